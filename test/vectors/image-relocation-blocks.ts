import { AT, IDEAL_AT } from './base-images.ts';
import {
  DATA,
  RELOCATIONS,
  plain,
  relocated,
  relocatedBlock,
  sizeAt,
  withDirectory,
  withTail,
  words,
} from './directory-images.ts';
import type { ImageHold, ImageViolation } from './entries.ts';
import { setBytes, setU16, setWords } from './patch.ts';

const END = IDEAL_AT.end;
const SIZE = sizeAt(RELOCATIONS);

/** The second 32-bit word of the relocations: the size of the first block. */
const BLOCK_SIZE = { offset: DATA.offset + 4, length: 4 };

/** A block of no relocations at an offset of an image, and a directory of so many bytes at an address. */
function blockAt(offset: number, address: number, size: number, image = plain()): Uint8Array {
  return withDirectory(setBytes(image, offset, words(4, 0x1000, 8)), RELOCATIONS, address, size);
}

/** Types of relocations that have a meaning everywhere, and the bytes that they change. */
const COMMON = [
  [1, 2],
  [2, 2],
  [3, 4],
  [10, 8],
] as const;

/** Types that have a meaning on some machines. */
export const BY_MACHINE = [
  [0x1c0, 5, 8],
  [0x1c0, 7, 8],
  [0x1c2, 5, 8],
  [0x1c2, 7, 8],
  [0x1c4, 5, 8],
  [0x1c4, 7, 8],
  [0x5032, 5, 4],
  [0x5064, 7, 4],
  [0x5128, 8, 4],
  [0x6232, 8, 8],
  [0x6264, 8, 16],
  [0x6264, 10, 8],
] as const;

/** Those of them that no loader applies. */
export const UNAPPLIED: readonly string[] = ['448-5', '448-7', '450-5', '452-5', '25138-8'];

/** One relocation of a type that ends so many bytes behind the image, on a machine. */
function reaching(type: number, width: number, beyond: number, machine = 0x8664): Uint8Array {
  const address = END - width + beyond;
  const page = address - (address % 0x1000);
  return setU16(relocatedBlock(page, type * 0x1000 + (address % 0x1000), 0), AT.machine, machine);
}

/** The image without its relocations, on a machine. */
function onMachine(machine: number): () => Uint8Array {
  return () => setU16(plain(), AT.machine, machine);
}

const ENTRY = { offset: DATA.offset + 8, length: 2 };

/** One relocation of eight bytes at an address; the relocations themselves are at [0x3000, 0x300c). */
function at(address: number): Uint8Array {
  const page = address - (address % 0x1000);
  return relocatedBlock(page, 0xa000 + (address % 0x1000), 0);
}

/** Violations of the rules on relocation blocks. */
export const RELOCATION_BLOCK_VIOLATIONS: readonly ImageViolation[] = [
  ...[0, 4, 7].map((size) => ({
    rule: 'PE-DIR-021' as const,
    name: `a block has a size of ${size}`,
    base: plain,
    make: () => relocated(16, 0x1000, size),
    at: BLOCK_SIZE,
    actual: size,
    wanted: { kind: 'at-least', value: 8 } as const,
  })),
  ...[10, 14].map((size) => ({
    rule: 'PE-DIR-024' as const,
    name: `a block has a size of ${size}, no multiple of 4`,
    base: plain,
    make: () => relocated(16, 0x1000, size),
    at: BLOCK_SIZE,
    actual: size,
    wanted: { kind: 'multiple-of', value: 4 } as const,
  })),
  ...[20, 0xfffffffc].map((size) => ({
    rule: 'PE-DIR-021' as const,
    name: `a block of a directory of 16 bytes has a size of ${size}`,
    base: plain,
    make: () => relocated(16, 0x1000, size),
    at: BLOCK_SIZE,
    actual: size,
    wanted: { kind: 'at-most', value: 16 } as const,
  })),
  {
    rule: 'PE-DIR-024',
    name: 'a block that is no multiple of 2 fills the directory',
    base: plain,
    make: () => relocated(11, 0x1000, 11),
    at: BLOCK_SIZE,
    actual: 11,
    wanted: { kind: 'multiple-of', value: 2 },
  },
  {
    rule: 'PE-DIR-021',
    name: 'a block of size 0 is the end of the image',
    base: plain,
    make: () => setWords(withDirectory(plain(), RELOCATIONS, END - 8, 8), [END - 4, 0]),
    at: { offset: END - 4, length: 4 },
    actual: 0,
  },
  {
    rule: 'PE-DIR-021',
    name: 'the second block has a size of 0',
    base: plain,
    make: () => relocated(24, 0x1000, 12, 0, 0x1000, 0, 0),
    at: { offset: DATA.offset + 16, length: 4 },
    actual: 0,
  },
  {
    rule: 'PE-DIR-021',
    name: 'four bytes are left behind the last block',
    base: plain,
    make: () => relocated(20, 0x1000, 16, 0, 0, 0),
    at: SIZE,
    actual: 20,
    wanted: { kind: 'equals', value: 16 },
  },
  {
    rule: 'PE-DIR-021',
    name: 'the relocations lie in memory that the file has nothing for',
    base: () => withTail(plain()),
    make: () => withDirectory(withTail(plain()), RELOCATIONS, END, 8),
    also: ['PE-DIR-002'],
    at: SIZE,
    actual: 8,
    wanted: { kind: 'at-most', value: 0 },
  },
  {
    rule: 'PE-DIR-021',
    name: 'the second block is not in the file',
    base: () => withTail(plain()),
    make: () => blockAt(END - 8, END - 8, 16, withTail(plain())),
    at: SIZE,
    actual: 16,
    wanted: { kind: 'at-most', value: 8 },
  },
  {
    rule: 'PE-DIR-021',
    name: 'the relocations are code',
    base: plain,
    make: () => withDirectory(plain(), RELOCATIONS, 0x1010, 16),
    at: { offset: 0x1014, length: 4 },
  },
  ...COMMON.map(([type, width]) => ({
    rule: 'PE-DIR-021' as const,
    name: `a target of type ${type} ends one byte behind the image`,
    base: plain,
    make: () => reaching(type, width, 1),
    at: ENTRY,
    wanted: { kind: 'within', what: 'SizeOfImage', start: 0, end: END } as const,
  })),
  {
    rule: 'PE-DIR-021',
    name: 'a target of type 4 ends one byte behind the image',
    base: plain,
    make: () => reaching(4, 2, 1),
    also: ['PE-DIR-041'],
    at: { ...ENTRY, length: 4 },
    actual: '[0x5fff, 0x6001)',
  },
  ...BY_MACHINE.map(([machine, type, width]) => ({
    rule: 'PE-DIR-021' as const,
    name: `a target of type ${type} ends one byte behind the image on machine 0x${machine.toString(16)}`,
    base: onMachine(machine),
    make: () => reaching(type, width, 1, machine),
    also: UNAPPLIED.includes(`${machine}-${type}`) ? (['PE-DIR-041'] as const) : [],
    at: ENTRY,
  })),
  {
    rule: 'PE-DIR-021',
    name: 'a target of a page at 2^32 - 1 wraps in 32 bits',
    base: plain,
    make: () => relocatedBlock(0xffffffff, 0xa002, 0),
    at: ENTRY,
    actual: '[0x100000001, 0x100000009)',
  },
  ...[DATA.address - 7, DATA.address + 11].map((address) => ({
    rule: 'PE-DIR-021' as const,
    name: `a target at 0x${address.toString(16)} shares a byte with the relocations`,
    base: plain,
    make: () => at(address),
    at: ENTRY,
    wanted: { kind: 'apart-from', what: 'the relocations', start: 0x3000, end: 0x300c } as const,
  })),
  {
    rule: 'PE-DIR-021',
    name: 'a target of the second block ends behind the image',
    base: plain,
    make: () => relocated(24, 0x1000, 12, 0xa0003008, END - 0xff8, 12, 0xaff90000),
    at: { offset: DATA.offset + 22, length: 2 },
    actual: '[0x6001, 0x6009)',
  },
  {
    rule: 'PE-DIR-021',
    name: 'the last entry of a block lacks the low half that it needs',
    base: plain,
    make: () => relocatedBlock(0x1000, 0, 0x4000),
    also: ['PE-DIR-041'],
    at: { offset: DATA.offset + 10, length: 2 },
    actual: 'the end of the block',
  },
];

/** Images on which these rules hold by the smallest margin. */
export const RELOCATION_BLOCK_HOLDS: readonly ImageHold[] = [
  { rule: 'PE-DIR-021', name: 'a block of no relocations is there', make: () => relocated(8, 0x1000, 8) },
  {
    rule: 'PE-DIR-021',
    name: 'one relocation fills the directory, as the empty table of many programs does',
    make: () => relocatedBlock(0, 0),
  },
  {
    rule: 'PE-DIR-024',
    name: 'the first of two blocks has 12 bytes',
    make: () => relocated(20, 0x1000, 12, 0, 0x2000, 8),
  },
  { rule: 'PE-DIR-024', name: 'the last block has 10 bytes', make: () => relocatedBlock(0, 0) },
  { rule: 'PE-DIR-021', name: 'two blocks fill the directory', make: () => relocated(20, 0x1000, 12, 0, 0x2000, 8) },
  ...COMMON.map(([type, width]) => ({
    rule: 'PE-DIR-021' as const,
    name: `a target of type ${type} ends with the image`,
    make: () => reaching(type, width, 0),
  })),
  { rule: 'PE-DIR-021', name: 'a target of type 4 ends with the image', make: () => reaching(4, 2, 0) },
  ...BY_MACHINE.map(([machine, type, width]) => ({
    rule: 'PE-DIR-021' as const,
    name: `a target of type ${type} ends with the image on machine 0x${machine.toString(16)}`,
    make: () => reaching(type, width, 0, machine),
  })),
  ...[0, 5, 6, 7, 8, 9, 11, 15].map((type) => ({
    rule: 'PE-DIR-021' as const,
    name: `an entry of type ${type} has no target on this machine`,
    make: () => reaching(type, 1, 1),
  })),
  ...[0x5032, 0x6264].map((machine) => ({
    rule: 'PE-DIR-021' as const,
    name: `an entry of type 9 has no target on machine 0x${machine.toString(16)}`,
    make: () => reaching(9, 1, 1, machine),
  })),
  ...[DATA.address - 8, DATA.address + 12].map((address) => ({
    rule: 'PE-DIR-021' as const,
    name: `a target at 0x${address.toString(16)} touches the relocations`,
    make: () => at(address),
  })),
  {
    rule: 'PE-DIR-021',
    name: 'an entry that is the low half of the one before it is no relocation',
    make: () => relocatedBlock(0x5000, 0x4000, 0xafff),
  },
  {
    rule: 'PE-DIR-021',
    name: 'the relocations go on in another section',
    make: () => blockAt(0x2ff8, 0x2ff8, 16),
  },
];
