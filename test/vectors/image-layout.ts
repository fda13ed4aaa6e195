import { AT, PAYLOAD_AT, clean, headersOnly, signed, withoutZboot } from './base-images.ts';
import type { ImageHold, ImageViolation } from './entries.ts';
import { cut, filled, insert, setBytes, setU32, setWords } from './patch.ts';

const DATA_ADDRESS = { offset: AT.data.virtualAddress, length: 4 };
const TEXT_ADDRESS = { offset: AT.text.virtualAddress, length: 4 };
const DATA_SIZE = { offset: AT.data.sizeOfRawData, length: 4 };
const SIZE_OF_IMAGE = { offset: AT.sizeOfImage, length: 4 };

/** The two section headers in the other order. */
function swapped(): Uint8Array {
  const image = clean();
  const headers = [...image.slice(AT.data.name, AT.tableEnd), ...image.slice(AT.text.name, AT.data.name)];
  return setBytes(image, AT.text.name, headers);
}

/** Data of `.data` behind a gap of `length` bytes. */
function gap(length: number): Uint8Array {
  return insert(setU32(clean(), AT.data.pointerToRawData, 0x3000 + length), 0x3000, filled(length, 0));
}

/** Sections aligned to 0x200 in memory, where `.text` ends inside the page that `.data` starts in. */
function sharedPage(characteristics: number): Uint8Array {
  const shorter = cut(clean(), 0x2e00, 0x200);
  const words: readonly (readonly [number, number])[] = [
    [AT.sectionAlignment, 0x200],
    [AT.sizeOfImage, 0x4600],
    [AT.text.virtualSize, 0x1e00],
    [AT.text.sizeOfRawData, 0x1e00],
    [AT.data.virtualAddress, 0x2e00],
    [AT.data.pointerToRawData, 0x2e00],
    [AT.data.name + 36, characteristics],
  ];
  return setWords(shorter, ...words);
}

/** `.data` with VirtualSize 0, which stands for its raw size of 0x200, in an image that ends at `sizeOfImage`. */
function copied(sizeOfImage: number): Uint8Array {
  return setWords(clean(), [AT.data.virtualSize, 0], [AT.sizeOfImage, sizeOfImage]);
}

/** `.data` with `size` bytes of data and everything else as it was. */
function dataSize(size: number): Uint8Array {
  return insert(setU32(clean(), AT.data.sizeOfRawData, size), 0x3200, filled(size - 0x200, 0));
}

function textSize(virtualSize: number): Uint8Array {
  return setU32(clean(), AT.text.virtualSize, virtualSize);
}

function allocated(sizeOfImage: number, sectionAlignment = 0x1000): Uint8Array {
  return setWords(headersOnly(), [AT.sizeOfImage, sizeOfImage], [AT.sectionAlignment, sectionAlignment]);
}

/** Violations of the rules on the division of the file and of the address space. */
export const LAYOUT_VIOLATIONS: readonly ImageViolation[] = [
  {
    rule: 'PE-LAF-001',
    name: 'the data of two sections share one block',
    make: () => setU32(clean(), AT.data.pointerToRawData, 0x2e00),
    also: ['PE-LAF-013'],
    at: { offset: 0x2e00, length: 0x200 },
    actual: '[0x2e00, 0x3000)',
  },
  {
    rule: 'PE-LAF-001',
    name: 'the certificate table starts one byte before the data ends',
    base: () => signed(clean()),
    make: () => setU32(signed(clean()), AT.certificateDirectory, 0x31ff),
    also: ['PE-LAF-013'],
    at: { offset: 0x31ff, length: 1 },
  },
  {
    rule: 'PE-LAF-003',
    name: 'one block lies between the data of two sections',
    make: () => gap(0x200),
    also: ['PE-LAF-013'],
    at: { offset: AT.data.sizeOfRawData, length: 8 },
    actual: 0x3200,
  },
  {
    rule: 'PE-LAF-004',
    name: 'SizeOfHeaders ends one block before the data starts',
    make: () => setU32(clean(), AT.sizeOfHeaders, 0xe00),
    also: ['PE-LAF-013'],
    at: { offset: AT.sizeOfHeaders, length: 4 },
    actual: 0xe00,
  },
  {
    rule: 'PE-LAF-013',
    name: 'one block between two sections belongs to nobody',
    make: () => gap(0x200),
    also: ['PE-LAF-003'],
    at: { offset: 0x3000, length: 0x200 },
    actual: '[0x3000, 0x3200)',
  },
  {
    rule: 'PE-LAF-013',
    name: 'the symbol table lies in the data of a section',
    make: () => setWords(clean(), [AT.pointerToSymbolTable, 0x31f0], [0x31f0, 4]),
    also: ['PE-LAF-001'],
    at: { offset: 0x31f0, length: 4 },
  },
  {
    rule: 'PE-LAM-001',
    name: 'the section with the higher address stands first',
    make: swapped,
    also: ['PE-LAM-003', 'PE-LAM-004'],
    at: DATA_ADDRESS,
    actual: 0x1000,
    wanted: { kind: 'at-least', value: 0x3001 },
  },
  {
    rule: 'PE-LAM-001',
    name: 'two sections have one address',
    make: () => setWords(clean(), [AT.data.virtualAddress, 0x1000], [AT.sizeOfImage, 0x3000]),
    also: ['PE-LAM-002', 'PE-LAM-003', 'PE-LAM-005', 'PE-LAM-007'],
    at: DATA_ADDRESS,
    actual: 0x1000,
  },
  {
    rule: 'PE-LAM-002',
    name: 'a section starts at the last address of the one before it',
    make: () => textSize(0x2001),
    also: ['PE-LAM-003', 'PE-LAM-005', 'PE-LAM-008'],
    at: { offset: AT.data.virtualSize, length: 8 },
    actual: '[0x3000, 0x4800)',
  },
  {
    rule: 'PE-LAM-003',
    name: 'a hole of one page lies between two sections',
    make: () => setWords(clean(), [AT.data.virtualAddress, 0x4000], [AT.sizeOfImage, 0x6000]),
    at: DATA_ADDRESS,
    actual: 0x4000,
  },
  {
    rule: 'PE-LAM-004',
    name: 'the first section starts one page late',
    make: () =>
      setWords(clean(), [AT.text.virtualAddress, 0x2000], [AT.data.virtualAddress, 0x4000], [AT.sizeOfImage, 0x6000]),
    at: TEXT_ADDRESS,
    actual: 0x2000,
  },
  {
    rule: 'PE-LAM-005',
    name: 'code and data share a page',
    base: () => sharedPage(0x60000020),
    make: () => sharedPage(0xc0000040),
    at: DATA_ADDRESS,
    actual: 0x2e00,
    wanted: { kind: 'at-least', value: 0x3000 },
  },
  {
    rule: 'PE-LAM-006',
    name: 'the raw size that stands for VirtualSize 0 ends one byte behind SizeOfImage',
    base: () => copied(0x3200),
    make: () => copied(0x31ff),
    also: ['PE-OPT-010', 'PE-LAM-007'],
    at: { offset: AT.data.virtualSize, length: 8 },
    actual: '[0x3000, 0x3200)',
  },
  {
    rule: 'PE-LAM-007',
    name: 'the data of the last section is one block larger than the rest of the image',
    make: () => dataSize(0x2200),
    at: DATA_SIZE,
    actual: 0x2200,
  },
  {
    rule: 'PE-LAM-008',
    name: 'a section starts at the last zero-filled byte of the one before it',
    make: () => textSize(0x2001),
    also: ['PE-LAM-002', 'PE-LAM-003', 'PE-LAM-005'],
    at: DATA_ADDRESS,
    actual: 0x3000,
  },
  {
    rule: 'PE-LAM-009',
    name: 'the first section starts at the last byte of the headers',
    make: () => setU32(clean(), AT.text.virtualAddress, 0xfff),
    also: ['PE-SEC-013', 'PE-SEC-019', 'PE-LAM-004'],
    at: { offset: AT.sizeOfHeaders, length: 4 },
    actual: 0x1000,
  },
  ...(
    [
      ['SizeOfImage is rounded up to a sum of 2^31', 0x7fffe001, 0x1000, 0x7fffe000, ['PE-OPT-008']],
      ['SizeOfImage is 2^31', 2 ** 31, 0x1000, 0x7fffe000, []],
      ['SizeOfImage is 2^32 - 1', 2 ** 32 - 1, 0x1000, 0x7fffe000, ['PE-OPT-008']],
      ['SectionAlignment is 2^31', 0x2000, 2 ** 31, 0, ['PE-OPT-008']],
      ['SectionAlignment is 2^31 - 4097', 0x2000, 0x7fffefff, 0x1000, ['PE-OPT-008']],
    ] as const
  ).map(([name, size, alignment, most, also]) => ({
    rule: 'PE-LAM-010' as const,
    name,
    base: headersOnly,
    make: () => allocated(size, alignment),
    also,
    at: SIZE_OF_IMAGE,
    actual: size,
    wanted: { kind: 'at-most' as const, value: most },
  })),
];

/** Images on which these rules hold by the smallest margin. */
export const LAYOUT_HOLDS: readonly ImageHold[] = [
  { rule: 'PE-LAF-001', name: 'the certificate table starts where the data ends', make: () => signed(clean()) },
  { rule: 'PE-LAF-003', name: 'the data of two sections touch', make: clean },
  {
    rule: 'PE-LAF-003',
    name: 'sections overlap but leave no gap',
    make: () => setU32(clean(), AT.data.pointerToRawData, PAYLOAD_AT),
  },
  { rule: 'PE-LAF-004', name: 'data starts where SizeOfHeaders ends', make: clean },
  { rule: 'PE-LAF-013', name: 'an overlay follows the data', make: () => insert(clean(), 0x3200, filled(13, 1)) },
  {
    rule: 'PE-LAM-001',
    name: 'the second address is one more than the first',
    make: () => setU32(clean(), AT.data.virtualAddress, 0x1001),
  },
  { rule: 'PE-LAM-002', name: 'a section starts where the one before it ends', make: clean },
  {
    rule: 'PE-LAM-002',
    name: 'an empty section lies inside another',
    make: () =>
      setWords(
        clean(),
        [AT.data.virtualAddress, 0x2000],
        [AT.data.virtualSize, 0],
        [AT.data.sizeOfRawData, 0],
        [AT.data.pointerToRawData, 0],
      ),
  },
  { rule: 'PE-LAM-003', name: 'a section ends one byte before the next page', make: () => textSize(0x1fff) },
  { rule: 'PE-LAM-004', name: 'the first section starts where the headers end', make: clean },
  { rule: 'PE-LAM-005', name: 'sections of one permission share a page', make: () => sharedPage(0x60000020) },
  { rule: 'PE-LAM-006', name: 'the raw size that stands for VirtualSize fits', make: () => copied(0x3200) },
  { rule: 'PE-LAM-007', name: 'the data of the last section fills the image', make: () => dataSize(0x2000) },
  { rule: 'PE-LAM-008', name: 'the next section starts where the zero-filled tail ends', make: v0Tail },
  { rule: 'PE-LAM-009', name: 'the headers end where the first section starts', make: clean },
  {
    rule: 'PE-LAM-010',
    name: 'SizeOfImage and alignment come to one page below 2^31',
    make: () => allocated(0x7fffe000),
  },
  { rule: 'PE-LAM-010', name: 'an ordinary PE image is judged too', make: withoutZboot },
];

/** `.text` with a tail of one zero-filled page and `.data` right behind it. */
function v0Tail(): Uint8Array {
  return setWords(textSize(0x3000), [AT.data.virtualAddress, 0x4000], [AT.sizeOfImage, 0x6000]);
}
