import { AT, IDEAL_AT, clean, ideal } from './base-images.ts';
import type { ImageHold, ImageViolation } from './entries.ts';
import { cut, setBytes, setU32, setWords } from './patch.ts';

const RAW_POINTER = { offset: AT.data.pointerToRawData, length: 4 };

/** The data of the last two sections in the other order. */
function swapped(): Uint8Array {
  const image = ideal();
  const sbat = image.slice(IDEAL_AT.sbatData, IDEAL_AT.sbomData);
  const moved = setBytes(image, IDEAL_AT.sbatData, image.slice(IDEAL_AT.sbomData, IDEAL_AT.end));
  return setWords(
    setBytes(moved, IDEAL_AT.sbomData, sbat),
    [IDEAL_AT.sbat.pointerToRawData, IDEAL_AT.sbomData],
    [IDEAL_AT.sbom.pointerToRawData, IDEAL_AT.sbatData],
  );
}

/** Two places for the data of `.data` and `.sbom`, with a `.sbat` between them in the table that has no data. */
function withoutSbat(data: number, sbom: number): Uint8Array {
  return setWords(
    ideal(),
    [IDEAL_AT.data.pointerToRawData, data],
    [IDEAL_AT.sbat.sizeOfRawData, 0],
    [IDEAL_AT.sbat.pointerToRawData, 0],
    [IDEAL_AT.sbom.pointerToRawData, sbom],
  );
}

/** `.text` one block shorter, so that the data of `.data` starts inside a page, at 0x2e00. */
function insidePage(): Uint8Array {
  return setWords(
    cut(clean(), 0x2e00, 0x200),
    [AT.text.virtualSize, 0x1e00],
    [AT.text.sizeOfRawData, 0x1e00],
    [AT.data.pointerToRawData, 0x2e00],
  );
}

/** `.data` without data, with such a pointer and flags. */
function pointed(pointerToRawData: number, flags: number): Uint8Array {
  return setWords(
    clean(),
    [AT.data.sizeOfRawData, 0],
    [AT.data.pointerToRawData, pointerToRawData],
    [AT.data.name + 36, flags],
  );
}

/** Violations of the rules on where data stands in the file. */
export const FILE_ORDER_VIOLATIONS: readonly ImageViolation[] = [
  {
    rule: 'PE-LAF-002',
    name: 'the data of the last section stands in front of that of the one before it',
    base: ideal,
    make: swapped,
    also: ['PE-NX-012'],
    at: { offset: IDEAL_AT.sbom.pointerToRawData, length: 4 },
    actual: IDEAL_AT.sbatData,
    wanted: { kind: 'at-least', value: IDEAL_AT.sbomData },
  },
  {
    rule: 'PE-LAF-002',
    name: 'a section without data stands between two that stand in the wrong order',
    base: () => withoutSbat(0x3000, 0x5000),
    make: () => withoutSbat(0x5000, 0x3000),
    at: { offset: IDEAL_AT.sbom.pointerToRawData, length: 4 },
    actual: 0x3000,
    wanted: { kind: 'at-least', value: 0x5000 },
  },
  {
    rule: 'PE-LAF-012',
    name: 'data starts inside a page of the file and at the start of one in memory',
    make: insidePage,
    also: ['PE-NX-007'],
    at: RAW_POINTER,
    actual: 0x2e00,
    wanted: { kind: 'form', name: 'an offset of 0x0 within a page' },
  },
  {
    rule: 'PE-LAF-012',
    name: 'data starts at the start of a page of the file and 0x7bc bytes further in memory',
    make: () => setU32(clean(), AT.data.virtualAddress, 0x37bc),
    also: ['PE-SEC-013', 'PE-LAM-003'],
    at: RAW_POINTER,
    actual: 0x3000,
    wanted: { kind: 'form', name: 'an offset of 0x7bc within a page' },
  },
  {
    rule: 'PE-LAF-012',
    name: 'a section without data points inside a page',
    base: () => pointed(0x3000, 0xc0000040),
    make: () => pointed(0x3200, 0xc0000040),
    at: RAW_POINTER,
    actual: 0x3200,
  },
];

/** Images on which these rules hold by the smallest margin. */
export const FILE_ORDER_HOLDS: readonly ImageHold[] = [
  {
    rule: 'PE-LAF-002',
    name: 'the data of two sections starts at one place',
    make: () => setU32(clean(), RAW_POINTER.offset, 0x1000),
  },
  {
    rule: 'PE-LAF-002',
    name: 'the data of the second section starts one byte later',
    make: () => setU32(clean(), RAW_POINTER.offset, 0x1001),
  },
  {
    rule: 'PE-LAF-002',
    name: 'a section without data points in front of all data',
    make: () => pointed(0, 0xc0000040),
  },
  {
    rule: 'PE-LAF-002',
    name: 'the first section points behind all data and has none',
    make: () => setWords(clean(), [AT.text.sizeOfRawData, 0], [AT.text.pointerToRawData, 0x3200]),
  },
  {
    rule: 'PE-LAF-012',
    name: 'addresses are a page ahead of file offsets',
    make: () => setU32(clean(), AT.data.virtualAddress, 0x4000),
  },
  {
    rule: 'PE-LAF-012',
    name: 'address and file offset end with 0xfff and are above 2^31',
    make: () => setWords(clean(), [AT.data.virtualAddress, 0xfffffff], [AT.data.pointerToRawData, 0xffffffff]),
  },
  { rule: 'PE-LAF-012', name: 'uninitialised data points inside a page', make: () => pointed(0x3200, 0xc0000080) },
];
