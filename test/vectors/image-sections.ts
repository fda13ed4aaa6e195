import { AT, clean, signed } from './base-images.ts';
import type { ImageHold, ImageViolation } from './entries.ts';
import { filled, insert, setU32, setWords, truncate } from './patch.ts';

const FILE_END = 0x3200;
const RAW_SIZE = { offset: AT.data.sizeOfRawData, length: 4 };
const RAW_POINTER = { offset: AT.data.pointerToRawData, length: 4 };
const VIRTUAL_SIZE = { offset: AT.data.virtualSize, length: 4 };
const ADDRESS = { offset: AT.data.virtualAddress, length: 4 };

function data(field: keyof typeof AT.data, value: number): Uint8Array {
  return setU32(clean(), AT.data[field], value);
}

/** The data of `.data` moved down by `distance` bytes, with its pointer. */
function shifted(distance: number): Uint8Array {
  return insert(data('pointerToRawData', 0x3000 + distance), 0x3000, filled(distance, 0));
}

/** `.data` at the end of a file of `length` bytes with SizeOfRawData that fits. */
function rawSize(size: number): Uint8Array {
  const image = data('sizeOfRawData', size);
  return size < 0x200 ? truncate(image, 0x3000 + size) : insert(image, FILE_END, filled(size - 0x200, 0));
}

/** `.data` ending `beyond` bytes behind SizeOfImage. */
function addressed(virtualAddress: number, virtualSize: number): Uint8Array {
  return setWords(clean(), [AT.data.virtualAddress, virtualAddress], [AT.data.virtualSize, virtualSize]);
}

/** Violations of the rules on the numbers of one section. */
export const SECTION_VIOLATIONS: readonly ImageViolation[] = [
  ...[0x3001, 0x3fff].map((address) => ({
    rule: 'PE-SEC-013' as const,
    name: `a section starts at 0x${address.toString(16)} with pages of 0x1000`,
    make: () => addressed(address, 0x1000),
    also: ['PE-LAF-012', 'PE-LAM-003'] as const,
    at: ADDRESS,
    actual: address,
  })),
  ...[1, 511].map((distance) => ({
    rule: 'PE-SEC-014' as const,
    name: `the data of a section starts ${distance} bytes behind a multiple of FileAlignment`,
    make: () => shifted(distance),
    also: [
      'PE-LAF-003',
      'PE-LAF-009',
      'PE-LAF-010',
      'PE-LAF-012',
      'PE-LAF-013',
      'PE-NX-007',
      'PE-NX-012',
      'PE-NX-013',
    ] as const,
    at: RAW_POINTER,
    actual: 0x3000 + distance,
  })),
  ...[0x1ff, 0x201].map((size) => ({
    rule: 'PE-SEC-015' as const,
    name: `SizeOfRawData is 0x${size.toString(16)} with blocks of 0x200`,
    make: () => rawSize(size),
    also: ['PE-LAF-009', 'PE-LAF-010', 'PE-NX-012'] as const,
    at: RAW_SIZE,
    actual: size,
  })),
  {
    rule: 'PE-SEC-016',
    name: 'a section ends one byte behind SizeOfImage',
    make: () => data('virtualSize', 0x2001),
    also: ['PE-OPT-009', 'PE-OPT-010', 'PE-LAM-006'],
    at: VIRTUAL_SIZE,
    actual: 0x2001,
    wanted: { kind: 'at-most', value: 0x2000 },
  },
  {
    rule: 'PE-SEC-016',
    name: 'a section of one byte starts where SizeOfImage ends',
    make: () => addressed(0x5000, 1),
    also: ['PE-LAF-007', 'PE-LAM-003', 'PE-LAM-006', 'PE-LAM-007', 'PE-OPT-009', 'PE-OPT-010', 'PE-SEC-021'],
    at: VIRTUAL_SIZE,
    actual: 1,
    wanted: { kind: 'at-most', value: 0 },
  },
  {
    rule: 'PE-SEC-016',
    name: 'the sum of address and size wraps in 32 bits',
    make: () => data('virtualSize', 2 ** 32 - 0x3000 + 0x800),
    also: ['PE-OPT-009', 'PE-OPT-010', 'PE-LAM-006'],
    at: VIRTUAL_SIZE,
    actual: 2 ** 32 - 0x3000 + 0x800,
  },
  {
    rule: 'PE-SEC-016',
    name: 'VirtualSize is 2^32 - 1',
    make: () => data('virtualSize', 2 ** 32 - 1),
    also: ['PE-LAM-006', 'PE-OPT-009', 'PE-OPT-010', 'PE-SEC-020'],
    at: VIRTUAL_SIZE,
    actual: 2 ** 32 - 1,
  },
  {
    rule: 'PE-SEC-016',
    name: 'a section without VirtualSize starts behind SizeOfImage',
    make: () => addressed(0xfffff000, 0),
    also: [
      'PE-LAM-003',
      'PE-LAM-006',
      'PE-LAM-007',
      'PE-OPT-009',
      'PE-OPT-010',
      'PE-SEC-012',
      'PE-SEC-020',
      'PE-SEC-021',
    ],
    at: ADDRESS,
    actual: 0xfffff000,
    wanted: { kind: 'at-most', value: 0x5000 },
  },
  {
    rule: 'PE-SEC-017',
    name: 'the data of the last section ends one byte behind the file',
    make: () => truncate(clean(), FILE_END - 1),
    at: RAW_SIZE,
    actual: 0x200,
    wanted: { kind: 'at-most', value: 0x1ff },
    also: ['PE-LAF-009', 'PE-LAF-010', 'PE-LAF-011', 'PE-NX-012', 'PE-NX-013'],
  },
  {
    rule: 'PE-SEC-017',
    name: 'the sum of pointer and size wraps in 32 bits',
    make: () => setWords(clean(), [AT.data.pointerToRawData, 0xfffffe00], [AT.data.sizeOfRawData, 0x400]),
    also: ['PE-LAF-003', 'PE-LAF-006', 'PE-LAF-011', 'PE-LAF-012', 'PE-LAF-013', 'PE-NX-007', 'PE-NX-012', 'PE-NX-013'],
    at: RAW_SIZE,
    actual: 0x400,
    wanted: { kind: 'at-most', value: 0 },
  },
  {
    rule: 'PE-SEC-017',
    name: 'SizeOfRawData is 2^32 - 1',
    make: () => data('sizeOfRawData', 2 ** 32 - 1),
    also: ['PE-LAF-011', 'PE-LAM-007', 'PE-NX-012', 'PE-NX-013', 'PE-SEC-015', 'PE-SEC-020', 'PE-SEC-021'],
    at: RAW_SIZE,
    actual: 2 ** 32 - 1,
  },
  {
    rule: 'PE-SEC-017',
    name: 'the data of the last section reaches into the certificates',
    base: () => signed(insert(clean(), FILE_END, filled(0x1e8, 0))),
    make: () => setU32(signed(insert(clean(), FILE_END, filled(0x1e8, 0))), AT.data.sizeOfRawData, 0x400),
    also: ['PE-DIR-014', 'PE-LAF-001', 'PE-LAF-011', 'PE-LAF-013', 'PE-NX-012', 'PE-NX-013'],
    at: RAW_SIZE,
    actual: 0x400,
  },
  {
    rule: 'PE-SEC-018',
    name: 'the data of a section starts in the headers',
    make: () => data('pointerToRawData', 0xe00),
    at: RAW_POINTER,
    actual: 0xe00,
    also: ['PE-LAF-002', 'PE-LAF-008', 'PE-LAF-012', 'PE-NX-007', 'PE-NX-012', 'PE-NX-013'],
  },
  {
    rule: 'PE-SEC-019',
    name: 'a section is loaded at the last byte of the headers',
    make: () => setU32(clean(), AT.text.virtualAddress, 0xfff),
    also: ['PE-LAF-012', 'PE-LAM-004', 'PE-LAM-009', 'PE-OPT-023', 'PE-SEC-013'],
    at: { offset: AT.text.virtualAddress, length: 4 },
    actual: 0xfff,
  },
  {
    rule: 'PE-SEC-019',
    name: 'a section is loaded at address 0',
    make: () => setU32(clean(), AT.text.virtualAddress, 0),
    also: ['PE-LAM-003', 'PE-LAM-004', 'PE-LAM-009', 'PE-OPT-023'],
    at: { offset: AT.text.virtualAddress, length: 4 },
    actual: 0,
  },
];

/** Images on which these rules hold by the smallest margin. */
export const SECTION_HOLDS: readonly ImageHold[] = [
  { rule: 'PE-SEC-013', name: 'a section starts at the next multiple', make: () => data('virtualAddress', 0x4000) },
  { rule: 'PE-SEC-013', name: 'a section starts at 2^31', make: () => data('virtualAddress', 2 ** 31) },
  { rule: 'PE-SEC-014', name: 'data starts at the next multiple of FileAlignment', make: () => shifted(0x200) },
  {
    rule: 'PE-SEC-014',
    name: 'the pointer of a section without data is odd',
    make: () => setWords(clean(), [AT.data.pointerToRawData, 0x3001], [AT.data.sizeOfRawData, 0]),
  },
  { rule: 'PE-SEC-015', name: 'SizeOfRawData is two blocks', make: () => rawSize(0x400) },
  { rule: 'PE-SEC-015', name: 'SizeOfRawData is 0', make: () => data('sizeOfRawData', 0) },
  { rule: 'PE-SEC-016', name: 'a section ends with SizeOfImage', make: () => data('virtualSize', 0x2000) },
  {
    rule: 'PE-SEC-016',
    name: 'a section and SizeOfImage end at 2^32 - 1',
    make: () => setU32(addressed(0x3000, 2 ** 32 - 1 - 0x3000), AT.sizeOfImage, 2 ** 32 - 1),
  },
  { rule: 'PE-SEC-017', name: 'the data of the last section ends with the file', make: clean },
  {
    rule: 'PE-SEC-017',
    name: 'the data of the last section ends where the certificates start',
    make: () => signed(clean()),
  },
  { rule: 'PE-SEC-018', name: 'data starts where the headers end', make: () => data('pointerToRawData', 0x1000) },
  {
    rule: 'PE-SEC-018',
    name: 'a section without data points at 0',
    make: () => setWords(clean(), [AT.data.pointerToRawData, 0], [AT.data.sizeOfRawData, 0]),
  },
  { rule: 'PE-SEC-019', name: 'a section is loaded right behind the headers', make: clean },
];
