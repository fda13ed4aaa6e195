// Images in which one table is very long that is not the section table.
import {
  BLOCK,
  CERTIFICATES,
  DEBUG,
  PAGE,
  RELOCATIONS,
  grownFile,
  upTo,
  writeDebugEntry,
  writeDirectory,
  writeSection,
  writeSymbols,
} from './grown-file.js';

/** @typedef {import('./grown-file.js').GrownFile} GrownFile */

/**
 * One section behind the code, with data of so many bytes.
 *
 * @param {string} name @param {number} length @param {{ overlay?: number, slack?: number }} [more]
 */
function withData(name, length, { overlay = 0, slack = 80 } = {}) {
  const data = upTo(Math.max(length, 1), BLOCK);
  const file = grownFile({ count: 1, slack, body: data + overlay });
  writeSection(file, 1, { name, size: length, address: file.addressAt, length: data, offset: file.bodyAt });
  return file;
}

/**
 * Blocks one behind the other, each of so many entries for a page.
 *
 * @param {number} blocks @param {number} entries @param {(block: number, file: GrownFile) => number} pageOf
 */
export function relocationBlocks(blocks, entries, pageOf) {
  const size = 8 + 2 * entries;
  const file = withData('.reloc', blocks * size);
  const { bytes, bodyAt, addressAt } = file;
  writeDirectory(file, RELOCATIONS, addressAt, blocks * size);
  for (let block = 0; block < blocks; block += 1) {
    const at = bodyAt + block * size;
    bytes.writeUInt32LE(pageOf(block, file), at);
    bytes.writeUInt32LE(size, at + 4);
    for (let entry = 0; entry < entries; entry += 1) {
      bytes.writeUInt16LE(0xa000 + ((8 * entry) & 0xff8), at + 8 + 2 * entry);
    }
  }
  return bytes;
}

/**
 * Debug entries whose data lies behind all sections, or where is said.
 *
 * @param {number} count @param {number} room bytes of the overlay
 * @param {(index: number, overlayAt: number) => { length: number, address: number, offset: number }} dataOf
 */
export function debugEntries(count, room, dataOf) {
  const file = withData('.debug', 28 * count, { overlay: room });
  const overlayAt = file.bytes.length - room;
  writeDirectory(file, DEBUG, file.addressAt, 28 * count);
  for (let index = 0; index < count; index += 1) {
    writeDebugEntry(file, file.bodyAt + 28 * index, dataOf(index, overlayAt));
  }
  file.bytes.fill('a', overlayAt, undefined, 'latin1');
  if (room >= 4) for (let index = 0; index < count; index += 1) writeLetters(file, dataOf(index, overlayAt));
  return file.bytes;
}

/** @param {GrownFile} file @param {{ length: number, offset: number }} data */
function writeLetters({ bytes }, { offset, length }) {
  if (length >= 24) bytes.write('RSDS', offset, 'latin1');
}

/**
 * Debug entries whose data of 8 bytes lies in the slack behind the section table, where gaps part it; it is known by its
 * place in the file alone, or in memory too.
 *
 * @param {number} count @param {'in file' | 'in memory'} known
 */
export function debugInSlack(count, known) {
  const file = withData('.debug', 28 * count, { slack: 80 + 16 * count });
  writeDirectory(file, DEBUG, file.addressAt, 28 * count);
  for (let index = 0; index < count; index += 1) {
    const offset = file.tableEnd + 80 + 16 * index;
    file.bytes.fill(0x5a, offset, offset + 8);
    writeDebugEntry(file, file.bodyAt + 28 * index, { length: 8, address: known === 'in file' ? 0 : offset, offset });
  }
  return file.bytes;
}

/**
 * Debug entries and sections, which both grow; each entry has data of 16 bytes in its own section.
 *
 * @param {number} count of sections
 */
export function debugOverSections(count) {
  const entries = Math.min(1024, count);
  const room = upTo(28 * entries, BLOCK);
  const file = grownFile({ count: count + 1, body: room + BLOCK * count });
  const { bodyAt, addressAt } = file;
  writeSection(file, 1, { name: '.debug', size: room, address: addressAt, length: room, offset: bodyAt });
  const place = (index) => ({
    address: addressAt + upTo(room, PAGE) + PAGE * index,
    offset: bodyAt + room + BLOCK * index,
  });
  for (let index = 0; index < count; index += 1) {
    writeSection(file, index + 2, { name: `s${index}`, size: BLOCK, length: BLOCK, ...place(index) });
  }
  writeDirectory(file, DEBUG, addressAt, 28 * entries);
  for (let index = 0; index < entries; index += 1) {
    writeDebugEntry(file, bodyAt + 28 * index, { length: 16, ...place(count - 1 - index) });
  }
  return file.bytes;
}

/** Certificates of a head alone. @param {number} count */
export function certificates(count) {
  const file = withData('.data', BLOCK, { overlay: 8 * count });
  const at = file.bytes.length - 8 * count;
  writeDirectory(file, CERTIFICATES, at, 8 * count);
  for (let index = 0; index < count; index += 1) {
    file.bytes.writeUInt32LE(8, at + 8 * index);
    file.bytes.writeUInt32LE(0x00020200, at + 8 * index + 4);
  }
  return file.bytes;
}

/**
 * Symbols behind all sections, each with so many auxiliary records, and a string for each.
 *
 * @param {number} records @param {number} auxiliary records behind each symbol
 */
export function symbols(records, auxiliary) {
  const strings = 4 + 16 * records;
  const file = withData('.data', BLOCK, { overlay: 18 * records + strings });
  const at = file.bytes.length - 18 * records - strings;
  writeSymbols(file, at, records);
  for (let index = 0; index < records; index += 1 + auxiliary) {
    file.bytes.writeUInt32LE(4 + 16 * index, at + 18 * index + 4);
    file.bytes.writeUInt8(auxiliary, at + 18 * index + 17);
  }
  const stringsAt = at + 18 * records;
  file.bytes.writeUInt32LE(strings, stringsAt);
  for (let index = 0; index < records; index += 1) file.bytes.write(`symbol ${index}`, stringsAt + 4 + 16 * index);
  return file.bytes;
}

/** A section of text. @param {string} name @param {string} text */
export function textSection(name, text) {
  const file = withData(name, text.length);
  file.bytes.write(text, file.bodyAt, 'latin1');
  return file.bytes;
}

/** More directories than the sixteen, all of one region. @param {number} count @param {number} sections */
export function directories(count, sections) {
  const file = grownFile({ count: sections, directories: count, body: BLOCK * sections });
  for (let index = 0; index < sections; index += 1) {
    const address = file.addressAt + PAGE * index;
    const offset = file.bodyAt + BLOCK * index;
    writeSection(file, index + 1, { name: `s${index}`, size: BLOCK, address, length: BLOCK, offset });
  }
  // The last section holds them, so that who looks for it looks at all sections.
  for (let index = 0; index < count; index += 1) {
    if (index !== CERTIFICATES) writeDirectory(file, index, file.addressAt + PAGE * (sections - 1), 64);
  }
  return file.bytes;
}

/** Data of so many bytes in one section, none of them zero. @param {number} length */
export function largeData(length) {
  const file = withData('.data', length);
  file.bytes.fill(0xa5, file.bodyAt);
  return file.bytes;
}

/** Headers with so many bytes of padding behind the section table. @param {number} length @param {number} fill */
export function largeSlack(length, fill) {
  const file = withData('.data', BLOCK, { slack: 80 + length });
  file.bytes.fill(fill, file.tableEnd, file.start);
  return file.bytes;
}

/** Debug data of 8 bytes in a slack of padding, 1 KiB of it for each entry. @param {number} count */
export function debugInPadding(count) {
  const file = withData('.debug', 28 * count, { slack: 80 + 1024 * count });
  writeDirectory(file, DEBUG, file.addressAt, 28 * count);
  file.bytes.fill(0xcc, file.tableEnd, file.start);
  for (let index = 0; index < count; index += 1) {
    const offset = file.tableEnd + 1024 * (index + 1);
    writeDebugEntry(file, file.bodyAt + 28 * index, { length: 8, address: offset, offset });
  }
  return file.bytes;
}
