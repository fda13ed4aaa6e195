import { fileOffsetOf } from '../../src/reader/index.ts';
import type { Field, Image } from '../../src/reader/index.ts';
import { endOf, overlaps } from '../../src/results/index.ts';
import type { Span } from '../../src/results/index.ts';
import { place } from '../findings.ts';
import { endsInsideBlock, isHarmless, rawDataEnd, tableEnd } from '../image/facts.ts';
import { payloadOf, withoutZboot } from '../image/zboot-facts.ts';
import { oddDebugDirectory } from './directories.ts';
import { LINE_NUMBER_SIZE, RELOCATION_SIZE } from './facts.ts';
import type { ReasonToRefuse } from './reason.ts';

/** Bounds of FileAlignment, and the alignment beyond which loaders give up. [PE format, Optional Header] */
const FILE_ALIGNMENTS = { min: 512, max: 0x10000 } as const;
const SECTION_ALIGNMENT_MAX = 0x20_0000;
/** Header slack beyond this, 64 MiB, is no header of anything. */
const SLACK_MAX = 2 ** 26;

/** What is legal or harmless by itself and yet a reason to decline: it may not be what it seems, or lies in the way. */
export function* oddImage(before: Image): Generator<ReasonToRefuse> {
  // A rewriter may be one for zboot images alone; one for any PE image does no harm.
  if (withoutZboot(before) !== undefined) {
    yield { because: 'the image has no zboot header', at: place(before.zbootHeader.magic, 'before') };
  }
  const { fileAlignment, sectionAlignment } = before.optionalHeader;
  const { min, max } = FILE_ALIGNMENTS;
  if (fileAlignment.value < min || fileAlignment.value > max) {
    yield { because: 'FileAlignment is out of bounds', at: place(fileAlignment, 'before') };
  }
  if (sectionAlignment.value > SECTION_ALIGNMENT_MAX) {
    yield { because: 'SectionAlignment is larger than 2 MiB', at: place(sectionAlignment, 'before') };
  }
  const { addressOfEntryPoint, sizeOfHeaders } = before.optionalHeader;
  const slackLength = sizeOfHeaders.value - tableEnd(before);
  if (addressOfEntryPoint.value >= tableEnd(before) && addressOfEntryPoint.value < sizeOfHeaders.value) {
    yield { because: 'the entry point is in the headers', at: place(addressOfEntryPoint, 'before') };
  }
  if (slackLength > SLACK_MAX) {
    yield { because: 'the headers have more than 64 MiB of slack', at: place(sizeOfHeaders, 'before') };
  }
  if (endsInsideBlock(before)) {
    yield { because: 'the section data ends inside a block of FileAlignment', at: place(fileAlignment, 'before') };
  }
  const clash = before.regionMap.clashes.find(isHarmless);
  if (clash !== undefined)
    yield { because: 'symbols or debug data overlap something', at: place(clash.second, 'before') };
  const strings = before.symbolTable?.strings;
  if (before.symbolTable !== null && (strings === null || strings === undefined || endOf(strings) > before.fileSize)) {
    const { pointerToSymbolTable } = before.coffHeader;
    yield { because: 'the symbol table is not in the file', at: place(pointerToSymbolTable, 'before') };
  }
  yield* oddDebugDirectory(before);
  yield* oddNames(before);
}

/** Bytes of the file that a field names, other than those of sections, symbols and the payload. */
interface Named {
  readonly what: 'debug data' | 'relocations' | 'line numbers';
  readonly field: Field<number>;
  readonly bytes: Span;
}

function namedBytes({ debugEntries, sections }: Image): readonly Named[] {
  const debug = debugEntries.map(({ pointerToRawData, data }) => named('debug data', pointerToRawData, data.length));
  const tables = sections.flatMap((section) => [
    named('relocations', section.pointerToRelocations, RELOCATION_SIZE * section.numberOfRelocations.value),
    named('line numbers', section.pointerToLinenumbers, LINE_NUMBER_SIZE * section.numberOfLinenumbers.value),
  ]);
  return [...debug, ...tables].filter(({ bytes }) => bytes.offset > 0 && bytes.length > 0);
}

function named(what: Named['what'], field: Field<number>, length: number): Named {
  return { what, field, bytes: { offset: field.value, length } };
}

/** Named bytes that cannot move as one, and debug pointers that can only follow theirs by changing something else. */
function* oddNames(before: Image): Generator<ReasonToRefuse> {
  const seam = rawDataEnd(before);
  const all = namedBytes(before);
  for (const { what, field, bytes } of all) {
    const at = place(field, 'before');
    if (endOf(bytes) > before.fileSize) yield { because: `${what} leave the file`, at };
    if (bytes.offset < seam && seam < endOf(bytes)) yield { because: `${what} lie where the new data goes`, at };
  }
  const kept = [...keptBytes(before), ...all.map(({ bytes }) => bytes)];
  for (const { pointerToRawData } of before.debugEntries) {
    if (!kept.some((span) => overlaps(span, pointerToRawData))) continue;
    yield { because: 'a debug entry lies in bytes that have to stay', at: place(pointerToRawData, 'before') };
  }
}

/** What an append leaves as it is and names by no file offset of its own, and the symbols. */
function keptBytes(before: Image): readonly Span[] {
  const { symbolTable, sections, optionalHeader } = before;
  const { addressOfEntryPoint, sizeOfHeaders } = optionalHeader;
  const entry = fileOffsetOf(addressOfEntryPoint.value, sections, sizeOfHeaders.value);
  return [
    { offset: 0, length: sizeOfHeaders.value },
    payloadOf(before),
    ...(entry === null ? [] : [{ offset: entry, length: 1 }]),
    ...(symbolTable === null ? [] : [symbolTable.symbols, symbolTable.strings ?? symbolTable.symbols]),
  ];
}
