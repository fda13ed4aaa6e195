import { gzipSync } from 'node:zlib';
import {
  AT,
  PAYLOAD_AT,
  PAYLOAD_SIZE,
  clean,
  compressed,
  inner,
  movedHeader,
  signed,
  withGzip,
} from './base-images.ts';
import type { ImageHold, ImageViolation } from './entries.ts';
import { filled, setBytes, setText, setU16, setU32, setWords } from './patch.ts';

const TYPE = { offset: AT.compressionType, length: 32 };

function typed(type: string): Uint8Array {
  return setText(clean(), AT.compressionType, type, 32);
}

/** {@link inner} with a certificate directory that ends `beyond` bytes behind it. */
function certificateBeyond(beyond: number): Uint8Array {
  return withGzip(clean(), setU32(signed(inner()), AT.certificateDirectory + 4, 0x18 + beyond));
}

/** {@link clean} with other bytes for its payload. */
function stream(bytes: Uint8Array): Uint8Array {
  return setU32(setBytes(clean(), PAYLOAD_AT, bytes), AT.payloadSize, bytes.length);
}

/** A gzip member with a name in its header. */
function named(member: Uint8Array): Uint8Array {
  return Buffer.concat([setBytes(member, 3, [8]).subarray(0, 10), Buffer.from('k\0'), member.subarray(10)]);
}

/** {@link inner} with one section, whose data starts at 0x108 and has `size` bytes. */
function oneSection(size: number): Uint8Array {
  const image = setU16(inner(), AT.numberOfSections, 1);
  return setWords(image, [AT.text.sizeOfRawData, size], [AT.text.pointerToRawData, 0x108]);
}

/** Bytes of a zstd frame around its content: magic, descriptor, content size, and the header of one raw block. */
const ZSTD_OVERHEAD = 4 + 1 + 4 + 3;
/** Where the payload of {@link zstd} ends and the length of its content stands. */
const ZSTD_END = PAYLOAD_AT + ZSTD_OVERHEAD + AT.tableEnd;

/** {@link clean} with a zstd frame of one raw block, and a length behind it. [RFC 8878 §3.1.1] */
function zstd(content: Uint8Array, length: number): Uint8Array {
  const frame = Buffer.alloc(ZSTD_OVERHEAD);
  frame.writeUInt32LE(0xfd2fb528, 0);
  frame.writeUInt8(0xa0, 4);
  frame.writeUInt32LE(content.length, 5);
  frame.writeUIntLE(content.length * 8 + 1, 9, 3);
  const whole = setU32(setBytes(stream(Buffer.concat([frame, content])), ZSTD_END, [0, 0, 0, 0]), ZSTD_END, length);
  return setText(whole, AT.compressionType, 'zstd', 32);
}

/** Violations of the rules on the zboot header's own fields. */
export const ZBOOT_VIOLATIONS: readonly ImageViolation[] = [
  {
    rule: 'ZB-001',
    name: 'the bytes after MZ are those of a usual DOS stub',
    make: () => setU16(clean(), 2, 0x90),
    at: { offset: 0, length: 4 },
    actual: 0x905a4d,
    wanted: { kind: 'equals', value: 0x5a4d },
  },
  {
    rule: 'ZB-002',
    name: 'the magic is in upper case',
    make: () => setText(clean(), 4, 'ZIMG', 4),
    at: { offset: 4, length: 4 },
    actual: 'ZIMG',
  },
  {
    rule: 'ZB-009',
    name: 'the compression type is in upper case',
    make: () => typed('GZIP'),
    also: ['ZB-010'],
    at: TYPE,
    actual: 'GZIP',
  },
  {
    rule: 'ZB-009',
    name: 'the compression type is empty',
    make: () => typed(''),
    also: ['ZB-010'],
    at: TYPE,
    actual: '',
  },
  {
    rule: 'ZB-009',
    name: 'the compression type fills its field, without a final zero',
    make: () => typed('z'.repeat(32)),
    also: ['ZB-010'],
    at: TYPE,
    actual: 'z'.repeat(32),
  },
  {
    rule: 'ZB-030',
    name: 'the last byte behind the compression type is not zero',
    make: () => setBytes(clean(), AT.compressionType + 31, [1]),
    at: TYPE,
  },
  ...['bzip2', 'constructor'].map((type) => ({
    rule: 'ZB-010' as const,
    name: `the compression type is ${type}`,
    make: () => typed(type),
    at: TYPE,
    actual: type,
  })),
  {
    rule: 'ZB-013',
    name: 'the last reserved byte is not zero',
    make: () => setBytes(clean(), AT.reserved + 7, [0x80]),
    at: { offset: AT.reserved, length: 8 },
    actual: '0x8000000000000000',
  },
  {
    rule: 'ZB-014',
    name: 'the Linux magic is off by one bit',
    make: () => setU32(clean(), AT.linuxPeMagic, 0x818223cc),
    at: { offset: AT.linuxPeMagic, length: 4 },
    actual: 0x818223cc,
  },
  {
    rule: 'ZB-015',
    name: 'a stub of 8 bytes stands before the PE header',
    make: () => movedHeader(8),
    at: { offset: AT.peHeaderOffset, length: 4 },
    actual: 0x48,
    wanted: { kind: 'equals', value: 0x40 },
  },
  {
    rule: 'ZB-011',
    name: 'the payload starts one bit off the magic of zstd',
    base: () => compressed('zstd', [0x28, 0xb5, 0x2f, 0xfd]),
    make: () => compressed('zstd', [0x28, 0xb5, 0x2f, 0xfc]),
    at: { offset: PAYLOAD_AT, length: 4 },
    actual: '28b52ffc',
  },
  {
    rule: 'ZB-012',
    name: 'four zeros follow the gzip stream inside the payload',
    make: () => setWords(clean(), [AT.payloadSize, PAYLOAD_SIZE + 4], [PAYLOAD_AT + PAYLOAD_SIZE, 0]),
    also: ['ZB-019'],
    at: { offset: PAYLOAD_AT + PAYLOAD_SIZE, length: 4 },
    actual: 0,
  },
  {
    rule: 'ZB-012',
    name: 'the length of the content is one byte more than it has',
    base: () => zstd(inner(), AT.tableEnd),
    make: () => zstd(inner(), AT.tableEnd + 1),
    at: { offset: ZSTD_END, length: 4 },
    actual: AT.tableEnd + 1,
    wanted: { kind: 'equals', value: AT.tableEnd },
  },
  {
    rule: 'ZB-018',
    name: 'the gzip stream has a wrong check sum',
    make: () => setU32(clean(), PAYLOAD_AT + PAYLOAD_SIZE - 8, 0),
    at: { offset: PAYLOAD_AT + PAYLOAD_SIZE - 8, length: 1 },
    actual: 'one that has a wrong CRC32',
  },
  {
    rule: 'ZB-018',
    name: 'the payload is cut short',
    make: () => setU32(clean(), AT.payloadSize, 15),
    at: { offset: PAYLOAD_AT + 14, length: 1 },
    actual: 'one that is cut short',
  },
  {
    rule: 'ZB-019',
    name: 'an empty gzip member stands before the kernel',
    make: () => stream(Buffer.concat([gzipSync(''), gzipSync(inner())])),
    also: ['ZB-012', 'ZB-017'],
    at: { offset: PAYLOAD_AT + gzipSync('').length, length: 16 },
    actual: gzipSync('').length,
  },
  {
    rule: 'ZB-020',
    name: 'the gzip header has the name of the file',
    make: () => stream(named(gzipSync(inner()))),
    at: { offset: PAYLOAD_AT + 3, length: 1 },
    actual: 8,
    wanted: { kind: 'equals', value: 0 },
  },
  {
    rule: 'ZB-021',
    name: 'the kernel is for arm64 and the image for x86-64',
    make: () => withGzip(clean(), setU16(inner(), AT.machine, 0xaa64)),
    also: ['ZB-026', 'ZB-027'],
    at: { offset: PAYLOAD_AT, length: 16 },
    actual: 0xaa64,
    wanted: { kind: 'equals', value: 0x8664 },
  },
  {
    rule: 'ZB-022',
    name: 'the kernel has a section whose data ends one byte beyond it',
    make: () => withGzip(clean(), oneSection(AT.tableEnd - 0x107)),
    at: { offset: PAYLOAD_AT, length: 16 },
    actual: AT.tableEnd + 1,
    wanted: { kind: 'at-most', value: AT.tableEnd },
  },
  {
    rule: 'ZB-023',
    name: 'the kernel is a zboot image again',
    make: () => withGzip(clean(), setText(inner(), 4, 'zimg', 4)),
    at: { offset: PAYLOAD_AT, length: 16 },
    actual: 'zimg',
  },
  {
    rule: 'ZB-017',
    name: 'the decompressed payload is no PE image',
    make: () => withGzip(clean(), filled(64, 0)),
    at: { offset: PAYLOAD_AT, length: 16 },
    actual: 0,
  },
  {
    rule: 'ZB-017',
    name: 'the certificate table of the decompressed payload ends one byte behind it',
    make: () => certificateBeyond(1),
    at: { offset: PAYLOAD_AT, length: 16 },
    actual: 0x148 + 0x18 + 1,
  },
];

/** Images on which these rules hold by the smallest margin. */
export const ZBOOT_HOLDS: readonly ImageHold[] = [
  { rule: 'ZB-001', name: 'the bytes after MZ are zero', make: clean },
  { rule: 'ZB-002', name: 'the magic is zimg', make: clean },
  { rule: 'ZB-009', name: 'the compression type has 31 characters', make: () => typed('z'.repeat(31)) },
  { rule: 'ZB-009', name: 'the compression type has one character', make: () => typed('7') },
  {
    rule: 'ZB-009',
    name: 'the last byte behind the compression type is not zero',
    make: () => setBytes(clean(), AT.compressionType + 31, [1]),
  },
  { rule: 'ZB-030', name: 'the compression type has 31 characters', make: () => typed('z'.repeat(31)) },
  ...['gzip', 'lz4', 'lzma', 'lzo', 'xzkern', 'zstd', 'zstd22'].map((type) => ({
    rule: 'ZB-010' as const,
    name: `the compression type is ${type}`,
    make: () => typed(type),
  })),
  ...[
    ['lz4', '02214c18'],
    ['lzma', '5d0000'],
    ['lzo', '894c5a4f'],
    ['xzkern', 'fd377a585a00'],
    ['zstd', '28b52ffd'],
    ['zstd22', '28b52ffd'],
  ].map(([type = '', magic = '']) => ({
    rule: 'ZB-011' as const,
    name: `the payload starts as ${type} does`,
    make: () => compressed(type, [...Buffer.from(magic, 'hex')]),
  })),
  { rule: 'ZB-012', name: 'the gzip stream ends with the length of its content', make: clean },
  { rule: 'ZB-013', name: 'the reserved bytes are zero', make: clean },
  { rule: 'ZB-014', name: 'the Linux magic is zero', make: () => setU32(clean(), AT.linuxPeMagic, 0) },
  { rule: 'ZB-014', name: 'the Linux magic is there', make: clean },
  { rule: 'ZB-015', name: 'the PE header follows the DOS header', make: clean },
  {
    rule: 'ZB-012',
    name: 'the length of a zstd payload is that of its content',
    make: () => zstd(inner(), AT.tableEnd),
  },
  { rule: 'ZB-017', name: 'the certificate table ends with the inner image', make: () => certificateBeyond(0) },
  { rule: 'ZB-018', name: 'the payload is a zstd frame of one raw block', make: () => zstd(inner(), AT.tableEnd) },
  { rule: 'ZB-019', name: 'the frame ends with the payload', make: () => zstd(inner(), AT.tableEnd) },
  { rule: 'ZB-020', name: 'the gzip header has no flags', make: clean },
  {
    rule: 'ZB-020',
    name: 'the gzip header says that the content is text',
    make: () => setBytes(clean(), PAYLOAD_AT + 3, [1]),
  },
  { rule: 'ZB-021', name: 'the kernel is for the machine of the image', make: clean },
  {
    rule: 'ZB-022',
    name: 'the data of the last section ends with the kernel',
    make: () => withGzip(clean(), oneSection(AT.tableEnd - 0x108)),
  },
  { rule: 'ZB-023', name: 'the kernel is a plain image', make: clean },
];
