/**
 * Goal: inputs that no generator of valid images makes, near enough to valid ones to get past the first checks.
 * Method: valid cases with a few header fields changed, cut short, or continued with the bytes of another case. The
 * fields are found by hand, so that a slip in the reader cannot keep an edit from its field.
 */
import fc from 'fast-check';
import { printPlan, zbootCase } from '../../generators/index.ts';
import type { ZbootCase } from '../../generators/index.ts';
import type { AppendRequest } from '../../src/contract/index.ts';

/** What an edit does to a field: sets it, or adds to what is there or to a landmark of the same image. */
export interface Edit {
  /** Picks the field, counted round. */
  readonly field: number;
  /** Picks the section, the directory or the debug entry that the field belongs to, counted round. */
  readonly owner: number;
  readonly from: 'zero' | 'old' | 'file-length' | 'size-of-headers' | 'table-end' | 'payload' | 'section';
  /** Added to the value that `from` names; the sum is written modulo the field's width. */
  readonly add: number;
}

/** A hostile input and how it was made. */
export interface Hostile {
  readonly bytes: Uint8Array;
  readonly request: AppendRequest;
}

interface Place {
  readonly name: string;
  readonly offset: number;
  readonly width: 2 | 4;
}

type Slots = readonly (readonly [name: string, at: number, width?: 2])[];

const DOS: Slots = [
  ['magic', 0, 2],
  ['zimg', 4],
  ['payloadOffset', 8],
  ['payloadSize', 12],
  ['compression', 24],
  ['peOffset', 60],
];
const FILE_HEADER: Slots = [
  ['signature', 0],
  ['machine', 4, 2],
  ['numberOfSections', 6, 2],
  ['pointerToSymbolTable', 12],
  ['numberOfSymbols', 16],
  ['sizeOfOptionalHeader', 20, 2],
  ['characteristics', 22, 2],
];
const OPTIONAL: Slots = [
  ['optionalMagic', 0, 2],
  ['sizeOfInitializedData', 8],
  ['addressOfEntryPoint', 16],
  ['sectionAlignment', 32],
  ['fileAlignment', 36],
  ['sizeOfImage', 56],
  ['sizeOfHeaders', 60],
  ['checkSum', 64],
];
const DIRECTORY: Slots = [
  ['directory.address', 0],
  ['directory.size', 4],
];
const SECTION: Slots = [
  ['name', 0],
  ['virtualSize', 8],
  ['virtualAddress', 12],
  ['sizeOfRawData', 16],
  ['pointerToRawData', 20],
  ['pointerToRelocations', 24],
  ['pointerToLinenumbers', 28],
  ['numberOfRelocations', 32, 2],
  ['characteristics', 36],
];
const DEBUG: Slots = [
  ['debug.sizeOfData', 16],
  ['debug.addressOfRawData', 20],
  ['debug.pointerToRawData', 24],
];

function at(base: number, slots: Slots): Place[] {
  return slots.map(([name, offset, width]) => ({ name, offset: base + offset, width: width ?? 4 }));
}

/** Where things are in one valid image. */
interface Sites {
  readonly view: DataView;
  readonly optional: number;
  readonly tableEnd: number;
  readonly places: (owner: number) => readonly Place[];
  readonly section: (owner: number) => number;
}

function survey(image: Uint8Array): Sites {
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  const pe = view.getUint32(60, true);
  const optional = pe + 24;
  const directories = optional + (view.getUint16(optional, true) === 0x20b ? 112 : 96);
  const directoryCount = view.getUint32(directories - 4, true);
  const table = directories + 8 * directoryCount;
  const sectionCount = view.getUint16(pe + 6, true);
  const section = (owner: number): number => table + 40 * (owner % sectionCount);
  const debug = directoryCount > 6 ? debugPlaces(view, directories + 48, table, sectionCount) : [];
  const places = (owner: number): readonly Place[] => [
    ...at(0, DOS),
    ...at(pe, FILE_HEADER),
    ...at(optional, OPTIONAL),
    { name: 'numberOfRvaAndSizes', offset: directories - 4, width: 4 },
    // Certificates and debug data are the directories that mean something to a rewriter.
    ...at(directories + ((8 * ([4, 6, owner][owner % 3] ?? 0)) % (8 * directoryCount)), DIRECTORY),
    ...at(section(owner), SECTION),
    // Twice, for most changes of a section that matter are to its place.
    ...at(section(owner), SECTION.slice(1, 5)),
    ...debug,
  ];
  return { view, optional, tableEnd: table + 40 * sectionCount, places, section };
}

function debugPlaces(view: DataView, directory: number, table: number, sectionCount: number): readonly Place[] {
  const address = view.getUint32(directory, true);
  const count = Math.floor(view.getUint32(directory + 4, true) / 28);
  for (let index = 0; index < sectionCount; index += 1) {
    const header = table + 40 * index;
    const within = address - view.getUint32(header + 12, true);
    if (within < 0 || within >= view.getUint32(header + 16, true)) continue;
    const start = view.getUint32(header + 20, true) + within;
    return Array.from({ length: count }, (_, entry) => at(start + 28 * entry, DEBUG)).flat();
  }
  return [];
}

function origin({ view, optional, tableEnd, section }: Sites, edit: Edit, old: number): number {
  const header = section(edit.owner + 1);
  switch (edit.from) {
    case 'zero':
      return 0;
    case 'old':
      return old;
    case 'file-length':
      return view.byteLength;
    case 'size-of-headers':
      return view.getUint32(optional + 60, true);
    case 'table-end':
      return tableEnd;
    case 'payload':
      return view.getUint32(8, true);
    case 'section':
      return view.getUint32(header + (edit.field % 2 === 0 ? 12 : 20), true);
  }
}

/** Changes fields of a valid image; the returned names say which, with the values that they got. */
function applyEdits(image: Uint8Array, edits: readonly Edit[]): { bytes: Uint8Array; names: readonly string[] } {
  const sites = survey(image);
  const bytes = image.slice();
  const view = new DataView(bytes.buffer);
  const names = edits.map((edit) => {
    const places = sites.places(edit.owner);
    const place = places[edit.field % places.length];
    if (place === undefined) throw new Error('there are always fields to edit');
    const { name, offset, width } = place;
    const old = width === 2 ? sites.view.getUint16(offset, true) : sites.view.getUint32(offset, true);
    const modulus = 2 ** (8 * width);
    const value = (((origin(sites, edit, old) + edit.add) % modulus) + modulus) % modulus;
    if (width === 2) view.setUint16(offset, value, true);
    else view.setUint32(offset, value, true);
    return `${name}@0x${offset.toString(16)}=0x${value.toString(16)}`;
  });
  return { bytes, names };
}

const FIELD = fc.nat(200);
const OWNER = fc.nat(6);
const STEP = fc.constantFrom(0, 1, -1, 2, 8, -8, 40, -40, 512, -512, 4096, -4096);

const EDIT: fc.Arbitrary<Edit> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      field: FIELD,
      owner: OWNER,
      from: fc.constant('zero' as const),
      add: fc.constantFrom(0, 1, 2 ** 31, 2 ** 32 - 1, 2 ** 31 - 1, 2 ** 32 - 512, 3, 28, 0x10000),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      field: FIELD,
      owner: OWNER,
      from: fc.constantFrom(
        'old' as const,
        'file-length' as const,
        'size-of-headers' as const,
        'table-end' as const,
        'payload' as const,
        'section' as const,
      ),
      add: STEP,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      field: FIELD,
      owner: OWNER,
      from: fc.constant('zero' as const),
      add: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    }),
  },
);

/** Names a drawn value by what it was made from, so that a counterexample fits on a line. */
function named(hostile: Hostile, name: () => string): Hostile {
  return Object.defineProperty(hostile, fc.toStringMethod, { value: name });
}

/** Valid images in which 1 to 8 header fields are changed. */
export function editedImage(): fc.Arbitrary<Hostile> {
  return fc
    .tuple(zbootCase(), fc.array(EDIT, { minLength: 1, maxLength: 8, size: 'max' }))
    .map(([{ plan, image, request }, edits]) => {
      const { bytes, names } = applyEdits(image, edits);
      return named({ bytes, request }, () => `edited(${printPlan(plan)}; ${names.join(' ')})`);
    });
}

/** Valid images cut short anywhere, most often in the headers. */
export function truncatedImage(): fc.Arbitrary<Hostile> {
  return fc.tuple(zbootCase(), fc.oneof(fc.nat(1024), fc.nat(2 ** 20))).map(([{ plan, image, request }, drawn]) => {
    const length = drawn % image.length;
    return named({ bytes: image.slice(0, length), request }, () => `truncated(${printPlan(plan)}; ${length})`);
  });
}

/** The start of one valid image and the end of another. */
export function splicedImage(): fc.Arbitrary<Hostile> {
  return fc.tuple(zbootCase(), zbootCase(), fc.nat(2048), fc.nat(2048)).map(([head, tail, headLength, tailStart]) => {
    const bytes = Buffer.concat([cut(head, 0, headLength), cut(tail, tailStart, tail.image.length)]);
    const text = (): string => `spliced(${printPlan(head.plan)}; ${headLength}; ${printPlan(tail.plan)}; ${tailStart})`;
    return named({ bytes: Uint8Array.from(bytes), request: head.request }, text);
  });
}

function cut({ image }: ZbootCase, start: number, end: number): Uint8Array {
  return image.subarray(Math.min(start, image.length), Math.min(end, image.length));
}

const REQUEST: AppendRequest = { name: '.bpf', content: Uint8Array.of(1, 2, 3), characteristics: 0x40000040 };

/** Bytes that were never an image, half of them with a start that looks like one. */
export function randomBytes(): fc.Arbitrary<Hostile> {
  const start = fc.constantFrom('', 'MZ', 'MZ\0\0zimg');
  return fc.tuple(start, fc.uint8Array({ maxLength: 2048, size: 'max' })).map(([text, drawn]) => {
    const bytes = drawn.slice();
    bytes.set(Buffer.from(text, 'latin1').subarray(0, bytes.length));
    return { bytes, request: REQUEST };
  });
}
