/**
 * Images of which it is known what EDK2 does with them on a small machine: what the witness has to tell apart. A witness that has never said
 * no proves nothing.
 */
import { caseFromPlan, parsePlan } from '../../../generators/index.ts';
import { directoryAt, viewPe, withNumbers } from '../../support/pe-view.ts';
import type { PeView } from '../../support/pe-view.ts';
import type { Judgement } from './judgement.ts';

/** An image, what is put into the pack in its place, and what has to come of it. */
export interface KnownImage {
  readonly what: string;
  readonly bytes: Uint8Array;
  /** What the firmware is given although `bytes` are expected in memory; the same unless there is something. */
  readonly given?: Uint8Array;
  readonly outcome: Judgement['outcome'];
  /** What the details have to match. */
  readonly detail: RegExp;
}

const PLAIN = imageOf('sections=.text:code:1:0,.data:data:2:64');
const NARROW = imageOf('machine=riscv32 imageBase=65536 sections=.text:code:1:0,.data:data:2:64');
const SECTION_VIRTUAL_SIZE = 8;
const SECTION_ADDRESS = 12;
const SECTION_RAW_SIZE = 16;
const HUGE = 0x7000_0000;
const FAR_AWAY = 0x1000_0000;

function imageOf(plan: string): Uint8Array {
  return caseFromPlan(parsePlan(plan)).image;
}

/** The image with a number in its optional header. [PE format, Optional Header] */
function withOptional(image: Uint8Array, at: number, value: number): Uint8Array {
  return withNumbers(image, 4, [[viewPe(image).optionalOffset + at, value]]);
}

const SIZE_OF_IMAGE = 56;
const IMAGE_BASE = 24;

/** The image with a number in the header of its last section. */
function withLast(image: Uint8Array, ...fields: readonly (readonly [at: number, value: number])[]): Uint8Array {
  const start = lastOf(viewPe(image)).at;
  return withNumbers(
    image,
    4,
    fields.map(([at, value]) => [start + at, value] as const),
  );
}

function lastOf({ sections }: PeView): PeView['sections'][number] {
  const last = sections.at(-1);
  if (last === undefined) throw new Error('an image of known behaviour has no section');
  return last;
}

/** The image with relocations of the types, for places of the last section, in which their block is too. */
function withRelocations(image: Uint8Array, types: readonly number[]): Uint8Array {
  const view = viewPe(image);
  const { virtualAddress, pointerToRawData } = lastOf(view);
  const length = 8 + 2 * types.length;
  const directory = directoryAt(view, 5) ?? 0;
  const targets = 0x100;
  const words = types.map((type, index) => [pointerToRawData + 8 + 2 * index, type * 0x1000 + targets + 12 * index]);
  const heads = [
    [directory, virtualAddress],
    [directory + 4, length],
    [pointerToRawData, virtualAddress],
    [pointerToRawData + 4, length],
  ];
  const numbers = (pairs: readonly (readonly number[])[]): (readonly [number, number])[] => {
    return pairs.map(([at = 0, value = 0]) => [at, value]);
  };
  return withNumbers(withNumbers(image, 4, numbers(heads)), 2, numbers(words));
}

function withoutRelocations(image: Uint8Array): Uint8Array {
  // Characteristics: IMAGE_FILE_RELOCS_STRIPPED beside what the plain image has. [PE format, Characteristics]
  return withNumbers(image, 2, [[viewPe(image).peOffset + 22, 0x0207]]);
}

function withOtherByte(image: Uint8Array): Uint8Array {
  const changed = image.slice();
  const at = lastOf(viewPe(image)).pointerToRawData + 5;
  changed[at] = (changed[at] ?? 0) ^ 1;
  return changed;
}

const FAR = withLast(withOptional(PLAIN, SIZE_OF_IMAGE, FAR_AWAY + 0x2000), [SECTION_ADDRESS, FAR_AWAY]);

const SIZELESS = withLast(PLAIN, [SECTION_VIRTUAL_SIZE, 0]);

/** Zeros are written far beyond the memory of the image: of a section without raw data EDK2 checks nothing. */
const OVERWRITING = withLast(PLAIN, [SECTION_RAW_SIZE, 0], [SECTION_VIRTUAL_SIZE, 0x10_0000]);

const loaded = (what: string, bytes: Uint8Array): KnownImage => ({ what, bytes, outcome: 'loaded', detail: /^$/ });
const refused = (what: string, bytes: Uint8Array, detail: RegExp): KnownImage => {
  return { what, bytes, outcome: 'refused', detail };
};
const differs = (what: string, bytes: Uint8Array, given: Uint8Array, detail: RegExp): KnownImage => {
  return { what, bytes, given, outcome: 'differs', detail };
};

export const KNOWN_IMAGES: readonly KnownImage[] = [
  loaded('the plainest image', PLAIN),
  // Early, so that what lies after their memory is the firmware's: it gives out memory from the top.
  { what: 'an image whose zeros overwrite the firmware', bytes: OVERWRITING, outcome: 'crashed', detail: /./ },
  loaded('the plainest image after a crash', PLAIN),
  loaded(
    'relocations of every type that EDK2 knows',
    withRelocations(withOptional(PLAIN, IMAGE_BASE, 0x1234_5000), [1, 2, 3, 10, 0]),
  ),
  loaded('relocations of a 32-bit image', withRelocations(NARROW, [3, 1, 2])),
  refused('a relocation of a type that EDK2 does not know', withRelocations(PLAIN, [4, 0]), /^UNSUPPORTED$/),
  refused('a file without its last bytes', PLAIN.subarray(0, -1), /^UNSUPPORTED$/),
  refused('a file of one byte', PLAIN.subarray(0, 1), /^UNSUPPORTED$/),
  refused('a SizeOfImage of 0', withOptional(PLAIN, SIZE_OF_IMAGE, 0), /./),
  refused('a section beyond SizeOfImage', withLast(PLAIN, [SECTION_ADDRESS, HUGE]), /^LOAD_ERROR$/),
  refused(
    'an image without relocations at a base that is taken',
    withoutRelocations(PLAIN),
    /^(INVALID_PARAMETER|NOT_FOUND)$/,
  ),
  differs('another byte in a section', PLAIN, withOtherByte(PLAIN), /^its memory has the CRC/),
  differs('another byte in a section of VirtualSize 0', SIZELESS, withOtherByte(SIZELESS), /^its memory has the CRC/),
  differs(
    'a larger SizeOfImage',
    PLAIN,
    withOptional(PLAIN, SIZE_OF_IMAGE, 0x8000),
    /^it takes 32768 bytes of memory, not \d+, its/,
  ),
  loaded('a section at 256 MiB', FAR),
  {
    what: 'an image that is larger than the machine',
    bytes: withLast(withOptional(PLAIN, SIZE_OF_IMAGE, HUGE + 0x2000), [SECTION_ADDRESS, HUGE]),
    outcome: 'excepted',
    detail: /^too large for this machine$/,
  },
];
