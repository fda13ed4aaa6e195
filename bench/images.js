// Images to measure with, written field by field: what is measured must not depend on the generator.
import { gzipSync } from 'node:zlib';

const SIZE = 0x10000;
const PE_AT = 0x40;
const TABLE_AT = 0xf8;

/** A zboot image as the kernel makes it: `.text` with the payload, `.data`, headers of one page. */
export function image() {
  const bytes = Buffer.alloc(SIZE);
  for (let index = 0x1000; index < SIZE; index += 1) bytes[index] = (index * 7 + (index >> 8) * 31) & 0xff;
  writePeHeaders(bytes);
  const payload = gzipSync(kernel(bytes.subarray(0x2000, 0x8000)), { level: 0 });
  // zlib names the system that it runs on, and the kernel's build does not.
  payload[9] = 255;
  bytes.set(payload, 0x2000);
  bytes.write('MZ\0\0zimg', 0, 'latin1');
  bytes.writeUInt32LE(0x2000, 8);
  bytes.writeUInt32LE(payload.length, 12);
  bytes.write('gzip', 24, 'latin1');
  bytes.writeUInt32LE(0x818223cd, 56);
  return bytes;
}

/** A kernel for arm64 with the same headers, but for its sections and what its own header says. */
function kernel(data) {
  const bytes = Buffer.from(data);
  bytes.fill(0, 0, 0x1000);
  writePeHeaders(bytes);
  writeHeader(bytes, 0, '.text', 0x4000, 0x1000, 0x60000020);
  writeHeader(bytes, 1, '.data', 0x1000, 0x5000, 0xc0000040);
  bytes.writeUInt32LE(bytes.length, 16);
  bytes.write('ARM\x64', 56, 'latin1');
  return bytes;
}

function writePeHeaders(bytes) {
  bytes.write('MZ', 0, 'latin1');
  bytes.writeUInt32LE(PE_AT, 60);
  bytes.write('PE\0\0', PE_AT, 'latin1');
  bytes.writeUInt16LE(0xaa64, PE_AT + 4);
  bytes.writeUInt16LE(2, PE_AT + 6);
  bytes.writeUInt16LE(0xa0, PE_AT + 20);
  bytes.writeUInt16LE(0x206, PE_AT + 22);
  const optional = PE_AT + 24;
  const words = [
    [4, 0xd000],
    [8, 0x2000],
    [16, 0x1010],
    [20, 0x1000],
    [32, 0x1000],
    [36, 0x200],
    [56, SIZE],
    [60, 0x1000],
    [108, 6],
  ];
  for (const [at, value] of words) bytes.writeUInt32LE(value, optional + at);
  bytes.writeUInt16LE(0x20b, optional);
  bytes.writeUInt16LE(3, optional + 44);
  bytes.writeUInt16LE(10, optional + 68);
  bytes.writeUInt16LE(0x100, optional + 70);
  const sections = [
    ['.text', 0xd000, 0x1000, 0x60000020],
    ['.data', 0x2000, 0xe000, 0xc0000040],
  ];
  for (const [index, [name, size, at, flags]] of sections.entries()) writeHeader(bytes, index, name, size, at, flags);
}

function writeHeader(bytes, index, name, size, at, flags) {
  const header = TABLE_AT + 40 * index;
  bytes.write(name, header, 'latin1');
  for (const [field, value] of [size, at, size, at].entries()) bytes.writeUInt32LE(value, header + 8 + 4 * field);
  bytes.writeUInt32LE(flags, header + 36);
}

/** As many sections as the format can count, each with 512 bytes of data and an address of its own. */
export function crowded() {
  const count = 65535;
  const headers = Math.ceil((TABLE_AT + 40 * count) / 0x1000) * 0x1000;
  const bytes = Buffer.alloc(headers + 512 * count);
  image().copy(bytes, 0, 0, TABLE_AT);
  bytes.fill(0, 4, 8);
  bytes.writeUInt16LE(count, PE_AT + 6);
  const optional = PE_AT + 24;
  bytes.writeUInt32LE(headers + 0x1000 * count, optional + 56);
  bytes.writeUInt32LE(headers, optional + 60);
  for (let index = 0; index < count; index += 1) {
    const header = TABLE_AT + 40 * index;
    bytes.write(`s${index}`, header, 'latin1');
    bytes.writeUInt32LE(512, header + 8);
    bytes.writeUInt32LE(headers + 0x1000 * index, header + 12);
    bytes.writeUInt32LE(512, header + 16);
    bytes.writeUInt32LE(headers + 512 * index, header + 20);
    bytes.writeUInt32LE(0x40000040, header + 36);
  }
  return bytes;
}
