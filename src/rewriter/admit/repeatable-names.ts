/**
 * Names that an image may have more than once: UAPI.5, "Unified Kernel Image", and its "Multi-Profile UKIs".
 */

/** The section that starts a profile; it and what is chosen among by the machine may repeat at will. */
const PROFILE = '.profile';
const REPEATABLE: ReadonlySet<string> = new Set([PROFILE, '.dtbauto', '.efifw']);

/** What each profile may have once, beside what stands before the first of them. */
const ONCE_A_PROFILE: ReadonlySet<string> = new Set([
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
]);

/**
 * The position of the section that keeps a new last one from having the name, or -1 when it may have it.
 *
 * @param names of the image's sections, in the order of the table
 */
export function namesakeOf(name: string, names: readonly string[]): number {
  if (REPEATABLE.has(name)) return -1;
  if (!ONCE_A_PROFILE.has(name)) return names.indexOf(name);
  return names.indexOf(name, names.lastIndexOf(PROFILE) + 1);
}
