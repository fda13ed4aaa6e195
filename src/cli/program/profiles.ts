import { InvalidArgumentError } from 'commander';
import type { ProfileName } from '../../../properties/index.ts';
import { PROFILE_NAMES } from '../options.ts';

/** The word that stands for every profile. */
const ALL = 'all';

/** Collects the profiles of an option that may be given more than once, each once and in the order of the catalogue. */
export function profileNames(text: string, previous: readonly ProfileName[]): readonly ProfileName[] {
  if (text !== ALL && !PROFILE_NAMES.some((name) => name === text)) {
    throw new InvalidArgumentError(`It must be one of ${PROFILE_NAMES.join(', ')} or ${ALL}.`);
  }
  return PROFILE_NAMES.filter((name) => text === ALL || name === text || previous.includes(name));
}
