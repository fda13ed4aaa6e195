import type { KernelKind } from '../../../../generators/index.ts';
import type { FixtureRequest } from '../../../fixtures/make/index.ts';
import { planOfOption } from './plan-option.ts';

/** What a call of `generate` asked for. The program refuses options that exclude each other. */
export interface GenerateOptions {
  readonly seed: number;
  readonly count: number;
  /** Absent only beside `check`. */
  readonly out?: string;
  readonly feature: readonly string[];
  readonly profileKernel?: KernelKind;
  readonly plan?: string;
  readonly hostile?: true;
  readonly pairs?: true;
  readonly tar?: true;
  readonly force?: true;
  readonly check?: string;
  readonly quiet?: true;
  readonly color: boolean;
}

/**
 * The collection that the options ask for.
 *
 * @throws UsageError, FileError when the plan is none, or its file cannot be read
 */
export async function requestOf(options: GenerateOptions): Promise<FixtureRequest> {
  const { seed, count, feature: features, profileKernel: kernel, hostile, pairs, plan } = options;
  return {
    seed,
    count,
    features,
    ...(kernel === undefined ? {} : { kernel }),
    ...(plan === undefined ? {} : { plan: await planOfOption(plan) }),
    kind: hostile === true ? 'hostile' : 'valid',
    companions: pairs === true ? 'pairs' : 'none',
  };
}
