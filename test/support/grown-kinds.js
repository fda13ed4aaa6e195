// Every kind of table that an image can hold, in as many sizes as wanted.
import {
  descending,
  longNamed,
  nested,
  overAllData,
  overlapping,
  sharingOnePlace,
  sound,
  withObjectTables,
  withRoomFor,
  withoutRoom,
  zeroSized,
} from './grown-sections.js';
import {
  certificates,
  debugEntries,
  debugInPadding,
  debugInSlack,
  debugOverSections,
  directories,
  largeData,
  largeSlack,
  relocationBlocks,
  symbols,
  textSection,
} from './grown-tables.js';

/** Most sections, less the section of code, a section of the kind's own and one that is appended. */
const MOST_SECTIONS = 65532;
/** Where the reader ends with debug entries. */
const MOST_ENTRIES = 1024;
/** Directories for which SizeOfOptionalHeader has room. */
const MOST_DIRECTORIES = 8176;

const PATH = 2 ** 12;
const LINE = 'component,1,Vendor,package,1,https://example.org\n';
const SBAT = 'sbat,1,SBAT Version,sbat,1,https://example.org\n';
const MIB = 2 ** 20;

/** What is appended where nothing else is said. */
const REQUEST = { name: '.bpf', content: new Uint8Array(1000).fill(0x78), characteristics: 0x40000040 };

/**
 * A kind of table: its image with `n` of whatever it has many of, the requests of an append to it, the most that is
 * measured, and how many are enough where steps are counted; `growth` is the ratio of times that it must stay below where
 * that is not six.
 *
 * @typedef {{ name: string, most: number, few: number, growth?: number, image: (n: number) => Buffer,
 *   requests?: (n: number) => readonly { name: string, content: Uint8Array, characteristics: number }[] }} Kind
 */

/** @param {Kind} kind @param {number} n */
export function requestsOf(kind, n) {
  return kind.requests?.(n) ?? [REQUEST];
}

/** @param {string} name @param {Kind['image']} image @returns {Kind} */
function sections(name, image) {
  return { name: `sections, ${name}`, most: MOST_SECTIONS, few: 512, image };
}

/** @param {string} name @param {number} most @param {Kind['image']} image @returns {Kind} */
function table(name, most, image) {
  return { name, most, few: Math.min(most, 1024), image };
}

/** @type {readonly Kind[]} */
const SECTION_KINDS = [
  sections('sound', (n) => sound(n)),
  sections('all of one name', (n) => sound(n, () => ({ name: '.same' }))),
  sections('all of the name .sbat', (n) => sound(n, () => ({ name: '.sbat' }))),
  sections('all with the same place', sharingOnePlace),
  sections('each in the one before', nested),
  sections('each over all data', (n) => overAllData(n, { loaded: Infinity, fill: 0xa5 })),
  sections('each over all data, which is padding', (n) => overAllData(n, { loaded: 1, fill: 0 })),
  sections('each over the next fifteen', overlapping),
  sections('from the last address to the first', descending),
  sections('all of size zero', zeroSized),
  sections('no room for one more', withoutRoom),
  sections('all of code', (n) => sound(n, () => ({ flags: 0x60000020 }))),
  sections('names in the string table', (n) => longNamed(n, { letters: 12, names: n })),
  sections('one name of 1,000 letters', (n) => longNamed(n, { letters: 1000, names: 1 })),
  sections('relocations of their own', withObjectTables),
];

/** @type {readonly Kind[]} */
const POINTED_AT = [
  table('relocation blocks of one entry', 2 ** 18, (n) => relocationBlocks(n, 2, (block) => 4096 * (1 + (block % 2)))),
  table('relocation blocks of no entry', 2 ** 18, (n) => relocationBlocks(n, 0, () => 4096)),
  table('relocation blocks of one page', 2 ** 18, (n) =>
    relocationBlocks(n, 4, (_, { addressAt }) => addressAt - 4096),
  ),
  table('relocation blocks of their own page', 2 ** 18, (n) => relocationBlocks(n, 4, (_, { addressAt }) => addressAt)),
  table('relocations in one block', 2 ** 20, (n) => relocationBlocks(1, n, (_, { addressAt }) => addressAt - 4096)),
  table('debug entries', MOST_ENTRIES, (n) =>
    debugEntries(n, 64 * n, (index, at) => ({ length: 64, address: 0, offset: at + 64 * index })),
  ),
  table('debug entries beyond those that are read', 2 ** 16, (n) =>
    debugEntries(n, 8 * n, (index, at) => ({ length: 8, address: 0, offset: at + 8 * index })),
  ),
  table('debug entries of one endless path', MOST_ENTRIES, (n) =>
    debugEntries(n, PATH * n, (_, at) => ({ length: PATH * n, address: 0, offset: at })),
  ),
  table('debug entries of long paths', MOST_ENTRIES, (n) =>
    debugEntries(n, PATH * n, (index, at) => ({ length: PATH, address: 0, offset: at + PATH * index })),
  ),
  table('debug entries in the header slack', MOST_ENTRIES, (n) => debugInSlack(n, 'in file')),
  table('debug entries at addresses in the header slack', MOST_ENTRIES, (n) => debugInSlack(n, 'in memory')),
  table('debug entries in a slack of padding', MOST_ENTRIES, debugInPadding),
  table('debug entries over as many sections', MOST_SECTIONS - 1, debugOverSections),
  table('certificates of 8 bytes', 2 ** 20, certificates),
  table('symbols and strings', 2 ** 18, (n) => symbols(n, 0)),
  table('symbols of auxiliary records', 2 ** 18, (n) => symbols(n, 255)),
  table('directories of one region', MOST_DIRECTORIES, (n) => directories(n, 1)),
  table('directories over as many sections', MOST_DIRECTORIES, (n) => directories(n, n)),
];

/** @type {readonly Kind[]} */
const CONTENTS = [
  table('.sbat of many lines', 2 ** 16, (n) => textSection('.sbat', SBAT + LINE.repeat(n))),
  table('.sbat of one long line', 2 ** 22, (n) => textSection('.sbat', `${SBAT}component,${'1'.repeat(n)}`)),
  table('.sbat of one line of commas', 2 ** 22, (n) => textSection('.sbat', `${SBAT}${','.repeat(n)}`)),
  table('data in one section', 64 * MIB, largeData),
  table('header slack of zeros', 32 * MIB, (n) => largeSlack(n, 0)),
  table('header slack of padding', 32 * MIB, (n) => largeSlack(n, 0xcc)),
  {
    name: 'content of an append',
    most: 64 * MIB,
    few: 1024,
    image: () => sound(1),
    requests: (n) => [{ ...REQUEST, content: new Uint8Array(n).fill(0x78) }],
  },
  {
    name: 'requests of one call',
    most: 200,
    few: 200,
    // Each request is planned on the output of the one before, whose section table is read anew: a square by design.
    growth: 17,
    image: (n) => withRoomFor(64, n),
    requests: (n) => Array.from({ length: n }, (_, index) => ({ ...REQUEST, name: `.b${index}` })),
  },
];

/** @type {readonly Kind[]} */
export const GROWN_KINDS = [...SECTION_KINDS, ...POINTED_AT, ...CONTENTS];
