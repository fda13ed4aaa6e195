import type { KernelProfile } from '../../../generators/index.ts';

/** What a call of `generate` asked for. The program refuses options that exclude each other. */
export interface GenerateOptions {
  readonly seed: number;
  readonly count: number;
  /** Absent only beside `check`. */
  readonly out?: string;
  readonly feature: readonly string[];
  readonly profileKernel?: KernelProfile;
  readonly plan?: string;
  readonly hostile?: true;
  readonly pairs?: true;
  readonly tar?: true;
  readonly force?: true;
  readonly check?: string;
  readonly quiet?: true;
  readonly color: boolean;
}
