import { AT, IDEAL_AT, clean, ideal, signed } from './base-images.ts';
import type { ImageHold, ImageViolation } from './entries.ts';
import { filled, insert, setBytes, setU32, setWords } from './patch.ts';

/** A gap of one block between the two sections' data, with bytes in it. */
function gap(offset: number, ...bytes: readonly number[]): Uint8Array {
  const image = insert(setU32(clean(), AT.data.pointerToRawData, 0x3200), 0x3000, filled(0x200, 0));
  return setBytes(image, offset, bytes);
}

/** Data of `.text` in the headers, and zeros but for the first behind them, up to the data of `.data`. */
function headerGap(first: number): Uint8Array {
  const words: readonly (readonly [number, number])[] = [
    [AT.sizeOfHeaders, 0x800],
    [AT.text.pointerToRawData, 0x600],
    [AT.text.sizeOfRawData, 0x200],
  ];
  return setBytes(setBytes(setWords(clean(), ...words), 0x800, filled(0x2800, 0)), 0x800, [first]);
}

/** `.data` of 0x100 addresses and two blocks of zeros, with bytes in them. */
function padded(offset: number, ...bytes: readonly number[]): Uint8Array {
  const words: readonly (readonly [number, number])[] = [
    [AT.data.virtualSize, 0x100],
    [AT.data.sizeOfRawData, 0x400],
    [AT.sizeOfImage, 0x4000],
  ];
  const image = setBytes(setWords(clean(), ...words), 0x3000, filled(0x200, 0));
  return setBytes(insert(image, 0x3200, filled(0x200, 0)), offset, bytes);
}

/** Where the debug directory of {@link withDebugData} stands: in zeros of `.sbom`. */
const DEBUG_ENTRY = 0x5800;

/** An image whose debug entry leads to four bytes of ones at the end of the section table, with more bytes in it. */
function withDebugData(offset: number, ...bytes: readonly number[]): Uint8Array {
  const entry: readonly (readonly [number, number])[] = [
    [IDEAL_AT.directories + 48, DEBUG_ENTRY],
    [IDEAL_AT.directories + 52, 28],
    [DEBUG_ENTRY + 12, 20],
    [DEBUG_ENTRY + 16, 4],
    [DEBUG_ENTRY + 24, IDEAL_AT.tableEnd],
    [IDEAL_AT.tableEnd, 1],
  ];
  return setBytes(setWords(ideal(), ...entry), offset, bytes);
}

/** Violations of the rules on bytes that ought to be zero. */
export const FILE_PADDING_VIOLATIONS: readonly ImageViolation[] = [
  ...[AT.tableEnd, 0x800, 0xfff].map((offset) => ({
    rule: 'PE-LAF-005' as const,
    name: `the header byte 0x${offset.toString(16)} is not zero`,
    make: () => setBytes(clean(), offset, [0x80]),
    at: { offset, length: 1 },
    actual: 0x80,
  })),
  {
    rule: 'PE-LAF-005',
    name: 'the byte behind debug data in the headers is not zero',
    base: () => withDebugData(0),
    make: () => withDebugData(IDEAL_AT.tableEnd + 4, 1),
    at: { offset: IDEAL_AT.tableEnd + 4, length: 1 },
    actual: 1,
  },
  ...[0x3000, 0x31ff].map((offset) => ({
    rule: 'PE-LAF-006' as const,
    name: `the byte 0x${offset.toString(16)} of a gap is not zero`,
    base: () => gap(0),
    make: () => gap(offset, 1),
    at: { offset, length: 1 },
    actual: 1,
  })),
  {
    rule: 'PE-LAF-006',
    name: 'the first byte behind the headers is in a gap and not zero, for the data of a section lies in them',
    base: () => headerGap(0),
    make: () => headerGap(1),
    at: { offset: 0x800, length: 1 },
    actual: 1,
  },
  ...[0x3100, 0x33ff].map((offset) => ({
    rule: 'PE-LAF-007' as const,
    name: `the byte 0x${offset.toString(16)} of data that ends at 0x3400 and of which 0x100 bytes are loaded is not zero`,
    base: () => padded(0x3000),
    make: () => padded(offset, 7),
    at: { offset, length: 1 },
    actual: 7,
  })),
  {
    rule: 'PE-LAF-007',
    name: 'the data of .text has a byte behind its VirtualSize that is not zero',
    make: () => setBytes(setU32(clean(), AT.text.virtualSize, 0x1fff), 0x2fff, [1]),
    also: ['PE-SEC-021'],
    at: { offset: 0x2fff, length: 1 },
    actual: 1,
  },
];

/** Images on which these rules hold by the smallest margin. */
export const FILE_PADDING_HOLDS: readonly ImageHold[] = [
  {
    rule: 'PE-LAF-005',
    name: 'the last byte of the table and the first of the data are not zero',
    make: () => setBytes(setBytes(clean(), AT.tableEnd - 1, [0xff]), 0x1000, [0xff]),
  },
  { rule: 'PE-LAF-005', name: 'debug data follows the section table', make: () => withDebugData(0) },
  {
    rule: 'PE-LAF-005',
    name: 'SizeOfHeaders ends with the table',
    make: () => setBytes(setU32(clean(), AT.sizeOfHeaders, AT.tableEnd), AT.tableEnd, [1]),
  },
  {
    rule: 'PE-LAF-006',
    name: 'the bytes on either side of a gap are not zero',
    make: () => setBytes(gap(0x2fff, 1), 0x3200, [1]),
  },
  {
    rule: 'PE-LAF-006',
    name: 'bytes between the headers and the first data are not zero',
    make: () => setBytes(setU32(clean(), AT.sizeOfHeaders, 0xe00), 0xe00, filled(0x200, 1)),
  },
  { rule: 'PE-LAF-006', name: 'an overlay is not zero', make: () => insert(clean(), 0x3200, filled(0x200, 1)) },
  { rule: 'PE-LAF-007', name: 'the last loaded byte of data is not zero', make: () => padded(0x30ff, 1) },
  { rule: 'PE-LAF-007', name: 'a certificate follows padding of zeros', make: () => signed(padded(0x30ff, 1)) },
  {
    rule: 'PE-LAF-007',
    name: 'VirtualSize is 0 and stands for all of the data',
    make: () => setU32(clean(), AT.data.virtualSize, 0),
  },
  {
    rule: 'PE-LAF-007',
    name: 'data that is not zero is as long as VirtualSize',
    make: () => setBytes(setU32(clean(), AT.data.virtualSize, 0x200), 0x31ff, [1]),
  },
];
