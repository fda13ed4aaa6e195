import { AT, PAYLOAD_AT, PAYLOAD_SIZE, clean, compressed, inner, withGzip } from './base-images.ts';
import type { ImageHold, ImageViolation } from './entries.ts';
import { filled, insert, setBytes, setText, setU32, setWords } from './patch.ts';

const FIELDS = { offset: AT.payloadOffset, length: 8 };
const OFFSET = { offset: AT.payloadOffset, length: 4 };
const ZSTD = [0x28, 0xb5, 0x2f, 0xfd];
/** Where the data of `.text` ends and that of `.data` starts. */
const TEXT_END = 0x3000;
const FILE_END = 0x3200;

function placed(offset: number, size: number): Uint8Array {
  return setWords(clean(), [AT.payloadOffset, offset], [AT.payloadSize, size]);
}

/** A zstd payload of 16 bytes in `.text` with `room` bytes behind it in the section's data. */
function withRoom(room: number): Uint8Array {
  return setWords(compressed('zstd', ZSTD), [AT.payloadOffset, TEXT_END - 16 - room], [AT.payloadSize, 16]);
}

/** `.text` with VirtualSize reaching `spare` bytes beyond the payload. */
function loaded(image: Uint8Array, spare: number): Uint8Array {
  return setU32(image, AT.text.virtualSize, PAYLOAD_AT - 0x1000 + PAYLOAD_SIZE + spare);
}

/** Violations of the rules on where the payload lies. */
export const PAYLOAD_VIOLATIONS: readonly ImageViolation[] = [
  {
    rule: 'ZB-003',
    name: 'the payload size is 0',
    make: () => placed(PAYLOAD_AT, 0),
    also: ['ZB-018'],
    at: { offset: AT.payloadSize, length: 4 },
    actual: 0,
    wanted: { kind: 'at-least', value: 1 },
  },
  {
    rule: 'ZB-003',
    name: 'the payload offset is 0',
    make: () => placed(0, PAYLOAD_SIZE),
    also: ['ZB-005', 'ZB-006', 'ZB-011', 'ZB-018'],
    at: OFFSET,
    actual: 0,
    wanted: { kind: 'at-least', value: 1 },
  },
  {
    rule: 'ZB-004',
    name: 'the payload ends one byte behind the file',
    make: () => placed(FILE_END - 0x100, 0x101),
    also: ['ZB-006'],
    at: FIELDS,
    actual: '[0x3100, 0x3201)',
    wanted: { kind: 'within', what: 'the file', start: 0, end: FILE_END },
  },
  {
    rule: 'ZB-004',
    name: 'the payload starts at the end of the file',
    make: () => placed(FILE_END, 8),
    also: ['ZB-006'],
    at: FIELDS,
  },
  {
    rule: 'ZB-004',
    name: 'the sum of offset and size wraps in 32 bits',
    make: () => placed(0xfffffff0, 0x20),
    also: ['ZB-006'],
    at: FIELDS,
    actual: '[0xfffffff0, 0x100000010)',
  },
  {
    rule: 'ZB-004',
    name: 'the payload size is 2^32 - 1',
    make: () => placed(PAYLOAD_AT, 0xffffffff),
    also: ['ZB-006'],
    at: FIELDS,
  },
  {
    rule: 'ZB-005',
    name: 'the payload starts 8 bytes before the headers end',
    make: () => placed(0xff8, PAYLOAD_SIZE),
    also: ['ZB-006', 'ZB-011', 'ZB-018'],
    at: OFFSET,
    actual: 0xff8,
  },
  {
    rule: 'ZB-006',
    name: 'the payload reaches one byte into the next section',
    make: () => placed(TEXT_END - 16, 17),
    also: ['ZB-011', 'ZB-018'],
    at: FIELDS,
    actual: '[0x2ff0, 0x3001), in no section',
  },
  {
    rule: 'ZB-006',
    name: 'the payload starts one byte before its section',
    make: () => setWords(placed(TEXT_END - 1, 17), [AT.payloadOffset, TEXT_END - 1]),
    also: ['ZB-011', 'ZB-016', 'ZB-018'],
    at: FIELDS,
  },
  {
    rule: 'ZB-006',
    name: 'the payload lies in an overlay',
    base: () => insert(clean(), FILE_END, filled(0x200, 0)),
    make: () => withGzip(insert(clean(), FILE_END, filled(0x200, 0)), inner(), FILE_END),
    at: FIELDS,
  },
  {
    rule: 'ZB-006',
    name: 'the payload lies in the data of two sections',
    make: () => setU32(clean(), AT.data.pointerToRawData, PAYLOAD_AT),
    also: ['PE-LAF-001', 'PE-LAF-008', 'PE-LAF-012', 'PE-LAF-013', 'PE-NX-007', 'PE-NX-012', 'PE-NX-013'],
    at: FIELDS,
    actual: 'in 2 sections',
  },
  {
    rule: 'ZB-007',
    name: 'the last byte of the payload lies behind VirtualSize',
    make: () => loaded(clean(), -1),
    at: FIELDS,
    actual: PAYLOAD_AT - 0x1000 + PAYLOAD_SIZE,
    also: ['PE-LAF-007', 'PE-SEC-020', 'PE-SEC-021'],
  },
  {
    rule: 'ZB-007',
    name: 'the last byte of the footer lies behind VirtualSize',
    base: () => compressed('zstd', ZSTD),
    make: () => loaded(compressed('zstd', ZSTD), 3),
    at: FIELDS,
    actual: PAYLOAD_AT - 0x1000 + PAYLOAD_SIZE + 4,
    also: ['PE-LAF-007', 'PE-SEC-020', 'PE-SEC-021'],
  },
  {
    rule: 'ZB-007',
    name: 'the last byte of the footer lies behind the data, and VirtualSize behind both',
    base: withTail,
    make: () => setWords(withTail(), [AT.payloadOffset, TEXT_END - 19]),
    also: ['ZB-012'],
    at: FIELDS,
    actual: 0x2001,
    wanted: { kind: 'at-most', value: 0x2000 },
  },
  {
    rule: 'ZB-008',
    name: 'the section of the payload is called .Text',
    make: () => setText(clean(), AT.text.name, '.Text', 8),
    at: { offset: AT.text.name, length: 8 },
    actual: '.Text',
  },
  {
    rule: 'ZB-012',
    name: 'the last byte of the footer lies in the next section',
    make: () => withRoom(3),
    base: () => compressed('zstd', ZSTD),
    also: ['ZB-007', 'ZB-011', 'ZB-016'],
    at: FIELDS,
    actual: '[0x2ffd, 0x3001)',
    wanted: { kind: 'within', what: 'the data of section 0', start: 0x1000, end: TEXT_END },
  },
  {
    rule: 'ZB-016',
    name: 'the payload starts 4 bytes behind a multiple of 8',
    make: () => withGzip(clean(), inner(), PAYLOAD_AT + 4),
    at: OFFSET,
    actual: PAYLOAD_AT + 4,
    wanted: { kind: 'multiple-of', value: 8 },
  },
];

/** {@link withRoom} of 4 bytes with a zero-filled page behind the data of `.text`. */
function withTail(): Uint8Array {
  const words: readonly (readonly [number, number])[] = [
    [AT.text.virtualSize, 0x3000],
    [AT.data.virtualAddress, 0x4000],
    [AT.sizeOfImage, 0x6000],
  ];
  return setWords(withRoom(4), ...words);
}

/** `.data` with `size` bytes of data, to which the payload fields lead. */
function inData(size: number, payloadSize: number): Uint8Array {
  return setU32(placed(0x3000, payloadSize), AT.data.sizeOfRawData, size);
}

/** A zstd payload that is the last thing in the file. */
function atFileEnd(): Uint8Array {
  const words = setWords(compressed('zstd', ZSTD), [AT.payloadOffset, FILE_END - 16], [AT.payloadSize, 16]);
  return setBytes(words, FILE_END - 16, ZSTD);
}

/** Images on which these rules hold by the smallest margin. */
export const PAYLOAD_HOLDS: readonly ImageHold[] = [
  { rule: 'ZB-011', name: 'the payload ends with the file', make: atFileEnd },
  { rule: 'ZB-003', name: 'the payload is one byte at offset 1', make: () => placed(1, 1) },
  { rule: 'ZB-004', name: 'the payload ends with the file', make: () => placed(FILE_END - 0x100, 0x100) },
  { rule: 'ZB-005', name: 'the payload starts where the headers end', make: () => placed(0x1000, 16) },
  { rule: 'ZB-006', name: 'the payload fills its section', make: () => placed(0x1000, 0x2000) },
  { rule: 'ZB-006', name: 'the payload is all of the one byte that its section has', make: () => inData(1, 1) },
  {
    rule: 'ZB-006',
    name: 'a payload of no bytes ends with a section, and a section of no bytes starts there',
    make: () => inData(0, 0),
  },
  { rule: 'ZB-007', name: 'VirtualSize ends with the payload', make: () => loaded(clean(), 0) },
  {
    rule: 'ZB-007',
    name: 'VirtualSize ends with the footer',
    make: () => loaded(compressed('zstd', ZSTD), 4),
  },
  { rule: 'ZB-007', name: 'VirtualSize is 0 and stands for the raw size', make: () => setU32(clean(), 0x100, 0) },
  { rule: 'ZB-008', name: 'the section of the payload is .text', make: clean },
  { rule: 'ZB-012', name: 'the footer is the end of the section', make: () => withRoom(4) },
  { rule: 'ZB-016', name: 'the payload starts at a multiple of 8', make: () => placed(0x1008, 16) },
];
