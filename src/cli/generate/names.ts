/**
 * Features that tell one image from another, the rarest among random cases first. Machine, compression and number of
 * sections stand in every name; what most images have, or only the request has, tells nothing.
 */
export const TELLING_FEATURES: readonly string[] = [
  'many-signatures',
  'raw-rotated',
  'raw-gap',
  'raw-reversed',
  'virtual-zero',
  'long-name',
  'image-base',
  'eight-byte-name',
  'unaligned-raw',
  'overlay',
  'bss-pointer-end',
  'debug-in-section',
  'debug-address-loaded',
  'no-nx-compat',
  'time-stamp',
  'codeview-slack',
  'sbat',
  'bss-first',
  'odd-length',
  'symbol-table',
  'one-header-room',
  'bti-debug',
  'signed',
  'no-room',
  'roomy-headers',
  'payload-elsewhere',
  'page-incongruent',
  'tight-headers',
  'no-linux-magic',
  'large-section-alignment',
  'bss-last',
  'large-file-alignment',
  'empty-data',
  'many-directories',
  'last-empty',
  'payload-last',
  'check-sum',
  'payload-first',
  'text-not-first',
  'bss-middle',
  'dos-stub',
];

const TELLING_MAX = 3;
/** With the longest ending, `.section.bin`, a name has at most 100 characters, the most that a tar header holds. */
const STEM_LENGTH_MAX = 88;
const DIGITS_MIN = 4;

/** Digits that make every index up to `highest` as long as every other, so that names sort as indexes do. */
export function indexDigits(highest: number): number {
  return Math.max(DIGITS_MIN, String(highest).length);
}

/** What is known of a valid image that its name is made of. */
export interface NamedImage {
  readonly machine: string;
  readonly compression: string;
  readonly sectionCount: number;
  readonly features: readonly string[];
}

/** The name of a valid image without its ending. */
export function validStem(prefix: string, { machine, compression, sectionCount, features }: NamedImage): string {
  const telling = TELLING_FEATURES.filter((name) => features.includes(name)).slice(0, TELLING_MAX);
  return stemOf([prefix, machine, compression, `${sectionCount}s`, ...telling]);
}

/**
 * The name of a hostile image without its ending.
 *
 * @param words what tells it from others, such as the paths of edited fields
 */
export function hostileStem(prefix: string, kind: string, words: readonly string[]): string {
  const telling = [...new Set(words.map(kebab))].slice(0, TELLING_MAX);
  return stemOf([prefix, 'hostile', kind, ...telling]);
}

/** The last step of a field's path, in lower case: `size-of-image` for `optionalHeader.sizeOfImage`. */
function kebab(field: string): string {
  const name = field.slice(field.lastIndexOf('.') + 1);
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();
}

/** Joins as many words as fit, each in the letters that every file system and every shell takes as they are. */
function stemOf(words: readonly string[]): string {
  let stem = '';
  for (const word of words) {
    const plain = word.replace(/[^a-z0-9.]+/g, '-').replace(/^-+|-+$/g, '');
    const longer = stem === '' ? plain : `${stem}-${plain}`;
    if (plain === '' || longer.length > STEM_LENGTH_MAX) continue;
    stem = longer;
  }
  return stem;
}
