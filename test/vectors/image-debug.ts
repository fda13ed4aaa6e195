import { IDEAL_AT } from './base-images.ts';
import {
  DATA,
  DEBUG,
  addressAt,
  debugged,
  entryBytes,
  entryField,
  plain,
  sizeAt,
  withDirectory,
  withTail,
} from './directory-images.ts';
import type { Entry } from './directory-images.ts';
import type { ImageHold, ImageViolation } from './entries.ts';
import { setBytes, setWords, truncate } from './patch.ts';

const END = IDEAL_AT.end;
const TABLE_END = IDEAL_AT.tableEnd;
const HEADERS_END = 0x1000;
const ADDRESS = addressAt(DEBUG);
const SIZE = sizeAt(DEBUG);
const POINTER = entryField(0, 'pointer');
const ENTRY_SIZE = entryField(0, 'size');

/** IMAGE_DEBUG_TYPE_EX_DLLCHARACTERISTICS. [PE format, Debug Type] */
const EX_DLL_CHARACTERISTICS = 20;

/** {@link plain} with a debug directory; its entries are zeros where it lies in `.data`. */
function directory(address: number, size: number, image = plain()): Uint8Array {
  return withDirectory(image, DEBUG, address, size);
}

/** An image with debug data of so many bytes at an offset of the file, at no address. */
function data(pointer: number, size: number, address = 0): Uint8Array {
  return debugged({ type: 0, pointer, size, address });
}

/** `.data` is memory without data, in the middle of `.text`. */
function withInnerBss(): Uint8Array {
  return setWords(plain(), [IDEAL_AT.data.virtualAddress, 0x2000], [IDEAL_AT.data.sizeOfRawData, 0]);
}

/** {@link plain} with a debug directory in the slack of the headers. */
function inSlack(at: number, ...entries: readonly Entry[]): Uint8Array {
  return directory(at, 28 * entries.length, setBytes(plain(), at, entryBytes(...entries)));
}

/** Violations of the rules on debug directories and on debug data in the headers. */
export const DEBUG_VIOLATIONS: readonly ImageViolation[] = [
  ...[27, 29, 57].map((size) => ({
    rule: 'PE-DIR-030' as const,
    name: `the directory has ${size} bytes`,
    base: plain,
    make: () => directory(DATA.address, size),
    at: SIZE,
    actual: size,
    wanted: { kind: 'multiple-of', value: 28 } as const,
  })),
  ...[1, 2].map((distance) => ({
    rule: 'PE-DIR-030' as const,
    name: `the directory starts ${distance} bytes behind a multiple of 4`,
    base: plain,
    make: () => directory(DATA.address + distance, 28),
    at: ADDRESS,
    actual: DATA.address + distance,
    wanted: { kind: 'multiple-of', value: 4 } as const,
  })),
  {
    rule: 'PE-DIR-030',
    name: 'the last four bytes of the directory are not in the file',
    base: () => withTail(plain()),
    make: () => directory(END - 24, 28, withTail(plain())),
    also: ['PE-DIR-040'],
    at: SIZE,
    actual: 28,
    wanted: { kind: 'at-most', value: 24 },
  },
  {
    rule: 'PE-DIR-030',
    name: 'nothing of the directory is in the file',
    base: () => withTail(plain()),
    make: () => directory(END, 28, withTail(plain())),
    also: ['PE-DIR-002', 'PE-DIR-040'],
    at: SIZE,
    actual: 28,
    wanted: { kind: 'at-most', value: 0 },
  },
  {
    rule: 'PE-DIR-030',
    name: 'the end of the directory was cut off the file',
    base: () => truncate(plain(), END - 1),
    make: () => directory(END - 28, 28, truncate(plain(), END - 1)),
    also: ['PE-DIR-040'],
    at: SIZE,
    wanted: { kind: 'at-most', value: 27 },
  },
  {
    rule: 'PE-DIR-030',
    name: 'the directory ends behind headers that were cut off the file',
    base: () => truncate(plain(), 0xff8),
    make: () => directory(0xfe0, 28, truncate(plain(), 0xff8)),
    at: SIZE,
    wanted: { kind: 'at-most', value: 24 },
  },
  {
    rule: 'PE-DIR-030',
    name: 'the directory runs from a section over a free page',
    base: () => setWords(plain(), [IDEAL_AT.sbom.virtualAddress, 0x6000]),
    make: () => directory(0x4ff8, 28, setWords(plain(), [IDEAL_AT.sbom.virtualAddress, 0x6000])),
    also: ['PE-DIR-002'],
    at: SIZE,
    wanted: { kind: 'at-most', value: 8 },
  },
  {
    rule: 'PE-DIR-030',
    name: 'the directory has 2^32 - 16 bytes',
    base: plain,
    make: () => directory(DATA.address, 0xfffffff0),
    also: ['PE-DIR-001', 'PE-DIR-002', 'PE-DIR-037', 'PE-DIR-040'],
    at: SIZE,
    actual: 0xfffffff0,
  },
  {
    rule: 'PE-DIR-037',
    name: 'the directory ends beyond the image',
    base: plain,
    make: () => directory(END, 28),
    also: ['PE-DIR-001', 'PE-DIR-002', 'PE-DIR-030'],
    at: ADDRESS,
    actual: END + 28,
    wanted: { kind: 'at-most', value: END },
  },
  {
    rule: 'PE-DIR-033',
    name: 'data reaches from the slack into the first section',
    base: () => data(HEADERS_END - 2, 2),
    make: () => data(HEADERS_END - 2, 3),
    also: ['PE-DIR-032', 'PE-LAF-001', 'PE-LAF-013'],
    at: POINTER,
    actual: '[0xffe, 0x1001)',
    wanted: { kind: 'within', what: 'header slack', start: TABLE_END, end: HEADERS_END },
  },
  {
    rule: 'PE-DIR-033',
    name: 'data reaches from the section table into the slack',
    base: () => data(TABLE_END, 4),
    make: () => data(TABLE_END - 1, 2),
    also: ['PE-DIR-031'],
    at: POINTER,
    actual: '[0x1e7, 0x1e9)',
  },
  {
    rule: 'PE-DIR-033',
    name: 'the data of two entries shares a byte',
    base: () => debugged({ type: 0, pointer: TABLE_END, size: 4 }, { type: 0, pointer: TABLE_END + 4, size: 4 }),
    make: () => debugged({ type: 0, pointer: TABLE_END, size: 5 }, { type: 0, pointer: TABLE_END + 4, size: 4 }),
    also: ['PE-LAF-001', 'PE-LAF-013'],
    at: { offset: TABLE_END + 4, length: 4 },
    wanted: { kind: 'apart-from', what: 'debugEntries[0]', start: TABLE_END, end: TABLE_END + 5 },
  },
  {
    rule: 'PE-DIR-033',
    name: 'data starts in the data of a section that starts in the slack',
    base: () => setWords(data(0xe00, 4), [IDEAL_AT.text.pointerToRawData, 0xe08]),
    make: () => setWords(data(0xe0a, 4), [IDEAL_AT.text.pointerToRawData, 0xe08]),
    also: ['PE-DIR-032', 'PE-LAF-001'],
    at: { offset: 0xe0a, length: 4 },
    wanted: { kind: 'apart-from', what: 'sections[0]', start: 0xe08, end: 0x2e08 },
  },
  {
    rule: 'PE-DIR-033',
    name: 'the data of a section starts in data in the slack',
    base: () => data(0xe00, 4),
    make: () => setWords(data(0xe00, 0x10), [IDEAL_AT.text.pointerToRawData, 0xe08]),
    at: { offset: 0xe08, length: 0x2000 },
    also: [
      'PE-OPT-034',
      'PE-DIR-032',
      'PE-SEC-014',
      'PE-SEC-018',
      'PE-LAF-001',
      'PE-LAF-003',
      'PE-LAF-006',
      'PE-LAF-012',
      'PE-LAF-013',
      'PE-NX-012',
      'PE-NX-013',
    ],
    wanted: { kind: 'apart-from', what: 'sections[0]', start: 0xe08, end: 0x2e08 },
  },
  {
    rule: 'PE-DIR-033',
    name: 'data lies on the debug directory in the slack',
    base: () => inSlack(0x800, { type: 0, pointer: 0x81c, size: 4 }),
    make: () => inSlack(0x800, { type: 0, pointer: 0x81b, size: 4 }),
    at: { offset: 0x818, length: 4 },
    wanted: { kind: 'apart-from', what: 'the debug directory', start: 0x800, end: 0x81c },
  },
  ...[0, 3].map((size) => ({
    rule: 'PE-DIR-034' as const,
    name: `extended characteristics have ${size} bytes`,
    base: plain,
    make: () => debugged({ type: EX_DLL_CHARACTERISTICS, pointer: 0x800, size }),
    at: ENTRY_SIZE,
    actual: size,
    wanted: { kind: 'at-least', value: 4 } as const,
  })),
];

/** Images on which these rules hold by the smallest margin. */
export const DEBUG_HOLDS: readonly ImageHold[] = [
  { rule: 'PE-DIR-037', name: 'the directory ends with the image', make: () => directory(END - 28, 28) },
  { rule: 'PE-DIR-030', name: 'there is no debug directory', make: plain },
  { rule: 'PE-DIR-030', name: 'there are two entries', make: () => directory(DATA.address + 4, 56) },
  { rule: 'PE-DIR-030', name: 'an address without a size is none', make: () => directory(DATA.address + 1, 0) },
  { rule: 'PE-DIR-030', name: 'a size without an address is none', make: () => directory(0, 27) },
  {
    rule: 'PE-DIR-030',
    name: 'the directory ends with the last byte of the file',
    make: () => directory(END - 28, 28, withTail(plain())),
  },
  { rule: 'PE-DIR-030', name: 'the directory ends with the headers', make: () => directory(HEADERS_END - 28, 28) },
  { rule: 'PE-DIR-030', name: 'the directory goes on in the next section', make: () => directory(0x2ff0, 28) },
  {
    rule: 'PE-DIR-030',
    name: 'the directory lies behind a free page',
    make: () => directory(0x6000, 28, setWords(plain(), [IDEAL_AT.sbom.virtualAddress, 0x6000])),
  },
  {
    rule: 'PE-DIR-030',
    name: 'the directory lies in a section that memory without data starts in',
    make: () => directory(0x2800, 28, withInnerBss()),
  },
  { rule: 'PE-DIR-030', name: 'the directory goes on from the headers', make: () => directory(0xff0, 28) },
  { rule: 'PE-DIR-033', name: 'there are no debug entries', make: plain },
  { rule: 'PE-DIR-033', name: 'data is all of the slack', make: () => data(TABLE_END, HEADERS_END - TABLE_END) },
  { rule: 'PE-DIR-033', name: 'data ends where the slack starts', make: () => data(TABLE_END - 4, 4) },
  { rule: 'PE-DIR-033', name: 'data starts where the slack ends', make: () => data(HEADERS_END, 4) },
  {
    rule: 'PE-DIR-033',
    name: 'the data of two entries touches',
    make: () => debugged({ type: 20, pointer: TABLE_END, size: 4 }, { type: 2, pointer: TABLE_END + 4, size: 24 }),
  },
  {
    rule: 'PE-DIR-033',
    name: 'data touches the debug directory in the slack',
    make: () => inSlack(0x800, { type: 0, pointer: 0x81c, size: 4 }),
  },
  {
    rule: 'PE-DIR-033',
    name: 'sections share data outside the slack',
    make: () => setWords(data(TABLE_END, 4), [IDEAL_AT.sbom.pointerToRawData, DATA.offset]),
  },
  {
    rule: 'PE-DIR-034',
    name: 'extended characteristics have four bytes',
    make: () => debugged({ type: EX_DLL_CHARACTERISTICS, pointer: 0x800, size: 4 }),
  },
  {
    rule: 'PE-DIR-034',
    name: 'an entry of type 19 has no data',
    make: () => debugged({ type: 19, pointer: 0, size: 0 }),
  },
  {
    rule: 'PE-DIR-034',
    name: 'an entry of type 21 has no data',
    make: () => debugged({ type: 21, pointer: 0, size: 0 }),
  },
];
