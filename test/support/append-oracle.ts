/**
 * The policy of an append, row by row, as questions to one input and one output. Each row answers with what it objects
 * to, so that a test can ask whether a spoilt output is noticed. Nothing here comes from the rewriter or from the rules.
 */
import type { AppendRequest } from '../../src/contract/index.ts';
import { keptBytes } from './append-oracle-bytes.ts';
import { expectationFor, roundedUp } from './append-expectation.ts';
import type { Expectation } from './append-expectation.ts';
import { LENGTHS, viewPe, withNumbers, word } from './pe-view.ts';
import type { PeView, SectionView } from './pe-view.ts';

/** One section appended to one valid image. */
export interface Rewrite {
  readonly request: AppendRequest;
  readonly before: PeView;
  readonly after: PeView;
  readonly expected: Expectation;
}

/** One row of the policy; `objections` is empty when the row is kept. */
export interface PolicyRow {
  readonly name: string;
  readonly objections: (rewrite: Rewrite) => readonly string[];
}

/** Reads an output beside its input. */
export function rewriteOf(before: PeView, request: AppendRequest, output: Uint8Array): Rewrite {
  return { request, before, after: viewPe(output), expected: expectationFor(before, request) };
}

/** Compares named numbers or texts; each that differs is one objection. */
function differences(pairs: readonly (readonly [what: string, actual: unknown, expected: unknown])[]): string[] {
  return pairs.flatMap(([what, actual, expected]) =>
    actual === expected ? [] : [`${what} is ${String(actual)} instead of ${String(expected)}`],
  );
}

function isEqual(left: Uint8Array, right: Uint8Array): boolean {
  return Buffer.compare(left, right) === 0;
}

function newSection({ request, before, after, expected }: Rewrite): readonly string[] {
  const added = after.sections[before.sections.length];
  if (added === undefined || after.sections.length !== before.sections.length + 1) {
    return [`there are ${after.sections.length} sections behind ${before.sections.length}`];
  }
  const end = added.pointerToRawData + added.virtualSize;
  const content = after.bytes.subarray(added.pointerToRawData, end);
  const padding = after.bytes.subarray(end, added.pointerToRawData + added.sizeOfRawData);
  return differences([
    ['VirtualSize', added.virtualSize, request.content.length],
    ['VirtualAddress', added.virtualAddress, expected.virtualAddress],
    ['SizeOfRawData', added.sizeOfRawData, expected.sizeOfRawData],
    ['PointerToRawData', added.pointerToRawData, expected.pointerToRawData],
    ['PointerToRelocations', added.pointerToRelocations, 0],
    ['PointerToLinenumbers', added.pointerToLinenumbers, 0],
    ['NumberOfRelocations', added.numberOfRelocations, 0],
    ['NumberOfLinenumbers', added.numberOfLinenumbers, 0],
    ['Characteristics', added.characteristics, request.characteristics],
    ['content as requested', isEqual(content, request.content), true],
    ['padding of zeros', padding.every((byte) => byte === 0), true],
  ]);
}

function sectionName({ request, after }: Rewrite): readonly string[] {
  const at = after.tableEnd - LENGTHS.sectionHeader;
  const written = Buffer.from(after.bytes.subarray(at, at + 8)).toString('latin1');
  const bearers = after.sections.filter(({ name }) => name === request.name);
  return differences([
    ['Name', written, request.name.padEnd(8, '\0')],
    ['the number of sections of that name', bearers.length, 1],
  ]);
}

function sizeOfHeaders({ before, after, expected }: Rewrite): readonly string[] {
  const lowest = Math.min(...after.sections.map(({ virtualAddress }) => virtualAddress));
  const shifts = before.sections.flatMap((section, index) => {
    const moves = section.sizeOfRawData > 0 || section.pointerToRawData >= before.sizeOfHeaders;
    const pointer = section.pointerToRawData + (moves ? expected.growth : 0);
    return differences([[`PointerToRawData of ${index}`, after.sections[index]?.pointerToRawData, pointer]]);
  });
  return [
    ...differences([
      ['SizeOfHeaders', after.sizeOfHeaders, before.sizeOfHeaders + expected.growth],
      ['the growth in blocks of FileAlignment', expected.growth % before.fileAlignment, 0],
      ['the table in front of SizeOfHeaders', after.tableEnd <= after.sizeOfHeaders, true],
      ['SizeOfHeaders below the lowest address', after.sizeOfHeaders <= lowest, true],
    ]),
    ...shifts,
  ];
}

/** Every debug entry names the same bytes, and all other live bytes of the header slack stay; padding is not alive. */
function liveHeaderBytes({ before, after, expected }: Rewrite): readonly string[] {
  const { tableEnd, sizeOfHeaders: slackEnd } = before;
  const lost: string[] = [];
  const slotEnd = expected.liveEnd + LENGTHS.sectionHeader;
  for (let at = tableEnd; at < slackEnd; at += 1) {
    if (expected.isPadded && at >= expected.liveEnd && at < slotEnd) continue;
    const byte = before.bytes[at] ?? 0;
    if (byte !== 0 && after.bytes[expected.moved(at)] !== byte) lost.push(`the byte behind the table at ${at} is lost`);
  }
  return [...lost, ...debugData({ before, after, expected })];
}

function debugData({ before, after, expected }: Pick<Rewrite, 'before' | 'after' | 'expected'>): readonly string[] {
  return before.debugEntries.flatMap((entry, index) => {
    const found = after.debugEntries[index];
    if (found === undefined) return [`debug entry ${index} is lost`];
    const from = entry.pointerToRawData;
    const to = found.pointerToRawData;
    return differences([
      [`the file offset of debug entry ${index}`, to, from === 0 ? 0 : expected.moved(from)],
      [`the address of debug entry ${index}`, found.addressOfRawData, entry.addressOfRawData],
      [`the size of debug entry ${index}`, found.sizeOfData, entry.sizeOfData],
      [`the data of debug entry ${index}`, sameBytes(before, from, after, to, entry.sizeOfData), true],
    ]);
  });
}

function sameBytes(before: PeView, from: number, after: PeView, to: number, length: number): boolean {
  return isEqual(before.bytes.subarray(from, from + length), after.bytes.subarray(to, to + length));
}

/** The 64 bytes of the zboot header, but for the payload offset, and the payload with the word behind it. */
function zbootHeader({ before, after }: Rewrite): readonly string[] {
  const [from, to] = [word(before.bytes, 8), word(after.bytes, 8)];
  const size = word(before.bytes, 12);
  const home = before.sections.findIndex(
    (each) => from >= each.pointerToRawData && from < each.pointerToRawData + each.sizeOfRawData,
  );
  const within = (view: PeView, offset: number): number => offset - (view.sections[home]?.pointerToRawData ?? 0);
  // Behind the payload of every compression but gzip stands the length of what it holds.
  const footer = Buffer.from(before.bytes.subarray(24, 28)).toString('latin1') === 'gzip' ? 0 : 4;
  return differences([
    ['the place of the payload in its section', within(after, to), within(before, from)],
    ['the payload', sameBytes(before, from, after, to, size + footer), true],
    ['the header in front of the payload offset', sameBytes(before, 0, after, 0, 8), true],
    ['the header behind the payload offset', sameBytes(before, 12, after, 12, 52), true],
  ]);
}

/** One field that holds a file offset, and the bytes that it names. */
type Named = readonly [what: string, from: number, to: number, length: number];

/** The bytes without the file offsets of debug entries, which are judged by where they lead. */
function withoutDebugOffsets({ bytes, debugEntries }: PeView): Uint8Array {
  const blank = debugEntries.map(({ at }) => [at + 24, 0] as const);
  return withNumbers(bytes, 4, blank);
}

/** Each pointer leads to the bytes that it led to before. */
function fileOffsets(rewrite: Rewrite): readonly string[] {
  const { expected } = rewrite;
  const before = { ...rewrite.before, bytes: withoutDebugOffsets(rewrite.before) };
  const after = { ...rewrite.after, bytes: withoutDebugOffsets(rewrite.after) };
  const symbols = before.pointerToSymbolTable;
  const stringsAt = symbols + LENGTHS.symbol * before.numberOfSymbols;
  const symbolsEnd = symbols === 0 ? 0 : stringsAt + word(before.bytes, stringsAt);
  const named: Named[] = [['PointerToSymbolTable', symbols, after.pointerToSymbolTable, symbolsEnd - symbols]];
  before.sections.forEach((section, index) => {
    const found = after.sections[index];
    if (found === undefined) return;
    named.push(
      [`data of ${index}`, section.pointerToRawData, found.pointerToRawData, section.sizeOfRawData],
      [`relocations of ${index}`, section.pointerToRelocations, found.pointerToRelocations, relocationsOf(section)],
      [`line numbers of ${index}`, section.pointerToLinenumbers, found.pointerToLinenumbers, lineNumbersOf(section)],
    );
  });
  const wrong = named.flatMap(([what, from, to, length]) =>
    differences([
      [what, to, from === 0 || length === 0 ? to : expected.moved(from)],
      [`bytes behind ${what}`, sameBytes(before, from, after, to, length), true],
    ]),
  );
  return [...wrong, ...debugData(rewrite)];
}

function relocationsOf({ numberOfRelocations }: SectionView): number {
  return LENGTHS.relocation * numberOfRelocations;
}

function lineNumbersOf({ numberOfLinenumbers }: SectionView): number {
  return LENGTHS.lineNumber * numberOfLinenumbers;
}

function totals({ request, before, after, expected }: Rewrite): readonly string[] {
  const memoryEnd = Math.max(before.sizeOfImage, expected.virtualAddress + request.content.length);
  return differences([
    ['SizeOfImage', after.sizeOfImage, roundedUp(memoryEnd, before.sectionAlignment)],
    ['SizeOfInitializedData', after.sizeOfInitializedData, before.sizeOfInitializedData + expected.sizeOfRawData],
  ]);
}

/** The image checksum, one word after the other as the specification of ImageHlp has it. */
export function checkSumOf(view: PeView): number {
  const field = view.optionalOffset + 64;
  let sum = 0;
  for (let at = 0; at < view.bytes.length; at += 2) {
    if (at === field || at === field + 2) continue;
    sum += (view.bytes[at] ?? 0) + 256 * (view.bytes[at + 1] ?? 0);
    if (sum > 0xffff) sum -= 0xffff;
  }
  return sum + view.bytes.length;
}

function checkSum({ before, after }: Rewrite): readonly string[] {
  return differences([['CheckSum', after.checkSum, before.checkSum === 0 ? 0 : checkSumOf(after)]]);
}

/** Every row that speaks of an output, in the order of the policy. */
export const POLICY: readonly PolicyRow[] = [
  { name: 'the new section', objections: newSection },
  { name: 'its name', objections: sectionName },
  { name: 'SizeOfHeaders and the shift of the data', objections: sizeOfHeaders },
  { name: 'live bytes behind the section table', objections: liveHeaderBytes },
  { name: 'the zboot header and the payload', objections: zbootHeader },
  { name: 'all other file offsets', objections: fileOffsets },
  { name: 'SizeOfImage and SizeOfInitializedData', objections: totals },
  { name: 'CheckSum', objections: checkSum },
  { name: 'stub, slack, gaps, symbols, overlay and every other byte', objections: keptBytes },
];
