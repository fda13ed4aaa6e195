// Files with tables as long as is asked for, written field by field and without the generator: what is measured must not
// depend on a program that is measured too. JavaScript, for the tests and the measurements both read it.
import { gzipSync } from 'node:zlib';

export const BLOCK = 0x200;
export const PAGE = 0x1000;
/** Data directories by number. [PE format, Optional Header Data Directories] */
export const CERTIFICATES = 4;
export const RELOCATIONS = 5;
export const DEBUG = 6;

const PE_AT = 0x40;
const OPTIONAL_AT = PE_AT + 24;
const DIRECTORIES_AT = OPTIONAL_AT + 112;
const SECTION_HEADER = 40;
const READABLE_DATA = 0x40000040;
const CODE = 0x60000020;

/**
 * One section header; what is left out is zero.
 *
 * @typedef {{ name?: string, size?: number, address?: number, length?: number, offset?: number,
 *   relocationsAt?: number, relocations?: number, flags?: number }} Header
 */

/**
 * Headers of a page or more, one section of code that holds a small payload, and the sections that are asked for.
 *
 * @param {{ count?: number, directories?: number, slack?: number, body?: number }} options `count` of further sections,
 *   `slack` behind the section table, by itself the room for two headers more, `body` bytes behind the section of code
 * @returns {GrownFile}
 */
export function grownFile({ count = 0, directories = 16, slack = 2 * SECTION_HEADER, body = 0 }) {
  const table = DIRECTORIES_AT + 8 * directories;
  const tableEnd = table + SECTION_HEADER * (count + 1);
  const start = upTo(tableEnd + slack, BLOCK);
  const address = upTo(start, PAGE) + PAGE;
  const bytes = Buffer.alloc(start + PAGE + body);
  const file = { bytes, table, tableEnd, start, bodyAt: start + PAGE, addressAt: address + PAGE, count: count + 1 };
  writeHeaders(file, directories, address);
  writeSection(file, 0, { name: '.text', size: PAGE, address, length: PAGE, offset: start, flags: CODE });
  return file;
}

/**
 * A file in the making. `start` is SizeOfHeaders and where the section of code is in the file; it ends at `bodyAt` in the
 * file and at `addressAt` in memory.
 *
 * @typedef {{ bytes: Buffer, table: number, tableEnd: number, start: number, bodyAt: number, addressAt: number,
 *   count: number }} GrownFile
 */

/** Rounds up to a multiple. @param {number} value @param {number} unit */
export function upTo(value, unit) {
  return Math.ceil(value / unit) * unit;
}

/** @param {GrownFile} file @param {number} directories @param {number} address of the section of code */
function writeHeaders({ bytes, start, count }, directories, address) {
  const payload = gzipSync(Buffer.from('a small kernel'), { level: 0 });
  bytes.set(payload, start + BLOCK);
  bytes.write('MZ\0\0zimg', 0, 'latin1');
  bytes.writeUInt32LE(start + BLOCK, 8);
  bytes.writeUInt32LE(payload.length, 12);
  bytes.write('gzip', 24, 'latin1');
  bytes.writeUInt32LE(0x818223cd, 56);
  bytes.writeUInt32LE(PE_AT, 60);
  bytes.write('PE\0\0', PE_AT, 'latin1');
  bytes.writeUInt16LE(0x8664, PE_AT + 4);
  bytes.writeUInt16LE(count, PE_AT + 6);
  bytes.writeUInt16LE(112 + 8 * directories, PE_AT + 20);
  bytes.writeUInt16LE(0x206, PE_AT + 22);
  bytes.writeUInt16LE(0x20b, OPTIONAL_AT);
  /** @type {readonly (readonly [number, number])[]} */
  const words = [
    [4, PAGE],
    [16, address + 0x10],
    [20, address],
    [32, PAGE],
    [36, BLOCK],
    [56, address + PAGE],
    [60, start],
    [108, directories],
  ];
  for (const [at, value] of words) bytes.writeUInt32LE(value, OPTIONAL_AT + at);
  bytes.writeUInt16LE(3, OPTIONAL_AT + 44);
  bytes.writeUInt16LE(10, OPTIONAL_AT + 68);
  bytes.writeUInt16LE(0x160, OPTIONAL_AT + 70);
}

/**
 * Writes a header of the table, and takes care that SizeOfImage holds its addresses.
 *
 * @param {GrownFile} file @param {number} index @param {Header} header
 */
export function writeSection({ bytes, table }, index, header) {
  const at = table + SECTION_HEADER * index;
  const { name = '.data', size = 0, address = 0, length = 0, offset = 0, flags = READABLE_DATA } = header;
  bytes.write(name, at, 8, 'latin1');
  for (const [field, value] of [size, address, length, offset].entries()) {
    bytes.writeUInt32LE(value, at + 8 + 4 * field);
  }
  bytes.writeUInt32LE(header.relocationsAt ?? 0, at + 24);
  bytes.writeUInt16LE(header.relocations ?? 0, at + 32);
  bytes.writeUInt32LE(flags, at + 36);
  const end = upTo(address + Math.max(size, length), PAGE);
  if (bytes.readUInt32LE(OPTIONAL_AT + 56) < end) bytes.writeUInt32LE(end, OPTIONAL_AT + 56);
}

/** @param {GrownFile} file @param {number} number @param {number} at @param {number} length */
export function writeDirectory({ bytes }, number, at, length) {
  bytes.writeUInt32LE(at, DIRECTORIES_AT + 8 * number);
  bytes.writeUInt32LE(length, DIRECTORIES_AT + 8 * number + 4);
}

/** @param {GrownFile} file @param {number} at @param {number} symbols */
export function writeSymbols({ bytes }, at, symbols) {
  bytes.writeUInt32LE(at, PE_AT + 12);
  bytes.writeUInt32LE(symbols, PE_AT + 16);
}

/**
 * One debug entry of type CodeView.
 *
 * @param {GrownFile} file @param {number} at where the entry is
 * @param {{ length: number, address: number, offset: number }} data
 */
export function writeDebugEntry({ bytes }, at, { length, address, offset }) {
  for (const [field, value] of [2, length, address, offset].entries()) bytes.writeUInt32LE(value, at + 12 + 4 * field);
}

/**
 * A section more, put behind everything without a look at what is there: an append whatever the image is, for rules that
 * have to judge it. One of the two slots that every file here keeps behind its table takes the header.
 *
 * @param {Uint8Array} image @param {{ name: string, content: Uint8Array, characteristics: number }} request
 */
export function withSectionAppended(image, { name, content, characteristics }) {
  const offset = upTo(image.length, BLOCK);
  const length = upTo(content.length, BLOCK);
  const bytes = Buffer.alloc(offset + length);
  bytes.set(image);
  bytes.set(content, offset);
  const count = bytes.readUInt16LE(PE_AT + 6);
  const table = OPTIONAL_AT + bytes.readUInt16LE(PE_AT + 20);
  const address = bytes.readUInt32LE(OPTIONAL_AT + 56);
  bytes.writeUInt16LE(count + 1, PE_AT + 6);
  const file = { bytes, table, tableEnd: 0, start: 0, bodyAt: 0, addressAt: 0, count };
  writeSection(file, count, { name, size: content.length, address, length, offset, flags: characteristics });
  return bytes;
}
