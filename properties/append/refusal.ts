/**
 * When a rewriter has to refuse and when it may. The conditions are the image rules of the specification that no
 * append can repair, the requests that cannot be met, and the layouts that leave no room.
 */
import type { AppendRequest } from '../../src/contract/index.ts';
import { fileOffsetOf } from '../../src/reader/index.ts';
import type { Clash, Field, Image } from '../../src/reader/index.ts';
import { endOf, overlaps } from '../../src/results/index.ts';
import type { Place, Span } from '../../src/results/index.ts';
import { U32_LIMIT, alignUp } from '../arithmetic.ts';
import { place } from '../findings.ts';
import { COFF_RULES } from '../image/coff-header.ts';
import { addressEnd, byAddress, rawDataEnd } from '../image/facts.ts';
import { MEMORY_ORDER_RULES, MEMORY_ROOM_RULES } from '../image/memory-layout.ts';
import { OPTIONAL_HEADER_RULES } from '../image/optional-header.ts';
import { SECTION_RULES } from '../image/sections.ts';
import { payloadOf, payloadSection, withoutZboot } from '../image/zboot-facts.ts';
import { ZBOOT_HEADER_RULES } from '../image/zboot-header.ts';
import { ZBOOT_PLACE_RULES } from '../image/zboot-place.ts';
import type { RuleId } from '../roster.ts';
import type { ImageRule } from '../rule.ts';
import { oddDebugDirectory } from './directories.ts';
import { LINE_NUMBER_SIZE, RELOCATION_SIZE, headerLimit, slotIsFree, slotOf } from './facts.ts';

export interface ReasonToRefuse {
  readonly because: string;
  readonly at: Place;
}

/** Largest number of sections that the count can hold before one is added. */
const SECTION_COUNT_MAX = 65535;

/** The most data directories that an optional header can have. [PE format, Optional Header Data Directories] */
const DIRECTORY_COUNT_MAX = 16;
/** Bounds of FileAlignment, and the alignment beyond which loaders give up. [PE format, Optional Header] */
const FILE_ALIGNMENTS = { min: 512, max: 0x10000 } as const;
const SECTION_ALIGNMENT_MAX = 0x20_0000;
/** MEM_EXECUTE and MEM_WRITE. [PE format, Section Flags] */
const WRITE_OR_EXECUTE = 0xa0000000;
/** Sizes from here on overflow signed 32-bit arithmetic. */
const SIGNED_LIMIT = 2 ** 31;

/** Rules that an image has to obey before anything can be appended truthfully. */
const MUST_HOLD: readonly RuleId[] = [
  'PE-COF-005',
  'PE-OPT-011',
  'PE-OPT-012',
  'PE-SEC-016',
  'PE-SEC-017',
  'PE-LAM-002',
];
/** Rules whose violation an append may carry through, or take as a sign that the image is not what it seems. */
const SHOULD_HOLD: readonly RuleId[] = [
  'PE-OPT-009',
  'PE-OPT-013',
  'PE-SEC-018',
  'PE-SEC-019',
  'PE-LAM-006',
  'PE-LAM-009',
  'PE-LAM-010',
  'ZB-001',
  'ZB-003',
  'ZB-005',
  'ZB-007',
];
const IMAGE_RULES: readonly ImageRule[] = [
  ...COFF_RULES,
  ...OPTIONAL_HEADER_RULES,
  ...SECTION_RULES,
  ...MEMORY_ORDER_RULES,
  ...MEMORY_ROOM_RULES,
  ...ZBOOT_HEADER_RULES,
  ...ZBOOT_PLACE_RULES,
];

const MUST_RULES = IMAGE_RULES.filter(({ id }) => MUST_HOLD.includes(id));
const SHOULD_RULES = IMAGE_RULES.filter(({ id }) => SHOULD_HOLD.includes(id));

/** A reason for each of the rules that the image breaks. */
function* broken(before: Image, rules: readonly ImageRule[]): Generator<ReasonToRefuse> {
  for (const rule of rules) {
    if (rule.inapplicable?.(before) !== undefined) continue;
    const [finding] = rule.check(before);
    if (finding !== undefined)
      yield {
        because: `${rule.id} does not hold (${rule.title.replace(/\.$/, '')})`,
        at: { ...finding.at[0], file: 'before' },
      };
  }
}

/** A reason for which rewriting is wrong, or `null` when there is none. */
export function mustRefuse(before: Image, request: AppendRequest): ReasonToRefuse | null {
  return first([badRequest(before, request), badImage(before), noSpace(before, request)]);
}

/** A reason for which rewriting is right and declining is too, or `null` when there is none. */
export function mayRefuse(before: Image, request: AppendRequest): ReasonToRefuse | null {
  return first([inTheWay(before, request), oddImage(before), broken(before, SHOULD_RULES)]);
}

/** The first of all reasons; later ones are not looked for. */
function first(groups: readonly Iterable<ReasonToRefuse>[]): ReasonToRefuse | null {
  for (const group of groups) for (const reason of group) return reason;
  return null;
}

function* badRequest(before: Image, { name, content }: AppendRequest): Generator<ReasonToRefuse> {
  const at = place({ offset: 0, length: Math.min(1, content.length) }, 'content');
  if (!/^[\x21-\x7e]{1,8}$/.test(name) || /[/$]/.test(name)) {
    yield { because: `the name ${JSON.stringify(name)} is not 1 to 8 printable characters without / and $`, at };
  }
  if (name === '.reloc') yield { because: 'loaders give a section named .reloc a meaning of its own', at };
  if (content.length === 0) yield { because: 'the content is empty', at };
  const twin = before.sections.find((section) => section.name.value === name);
  if (twin !== undefined) {
    yield { because: `section ${twin.index} is named ${JSON.stringify(name)} already`, at: place(twin.name, 'before') };
  }
}

function* badImage(before: Image): Generator<ReasonToRefuse> {
  const { sectionAlignment, fileAlignment } = before.optionalHeader;
  const { numberOfSections } = before.coffHeader;
  if (withoutZboot(before) !== undefined) {
    yield { because: 'the image has no zboot header', at: place(before.zbootHeader.magic, 'before') };
  } else if (payloadSection(before) === null) {
    yield { because: 'the payload lies in no single section', at: place(before.zbootHeader.payloadOffset, 'before') };
  }
  for (const field of [sectionAlignment, fileAlignment]) {
    const power = field.value > 0 && Number.isInteger(Math.log2(field.value));
    if (!power) yield { because: `${field.path} is not a power of two`, at: place(field, 'before') };
  }
  if (numberOfSections.value === 0)
    yield { because: 'the image has no sections', at: place(numberOfSections, 'before') };
  if (numberOfSections.value >= SECTION_COUNT_MAX) {
    yield { because: 'the section count is at its maximum', at: place(numberOfSections, 'before') };
  }
  const clash = before.regionMap.clashes.find((each) => !isHarmless(each));
  if (clash !== undefined) yield { because: 'parts of the file overlap', at: place(clash.second, 'before') };
  yield* badHeaderSize(before);
  yield* broken(before, MUST_RULES);
}

/** Symbols or debug data that lie partly in a section can be kept as they are, so a rewriter has the choice. */
function isHarmless({ first, second }: Clash): boolean {
  const kinds = [first.kind, second.kind];
  return kinds.includes('symbol-table') || kinds.includes('claimed-slack');
}

/** Two ways to find the section table, by SizeOfOptionalHeader and by NumberOfRvaAndSizes, must lead to one place. */
function* badHeaderSize(before: Image): Generator<ReasonToRefuse> {
  const { sizeOfOptionalHeader } = before.coffHeader;
  const { numberOfRvaAndSizes } = before.optionalHeader;
  if (numberOfRvaAndSizes.value > DIRECTORY_COUNT_MAX) {
    yield { because: 'there are more than 16 data directories', at: place(numberOfRvaAndSizes, 'before') };
  }
  if (before.sectionTable.offset !== before.sectionTableByDirectories) {
    yield { because: 'the section table can be found at two places', at: place(sizeOfOptionalHeader, 'before') };
  }
}

function* noSpace(before: Image, { content }: AppendRequest): Generator<ReasonToRefuse> {
  const { fileAlignment, sizeOfHeaders, sizeOfImage, sizeOfInitializedData } = before.optionalHeader;
  if (sizeOfInitializedData.value + content.length >= U32_LIMIT) {
    yield { because: 'SizeOfInitializedData would not fit its field', at: place(sizeOfInitializedData, 'before') };
  }
  if (newImageEnd(before, content.length) >= U32_LIMIT) {
    yield { because: 'the new section would end beyond 4 GiB', at: place(sizeOfImage, 'before') };
  }
  const end = endOf(slotOf(before));
  if (end <= headerLimit(before)) return;
  const needed = alignUp(end - sizeOfHeaders.value, fileAlignment.value);
  const lowest = byAddress(before).find(({ extent }) => extent.length > 0);
  if (needed === null || lowest === undefined) return;
  if (sizeOfHeaders.value + needed > lowest.virtualAddress.value) {
    yield {
      because: 'the headers have no room and cannot grow below the first section',
      at: place(sizeOfHeaders, 'before'),
    };
  }
}

/** What makes an append more than adding at free places. */
function* inTheWay(before: Image, { content, characteristics }: AppendRequest): Generator<ReasonToRefuse> {
  const { sizeOfImage, sizeOfInitializedData } = before.optionalHeader;
  const slot = slotOf(before);
  if (endOf(slot) > headerLimit(before)) {
    yield { because: 'the headers have no room for one more section header', at: place(slot, 'before') };
  } else if (!slotIsFree(before)) {
    yield { because: 'the bytes behind the section table are in use', at: place(slot, 'before') };
  }
  if (before.certificateTable !== null) {
    yield { because: 'the image is signed', at: place(before.certificateTable.span, 'before') };
  }
  if ((characteristics & WRITE_OR_EXECUTE) !== 0) {
    const at = place({ offset: 0, length: Math.min(1, content.length) }, 'content');
    yield { because: 'the section would be writable or executable', at };
  }
  if (newImageEnd(before, content.length) >= SIGNED_LIMIT) {
    yield { because: 'the image would not fit into 2 GiB', at: place(sizeOfImage, 'before') };
  }
  const size = alignUp(content.length, before.optionalHeader.fileAlignment.value) ?? content.length;
  if (sizeOfInitializedData.value + size >= U32_LIMIT) {
    yield { because: 'SizeOfInitializedData would not fit its field', at: place(sizeOfInitializedData, 'before') };
  }
}

/** SizeOfImage after an append of so many bytes. */
function newImageEnd(before: Image, length: number): number {
  const alignment = before.optionalHeader.sectionAlignment.value;
  const start = alignUp(addressEnd(before), alignment) ?? addressEnd(before);
  return alignUp(start + length, alignment) ?? start + length;
}

/** What is legal or harmless by itself and yet a reason to decline: it may not be what it seems, or lies in the way. */
function* oddImage(before: Image): Generator<ReasonToRefuse> {
  const { fileAlignment, sectionAlignment } = before.optionalHeader;
  const { min, max } = FILE_ALIGNMENTS;
  if (fileAlignment.value < min || fileAlignment.value > max) {
    yield { because: 'FileAlignment is out of bounds', at: place(fileAlignment, 'before') };
  }
  if (sectionAlignment.value > SECTION_ALIGNMENT_MAX) {
    yield { because: 'SectionAlignment is larger than 2 MiB', at: place(sectionAlignment, 'before') };
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
