/** What breaks the rules on the bytes of a signature, and by how little they hold. */
import { AT, IDEAL_AT, clean, ideal, signed, v0, v1, v2, v3, v5, v6, withGzip, inner } from './base-images.ts';
import type { ImageHold, ImageViolation } from './entries.ts';
import { cut, filled, insert, setU32, setWords, truncate } from './patch.ts';

const TABLE = { offset: 0xf8, length: 80 };

/** An image of the vectors with a payload and sizes that break nothing. */
function sane(image: Uint8Array, sizeOfImage: number, payloadAt = 0x2800): Uint8Array {
  return setU32(withGzip(image, inner(), payloadAt), AT.sizeOfImage, sizeOfImage);
}

/** {@link clean} with so many bytes behind it. */
function longer(count: number): Uint8Array {
  return insert(clean(), 0x3200, filled(count, 7));
}

/** {@link clean} with a SizeOfRawData of `.data`, and a file that ends with it. */
function shorterData(size: number): Uint8Array {
  return setU32(truncate(clean(), 0x3000 + size), AT.data.sizeOfRawData, size);
}

/** {@link clean} with so many data directories, as far as the field says. */
function counted(count: number): Uint8Array {
  return setU32(clean(), AT.numberOfRvaAndSizes, count);
}

/** A signed {@link clean} in which the certificates are said to be others. */
function certificates(offset: number, size: number): Uint8Array {
  return setWords(signed(clean()), [AT.certificateDirectory, offset], [AT.certificateDirectory + 4, size]);
}

/** Violations of the rules on the bytes that a signature covers. */
export const DIGEST_VIOLATIONS: readonly ImageViolation[] = [
  {
    rule: 'PE-NX-012',
    name: 'a gap lies between two sections',
    base: () => sane(v1(), 0x6000),
    make: () => sane(v2(), 0x6000),
    also: ['PE-NX-013', 'PE-LAF-003', 'PE-LAF-013'],
    at: { offset: 0x3200, length: 0x200 },
    actual: '21d949ac3358f0cdac40eeb61e36a37912d20ab68727ceb4f830d92129136b7f',
  },
  {
    rule: 'PE-NX-012',
    name: 'SizeOfHeaders ends before the data starts',
    base: () => sane(v1(), 0x6000),
    make: () => sane(v3(), 0x6000),
    also: ['PE-NX-013', 'PE-LAF-004', 'PE-LAF-013'],
    at: { offset: 0x200, length: 0xe00 },
    actual: '6be6093060b7ac9882a8bb6aaf8bce9e836664158bceac6a08d130fd2dd7e20b',
  },
  {
    rule: 'PE-NX-012',
    name: 'data stands in another order in the file than in the table',
    make: () => sane(v6(), 0x5000, 0x2a00),
    also: ['PE-LAF-002', 'PE-LAF-012', 'PE-NX-007'],
    at: { offset: 0x1000, length: 0x200 },
    actual: '9b52465c8ef8461a11d6fea92dfab43ec8c0d0bfef25f223ab6750cb8b9a7241',
  },
  ...[1, 4, 7].map((count) => ({
    rule: 'PE-NX-012' as const,
    name: `${count} bytes follow the data`,
    make: () => longer(count),
    also: ['PE-LAF-008', 'PE-LAF-009', 'PE-LAF-010'] as const,
    at: { offset: 0x3200, length: count },
    // CheckSum and the certificate directory are left out.
    actual: 0x3208 - 12,
    wanted: { kind: 'equals', value: 0x3200 + count - 12 } as const,
  })),
  {
    rule: 'PE-NX-012',
    name: 'the last section ends inside a block, at a multiple of 8',
    make: () => shorterData(0x1f8),
    also: ['PE-SEC-015', 'PE-LAF-010'],
    at: { offset: 0x31f0, length: 8 },
    actual: '8 bytes past the end of the file',
  },
  {
    rule: 'PE-NX-012',
    name: 'the last section ends one byte before a block does',
    make: () => shorterData(0x1ff),
    also: ['PE-SEC-015', 'PE-LAF-009', 'PE-LAF-010'],
    at: { offset: 0x31f8, length: 7 },
    actual: 0x3200 - 12,
    wanted: { kind: 'equals', value: 0x31ff - 12 },
  },
  {
    rule: 'PE-NX-012',
    name: 'there are four data directories',
    base: clean,
    make: () => counted(4),
    also: ['PE-COF-006', 'PE-OPT-025'],
    at: { offset: AT.numberOfRvaAndSizes, length: 4 },
    actual: 'none: there is no certificate directory',
  },
  {
    rule: 'PE-NX-012',
    name: 'certificates are said to be one byte longer than the rest of the file',
    base: () => signed(clean()),
    make: () => certificates(0x3200, 0x19),
    also: ['PE-DIR-010', 'PE-DIR-011', 'PE-DIR-013', 'PE-LAF-010', 'PE-LAF-011', 'PE-NX-013'],
    at: TABLE,
    actual: 'none: headers, data and certificates add up to more than the file',
  },
  {
    rule: 'PE-NX-012',
    name: 'SizeOfHeaders is one more than the file',
    make: () => setU32(clean(), AT.sizeOfHeaders, 0x3201),
    also: [
      'ZB-005',
      'PE-OPT-012',
      'PE-OPT-014',
      'PE-OPT-021',
      'PE-SEC-018',
      'PE-SEC-019',
      'PE-LAF-011',
      'PE-LAM-004',
      'PE-LAM-009',
      'PE-NX-013',
    ],
    at: { offset: AT.sizeOfHeaders, length: 4 },
    actual: 'none: SizeOfHeaders is past the end of the file',
  },
  {
    rule: 'PE-NX-012',
    name: 'the data of a section ends one byte behind the file',
    make: () => truncate(clean(), 0x31ff),
    also: ['PE-SEC-017', 'PE-LAF-009', 'PE-LAF-010', 'PE-LAF-011', 'PE-NX-013'],
    at: { offset: AT.data.sizeOfRawData, length: 4 },
    actual: 'none: the data of a section extends past the end of the file',
  },
  {
    rule: 'PE-NX-013',
    name: 'one byte lies between the data of two sections',
    base: ideal,
    make: () => setWords(insert(ideal(), 0x5000, filled(1, 0)), [IDEAL_AT.sbom.pointerToRawData, 0x5001]),
    also: ['PE-SEC-014', 'PE-LAF-003', 'PE-LAF-009', 'PE-LAF-010', 'PE-LAF-012', 'PE-LAF-013', 'PE-NX-012'],
    at: { offset: 0x5000, length: 1 },
    actual: 'bytes that are hashed not at all',
    wanted: { kind: 'form', name: 'bytes that a signature covers once' },
  },
  {
    rule: 'PE-NX-013',
    name: 'two sections share their last block',
    base: ideal,
    make: () =>
      setWords(
        insert(ideal(), 0x6000, filled(0x1000, 0)),
        [IDEAL_AT.sbom.pointerToRawData, 0x5000],
        [IDEAL_AT.sbat.sizeOfRawData, 0x2000],
      ),
    also: [
      'PE-SEC-020',
      'PE-SEC-021',
      'PE-LAF-001',
      'PE-LAF-007',
      'PE-LAF-008',
      'PE-LAF-013',
      'PE-LAM-007',
      'PE-NX-012',
      'PE-NX-015',
    ],
    at: { offset: 0x5000, length: 0x1000 },
    actual: 'bytes that are hashed twice',
  },
  {
    rule: 'PE-NX-013',
    name: 'three sections have the same data',
    base: ideal,
    make: () => setWords(ideal(), [IDEAL_AT.sbom.pointerToRawData, 0x3000], [IDEAL_AT.sbat.pointerToRawData, 0x3000]),
    also: ['PE-LAF-001', 'PE-LAF-008', 'PE-LAF-013', 'PE-NX-012', 'PE-NX-015'],
    at: { offset: 0x3000, length: 0x1000 },
    actual: 'bytes that are hashed 3 times',
  },
  {
    rule: 'PE-NX-013',
    name: 'bytes follow the certificates',
    base: () => signed(clean()),
    make: () => insert(signed(clean()), 0x3218, filled(8, 0)),
    also: ['PE-DIR-013', 'PE-LAF-008', 'PE-LAF-010'],
    at: { offset: 0x3200, length: 8 },
    actual: 'bytes that are hashed once',
    wanted: { kind: 'form', name: 'bytes that no signature covers' },
  },
  {
    rule: 'PE-NX-013',
    name: 'the data of a section starts with CheckSum',
    make: () => setWords(clean(), [AT.data.pointerToRawData, AT.checkSum], [AT.data.sizeOfRawData, 0x10]),
    also: [
      'PE-SEC-014',
      'PE-SEC-015',
      'PE-SEC-018',
      'PE-LAF-001',
      'PE-LAF-002',
      'PE-LAF-003',
      'PE-LAF-008',
      'PE-LAF-012',
      'PE-LAF-013',
      'PE-NX-007',
      'PE-NX-012',
    ],
    at: { offset: AT.checkSum, length: 4 },
    actual: 'bytes that are hashed once',
  },
];

/** Images on which these rules hold by the smallest margin. */
export const DIGEST_HOLDS: readonly ImageHold[] = [
  { rule: 'PE-NX-012', name: 'the data ends with the file', make: v0 },
  {
    rule: 'PE-NX-012',
    name: 'data that stands in another order is all zeros',
    make: () => v6().fill(0, 0x1000),
  },
  { rule: 'PE-NX-012', name: 'eight bytes follow the data', make: () => longer(8) },
  { rule: 'PE-NX-012', name: 'a certificate follows the data', make: () => signed(clean()) },
  { rule: 'PE-NX-012', name: 'there are five data directories', make: () => counted(5) },
  {
    rule: 'PE-NX-012',
    name: 'a section without data stands behind the file',
    make: () =>
      setWords(cut(clean(), 0x3000, 0x200), [AT.data.sizeOfRawData, 0], [AT.data.pointerToRawData, 0xffffffff]),
  },
  { rule: 'PE-NX-013', name: 'the data ends with the file', make: v0 },
  { rule: 'PE-NX-013', name: 'bytes that some pad follow the data', make: v5 },
  { rule: 'PE-NX-013', name: 'data stands in another order in the file than in the table', make: v6 },
  { rule: 'PE-NX-013', name: 'a certificate follows the data', make: () => signed(clean()) },
  { rule: 'PE-NX-013', name: 'there are four data directories', make: () => counted(4) },
];
