/** Which section names repeat although nobody allows it. [UAPI.5 Unified Kernel Image, Multi-Profile UKIs] */

/** Starts a profile, whose sections stand in for those of the same names before the first one. */
const PROFILE_SECTION = '.profile';
/** Chosen among by machine or firmware, so that there may be many. */
const CHOSEN: ReadonlySet<string> = new Set(['.dtbauto', '.efifw']);
/** What a profile may have of its own. Not `.sbat`, for shim refuses a second one. */
const OF_A_PROFILE: readonly string[] = [
  '.linux',
  '.osrel',
  '.cmdline',
  '.initrd',
  '.ucode',
  '.splash',
  '.dtb',
  '.hwids',
  '.uname',
  '.pcrsig',
  '.pcrpkey',
];

/**
 * The positions of names that are taken by an earlier one, each with the position of that.
 *
 * @param names in the order of the section table
 */
export function repeatedNames(names: readonly string[]): ReadonlyMap<number, number> {
  const repeated = new Map<number, number>();
  const seen = new Map<string, number>();
  for (const [position, name] of names.entries()) {
    if (CHOSEN.has(name)) continue;
    if (name === PROFILE_SECTION) {
      for (const each of OF_A_PROFILE) seen.delete(each);
      continue;
    }
    const earlier = seen.get(name);
    if (earlier === undefined) seen.set(name, position);
    else repeated.set(position, earlier);
  }
  return repeated;
}
