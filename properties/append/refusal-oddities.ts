import { fileOffsetOf, payloadSpan } from '../../src/reader/index.ts';
import type { Field, Image } from '../../src/reader/index.ts';
import { endOf, overlaps } from '../../src/results/index.ts';
import type { Span } from '../../src/results/index.ts';
import { place } from '../findings.ts';
import { PAGE_SIZE, endsInsideBlock, isHarmless, rawDataEnd, tableEnd } from '../image/facts.ts';
import { withoutZboot } from '../image/zboot-facts.ts';
import { oddDebugDirectory } from './directories.ts';
import { CERTIFICATE_DIRECTORY, LINE_NUMBER_SIZE, RELOCATION_SIZE } from './facts.ts';
import type { ReasonToDecline } from './reason.ts';

/** Bounds of FileAlignment, and the alignment beyond which loaders give up. [PE format, Optional Header] */
const FILE_ALIGNMENTS = { min: 512, max: 0x10000 } as const;
const SECTION_ALIGNMENT_MAX = 0x20_0000;
/** Header slack beyond this, 64 MiB, is no header of anything. */
const SLACK_MAX = 2 ** 26;

/** What is legal or harmless by itself and yet a reason to decline: it may not be what it seems, or is in the way. */
export function* oddImage(before: Image): Generator<ReasonToDecline> {
  // A rewriter may be one for zboot images alone; one for any PE image does no harm.
  if (withoutZboot(before) !== undefined) {
    const at = place(before.zbootHeader.magic, 'before');
    yield { because: 'the image has no zboot header', policy: 'images without a zboot header', at };
  }
  yield* oddSizes(before);
  yield* oddData(before);
  yield* oddDebugDirectory(before);
  yield* oddNames(before);
}

/** Numbers of the optional header that loaders put up with, and that no build of a kernel gives. */
function* oddSizes(before: Image): Generator<ReasonToDecline> {
  const { addressOfEntryPoint, fileAlignment, sectionAlignment, sizeOfHeaders } = before.optionalHeader;
  const { min, max } = FILE_ALIGNMENTS;
  if (fileAlignment.value < min || fileAlignment.value > max) {
    const policy = 'images whose FileAlignment is out of bounds';
    yield { because: 'FileAlignment is out of bounds', policy, at: place(fileAlignment, 'before') };
  }
  if (sectionAlignment.value > SECTION_ALIGNMENT_MAX) {
    const policy = 'images whose SectionAlignment is larger than 2 MiB';
    yield { because: 'SectionAlignment is larger than 2 MiB', policy, at: place(sectionAlignment, 'before') };
  }
  if (sectionAlignment.value < PAGE_SIZE) {
    const policy = 'images with a SectionAlignment below a page';
    yield { because: 'SectionAlignment is below a page', policy, at: place(sectionAlignment, 'before') };
  }
  if (addressOfEntryPoint.value >= tableEnd(before) && addressOfEntryPoint.value < sizeOfHeaders.value) {
    const policy = 'images whose entry point is in the headers';
    yield { because: 'the entry point is in the headers', policy, at: place(addressOfEntryPoint, 'before') };
  }
  if (sizeOfHeaders.value - tableEnd(before) > SLACK_MAX) {
    const policy = 'images whose headers have more than 64 MiB of slack';
    yield { because: 'the headers have more than 64 MiB of slack', policy, at: place(sizeOfHeaders, 'before') };
  }
}

/** Data that ends where no linker ends it, lies on other data or is not there. */
function* oddData(before: Image): Generator<ReasonToDecline> {
  if (endsInsideBlock(before)) {
    const policy = 'images whose section data ends inside a FileAlignment block';
    const at = place(before.optionalHeader.fileAlignment, 'before');
    yield { because: 'the section data ends inside a FileAlignment block', policy, at };
  }
  const certificates = before.directories[CERTIFICATE_DIRECTORY];
  if (certificates !== undefined && certificates.size.value > 0 && certificates.virtualAddress.value === 0) {
    const policy = 'images whose certificate directory has a size but no offset';
    yield { because: 'the certificate directory has no offset', policy, at: place(certificates.size, 'before') };
  }
  const clash = before.regionMap.clashes.find(isHarmless);
  if (clash !== undefined) {
    const policy = 'images whose symbols or debug data overlap something';
    yield { because: 'symbols or debug data overlap something', policy, at: place(clash.second, 'before') };
  }
  const strings = before.symbolTable?.strings;
  if (before.symbolTable !== null && (strings === null || strings === undefined || endOf(strings) > before.fileSize)) {
    const policy = 'images whose symbol table is not in the file';
    const at = place(before.coffHeader.pointerToSymbolTable, 'before');
    yield { because: 'the symbol table is not in the file', policy, at };
  }
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
function* oddNames(before: Image): Generator<ReasonToDecline> {
  const seam = rawDataEnd(before);
  const all = namedBytes(before);
  for (const { what, field, bytes } of all) {
    const at = place(field, 'before');
    if (endOf(bytes) > before.fileSize) {
      yield {
        because: `${what} extend past the end of the file`,
        policy: `images whose ${what} extend past the end of the file`,
        at,
      };
    }
    if (bytes.offset < seam && seam < endOf(bytes)) {
      const policy = `images whose ${what} are where the new data goes`;
      yield { because: `${what} are where the new data goes`, policy, at };
    }
  }
  const kept = [...keptBytes(before), ...all.map(({ bytes }) => bytes)];
  for (const { pointerToRawData } of before.debugEntries) {
    if (!kept.some((span) => overlaps(span, pointerToRawData))) continue;
    const policy = 'images with a debug entry in bytes that must stay';
    yield { because: 'a debug entry is in bytes that must stay', policy, at: place(pointerToRawData, 'before') };
  }
}

/** What an append leaves as it is and names by no file offset of its own, and the symbols. */
function keptBytes(before: Image): readonly Span[] {
  const { symbolTable, sections, optionalHeader } = before;
  const { addressOfEntryPoint, sizeOfHeaders } = optionalHeader;
  const entry = fileOffsetOf(addressOfEntryPoint.value, sections, sizeOfHeaders.value);
  return [
    { offset: 0, length: sizeOfHeaders.value },
    payloadSpan(before),
    ...(entry === null ? [] : [{ offset: entry, length: 1 }]),
    ...(symbolTable === null ? [] : [symbolTable.symbols, symbolTable.strings ?? symbolTable.symbols]),
  ];
}
