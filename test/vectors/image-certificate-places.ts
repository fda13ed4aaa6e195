import { AT, IDEAL_AT, ideal } from './base-images.ts';
import {
  CERTIFICATES,
  addressAt,
  certificate,
  certified,
  debugged,
  sizeAt,
  withDirectory,
  words,
} from './directory-images.ts';
import type { ImageHold, ImageViolation } from './entries.ts';
import { filled, insert, setBytes, setWords } from './patch.ts';

const START = IDEAL_AT.end;
const ADDRESS = addressAt(CERTIFICATES);
const SIZE = sizeAt(CERTIFICATES);

/** {@link ideal} with one certificate of 24 bytes. */
function one(): Uint8Array {
  return certified(certificate(24));
}

/** The certificate table of {@link one} with other fields in its directory. */
function table(offset: number, size: number): Uint8Array {
  return withDirectory(one(), CERTIFICATES, offset, size);
}

/** A certificate laid over the file at an offset, with a directory that says so. */
function laidOver(offset: number, length: number): Uint8Array {
  return withDirectory(setBytes(ideal(), offset, words(4, length, 0x0002_0200)), CERTIFICATES, offset, length);
}

/**
 * One symbol and the string table in front of the certificates; the strings claim so many bytes of the six that they
 * have.
 */
function withStrings(size: number): Uint8Array {
  const tables = setBytes(new Uint8Array(24), 18, words(4, size));
  const image = insert(insert(ideal(), START, tables), START + 24, certificate(24));
  const pointed = setWords(image, [AT.pointerToSymbolTable, START], [AT.numberOfSymbols, 1]);
  return withDirectory(pointed, CERTIFICATES, START + 24, 24);
}

/** One certificate with so many bytes behind it, and debug data of so many bytes at an offset. */
function withDebugData(pointer: number, size: number, tail = 0): Uint8Array {
  const image = debugged({ type: 0, pointer, size });
  const table = new Uint8Array([...certificate(24), ...filled(tail, 0)]);
  return withDirectory(insert(image, START, table), CERTIFICATES, START, 24);
}

/** Unsigned images whose directory of certificates is not zero but for its size. */
const UNSIGNED = (['PE-DIR-010', 'PE-DIR-011', 'PE-DIR-012', 'PE-DIR-013', 'PE-DIR-014'] as const).flatMap((rule) => [
  { rule, name: 'the image has no certificates', make: ideal },
  {
    rule,
    name: 'an offset without a size is no table',
    make: () => withDirectory(ideal(), CERTIFICATES, 0xfffffff1, 0),
  },
  { rule, name: 'a size without an offset is no table', make: () => withDirectory(ideal(), CERTIFICATES, 0, 4) },
]);

/** Violations of the rules on where certificates lie. */
export const CERTIFICATE_PLACE_VIOLATIONS: readonly ImageViolation[] = [
  {
    rule: 'PE-DIR-010',
    name: 'the table ends one byte behind the file',
    base: one,
    make: () => table(START, 25),
    also: ['PE-DIR-011', 'PE-DIR-013', 'PE-LAF-010', 'PE-LAF-011', 'PE-NX-012', 'PE-NX-013'],
    at: SIZE,
    actual: 25,
    wanted: { kind: 'at-most', value: 24 },
  },
  {
    rule: 'PE-DIR-010',
    name: 'the table starts where the file ends',
    base: one,
    make: () => table(START + 24, 8),
    also: ['PE-DIR-013', 'PE-LAF-008', 'PE-LAF-010', 'PE-NX-012', 'PE-NX-013'],
    at: ADDRESS,
    actual: START + 24,
    wanted: { kind: 'below', value: START + 24 },
  },
  {
    rule: 'PE-DIR-010',
    name: 'the table starts with the last byte of the file',
    base: one,
    make: () => table(START + 23, 2),
    also: ['PE-DIR-011', 'PE-DIR-012', 'PE-DIR-013', 'PE-LAF-008', 'PE-LAF-010', 'PE-NX-012', 'PE-NX-013'],
    at: SIZE,
    actual: 2,
    wanted: { kind: 'at-most', value: 1 },
  },
  {
    rule: 'PE-DIR-010',
    name: 'the sum of offset and size wraps in 32 bits',
    base: one,
    make: () => table(0xfffffff8, 0x10),
    also: ['PE-DIR-013', 'PE-LAF-008', 'PE-LAF-010', 'PE-NX-013'],
    at: ADDRESS,
    actual: 0xfffffff8,
  },
  {
    rule: 'PE-DIR-010',
    name: 'the size is 2^32 - 8',
    base: one,
    make: () => table(START, 0xfffffff8),
    also: ['PE-DIR-013', 'PE-LAF-010', 'PE-LAF-011', 'PE-NX-012', 'PE-NX-013'],
    at: SIZE,
    actual: 0xfffffff8,
  },
  ...[1, 4, 7].map((distance) => ({
    rule: 'PE-DIR-011' as const,
    name: `the table starts ${distance} bytes behind a multiple of 8`,
    base: () => insert(ideal(), START, filled(distance, 0)),
    make: () =>
      withDirectory(
        insert(insert(ideal(), START, filled(distance, 0)), START + distance, certificate(24)),
        CERTIFICATES,
        START + distance,
        24,
      ),
    at: ADDRESS,
    actual: START + distance,
    wanted: { kind: 'multiple-of', value: 8 } as const,
  })),
  {
    rule: 'PE-DIR-011',
    name: 'the size is that of the certificate without its padding',
    base: one,
    make: () => certified(certificate(20, 0x0002_0200, 20)),
    also: ['PE-DIR-015', 'PE-NX-012'],
    at: SIZE,
    actual: 20,
  },
  {
    rule: 'PE-DIR-012',
    name: 'the table has seven bytes',
    base: ideal,
    make: () => certified(certificate(8, 0x0002_0200, 7)),
    also: ['PE-DIR-011', 'PE-DIR-015', 'PE-NX-012'],
    at: SIZE,
    actual: 7,
    wanted: { kind: 'at-least', value: 8 },
  },
  {
    rule: 'PE-DIR-012',
    name: 'the table has one byte',
    base: ideal,
    make: () => certified(new Uint8Array(1)),
    also: ['PE-DIR-011', 'PE-DIR-015', 'PE-NX-012'],
    at: SIZE,
    actual: 1,
  },
  ...[1, 8].map((length) => ({
    rule: 'PE-DIR-013' as const,
    name: `the file goes on for ${length} bytes behind the table`,
    base: one,
    make: () => insert(one(), START + 24, filled(length, 1)),
    also: [
      ...(['PE-LAF-008', 'PE-LAF-010', 'PE-NX-013'] as const),
      ...(length % 8 === 0 ? [] : (['PE-NX-012'] as const)),
    ],
    at: SIZE,
    beside: [ADDRESS, { offset: START + 24, length }],
    actual: 24,
    wanted: { kind: 'equals', value: 24 + length } as const,
  })),
  {
    rule: 'PE-DIR-013',
    name: 'the table starts with the last byte of the file',
    base: one,
    make: () => table(START + 23, 2),
    also: ['PE-DIR-010', 'PE-DIR-011', 'PE-DIR-012', 'PE-LAF-008', 'PE-LAF-010', 'PE-NX-012', 'PE-NX-013'],
    at: SIZE,
    beside: [
      { offset: ADDRESS.offset, length: 4 },
      { offset: START + 25, length: 0 },
    ],
    actual: 2,
    wanted: { kind: 'equals', value: 1 },
  },
  {
    rule: 'PE-DIR-013',
    name: 'the table ends behind the file',
    base: one,
    make: () => table(START, 32),
    also: ['PE-DIR-010', 'PE-LAF-010', 'PE-LAF-011', 'PE-NX-012', 'PE-NX-013'],
    at: SIZE,
    actual: 32,
    wanted: { kind: 'equals', value: 24 },
  },
  {
    rule: 'PE-DIR-013',
    name: 'the table starts where the file ends',
    base: one,
    make: () => table(START + 24, 16),
    also: ['PE-DIR-010', 'PE-LAF-008', 'PE-LAF-010', 'PE-NX-012', 'PE-NX-013'],
    at: ADDRESS,
    actual: START + 24,
    wanted: { kind: 'below', value: START + 24 },
  },
  {
    rule: 'PE-DIR-014',
    name: 'the table is the last eight bytes of a section',
    base: ideal,
    make: () => laidOver(START - 8, 8),
    also: ['PE-SEC-017', 'PE-LAF-001', 'PE-LAF-010', 'PE-LAF-011', 'PE-LAF-013', 'PE-NX-012', 'PE-NX-013'],
    at: ADDRESS,
    actual: START - 8,
    wanted: { kind: 'at-least', value: START },
  },
  {
    rule: 'PE-DIR-014',
    name: 'the table lies in the first section',
    base: ideal,
    make: () => laidOver(0x1800, 24),
    also: ['PE-DIR-013', 'PE-LAF-001', 'PE-LAF-010', 'PE-LAF-011', 'PE-LAF-013', 'PE-NX-012', 'PE-NX-013'],
    at: ADDRESS,
    actual: 0x1800,
  },
  {
    rule: 'PE-DIR-014',
    name: 'the table lies in the slack of the headers',
    base: ideal,
    make: () => laidOver(0x800, 24),
    also: ['PE-DIR-013', 'PE-LAF-010', 'PE-LAF-011', 'PE-NX-012', 'PE-NX-013'],
    at: ADDRESS,
    actual: 0x800,
  },
  {
    rule: 'PE-DIR-014',
    name: 'the string table reaches one byte into the certificates',
    base: () => withStrings(6),
    make: () => withStrings(7),
    also: ['PE-COF-008', 'PE-LAF-001', 'PE-LAF-013'],
    at: { offset: START + 24, length: 1 },
    actual: '[0x6018, 0x6030)',
    wanted: { kind: 'apart-from', what: 'stringTable', start: START + 18, end: START + 25 },
  },
  {
    rule: 'PE-DIR-014',
    name: 'the symbols are the last bytes of the certificates',
    base: one,
    make: () => setWords(one(), [AT.pointerToSymbolTable, START + 6], [AT.numberOfSymbols, 1]),
    also: ['PE-COF-007', 'PE-COF-008', 'PE-LAF-001', 'PE-LAF-013'],
    at: { offset: START + 6, length: 18 },
    wanted: { kind: 'apart-from', what: 'symbolTable', start: START + 6, end: START + 24 },
  },
  {
    rule: 'PE-DIR-014',
    name: 'debug data is the last byte of the certificates',
    base: () => withDebugData(START - 1, 1),
    make: () => withDebugData(START + 23, 1),
    also: ['PE-DIR-031'],
    at: { offset: START + 23, length: 1 },
    wanted: { kind: 'apart-from', what: 'data of debugEntries[0]', start: START + 23, end: START + 24 },
  },
  {
    rule: 'PE-DIR-014',
    name: 'debug data starts with the last byte of the certificates and goes on behind them',
    base: () => withDebugData(START - 1, 1, 8),
    make: () => withDebugData(START + 23, 2, 8),
    also: ['PE-DIR-031'],
    at: { offset: START + 23, length: 1 },
  },
];

/** Images on which these rules hold by the smallest margin. */
export const CERTIFICATE_PLACE_HOLDS: readonly ImageHold[] = [
  ...UNSIGNED,
  { rule: 'PE-DIR-010', name: 'the table ends with the file', make: one },
  {
    rule: 'PE-DIR-010',
    name: 'the file goes on behind the table',
    make: () => insert(one(), START + 24, filled(1, 1)),
  },
  { rule: 'PE-DIR-011', name: 'offset and size are multiples of 8', make: one },
  { rule: 'PE-DIR-012', name: 'the table is the head of a certificate', make: () => certified(certificate(8)) },
  { rule: 'PE-DIR-013', name: 'the table ends with the file', make: one },
  { rule: 'PE-DIR-014', name: 'the table starts where the last data ends', make: one },
  { rule: 'PE-DIR-014', name: 'the string table ends where the certificates start', make: () => withStrings(6) },
  { rule: 'PE-DIR-014', name: 'debug data ends where the certificates start', make: () => withDebugData(START - 1, 1) },
  {
    rule: 'PE-DIR-014',
    name: 'debug data starts where the certificates end',
    make: () => withDebugData(START + 24, 1),
  },
];
