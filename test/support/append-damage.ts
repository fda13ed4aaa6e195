/** Damage to valid images that makes every append to them untrue: each kind has to be refused. */
import { directoryAt, extentOf, withNumbers, word } from './pe-view.ts';
import type { PeView, SectionView } from './pe-view.ts';

/** One kind of damage. */
export interface Damage {
  readonly what: string;
  /** The codes of which one is right: a value can contradict two others at once. */
  readonly codes: readonly string[];
  /** The damaged image, or `null` when the image has nothing to damage in this way; `pick` chooses among places. */
  readonly damaged: (view: PeView, pick: number) => Uint8Array | null;
}

type Field = (view: PeView) => number;

/** Damage that sets one number of the headers. */
function numberSet(
  what: string,
  codes: readonly string[],
  width: 2 | 4,
  at: Field,
  value: (view: PeView, pick: number) => number,
): Damage {
  return { what, codes, damaged: (view, pick) => withNumbers(view.bytes, width, [[at(view), value(view, pick)]]) };
}

function picked<T>(values: readonly T[], pick: number): T | undefined {
  return values[pick % Math.max(1, values.length)];
}

function filled({ sections }: PeView): readonly SectionView[] {
  return sections.filter(({ sizeOfRawData }) => sizeOfRawData > 0);
}

/** Damage that sets one number in the header of some section with data. */
function sectionSet(
  what: string,
  codes: readonly string[],
  offset: number,
  value: (section: SectionView, view: PeView) => number,
): Damage {
  return {
    what,
    codes,
    damaged: (view, pick) => {
      const section = picked(filled(view), pick);
      return section === undefined ? null : withNumbers(view.bytes, 4, [[section.at + offset, value(section, view)]]);
    },
  };
}

/** Damage that gives one section with data a number of another one. */
function copiedFromOther(what: string, codes: readonly string[], offset: number, shift: number): Damage {
  return {
    what,
    codes,
    damaged: (view, pick) => {
      const [section, other] = [picked(filled(view), pick), picked(filled(view), pick + 1)];
      if (section === undefined || other === undefined || section === other) return null;
      return withNumbers(view.bytes, 4, [[section.at + offset, word(view.bytes, other.at + offset) + shift]]);
    },
  };
}

function cut(what: string, codes: readonly string[], end: (view: PeView, pick: number) => number): Damage {
  return { what, codes, damaged: (view, pick) => view.bytes.slice(0, end(view, pick)) };
}

const HEADERS = ['malformed-headers'];
const SECTIONS = ['malformed-sections'];
const optional =
  (offset: number): Field =>
  ({ optionalOffset }) =>
    optionalOffset + offset;
const file =
  (offset: number): Field =>
  ({ peOffset }) =>
    peOffset + offset;
const dataEnd = (view: PeView): number =>
  Math.max(...filled(view).map((each) => each.pointerToRawData + each.sizeOfRawData));

/** Every kind of damage; where a value depends on the image it is the nearest one that is wrong. */
export const DAMAGES: readonly Damage[] = [
  cut('an end inside the DOS header', ['not-pe'], (_, pick) => pick % 64),
  cut(
    'an end inside the headers',
    ['not-pe', ...HEADERS],
    ({ sizeOfHeaders }, pick) => 64 + ((pick * 97) % (sizeOfHeaders - 64)),
  ),
  cut('an end inside the section data', [...SECTIONS, ...HEADERS], (view, pick) => {
    return dataEnd(view) - 1 - ((pick * 31) % (dataEnd(view) - view.sizeOfHeaders));
  }),
  numberSet(
    'a DOS header of another kind',
    ['not-pe'],
    2,
    () => 0,
    (_, pick) => pick,
  ),
  numberSet(
    'a PE header outside of the file',
    ['not-pe'],
    4,
    () => 0x3c,
    ({ bytes }, pick) => bytes.length - 25 + pick * pick,
  ),
  numberSet('a PE signature that is none', ['not-pe'], 2, file(0), (_, pick) => pick),
  numberSet('an optional header of no known kind', HEADERS, 2, optional(0), (_, pick) => pick % 0x100),
  numberSet('a SizeOfOptionalHeader that is wrong', HEADERS, 2, file(20), (_, pick) => pick % 0x88),
  numberSet(
    'more than 16 data directories',
    HEADERS,
    4,
    ({ directoriesOffset }) => directoriesOffset - 4,
    (_, pick) => 17 + pick,
  ),
  numberSet(
    'a count of data directories that does not fit',
    HEADERS,
    4,
    ({ directoriesOffset }) => directoriesOffset - 4,
    (_, pick) => pick % 6,
  ),
  numberSet('no sections', HEADERS, 2, file(6), () => 0),
  numberSet(
    'a section table beyond the headers',
    HEADERS,
    2,
    file(6),
    ({ bytes }, pick) => 0xffff - ((pick * 7) % (0xffff - Math.ceil(bytes.length / 40))),
  ),
  numberSet(
    'headers that end inside the section table',
    HEADERS,
    4,
    optional(60),
    ({ tableEnd }, pick) => pick % tableEnd,
  ),
  numberSet(
    'headers that end behind the file',
    HEADERS,
    4,
    optional(60),
    ({ bytes }, pick) => bytes.length + 1 + pick * pick,
  ),
  numberSet(
    'an image in memory that ends inside the headers',
    HEADERS,
    4,
    optional(56),
    ({ sizeOfHeaders }, pick) => sizeOfHeaders - (pick % sizeOfHeaders),
  ),
  numberSet('an image in memory beyond 2 GiB', HEADERS, 4, optional(56), (_, pick) => 2 ** 31 + pick * pick),
  numberSet('a SectionAlignment that is no power of two', ['malformed-alignment'], 4, optional(32), (_, pick) =>
    pick === 0 ? 0 : 4096 * (2 * pick + 1),
  ),
  numberSet('a FileAlignment that is no power of two', ['malformed-alignment'], 4, optional(36), (_, pick) =>
    pick === 0 ? 0 : 512 + 1 + (pick % 500),
  ),
  numberSet(
    'a FileAlignment beyond 64 KiB',
    ['malformed-alignment'],
    4,
    optional(36),
    (_, pick) => 2 ** (17 + (pick % 15)),
  ),
  sectionSet(
    'data that leaves the file',
    SECTIONS,
    16,
    ({ pointerToRawData }, { bytes }) => bytes.length - pointerToRawData + 1,
  ),
  sectionSet('data that wraps in 32 bits', SECTIONS, 20, ({ sizeOfRawData }) => 2 ** 32 - sizeOfRawData),
  sectionSet('data inside the headers', SECTIONS, 20, (_, { sizeOfHeaders }) => sizeOfHeaders - 1),
  sectionSet('an address inside the headers', SECTIONS, 12, (_, { sizeOfHeaders }) => sizeOfHeaders - 1),
  sectionSet(
    'addresses beyond SizeOfImage',
    SECTIONS,
    12,
    (section, { sizeOfImage }) => sizeOfImage - extentOf(section) + 1,
  ),
  sectionSet('addresses that wrap in 32 bits', SECTIONS, 8, ({ virtualAddress }) => 2 ** 32 - virtualAddress),
  copiedFromOther('sections that share data', ['overlapping-sections', ...SECTIONS], 20, 0),
  copiedFromOther('sections that share addresses', ['overlapping-sections', ...SECTIONS], 12, 0),
  numberSet(
    'a payload among the headers',
    ['payload-unlocated'],
    4,
    () => 8,
    ({ sizeOfHeaders }, pick) => pick % sizeOfHeaders,
  ),
  numberSet(
    'a payload behind all data',
    ['payload-unlocated'],
    4,
    () => 8,
    (view, pick) => dataEnd(view) + pick,
  ),
  numberSet(
    'a payload longer than its section',
    ['payload-unlocated'],
    4,
    () => 12,
    ({ bytes }, pick) => bytes.length + pick,
  ),
  numberSet(
    'a payload of no bytes',
    ['payload-unlocated'],
    4,
    () => 12,
    () => 0,
  ),
  numberSet(
    'a symbol table outside of the file',
    ['malformed-symbol-table'],
    4,
    file(12),
    ({ bytes }, pick) => bytes.length - 3 + pick * pick,
  ),
  numberSet(
    'a symbol table among the headers',
    ['malformed-symbol-table'],
    4,
    file(12),
    ({ tableEnd }, pick) => 1 + (pick % (tableEnd - 1)),
  ),
  {
    what: 'a signature that is not to be removed',
    codes: ['signed-image'],
    damaged: (view, pick) => {
      const entry = directoryAt(view, 4);
      return entry === null
        ? null
        : withNumbers(view.bytes, 4, [
            [entry, view.bytes.length],
            [entry + 4, 1 + pick],
          ]);
    },
  },
  {
    what: 'the DOS header of another linker',
    codes: ['not-zboot'],
    damaged: ({ bytes }, pick) => withNumbers(bytes, 1, [[4 + (pick % 4), 0]]),
  },
];
