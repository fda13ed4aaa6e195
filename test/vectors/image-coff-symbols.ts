import { formatSpan } from '../../src/results/index.ts';
import { AT, IDEAL_AT, ideal, signed } from './base-images.ts';
import type { ImageHold, ImageViolation } from './entries.ts';
import { filled, insert, setU32, setWords, truncate } from './patch.ts';

const POINTER = { offset: AT.pointerToSymbolTable, length: 4 };
const COUNT = { offset: AT.numberOfSymbols, length: 4 };
/** Bytes of one symbol. [PE format, COFF Symbol Table] */
const SYMBOL = 18;
const END = IDEAL_AT.end;
/** Where the strings of {@link withSymbols} start: behind two symbols. */
const STRINGS_AT = END + 2 * SYMBOL;
const WITH_SYMBOLS_END = STRINGS_AT + 12;

function symbolTable(image: Uint8Array, pointer: number, count: number): Uint8Array {
  return setWords(image, [AT.pointerToSymbolTable, pointer], [AT.numberOfSymbols, count]);
}

/** {@link ideal} with two symbols and 12 bytes of strings at its end, or a string table that claims another size. */
function withSymbols(stringTableSize = 12): Uint8Array {
  const table = insert(ideal(), END, filled(2 * SYMBOL + 12, 0));
  return setU32(symbolTable(table, END, 2), STRINGS_AT, stringTableSize);
}

/** Headers that end at 0xe00, then 28 symbols and strings up to `.text` at 0x1000. */
function betweenHeadersAndText({ sizeOfHeaders = 0xe00, stringTableSize = 8 } = {}): Uint8Array {
  const image = symbolTable(setU32(ideal(), AT.sizeOfHeaders, sizeOfHeaders), 0xe00, 28);
  return setU32(image, 0xe00 + 28 * SYMBOL, stringTableSize);
}

/** Headers that end before their section table does, and one symbol with its strings at `offset`. */
function behindSectionTable(offset: number): Uint8Array {
  const image = symbolTable(setU32(ideal(), AT.sizeOfHeaders, 0x100), offset, 1);
  return setU32(image, offset + SYMBOL, 4);
}

/** Violations of the rules on the COFF symbol table. */
export const COFF_SYMBOL_VIOLATIONS: readonly ImageViolation[] = [
  {
    rule: 'PE-COF-007',
    name: 'the image has two symbols',
    base: ideal,
    make: withSymbols,
    also: ['PE-LAF-008', 'PE-LAF-010'],
    at: POINTER,
    actual: END,
    wanted: { kind: 'equals', value: 0 },
  },
  {
    rule: 'PE-COF-007',
    name: 'one symbol is counted and none pointed to',
    base: ideal,
    make: () => symbolTable(ideal(), 0, 1),
    at: COUNT,
    actual: 1,
  },
  {
    rule: 'PE-COF-007',
    name: 'a string table is pointed to and no symbol counted',
    base: ideal,
    make: () => symbolTable(setU32(ideal(), END - 4, 4), END - 4, 0),
    also: ['PE-COF-008', 'PE-LAF-001', 'PE-LAF-013'],
    at: POINTER,
    actual: END - 4,
  },
  {
    rule: 'PE-COF-008',
    name: 'there are 2^32 - 1 symbols, which end 77 GB further on',
    base: withSymbols,
    make: () => symbolTable(withSymbols(), WITH_SYMBOLS_END - 10, 2 ** 32 - 1),
    at: POINTER,
    actual: formatSpan({ offset: WITH_SYMBOLS_END - 10, length: SYMBOL * (2 ** 32 - 1) + 4 }),
    wanted: { kind: 'within', what: 'the file', start: 0, end: WITH_SYMBOLS_END },
  },
  {
    rule: 'PE-COF-008',
    name: 'the count of symbols is one whose table has 4 bytes in 32 bits',
    base: withSymbols,
    make: () => symbolTable(withSymbols(), END, 2 ** 31),
    at: POINTER,
    actual: formatSpan({ offset: END, length: SYMBOL * 2 ** 31 + 4 }),
  },
  {
    rule: 'PE-COF-008',
    name: 'the file ends inside the size of the string table',
    base: withSymbols,
    make: () => truncate(withSymbols(), STRINGS_AT + 3),
    also: ['PE-LAF-009', 'PE-NX-012'],
    at: POINTER,
    actual: formatSpan({ offset: END, length: 2 * SYMBOL + 4 }),
  },
  {
    rule: 'PE-COF-008',
    name: 'the pointer is 2^32 - 1',
    base: withSymbols,
    make: () => symbolTable(withSymbols(), 2 ** 32 - 1, 0),
    at: POINTER,
    actual: formatSpan({ offset: 2 ** 32 - 1, length: 4 }),
  },
  ...[0, 3].map((size) => ({
    rule: 'PE-COF-008' as const,
    name: `the string table has a size of ${size}, which does not count itself`,
    base: () => withSymbols(4),
    make: () => withSymbols(size),
    at: { offset: STRINGS_AT, length: 4 },
    actual: size,
    wanted: { kind: 'at-least' as const, value: 4 },
  })),
  ...[13, 2 ** 31, 2 ** 32 - 1].map((size) => ({
    rule: 'PE-COF-008' as const,
    name: `the string table has a size of ${size} where 12 bytes are left`,
    base: withSymbols,
    make: () => withSymbols(size),
    at: { offset: STRINGS_AT, length: 4 },
    actual: size,
    wanted: { kind: 'at-most' as const, value: 12 },
  })),
  {
    rule: 'PE-COF-008',
    name: 'the symbols start in the last byte of the headers',
    base: betweenHeadersAndText,
    make: () => betweenHeadersAndText({ sizeOfHeaders: 0xe01 }),
    at: { offset: 0xe00, length: 1 },
    actual: formatSpan({ offset: 0xe00, length: 0x200 }),
    wanted: { kind: 'apart-from', what: 'the headers', start: 0, end: 0xe01 },
  },
  {
    rule: 'PE-COF-008',
    name: 'the symbols start in the last byte of the section table',
    base: () => behindSectionTable(IDEAL_AT.tableEnd),
    make: () => behindSectionTable(IDEAL_AT.tableEnd - 1),
    also: ['PE-LAF-001'],
    at: { offset: IDEAL_AT.tableEnd - 1, length: 1 },
    wanted: { kind: 'apart-from', what: 'the headers', start: 0, end: IDEAL_AT.tableEnd },
  },
  {
    rule: 'PE-COF-008',
    name: 'the strings end behind the first byte of a section',
    base: betweenHeadersAndText,
    make: () => betweenHeadersAndText({ stringTableSize: 9 }),
    also: ['PE-LAF-001', 'PE-LAF-013'],
    at: { offset: 0x1000, length: 1 },
    actual: formatSpan({ offset: 0xe00, length: 0x201 }),
    wanted: { kind: 'apart-from', what: 'data of sections[0] ".text"', start: 0x1000, end: 0x3000 },
  },
  {
    rule: 'PE-COF-008',
    name: 'the strings end behind the first byte of the certificates',
    base: () => signed(withSymbols()),
    make: () => signed(withSymbols(13)),
    also: ['PE-DIR-014', 'PE-LAF-001', 'PE-LAF-013'],
    at: { offset: WITH_SYMBOLS_END, length: 1 },
    wanted: { kind: 'apart-from', what: 'the certificates', start: WITH_SYMBOLS_END, end: WITH_SYMBOLS_END + 0x18 },
  },
];

/** Images on which these rules hold by the smallest margin. */
export const COFF_SYMBOL_HOLDS: readonly ImageHold[] = [
  { rule: 'PE-COF-007', name: 'the image has no symbols', make: ideal },
  { rule: 'PE-COF-008', name: 'the image has no symbols', make: ideal },
  {
    rule: 'PE-COF-008',
    name: 'symbols are counted and not pointed to',
    make: () => symbolTable(ideal(), 0, 2 ** 32 - 1),
  },
  { rule: 'PE-COF-008', name: 'the strings end with the file', make: withSymbols },
  { rule: 'PE-COF-008', name: 'the string table counts itself only', make: () => withSymbols(4) },
  {
    rule: 'PE-COF-008',
    name: 'the size of the string table is the end of the file',
    make: () => truncate(withSymbols(4), STRINGS_AT + 4),
  },
  { rule: 'PE-COF-008', name: 'the table touches the headers and a section', make: betweenHeadersAndText },
  {
    rule: 'PE-COF-008',
    name: 'the table touches the section table',
    make: () => behindSectionTable(IDEAL_AT.tableEnd),
  },
  { rule: 'PE-COF-008', name: 'the table touches the certificates', make: () => signed(withSymbols()) },
];
