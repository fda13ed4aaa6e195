import { AT, clean } from './base-images.ts';
import type { ImageHold, ImageViolation } from './entries.ts';
import { filled, insert, setU32, setWords, truncate } from './patch.ts';

const VIRTUAL_SIZE = { offset: AT.data.virtualSize, length: 4 };
const RAW_SIZE = { offset: AT.data.sizeOfRawData, length: 4 };
const RAW_POINTER = { offset: AT.data.pointerToRawData, length: 4 };
const FLAGS = AT.data.name + 36;
const UNINITIALIZED = 0xc0000080;

/** `.data` of zeros that has these two sizes and ends the file, in an image that ends with its only page. */
function sized(virtualSize: number, sizeOfRawData: number): Uint8Array {
  const image = setWords(
    clean(),
    [AT.data.virtualSize, virtualSize],
    [AT.data.sizeOfRawData, sizeOfRawData],
    [AT.sizeOfImage, 0x4000],
  );
  return insert(truncate(image, 0x3000), 0x3000, filled(sizeOfRawData, 0));
}

/** `.data` without data, with such a pointer. */
function pointed(pointerToRawData: number, flags = 0xc0000040): Uint8Array {
  return setWords(sized(0x1000, 0), [RAW_POINTER.offset, pointerToRawData], [FLAGS, flags]);
}

/** Violations of the rules on the sizes of one section. */
export const SECTION_SIZE_VIOLATIONS: readonly ImageViolation[] = [
  {
    rule: 'PE-SEC-010',
    name: 'uninitialised data has a block of data',
    make: () => setU32(clean(), FLAGS, UNINITIALIZED),
    also: ['PE-SEC-027'],
    at: RAW_SIZE,
    actual: 0x200,
    wanted: { kind: 'equals', value: 0 },
  },
  {
    rule: 'PE-SEC-027',
    name: 'data is marked as uninitialised and as nothing else',
    make: () => setU32(clean(), FLAGS, UNINITIALIZED),
    also: ['PE-SEC-010'],
    at: { offset: FLAGS, length: 4 },
    actual: UNINITIALIZED,
  },
  ...[1, 0x3000, 2 ** 32 - 1].map((pointer) => ({
    rule: 'PE-SEC-010' as const,
    name: `uninitialised data without data points at ${pointer}`,
    base: () => pointed(pointer),
    make: () => pointed(pointer, UNINITIALIZED),
    also: ['PE-OPT-022'] as const,
    at: RAW_POINTER,
    actual: pointer,
  })),
  {
    rule: 'PE-SEC-011',
    name: 'a section without data points at 0x1000',
    base: () => pointed(0),
    make: () => pointed(0x1000),
    at: RAW_POINTER,
    actual: 0x1000,
    wanted: { kind: 'equals', value: 0 },
  },
  ...[1, 2 ** 32 - 1].map((pointer) => ({
    rule: 'PE-SEC-011' as const,
    name: `a section without data points at ${pointer}`,
    base: () => pointed(0),
    make: () => pointed(pointer),
    also: ['PE-LAF-012'] as const,
    at: RAW_POINTER,
    actual: pointer,
  })),
  {
    rule: 'PE-SEC-012',
    name: 'a section with data has no VirtualSize',
    base: () => sized(1, 0x200),
    make: () => sized(0, 0x200),
    also: ['PE-SEC-020'],
    at: VIRTUAL_SIZE,
    actual: 0,
    wanted: { kind: 'at-least', value: 1 },
  },
  {
    rule: 'PE-SEC-012',
    name: 'a section is empty',
    base: () => setU32(sized(1, 0), RAW_POINTER.offset, 0),
    make: () => setWords(sized(0, 0), [RAW_POINTER.offset, 0], [AT.sizeOfImage, 0x3000]),
    at: VIRTUAL_SIZE,
    actual: 0,
  },
  ...(
    [
      [0x200, 0x400, 0x200, []],
      [0x1ff, 0x400, 0x200, []],
      [0x201, 0x600, 0x400, []],
      [0x200, 0x201, 0x200, ['PE-SEC-015', 'PE-LAF-009', 'PE-LAF-010', 'PE-NX-012']],
    ] as const
  ).map(([virtualSize, sizeOfRawData, most, also]) => ({
    rule: 'PE-SEC-020' as const,
    name: `SizeOfRawData is ${sizeOfRawData} and VirtualSize ${virtualSize} with blocks of 512`,
    base: () => sized(0x1ff, 0x200),
    make: () => sized(virtualSize, sizeOfRawData),
    also,
    at: RAW_SIZE,
    actual: sizeOfRawData,
    wanted: { kind: 'at-most' as const, value: most },
  })),
  {
    rule: 'PE-SEC-020',
    name: 'data has a VirtualSize of 0',
    base: () => sized(1, 0x200),
    make: () => sized(0, 0x200),
    also: ['PE-SEC-012'],
    at: RAW_SIZE,
    actual: 0x200,
    wanted: { kind: 'at-most', value: 0 },
  },
  ...[0xfffffe01, 2 ** 32 - 1].map((virtualSize) => ({
    rule: 'PE-SEC-020' as const,
    name: `VirtualSize ${virtualSize} is rounded up to 2^32`,
    base: () => sized(0xfffffe00, 0x200),
    make: () => sized(virtualSize, 0x200),
    at: VIRTUAL_SIZE,
    actual: virtualSize,
    wanted: { kind: 'at-most' as const, value: 0xfffffe00 },
  })),
  ...[
    [0x1ff, 0x200],
    [1, 0x200],
    [0, 1],
  ].map(([virtualSize = 0, sizeOfRawData = 0]) => ({
    rule: 'PE-SEC-021' as const,
    name: `SizeOfRawData is ${sizeOfRawData} and VirtualSize ${virtualSize}`,
    base: () => sized(sizeOfRawData, sizeOfRawData),
    make: () => sized(virtualSize, sizeOfRawData),
    also: virtualSize === 0 ? (['PE-SEC-012', 'PE-SEC-020'] as const) : [],
    at: RAW_SIZE,
    actual: sizeOfRawData,
    wanted: { kind: 'at-most' as const, value: virtualSize },
  })),
];

/** Images on which these rules hold by the smallest margin. */
export const SECTION_SIZE_HOLDS: readonly ImageHold[] = [
  { rule: 'PE-SEC-027', name: 'data is marked as initialised', make: clean },
  {
    rule: 'PE-SEC-010',
    name: 'uninitialised data has neither size nor pointer',
    make: () => pointed(0, UNINITIALIZED),
  },
  {
    rule: 'PE-SEC-010',
    name: 'a section of both kinds of data has data',
    make: () => setU32(clean(), FLAGS, 0xc00000c0),
  },
  {
    rule: 'PE-SEC-010',
    name: 'a section of code and uninitialised data has data',
    make: () => setU32(clean(), FLAGS, 0xc00000a0),
  },
  { rule: 'PE-SEC-010', name: 'a section of no kind has data', make: () => setU32(clean(), FLAGS, 0xc0000000) },
  { rule: 'PE-SEC-011', name: 'a section without data points at 0', make: () => pointed(0) },
  { rule: 'PE-SEC-011', name: 'a section of one byte points at it', make: () => sized(0x1000, 1) },
  { rule: 'PE-SEC-012', name: 'VirtualSize is 1', make: () => sized(1, 0x200) },
  { rule: 'PE-SEC-012', name: 'VirtualSize is 2^32 - 1', make: () => sized(2 ** 32 - 1, 0x200) },
  ...[
    [1, 0x200],
    [0x200, 0x200],
    [0x201, 0x400],
    [0x3ff, 0x400],
    [0, 0],
    [0xfffffe00, 0x200],
  ].map(([virtualSize = 0, sizeOfRawData = 0]) => ({
    rule: 'PE-SEC-020' as const,
    name: `SizeOfRawData is ${sizeOfRawData} and VirtualSize ${virtualSize} with blocks of 512`,
    make: () => sized(virtualSize, sizeOfRawData),
  })),
  { rule: 'PE-SEC-021', name: 'SizeOfRawData and VirtualSize are 0x200', make: () => sized(0x200, 0x200) },
  { rule: 'PE-SEC-021', name: 'SizeOfRawData is 0', make: () => sized(1, 0) },
];
