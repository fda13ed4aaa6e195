/** The fields of an output at which mistakes are made: every field of the reader's layouts, by its name. */
import type { Field, Image, Section } from '../../src/reader/index.ts';
import {
  COFF_HEADER,
  DATA_DIRECTORY,
  DEBUG_ENTRY,
  OPTIONAL_HEADER_PE32,
  OPTIONAL_HEADER_PE32_PLUS,
  RELOCATION_BLOCK,
  SECTION_HEADER,
  ZBOOT_HEADER,
} from '../../src/reader/layouts.ts';
import type { GoodAppend } from './good-append.ts';
import {
  COFF_KINDS,
  DEBUG_KINDS,
  DIRECTORY_KINDS,
  OPTIONAL_KINDS,
  RELOCATION_KINDS,
  SECTION_KINDS,
  ZBOOT_KINDS,
} from './kinds.ts';
import type { Kind } from './kinds.ts';

/** A field of the reader's model, whatever its type. */
export type AnyField = Field<number | bigint | string>;

/** The same structure in the output and, where there is one, in the input. */
export interface Structures {
  readonly now: object;
  readonly old: object | null;
}

/** One field of one structure. */
export interface FieldSite {
  readonly name: string;
  readonly field: string;
  readonly kind: Kind;
  /** The width of the field; of one that is wider in 64-bit images, that. */
  readonly bits: number;
  /** Whether an append writes the field, so that what stood there before is a mistake. */
  readonly written: 'always' | 'sometimes' | 'never';
  /**
   * What the right value is by definition: `zero`, so that nothing is lost when it is lost; in whole blocks of
   * FileAlignment, so that rounding to them changes nothing.
   */
  readonly right: 'anything' | 'zero' | 'blocks';
  /** Whether each image has what the field is about, so that any trigger may meet it. */
  readonly found: 'everywhere' | 'somewhere';
  readonly structures: (good: GoodAppend) => Structures | null;
}

/** The optional header of both kinds of image, at its widest. */
const OPTIONAL_HEADER: Layout = {
  fields: { ...OPTIONAL_HEADER_PE32.fields, ...OPTIONAL_HEADER_PE32_PLUS.fields },
};

/** Number of the certificate directory, the one that holds a file offset. [PE format, Optional Header Data Directories] */
const CERTIFICATES = 4;
/** The most data directories. [PE format, Optional Header Data Directories] */
const DIRECTORIES = 16;
/** Directories that every zboot image has, for loaders look at the sixth. */
const USUAL_DIRECTORIES = 6;

/** Fields of the headers that an append writes in any case. File offsets are written when their bytes move. */
const WRITTEN = new Set(['numberOfSections', 'sizeOfInitializedData', 'sizeOfImage', 'checkSum']);
const WRITTEN_SOMETIMES = new Set(['sizeOfHeaders']);
/** Multiples of FileAlignment. [PE format, Optional Header, Section Table] */
const IN_BLOCKS = new Set(['sizeOfHeaders', 'pointerToRawData']);
/** What sections of images have not. [PE format, Section Table: should be zero for executable images] */
const OF_OBJECTS = new Set([
  'pointerToRelocations',
  'pointerToLinenumbers',
  'numberOfRelocations',
  'numberOfLinenumbers',
]);
/** What is absent or zero in most images. */
const OF_SOME = new Set([...OF_OBJECTS, 'baseOfData', 'pointerToSymbolTable', 'numberOfSymbols']);

/** One field of a structure, or `null` where there is none. */
export function fieldIn(structure: object | null, name: string): AnyField | null {
  const field: unknown = structure === null ? null : Reflect.get(structure, name);
  return isField(field) ? field : null;
}

function isField(value: unknown): value is AnyField {
  return typeof value === 'object' && value !== null && 'offset' in value && 'value' in value;
}

function writtenOf(field: string, kind: Kind): FieldSite['written'] {
  if (WRITTEN.has(field)) return 'always';
  return kind === 'offset' || WRITTEN_SOMETIMES.has(field) ? 'sometimes' : 'never';
}

/** A layout of the reader, as far as widths go. */
interface Layout {
  readonly fields: Readonly<Record<string, { readonly as: { readonly size: number } }>>;
}

function sitesOf(
  prefix: string,
  layout: Layout,
  kinds: Readonly<Record<string, Kind>>,
  found: FieldSite['found'],
  structures: FieldSite['structures'],
): readonly FieldSite[] {
  return Object.entries(kinds).map(([field, kind]) => ({
    name: `${prefix}.${field}`,
    field,
    kind,
    bits: 8 * (layout.fields[field]?.as.size ?? 0),
    written: writtenOf(field, kind),
    right: IN_BLOCKS.has(field) ? 'blocks' : 'anything',
    found: OF_SOME.has(field) ? 'somewhere' : found,
    structures,
  }));
}

function both(part: (image: Image) => object | undefined): FieldSite['structures'] {
  return ({ before, after }) => {
    const now = part(after);
    return now === undefined ? null : { now, old: part(before) ?? null };
  };
}

function directorySites(index: number): readonly FieldSite[] {
  const found = index < USUAL_DIRECTORIES ? 'everywhere' : 'somewhere';
  const sites = sitesOf(
    `directories[${index}]`,
    DATA_DIRECTORY,
    DIRECTORY_KINDS,
    found,
    both(({ directories }) => directories[index]),
  );
  if (index !== CERTIFICATES) return sites;
  // The directory of a signature that was removed is cleared.
  return sites.map((site) => ({
    ...site,
    kind: site.field === 'virtualAddress' ? 'offset' : 'length',
    written: 'sometimes',
    right: 'zero',
  }));
}

/** An old section in the output and in the input, by its place in the table of the input. */
function oldSection(place: (count: number) => number | null): FieldSite['structures'] {
  return ({ before, after }) => {
    const index = place(before.sections.length);
    const [now, old] = index === null ? [] : [after.sections[index], before.sections[index]];
    return now === undefined ? null : { now, old: old ?? null };
  };
}

/** Where the roles of old sections stand in a table of so many. */
const ROLES: readonly (readonly [name: string, place: (count: number) => number | null])[] = [
  ['first section', () => 0],
  ['middle section', (count) => (count < 3 ? null : Math.floor(count / 2))],
  ['last section', (count) => count - 1],
];

function rightInNewSection({ field, right }: FieldSite): FieldSite['right'] {
  if (OF_OBJECTS.has(field)) return 'zero';
  return field === 'sizeOfRawData' ? 'blocks' : right;
}

/** What the new section has instead of its own, when a header is copied from the last one of the table. */
function newSection({ added, before }: GoodAppend): Structures {
  const last: Section | undefined = before.sections.at(-1);
  return { now: added, old: last ?? null };
}

function ofList(list: (image: Image) => readonly object[], pick: 'first' | 'last'): FieldSite['structures'] {
  return both((image) => (pick === 'first' ? list(image)[0] : list(image).at(-1)));
}

/** Every field at which a mistake can be made. A field that is found by two roles is there twice. */
export const FIELD_SITES: readonly FieldSite[] = [
  ...sitesOf(
    'zbootHeader',
    ZBOOT_HEADER,
    ZBOOT_KINDS,
    'everywhere',
    both(({ zbootHeader }) => zbootHeader),
  ),
  ...sitesOf(
    'coffHeader',
    COFF_HEADER,
    COFF_KINDS,
    'everywhere',
    both(({ coffHeader }) => coffHeader),
  ),
  ...sitesOf(
    'optionalHeader',
    OPTIONAL_HEADER,
    OPTIONAL_KINDS,
    'everywhere',
    both(({ optionalHeader }) => optionalHeader),
  ),
  ...Array.from({ length: DIRECTORIES }, (_, index) => directorySites(index)).flat(),
  ...ROLES.flatMap(([role, place]) =>
    sitesOf(
      role,
      SECTION_HEADER,
      SECTION_KINDS,
      role === 'middle section' ? 'somewhere' : 'everywhere',
      oldSection(place),
    ),
  ),
  ...sitesOf('new section', SECTION_HEADER, SECTION_KINDS, 'everywhere', newSection).map((site) => ({
    ...site,
    written: 'always' as const,
    right: rightInNewSection(site),
  })),
  ...(['first', 'last'] as const).flatMap((pick) =>
    sitesOf(
      `${pick} debug entry`,
      DEBUG_ENTRY,
      DEBUG_KINDS,
      'somewhere',
      ofList(({ debugEntries }) => debugEntries, pick),
    ),
  ),
  ...(['first', 'last'] as const).flatMap((pick) =>
    sitesOf(`${pick} relocation block`, RELOCATION_BLOCK, RELOCATION_KINDS, 'somewhere', ({ relocations }) => {
      const now = pick === 'first' ? relocations[0] : relocations.at(-1);
      return now === undefined ? null : { now, old: null };
    }),
  ),
];
