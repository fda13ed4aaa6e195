import type { Firmware } from './firmware.ts';

/** Valid images that a firmware refuses all the same. */
export interface Exception {
  readonly firmware: Firmware['name'];
  /** Labels of the generator, all of which the image has. */
  readonly features: readonly string[];
  /** The status, by its name in the UEFI specification. */
  readonly status: string;
  /** What the firmware does, as its source tells. */
  readonly because: string;
}

/** A dimension of the generator whose images a firmware has to refuse is declared here; there is none so far. */
export const EXCEPTIONS: readonly Exception[] = [];

/** Why a firmware is right to refuse an image with a status; `null` when it is not. */
export function exceptionFor({ name }: Firmware, features: readonly string[], status: string): string | null {
  const exception = EXCEPTIONS.find((each) => {
    return each.firmware === name && each.status === status && each.features.every((one) => features.includes(one));
  });
  return exception?.because ?? null;
}
