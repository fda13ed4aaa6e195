import { directoryOf, inOutput, put, sectionOf } from './append-pairs.ts';
import type { Pair, PairName } from './append-pairs.ts';
import { AT } from './base-images.ts';
import type { AppendViolation } from './entries.ts';
import { cut, flip, insert, setU32 } from './patch.ts';
import type { Field, Image } from '../../src/reader/index.ts';
import type { RuleId } from '../../properties/index.ts';
import { checksumOf } from '../../properties/bytes/checksum.ts';

type OptionalField = Exclude<keyof Image['optionalHeader'], 'baseOfData'>;

/** A field of the output's optional header with another value. */
function optional(
  rule: RuleId,
  pair: PairName,
  field: OptionalField,
  what: string,
  value: (pair: Pair) => number,
  also: readonly RuleId[] = [],
): AppendViolation {
  return {
    rule,
    name: `${field} ${what}`,
    pair,
    spoil: (good) => ({ output: put(good.output, good.after.optionalHeader[field], value(good)) }),
    also,
    at: ({ after }) => inOutput(after.optionalHeader[field]),
  };
}

/** The input's value of a field of the optional header, plus something. */
function old(field: 'sizeOfImage' | 'sizeOfHeaders' | 'checkSum' | 'sizeOfInitializedData' | 'sizeOfCode', more = 0) {
  return ({ before }: Pair): number => before.optionalHeader[field].value + more;
}

/** The PE header of the output moved up by 8 bytes, with everything behind it but the data. */
function moved({ output, after }: Pair): Uint8Array {
  const slackEnd = after.optionalHeader.sizeOfHeaders.value;
  const shorter = cut(output, slackEnd - 8, 8);
  const at = after.peSignature.offset;
  return setU32(insert(shorter, at, new Uint8Array(8)), AT.peHeaderOffset, at + 8);
}

function entryPointByte({ after }: Pair): number {
  const { virtualAddress, rawData } = sectionOf(after, 0);
  return after.optionalHeader.addressOfEntryPoint.value - virtualAddress.value + rawData.offset;
}

/** BaseOfData of a 32-bit image. */
function baseOfData({ optionalHeader: { baseOfData: field } }: Image): Field<number> {
  if (field === null) throw new Error('only 32-bit images have the field; choose another pair');
  return field;
}

/** A file without the magic of a zboot header. */
function withoutMagic(bytes: Uint8Array): Uint8Array {
  return setU32(bytes, 4, 0);
}

function symbolsAt({ after }: Pair): number {
  return after.coffHeader.pointerToSymbolTable.value;
}

/** What breaks the rules on the DOS header and the COFF header. */
const FILE_HEADERS: readonly AppendViolation[] = [
  {
    rule: 'PR-DOS-001',
    name: 'the last byte of the stub is changed',
    pair: 'plain',
    spoil: ({ output, after }) => ({ output: flip(output, after.peSignature.offset - 1) }),
    at: ({ after }) => inOutput({ offset: after.peSignature.offset - 1, length: 1 }),
  },
  {
    rule: 'PR-DOS-001',
    name: 'the PE header is moved',
    pair: 'plain',
    spoil: (pair) => ({ output: moved(pair) }),
    also: ['PR-DOS-002'],
    at: () => inOutput({ offset: AT.peHeaderOffset, length: 4 }),
    actual: 0x58,
  },
  {
    rule: 'PR-DOS-002',
    name: 'a reserved byte is changed',
    pair: 'plain',
    spoil: ({ output }) => ({ output: flip(output, AT.reserved) }),
    also: ['PR-ZB-005'],
    at: () => inOutput({ offset: AT.reserved, length: 1 }),
  },
  {
    rule: 'PR-DOS-002',
    name: 'the first byte of the payload offset is changed where there is no zboot header',
    pair: 'plain',
    spoil: ({ input, output }) => ({ input: withoutMagic(input), output: flip(withoutMagic(output), 8) }),
    at: () => inOutput({ offset: 8, length: 1 }),
  },
  {
    rule: 'PR-COF-001',
    name: 'NumberOfSections grows by two',
    pair: 'plain',
    spoil: ({ output, after }) => ({ output: put(output, after.coffHeader.numberOfSections, 5) }),
    at: ({ after }) => inOutput(after.coffHeader.numberOfSections),
    actual: 5,
  },
  {
    rule: 'PR-COF-001',
    name: 'NumberOfSections stays',
    pair: 'plain',
    spoil: ({ output, after }) => ({ output: put(output, after.coffHeader.numberOfSections, 3) }),
    also: ['PR-FIL-001'],
    at: ({ after }) => inOutput(after.coffHeader.numberOfSections),
    actual: 3,
  },
  ...(['machine', 'timeDateStamp', 'characteristics'] as const).map((field) => ({
    rule: 'PR-COF-002' as const,
    name: `${field} is changed`,
    pair: 'plain' as const,
    spoil: ({ output, after }: Pair) => ({ output: flip(output, after.coffHeader[field].offset) }),
    at: ({ after }: Pair) => inOutput(after.coffHeader[field]),
  })),
  {
    rule: 'PR-COF-003',
    name: 'the pointer stays while the table moves',
    pair: 'symbols',
    spoil: ({ output, before, after }) => ({
      output: put(output, after.coffHeader.pointerToSymbolTable, before.coffHeader.pointerToSymbolTable.value),
    }),
    also: ['PR-COF-004'],
    at: ({ after }) => inOutput(after.coffHeader.pointerToSymbolTable),
    actual: 0xc00,
  },
  {
    rule: 'PR-COF-003',
    name: 'a pointer appears where there was none',
    pair: 'plain',
    spoil: ({ output, after }) => ({ output: put(output, after.coffHeader.pointerToSymbolTable, 1) }),
    at: ({ after }) => inOutput(after.coffHeader.pointerToSymbolTable),
    actual: 1,
  },
  {
    rule: 'PR-COF-003',
    name: 'a byte of a symbol is changed',
    pair: 'symbols',
    spoil: (pair) => ({ output: flip(pair.output, symbolsAt(pair) + 17) }),
    also: ['PR-FIL-003'],
    at: (pair) => inOutput({ offset: symbolsAt(pair) + 17, length: 1 }),
  },
  {
    rule: 'PR-COF-004',
    name: 'the first character of the long name is changed',
    pair: 'symbols',
    spoil: (pair) => ({ output: flip(pair.output, symbolsAt(pair) + 3 * 18 + 4) }),
    also: ['PR-COF-003', 'PR-FIL-003'],
    at: ({ after }) => inOutput(sectionOf(after, 1).name),
    actual: '\xd1zboot.note',
  },
  {
    rule: 'PR-COF-004',
    name: 'there are no symbols any more',
    pair: 'symbols',
    spoil: ({ output, after }) => ({ output: put(output, after.coffHeader.pointerToSymbolTable, 0) }),
    also: ['PR-COF-003'],
    at: ({ after }) => inOutput(sectionOf(after, 1).name),
    actual: '/4',
  },
];

/** What breaks the rules on the optional header. */
const OPTIONAL_HEADER: readonly AppendViolation[] = [
  optional('PR-OPT-001', 'plain', 'majorImageVersion', 'is 0', () => 0),
  optional('PR-OPT-001', 'plain', 'imageBase', 'is 64 KiB', () => 0x10000),
  optional('PR-OPT-001', 'plain', 'dllCharacteristics', 'has every flag', () => 0xffff),
  optional('PR-OPT-002', 'plain', 'addressOfEntryPoint', 'is 2^32 - 1', () => 0xffffffff, ['PR-OPT-001']),
  {
    rule: 'PR-OPT-002',
    name: 'the byte at the entry point is changed',
    pair: 'zstd',
    spoil: (pair) => ({ output: flip(pair.output, entryPointByte(pair)) }),
    also: ['PR-ZB-006', 'PR-SEC-004'],
    at: (pair) => inOutput({ offset: entryPointByte(pair), length: 1 }),
  },
  optional('PR-OPT-003', 'plain', 'sizeOfImage', 'is that of the input', old('sizeOfImage')),
  optional(
    'PR-OPT-003',
    'grown',
    'sizeOfImage',
    'is one byte more than a multiple',
    ({ after }) => after.optionalHeader.sizeOfImage.value + 1,
  ),
  optional('PR-OPT-004', 'plain', 'sizeOfHeaders', 'shrinks to the section table', () => 0x200),
  optional('PR-OPT-004', 'zstd', 'sizeOfHeaders', 'grows by one byte although there is room', old('sizeOfHeaders', 1), [
    'PR-FIL-001',
  ]),
  optional(
    'PR-OPT-004',
    'debug',
    'sizeOfHeaders',
    'shrinks by one block while data behind the table moves',
    old('sizeOfHeaders', -0x200),
  ),
  optional('PR-OPT-005', 'grown', 'sizeOfHeaders', 'stays although there is no room', old('sizeOfHeaders')),
  optional(
    'PR-OPT-005',
    'symbols',
    'sizeOfHeaders',
    'grows by one byte less than a block',
    old('sizeOfHeaders', 0x1ff),
  ),
  optional(
    'PR-OPT-005',
    'mapped',
    'sizeOfHeaders',
    'grows by one block more than the data moves',
    old('sizeOfHeaders', 0x400),
    ['PR-FIL-001'],
  ),
  optional(
    'PR-OPT-006',
    'zstd',
    'sizeOfInitializedData',
    'grows by one byte more than the content',
    old('sizeOfInitializedData', 1001),
    ['PR-OPT-010'],
  ),
  optional(
    'PR-OPT-006',
    'plain',
    'sizeOfInitializedData',
    'counts the new section twice',
    old('sizeOfInitializedData', 2048),
    ['PR-OPT-010'],
  ),
  optional('PR-OPT-010', 'plain', 'sizeOfInitializedData', 'is that of the input', old('sizeOfInitializedData')),
  optional('PR-OPT-007', 'plain', 'sizeOfCode', 'is one byte more', old('sizeOfCode', 1), ['PR-OPT-001']),
  optional('PR-OPT-007', 'plain', 'sizeOfUninitializedData', 'is 2^32 - 1', () => 0xffffffff, ['PR-OPT-001']),
  optional('PR-OPT-007', 'plain', 'baseOfCode', 'is 2^32 - 1', () => 0xffffffff, ['PR-OPT-001']),
  {
    rule: 'PR-OPT-007',
    name: 'baseOfData is 2^32 - 1',
    pair: 'narrow',
    spoil: ({ output, after }) => ({ output: put(output, baseOfData(after), 0xffffffff) }),
    also: ['PR-OPT-001'],
    at: ({ after }) => inOutput(baseOfData(after)),
  },
  optional('PR-OPT-008', 'checked', 'checkSum', 'is that of the input', old('checkSum')),
  optional('PR-OPT-008', 'plain', 'checkSum', 'is wrong where there was none', () => 1, ['PR-OPT-011']),
  optional('PR-OPT-011', 'checked', 'checkSum', 'is erased', () => 0),
  optional('PR-OPT-011', 'plain', 'checkSum', 'is right where there was none', ({ after }) => checksumOf(after)),
  optional('PR-OPT-009', 'plain', 'win32VersionValue', 'is 1', () => 1, ['PR-OPT-001']),
  optional('PR-OPT-009', 'plain', 'loaderFlags', 'is 1', () => 1, ['PR-OPT-001']),
  {
    rule: 'PR-OPT-009',
    name: 'reserved directory 15 is set',
    pair: 'mapped',
    spoil: (pair) => ({ output: put(pair.output, directoryOf(pair.after, 15).size, 1) }),
    also: ['PR-DIR-001'],
    at: (pair) => inOutput(directoryOf(pair.after, 15).size),
    actual: 1,
  },
];

/** What breaks the rules on the headers before the section table. */
export const APPEND_HEADER_VIOLATIONS: readonly AppendViolation[] = [...FILE_HEADERS, ...OPTIONAL_HEADER];
