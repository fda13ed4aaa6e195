import { AT, IDEAL_AT, clean, headersOnly, ideal, signed } from './base-images.ts';
import type { ImageHold, ImageViolation } from './entries.ts';
import { filled, insert, setU32, setWords, truncate } from './patch.ts';

const END = 0x3200;
const CERTIFICATE_SIZE = AT.certificateDirectory + 4;

/** An overlay of so many ones. */
function overlaid(length: number): Uint8Array {
  return insert(clean(), END, filled(length, 1));
}

/** A signed image with bytes between its data and its certificate, whose directory states `size` bytes. */
function certified(overlay: number, size = 0x18): Uint8Array {
  return setU32(signed(overlaid(overlay)), CERTIFICATE_SIZE, size);
}

/** Bytes behind a certificate table of `size` bytes. */
function trailed(size: number, length: number): Uint8Array {
  return insert(truncate(certified(0, size), END + size), END + size, filled(length, 0));
}

/** A symbol table of one symbol and no strings behind the data. */
function withSymbol(): Uint8Array {
  const image = insert(clean(), END, filled(18 + 4, 0));
  return setWords(image, [AT.pointerToSymbolTable, END], [AT.numberOfSymbols, 1], [END + 18, 4]);
}

/** Debug data of everything from the section table to the end of the file, and an overlay in it. */
function claimed(overlay: number): Uint8Array {
  const entry = 0x5800;
  const words: readonly (readonly [number, number])[] = [
    [IDEAL_AT.directories + 48, entry],
    [IDEAL_AT.directories + 52, 28],
    [entry + 12, 20],
    [entry + 16, IDEAL_AT.end + overlay - IDEAL_AT.tableEnd],
    [entry + 24, IDEAL_AT.tableEnd],
  ];
  return insert(setWords(ideal(), ...words), IDEAL_AT.end, filled(overlay, 1));
}

/** Violations of the rules on the length of the file. */
export const FILE_LENGTH_VIOLATIONS: readonly ImageViolation[] = [
  {
    rule: 'PE-LAF-008',
    name: 'one byte follows the data',
    make: () => overlaid(1),
    also: ['PE-LAF-009', 'PE-LAF-010', 'PE-NX-012'],
    at: { offset: END, length: 1 },
    actual: '[0x3200, 0x3201)',
  },
  {
    rule: 'PE-LAF-008',
    name: 'a block follows the data',
    make: () => overlaid(0x200),
    at: { offset: END, length: 0x200 },
    actual: '[0x3200, 0x3400)',
  },
  {
    rule: 'PE-LAF-008',
    name: 'a block lies between data and certificates',
    base: () => certified(0),
    make: () => certified(0x200),
    at: { offset: END, length: 0x200 },
  },
  {
    rule: 'PE-LAF-008',
    name: 'a byte follows the certificates',
    base: () => certified(0),
    make: () => trailed(0x18, 1),
    also: ['PE-DIR-013', 'PE-LAF-010', 'PE-NX-012', 'PE-NX-013'],
    at: { offset: END + 0x18, length: 1 },
  },
  {
    rule: 'PE-LAF-008',
    name: 'more follows the certificates than pads them',
    base: () => certified(0),
    make: () => trailed(0x14, 5),
    also: ['PE-DIR-011', 'PE-DIR-013', 'PE-DIR-015', 'PE-LAF-010', 'PE-NX-012', 'PE-NX-013'],
    at: { offset: END + 0x14, length: 5 },
  },
  {
    rule: 'PE-LAF-008',
    name: 'a symbol table follows the data',
    make: withSymbol,
    also: ['PE-COF-007', 'PE-LAF-009', 'PE-LAF-010', 'PE-NX-012'],
    at: { offset: END, length: 18 },
    actual: '[0x3200, 0x3212)',
  },
  {
    rule: 'PE-LAF-008',
    name: 'a byte follows the headers, and no section has data',
    base: () => truncate(headersOnly(), 0xe00),
    make: () => truncate(headersOnly(), 0xe01),
    also: ['PE-LAF-009', 'PE-LAF-010'],
    at: { offset: 0xe00, length: 1 },
  },
  {
    rule: 'PE-LAF-008',
    name: 'a page follows the data, and debug data of everything reaches to its end',
    base: () => claimed(0),
    make: () => claimed(0x1000),
    at: { offset: IDEAL_AT.end, length: 0x1000 },
    actual: '[0x6000, 0x7000)',
  },
  ...[1, 4, 7].map((rest) => ({
    rule: 'PE-LAF-009' as const,
    name: `the length is ${rest} more than a multiple of 8`,
    base: () => overlaid(8),
    make: () => overlaid(8 + rest),
    also: ['PE-NX-012'] as const,
    at: { offset: END + 8, length: rest },
    actual: END + 8 + rest,
  })),
  ...[8, 0x1f8, 0x208].map((length) => ({
    rule: 'PE-LAF-010' as const,
    name: `an overlay has ${length} bytes with blocks of 512`,
    base: () => overlaid(0x200),
    make: () => overlaid(length),
    at: { offset: END + length - (length % 0x200), length: length % 0x200 },
    actual: END + length,
  })),
  {
    rule: 'PE-LAF-010',
    name: 'a signed file has eight bytes in front of its certificates',
    base: () => certified(0x200),
    make: () => certified(8),
    at: { offset: END, length: 8 },
    actual: END + 8,
  },
  {
    rule: 'PE-LAF-010',
    name: 'certificates are said to be a block and one byte longer than the file',
    base: () => setU32(certified(0), CERTIFICATE_SIZE, 0x3218 + 0x200),
    make: () => setU32(certified(0), CERTIFICATE_SIZE, 0x3218 + 0x201),
    also: ['PE-DIR-011'],
    at: { offset: 0, length: 0 },
    actual: -0x201,
  },
  {
    rule: 'PE-LAF-011',
    name: 'the file is one byte shorter than headers and data',
    make: () => truncate(clean(), END - 1),
    also: ['PE-SEC-017', 'PE-LAF-009', 'PE-LAF-010', 'PE-NX-012', 'PE-NX-013'],
    at: { offset: AT.text.name, length: 80 },
    actual: END,
    wanted: { kind: 'at-most', value: END - 1 },
  },
  {
    rule: 'PE-LAF-011',
    name: 'two sections share a block in a file that has no more',
    make: () => truncate(setU32(clean(), AT.data.pointerToRawData, 0x2e00), 0x3000),
    also: ['PE-LAF-001', 'PE-LAF-012', 'PE-LAF-013', 'PE-NX-007', 'PE-NX-012', 'PE-NX-013'],
    at: { offset: AT.text.name, length: 80 },
    actual: END,
    wanted: { kind: 'at-most', value: 0x3000 },
  },
  {
    rule: 'PE-LAF-011',
    name: 'certificates are said to be a byte longer than they are',
    base: () => certified(0),
    make: () => certified(0, 0x19),
    also: ['PE-DIR-010', 'PE-DIR-011', 'PE-DIR-013', 'PE-LAF-010', 'PE-NX-012', 'PE-NX-013'],
    at: { offset: AT.text.name, length: 80 },
    actual: END + 0x19,
    wanted: { kind: 'at-most', value: END + 0x18 },
  },
  {
    rule: 'PE-LAF-011',
    name: 'sizes add up to more than 2^32',
    make: () => setU32(clean(), AT.text.sizeOfRawData, 2 ** 32 - 0x1000),
    also: [
      'PE-SEC-017',
      'PE-SEC-020',
      'PE-SEC-021',
      'PE-LAF-001',
      'PE-LAF-007',
      'PE-LAF-013',
      'PE-LAM-007',
      'PE-NX-012',
      'PE-NX-013',
    ],
    at: { offset: AT.text.name, length: 80 },
    actual: 2 ** 32 + 0x200,
  },
];

/** Images on which these rules hold by the smallest margin. */
export const FILE_LENGTH_HOLDS: readonly ImageHold[] = [
  { rule: 'PE-LAF-008', name: 'the data ends the file', make: clean },
  { rule: 'PE-LAF-008', name: 'the certificates follow the data and end the file', make: () => certified(0) },
  { rule: 'PE-LAF-008', name: 'four bytes pad a certificate to a multiple of 8', make: () => trailed(0x14, 4) },
  { rule: 'PE-LAF-008', name: 'seven bytes pad a certificate to a multiple of 8', make: () => trailed(0x11, 7) },
  { rule: 'PE-LAF-008', name: 'the data should end behind the file', make: () => truncate(clean(), END - 1) },
  { rule: 'PE-LAF-008', name: 'the headers end the file', make: () => truncate(headersOnly(), 0xe00) },
  { rule: 'PE-LAF-009', name: 'the length is a multiple of 8 and of no more', make: () => overlaid(8) },
  { rule: 'PE-LAF-009', name: 'a signed file has an odd length', make: () => trailed(0x18, 1) },
  { rule: 'PE-LAF-010', name: 'the file ends with a block', make: () => overlaid(0x200) },
  { rule: 'PE-LAF-010', name: 'the file ends with a block in front of its certificates', make: () => certified(0x200) },
  {
    rule: 'PE-LAF-010',
    name: 'certificates are said to be a block longer than the file',
    make: () => setU32(certified(0), CERTIFICATE_SIZE, 0x3218 + 0x200),
  },
  { rule: 'PE-LAF-011', name: 'headers and data are the whole file', make: clean },
  { rule: 'PE-LAF-011', name: 'headers, data and certificates are the whole file', make: () => certified(0) },
  {
    rule: 'PE-LAF-011',
    name: 'two sections share a block in a file that has one to spare',
    make: () => setU32(clean(), AT.data.pointerToRawData, 0x2e00),
  },
];
