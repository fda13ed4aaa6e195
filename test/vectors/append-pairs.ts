/** Good appends to spoil: images from plan lines, each with what the project's own rewriter makes of it. */
import { caseFromPlan, parsePlan } from '../../generators/index.ts';
import type { AppendRequests } from '../../properties/index.ts';
import type { AppendRequest } from '../../src/contract/index.ts';
import { readImage } from '../../src/reader/index.ts';
import type { Field, Image } from '../../src/reader/index.ts';
import type { Place, Span } from '../../src/results/index.ts';
import { appendSections } from '../../src/rewriter/index.ts';
import { setBytes } from './patch.ts';

const PLANS = {
  /** Room for the header, a stub, `.bss` last, a gzip payload in the middle of `.text`. */
  plain:
    'machine=arm64 headerRoom=page grain=page stub=16 position=middle payload=300 ' +
    'sections=.text:code:4:0,.data:data:1:512,.bss:bss:0:512 request=.bpf:0:1000:0x40000040',
  /** The same with a valid CheckSum. */
  checked:
    'machine=arm64 headerRoom=page checkSum=valid payload=300 sections=.text:code:4:0 request=.bpf:0:1000:0x40000040',
  /** A payload with a footer and a compression type of more than four characters. */
  zstd:
    'machine=arm64 compression=zstd22 headerRoom=page payload=300 ' +
    'sections=.text:code:8:0,.data:data:1:0 request=.bpf:0:1000:0x40000040',
  /** No room for the header, so that all data moves; a gap and an overlay. */
  grown:
    'machine=x86-64 headerRoom=0 payload=300 gap=1 overlay=24 ' +
    'sections=.text:code:4:0,.data:data:1:512,.bss:bss:0:512 request=.bpf:1:0:0x40000040',
  /** A symbol table with a long section name behind the data. */
  symbols:
    'machine=x86-64 headerRoom=0 symbols=long payload=100 ' +
    'sections=.text:code:4:0,/4:data:1:0 request=.bpf:0:700:0x40000040',
  /** Debug data where the new header goes. */
  debug:
    'machine=arm64 headerRoom=page debug=both directories=7 payload=100 ' +
    'sections=.text:code:4:0,.data:data:1:0 request=.bpf:0:700:0x40000040',
  /** Debug data in a section that moves, and all 16 directories. */
  mapped:
    'machine=arm64 headerRoom=0 debug=codeview debugPlace=section debugAddress=loaded directories=16 payload=100 ' +
    'sections=.text:code:4:0,.data:data:1:0 request=.bpf:0:700:0x40000040',
  /** Room for two headers, and both are used. */
  two:
    'machine=arm64 headerRoom=page grain=page stub=16 position=middle payload=300 ' +
    'sections=.text:code:4:0,.data:data:1:512,.bss:bss:0:512 request=.bpf:0:1000:0x40000040',
  /** Room for one of three headers, so that all data moves; a gap and an overlay. */
  three:
    'machine=x86-64 headerRoom=40 payload=300 gap=1 overlay=24 ' +
    'sections=.text:code:4:0,.data:data:1:512,.bss:bss:0:512 request=.bpf:1:0:0x40000040',
  /** Room for one of two headers, in an image whose file and memory agree up to pages until the first is there. */
  paged:
    'machine=arm64 headerRoom=40 grain=page sectionAlignment=65536 payload=300 ' +
    'sections=.text:code:4:0,.data:data:1:512 request=.bpf:0:1000:0x40000040',
  /** The same with room for both. */
  pagedRoom:
    'machine=arm64 headerRoom=page grain=page sectionAlignment=65536 payload=300 ' +
    'sections=.text:code:4:0,.data:data:1:512 request=.bpf:0:1000:0x40000040',
  /** The same without room, so that all data moves by a page first. */
  pagedGrown:
    'machine=arm64 headerRoom=0 grain=page sectionAlignment=65536 payload=300 ' +
    'sections=.text:code:4:0,.data:data:1:512 request=.bpf:0:1000:0x40000040',
  /** Debug data where the first of three new headers goes. */
  threeDebug:
    'machine=arm64 headerRoom=page debug=both directories=7 payload=100 ' +
    'sections=.text:code:4:0,.data:data:1:0 request=.bpf:0:700:0x40000040',
  /** Debug data in a section, and room in the headers. */
  loaded:
    'machine=arm64 headerRoom=page debug=codeview debugPlace=section debugAddress=loaded directories=16 payload=100 ' +
    'sections=.text:code:4:0,.data:data:1:0 request=.bpf:0:700:0x40000040',
  /** Content that takes three pages of memory, the last of them by one byte. */
  large: 'machine=arm64 headerRoom=page payload=100 sections=.text:code:1:0 request=.bpf:16:1:0x40000040',
  /** Content that takes a page to its last byte. */
  exact: 'machine=arm64 headerRoom=page payload=100 sections=.text:code:1:0 request=.bpf:8:0:0x40000040',
  /** A 32-bit image whose data moves, with symbols behind it and the longest optional header that there is. */
  narrow:
    'machine=riscv32 headerRoom=0 directories=16 stub=8 payload=200 symbols=table overlay=13 ' +
    'sections=.text:code:4:0,.data:data:1:512 request=.bpf:0:513:0x40000040',
  /** Alignments that differ from each other and from the usual, data against the order of the table, `.bss` first. */
  reversed:
    'machine=arm64 fileAlignment=1024 sectionAlignment=8192 headerRoom=0 rawOrder=reversed bssPointer=end payload=300 ' +
    'sections=.bss:bss:0:9000,.text:code:8:0,.data:data:1:512 request=.bpf:0:1025:0x40000040',
  /** The same with headers that have room, and data that ends inside a block. */
  ragged:
    'machine=arm64 fileAlignment=1024 sectionAlignment=8192 headerRoom=page rawCut=7 payload=300 ' +
    'sections=.text:code:8:0,.data:data:1:512 request=.bpf:0:1023:0x40000040',
} as const;

export type PairName = keyof typeof PLANS;

/** More than a block of FileAlignment, with no two neighbours alike. */
const CONFIGURATION: AppendRequest = {
  name: '.cfg',
  content: Uint8Array.from({ length: 1300 }, (_, index) => index % 251),
  characteristics: 0x42000040,
};
const MARK: AppendRequest = { name: '.mark', content: Uint8Array.of(7), characteristics: 0x40000040 };

/** What is appended behind the section of the plan. */
const MORE: Partial<Readonly<Record<PairName, readonly AppendRequest[]>>> = {
  two: [CONFIGURATION],
  three: [CONFIGURATION, MARK],
  paged: [CONFIGURATION],
  pagedRoom: [CONFIGURATION],
  pagedGrown: [CONFIGURATION],
  threeDebug: [CONFIGURATION, MARK],
};

export const PAIR_NAMES = Object.keys(PLANS) as readonly PairName[];

/** One append, as bytes and as the reader sees them. */
export interface Pair {
  readonly input: Uint8Array;
  readonly output: Uint8Array;
  readonly requests: AppendRequests;
  readonly before: Image;
  readonly after: Image;
}

/** The image in some bytes that are known to hold one. */
export function imageIn(bytes: Uint8Array): Image {
  const reading = readImage(bytes);
  if (reading.ok) return reading.image;
  throw new Error(`The vector is no image: ${reading.fault.path} at ${reading.fault.at.offset}; correct the vector.`);
}

/** The good append of a name. */
export function pairOf(name: PairName): Pair {
  const { image, request } = caseFromPlan(parsePlan(PLANS[name]));
  const requests: AppendRequests = [request, ...(MORE[name] ?? [])];
  const answer = appendSections(image, requests);
  if (answer.kind !== 'rewritten') throw new Error(`The plan "${name}" is refused: ${answer.detail} Change the plan.`);
  return { input: image, output: answer.bytes, requests, before: imageIn(image), after: imageIn(answer.bytes) };
}

/** What a test changes in a pair; the rest stays good. */
export interface Spoiled {
  readonly input?: Uint8Array;
  readonly output?: Uint8Array;
  readonly requests?: AppendRequests;
}

/** A copy of a file with one field set, little-endian, at the width that the reader found it in. */
export function put(bytes: Uint8Array, { offset, length }: Field<unknown>, value: number): Uint8Array {
  const field = Array.from({ length }, (_, index) => Math.floor(value / 256 ** index) % 256);
  return setBytes(bytes, offset, field);
}

/** A place in the output. */
export function inOutput({ offset, length }: Span): Place {
  return { file: 'after', offset, length };
}

/** The section of a place in the table. */
export function sectionOf(image: Image, index: number): Image['sections'][number] {
  const section = image.sections[index];
  if (section === undefined) throw new Error(`The vector has no section ${index}; correct the vector.`);
  return section;
}

/** The section that an append added, or one of several by its rank. */
export function addedTo({ before, after }: Pair, rank = 0): Image['sections'][number] {
  return sectionOf(after, before.sections.length + rank);
}

/** The debug entry of an index. */
export function entryOf(image: Image, index: number): Image['debugEntries'][number] {
  const entry = image.debugEntries[index];
  if (entry === undefined) throw new Error(`The vector has no debug entry ${index}; correct the vector.`);
  return entry;
}

/** The data directory of an index. */
export function directoryOf(image: Image, index: number): Image['directories'][number] {
  const entry = image.directories[index];
  if (entry === undefined) throw new Error(`The vector has no directory ${index}; correct the vector.`);
  return entry;
}

/** The numbers of a section's header. */
export type SectionField =
  | 'virtualSize'
  | 'virtualAddress'
  | 'sizeOfRawData'
  | 'pointerToRawData'
  | 'pointerToRelocations'
  | 'pointerToLinenumbers'
  | 'numberOfRelocations'
  | 'numberOfLinenumbers'
  | 'characteristics';
