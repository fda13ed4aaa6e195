// Images of very many sections, which agree with each other or do not.
import { BLOCK, PAGE, grownFile, upTo, writeSection, writeSymbols } from './grown-file.js';

/** @typedef {import('./grown-file.js').GrownFile} GrownFile @typedef {import('./grown-file.js').Header} Header */

/**
 * Further sections, each with what is said of it.
 *
 * @param {number} count @param {number} body bytes behind the section of code
 * @param {(index: number, file: GrownFile) => Header} headerOf
 * @param {number} [slack] bytes behind the section table
 */
function withSections(count, body, headerOf, slack) {
  const file = grownFile(slack === undefined ? { count, body } : { count, body, slack });
  for (let index = 0; index < count; index += 1) writeSection(file, index + 1, headerOf(index, file));
  return file.bytes;
}

/**
 * Each with a block of data and a page of addresses of its own, but for what is said otherwise.
 *
 * @param {number} count @param {(index: number, file: GrownFile) => Header} [otherwise]
 */
export function sound(count, otherwise = () => ({})) {
  return withSections(count, BLOCK * count, (index, file) => ({
    name: `s${index}`,
    ...ownPlace(index, file),
    ...otherwise(index, file),
  }));
}

/** @param {number} index @param {GrownFile} file */
function ownPlace(index, { bodyAt, addressAt }) {
  return { size: BLOCK, address: addressAt + PAGE * index, length: BLOCK, offset: bodyAt + BLOCK * index };
}

/** @param {number} count */
export function descending(count) {
  return sound(count, (index, file) => ownPlace(count - 1 - index, file));
}

/** @param {number} count */
export function sharingOnePlace(count) {
  return sound(count, (_, file) => ownPlace(0, file));
}

/** Each lies in the one before it, in the file and in memory. @param {number} count */
export function nested(count) {
  return withSections(count, 16 * count, (index, { bodyAt, addressAt }) => {
    const length = 16 * (count - index);
    return { name: `s${index}`, size: length, address: addressAt + 8 * index, length, offset: bodyAt + 8 * index };
  });
}

/**
 * Each has all data but for a few bytes of its front, of which so many are loaded; none of them is zero, or all are.
 *
 * @param {number} count @param {{ loaded: number, fill: number }} data
 */
export function overAllData(count, { loaded, fill }) {
  const body = 256 * count;
  const image = withSections(count, body, (index, { bodyAt, addressAt }) => ({
    name: `s${index}`,
    size: Math.min(loaded, body - index),
    address: addressAt + index,
    length: body - index,
    offset: bodyAt + index,
  }));
  return image.fill(fill, image.length - body);
}

/** Each reaches over the next fifteen. @param {number} count */
export function overlapping(count) {
  return withSections(count, 64 * (count + 16), (index, { bodyAt, addressAt }) => {
    const place = { address: addressAt + 64 * index, offset: bodyAt + 64 * index };
    return { name: `s${index}`, size: 1024, length: 1024, ...place };
  });
}

/** @param {number} count */
export function zeroSized(count) {
  return withSections(count, 0, (index, { addressAt }) => ({ name: `s${index}`, address: addressAt }));
}

/**
 * Headers that the section table fills, so that all data has to move for one header more. There are up to 63 sections
 * fewer than asked for, for only then the table ends where the headers do.
 *
 * @param {number} count
 */
export function withoutRoom(count) {
  let fitting = count;
  while (grownFile({ count: fitting, slack: 0 }).tableEnd % BLOCK !== 0) fitting -= 1;
  return withSections(fitting, BLOCK * fitting, ownPlace, 0);
}

/**
 * Names in the string table behind everything, each of so many letters; where there is one name, all sections have it.
 *
 * @param {number} count @param {{ letters: number, names: number }} strings
 */
export function longNamed(count, { letters, names }) {
  const size = 4 + (letters + 1) * names;
  const file = grownFile({ count, body: BLOCK * count + upTo(size, BLOCK) });
  const stringsAt = file.bodyAt + BLOCK * count;
  for (let index = 0; index < count; index += 1) {
    const name = `/${4 + (letters + 1) * (index % names)}`;
    writeSection(file, index + 1, { name, ...ownPlace(index, file) });
  }
  writeSymbols(file, stringsAt, 0);
  file.bytes.writeUInt32LE(size, stringsAt);
  for (let index = 0; index < names; index += 1) {
    const at = stringsAt + 4 + (letters + 1) * index;
    file.bytes.fill('n', at, at + letters, 'latin1');
    file.bytes.write(String(index), at, Math.min(letters, String(index).length), 'latin1');
  }
  return file.bytes;
}

/** Each names relocations of its own in an overlay. @param {number} count */
export function withObjectTables(count) {
  return withSections(count, BLOCK * count + 20 * count, (index, file) => ({
    name: `s${index}`,
    ...ownPlace(index, file),
    relocationsAt: file.bodyAt + BLOCK * count + 20 * index,
    relocations: 2,
  }));
}

/** So many sections, and room for the headers of as many requests. @param {number} count @param {number} requests */
export function withRoomFor(count, requests) {
  return withSections(
    count,
    BLOCK * count,
    (index, file) => ({ name: `s${index}`, ...ownPlace(index, file) }),
    40 * (requests + 1),
  );
}
