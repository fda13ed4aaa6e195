import { IDEAL_AT, signed } from './base-images.ts';
import { DATA, debugged, entryField, plain, withDebug, withTail } from './directory-images.ts';
import type { ImageHold, ImageViolation } from './entries.ts';
import { cut, insert, setU32, setWords } from './patch.ts';

const END = IDEAL_AT.end;
const TABLE_END = IDEAL_AT.tableEnd;
const HEADERS_END = 0x1000;
const POINTER = entryField(0, 'pointer');
const ENTRY_ADDRESS = entryField(0, 'address');
const ENTRY_SIZE = entryField(0, 'size');

/** An image with debug data of so many bytes at an offset of the file, at no address. */
function data(pointer: number, size: number, address = 0): Uint8Array {
  return debugged({ type: 0, pointer, size, address });
}

/** Behind the last section, where data needs no address. */
function inOverlay(pointer: number, size: number): Uint8Array {
  return withDebug(insert(plain(), END, new Uint8Array(0x10)), { type: 0, pointer, size });
}

/** {@link plain} with eight bytes between the DOS header and the PE header, and room for one debug entry behind `.data`. */
function stubbed(pointer: number, size: number): Uint8Array {
  const image = withDebug(plain(), { type: 0, pointer, size });
  return setU32(insert(cut(image, 0x800, 8), 0x40, new Uint8Array(8)), 0x3c, 0x48);
}

/** {@link plain} with half of `.sbom` in memory. */
function withPadding(pointer: number, size: number): Uint8Array {
  return setWords(data(pointer, size), [IDEAL_AT.sbom.virtualSize, 0x800]);
}

/** Violations of the rules on where debug data lies. */
export const DEBUG_DATA_VIOLATIONS: readonly ImageViolation[] = [
  ...[2, 20].map((type) => ({
    rule: 'PE-DIR-036' as const,
    name: `the data of type ${type} ends one byte behind the file`,
    base: plain,
    make: () => debugged({ type, pointer: END - 4, size: 5 }),
    also: ['PE-DIR-031', 'PE-DIR-032'] as const,
    at: entryField(0, 'pointer'),
    actual: END + 1,
  })),
  {
    rule: 'PE-DIR-031',
    name: 'the data ends one byte behind the file',
    base: () => inOverlay(END, 1),
    make: () => inOverlay(END + 8, 9),
    at: ENTRY_SIZE,
    actual: 9,
    wanted: { kind: 'at-most', value: 8 },
  },
  {
    rule: 'PE-DIR-031',
    name: 'the data starts where the file ends',
    base: () => inOverlay(END, 1),
    make: () => inOverlay(END + 0x10, 1),
    at: POINTER,
    actual: END + 0x10,
    wanted: { kind: 'below', value: END + 0x10 },
  },
  {
    rule: 'PE-DIR-031',
    name: 'the sum of offset and size wraps in 32 bits',
    base: plain,
    make: () => data(0xfffffff0, 0x20),
    at: POINTER,
    actual: 0xfffffff0,
  },
  {
    rule: 'PE-DIR-031',
    name: 'the data is the last byte of the DOS header',
    base: plain,
    make: () => stubbed(0x3f, 1),
    at: { offset: POINTER.offset, length: 4 },
    actual: '[0x3f, 0x40)',
    wanted: { kind: 'apart-from', what: 'dosHeader', start: 0, end: 0x40 },
  },
  {
    rule: 'PE-DIR-031',
    name: 'the data ends with the first byte of the PE headers',
    base: plain,
    make: () => stubbed(0x47, 2),
    at: { offset: POINTER.offset, length: 4 },
    actual: '[0x47, 0x49)',
    wanted: { kind: 'apart-from', what: 'the PE headers', start: 0x48, end: TABLE_END + 8 },
  },
  {
    rule: 'PE-DIR-031',
    name: 'the data is the last byte of the section table',
    base: plain,
    make: () => data(TABLE_END - 1, 1),
    at: POINTER,
    actual: '[0x1e7, 0x1e8)',
  },
  {
    rule: 'PE-DIR-031',
    name: 'the data ends with the first byte of the certificates',
    base: () => signed(inOverlay(END + 8, 8)),
    make: () => signed(inOverlay(END + 8, 9)),
    also: ['PE-DIR-014'],
    at: POINTER,
    wanted: { kind: 'apart-from', what: 'certificateTable', start: END + 0x10, end: END + 0x28 },
  },
  {
    rule: 'PE-DIR-031',
    name: 'the data of the second entry lies behind the file',
    base: plain,
    make: () => debugged({ type: 0, pointer: 0x800, size: 4 }, { type: 0, pointer: END, size: 4 }),
    at: entryField(1, 'pointer'),
    actual: END,
  },
  {
    rule: 'PE-DIR-032',
    name: 'the offset is one byte off',
    base: plain,
    make: () => data(DATA.offset + 0x101, 4, DATA.address + 0x100),
    at: POINTER,
    actual: DATA.offset + 0x101,
    wanted: { kind: 'equals', value: DATA.offset + 0x100 },
  },
  {
    rule: 'PE-DIR-032',
    name: 'the offset is an address',
    base: plain,
    make: () => data(DATA.address + 0x100, 4, DATA.address + 0x100),
    at: POINTER,
    actual: DATA.address + 0x100,
    wanted: { kind: 'equals', value: DATA.offset + 0x100 },
  },
  {
    rule: 'PE-DIR-032',
    name: 'the address of the second entry lies in no section',
    base: plain,
    make: () =>
      debugged(
        { type: 0, pointer: 0x4100, size: 4, address: 0x3100 },
        { type: 0, pointer: 0x800, size: 4, address: END },
      ),
    at: entryField(1, 'address'),
    actual: END,
  },
  ...(
    [
      ['lies in a section', 0x5800, 4],
      ['lies in the section that comes first in the file', 0x1800, 4],
      ['lies in a section that comes earlier in the file than in the table', 0x3100, 4],
      ['ends with the first byte of a section', HEADERS_END - 3, 4],
      ['is the last byte of a section', END - 1, 1],
    ] as const
  ).map(([name, pointer, size]) => ({
    rule: 'PE-DIR-032' as const,
    name: `data without an address ${name}`,
    base: plain,
    make: () => data(pointer, size),
    also: pointer < HEADERS_END ? (['PE-DIR-033', 'PE-LAF-001', 'PE-LAF-013'] as const) : [],
    at: ENTRY_ADDRESS,
    actual: 0,
  })),
  {
    rule: 'PE-DIR-032',
    name: 'data without an address starts with the last byte that a section has in memory',
    base: () => withPadding(0, 0),
    make: () => withPadding(0x57ff, 2),
    at: ENTRY_ADDRESS,
    wanted: { kind: 'form', name: 'the address to which sections[3] ".sbom" loads its data' },
  },
  {
    rule: 'PE-DIR-032',
    name: 'data without an address lies in a section whose memory is as large as its data',
    base: () => setWords(data(0, 0), [IDEAL_AT.sbom.virtualSize, 0]),
    make: () => setWords(data(END - 1, 1), [IDEAL_AT.sbom.virtualSize, 0]),
    at: ENTRY_ADDRESS,
  },
  {
    rule: 'PE-DIR-032',
    name: 'the first of two data without an address lies in a section, the second before it',
    base: plain,
    make: () => debugged({ type: 0, pointer: 0x5800, size: 4 }, { type: 0, pointer: 0x800, size: 4 }),
    at: ENTRY_ADDRESS,
    wanted: { kind: 'form', name: 'the address to which sections[3] ".sbom" loads its data' },
  },
];

/** Images on which these rules hold by the smallest margin. */
export const DEBUG_DATA_HOLDS: readonly ImageHold[] = [
  {
    rule: 'PE-DIR-036',
    name: 'the data of type 2 ends with the file',
    make: () => debugged({ type: 2, pointer: END - 4, size: 4 }),
  },
  {
    rule: 'PE-DIR-036',
    name: 'the data of a type that nobody reads lies behind the file',
    make: () => debugged({ type: 13, pointer: END, size: 4 }),
  },
  { rule: 'PE-DIR-031', name: 'the data ends with the file', make: () => inOverlay(END + 8, 8) },
  { rule: 'PE-DIR-031', name: 'an entry without data points behind the file', make: () => data(0xffffffff, 0) },
  { rule: 'PE-DIR-031', name: 'the data lies between the DOS and the PE header', make: () => stubbed(0x40, 8) },
  { rule: 'PE-DIR-031', name: 'the data starts where the section table ends', make: () => data(TABLE_END, 4) },
  {
    rule: 'PE-DIR-031',
    name: 'the data ends where the certificates start',
    make: () => signed(inOverlay(END + 8, 8)),
  },
  { rule: 'PE-DIR-032', name: 'address and offset agree', make: () => data(0x4100, 4, 0x3100) },
  { rule: 'PE-DIR-032', name: 'address and offset in the headers agree', make: () => data(0x800, 4, 0x800) },
  { rule: 'PE-DIR-032', name: 'data without an address ends with the headers', make: () => data(HEADERS_END - 4, 4) },
  { rule: 'PE-DIR-032', name: 'data without an address lies behind the last section', make: () => inOverlay(END, 4) },
  {
    rule: 'PE-DIR-032',
    name: 'data without an address starts where a section ends in memory',
    make: () => withPadding(0x5800, 4),
  },
  { rule: 'PE-DIR-032', name: 'an entry without data has an address alone', make: () => data(0, 0, 0x3100) },
  { rule: 'PE-DIR-032', name: 'an entry without data has an offset in a section alone', make: () => data(0x4100, 0) },
  { rule: 'PE-DIR-032', name: 'data without an address is the first byte of the file', make: () => data(0, 1) },
  {
    rule: 'PE-DIR-032',
    name: 'data without an address lies behind the data of a section that has more memory',
    make: () => withTail(inOverlay(END, 4)),
  },
  ...([true, false] as const).map((isReversed) => ({
    rule: 'PE-DIR-032' as const,
    name: `data without an address lies before and behind all sections, ${isReversed ? 'the last' : 'the first'} first`,
    make: () => {
      const entries = [
        { type: 0, pointer: 0x800, size: 4 },
        { type: 0, pointer: END, size: 4 },
      ];
      return withDebug(insert(plain(), END, new Uint8Array(0x10)), ...(isReversed ? entries.toReversed() : entries));
    },
  })),
  {
    rule: 'PE-DIR-032',
    name: 'data without an address lies where memory without data points',
    make: () => setWords(data(0x5800, 4), [IDEAL_AT.sbom.sizeOfRawData, 0]),
  },
];
