import type { Cursor } from '../bytes/cursor.ts';
import { DEBUG_ENTRY_LENGTH } from '../layout/debug-data.ts';
import { fillSeeded, streamSeed } from '../bytes/fill.ts';
import { STREAM } from '../layout/layout.ts';
import type { Layout, SectionLayout } from '../layout/layout.ts';
import { statedSize } from '../layout/tables.ts';
import { OBJECT_RELOCATION, lineNumbersOf, objectTableLength } from '../layout/tail.ts';
import { valueIn } from '../plan/field-values.ts';
import type { ValuedField } from '../plan/field-values.ts';
import { MACHINE_FACTS } from '../plan/machines.ts';
import type { Plan, SectionKind } from '../plan/plan.ts';

/** PE format, "Section Flags", for each kind of section. */
const CHARACTERISTICS: Readonly<Record<SectionKind, number>> = {
  code: 0x60000020,
  data: 0xc0000040,
  rodata: 0x40000040,
  bss: 0xc0000080,
  sbat: 0x42000040,
  reloc: 0x42000040,
};

/** PE format, "Section Table (Section Headers)". */
const SECTION_NAME_LENGTH = 8;
const EFI_APPLICATION = 10;
/** PE format, "Characteristics". */
const LINE_NUMS_STRIPPED = 0x0004;
const NX_COMPAT = 0x0100;
const CERTIFICATE_DIRECTORY = 4;
const RELOCATION_DIRECTORY = 5;
const DEBUG_DIRECTORY = 6;

/** Where the two fields lie that a signature does not cover. */
export interface UnsignedFields {
  /** File offset of CheckSum, which is left 0. */
  readonly checkSum: number;
  /** File offset of the certificate table's directory entry. */
  readonly certificateEntry: number;
}

/**
 * The PE signature, the COFF file header, the optional header and the section table (PE format, same chapters); the
 * cursor stands at the PE signature.
 */
export function emitPeHeaders(cursor: Cursor, layout: Layout): UnsignedFields {
  const { plan, headers, sections, tail } = layout;
  const machine = MACHINE_FACTS[plan.machine];
  cursor.structure('coffHeader').text('PE', 4, 'signature');
  cursor.u16(machine.code, 'machine').u16(sections.length, 'numberOfSections').u32(plan.timeDateStamp, 'timeDateStamp');
  cursor.u32(tail.symbolCount === 0 ? 0 : tail.symbolsOffset, 'pointerToSymbolTable');
  cursor.u32(tail.symbolCount, 'numberOfSymbols').u16(headers.sizeOfOptionalHeader, 'sizeOfOptionalHeader');
  // Who has line numbers cannot say that they were removed.
  const removed = tail.objectTables > 0 ? LINE_NUMS_STRIPPED : 0;
  const flags = valueIn(plan.values, 'characteristics', machine.characteristics);
  cursor.u16(flags & ~removed, 'characteristics');
  cursor.structure('optionalHeader');
  emitStandardFields(cursor, layout);
  const checkSum = emitWindowsFields(cursor, layout);
  const certificateEntry = emitDirectories(cursor, layout);
  for (let index = 0; index < sections.length; index += 1) {
    const section = sections[index];
    if (section !== undefined) emitSectionHeader(cursor.structure('sections', index), layout, section, index);
  }
  return { checkSum, certificateEntry };
}

function emitStandardFields(cursor: Cursor, { plan, sections, addressOfEntryPoint }: Layout): void {
  const machine = MACHINE_FACTS[plan.machine];
  const code = sections.filter(({ plan: { kind } }) => kind === 'code');
  const initialized = sections.filter(({ plan: { kind } }) => kind !== 'code' && kind !== 'bss');
  cursor.u16(machine.magic, 'magic');
  cursor.u8(valueIn(plan.values, 'majorLinkerVersion', 0), 'majorLinkerVersion');
  cursor.u8(valueIn(plan.values, 'minorLinkerVersion', 0), 'minorLinkerVersion');
  cursor.u32(sum(code, 'sizeOfRawData'), 'sizeOfCode');
  cursor.u32(initializedSize(plan, initialized), 'sizeOfInitializedData');
  cursor.u32(sum(sections, 'extent', 'bss'), 'sizeOfUninitializedData');
  cursor.u32(addressOfEntryPoint, 'addressOfEntryPoint').u32(code[0]?.virtualAddress ?? 0, 'baseOfCode');
  if (machine.bits === 32) {
    // BaseOfData exists in PE32 only.
    cursor.u32(initialized[0]?.virtualAddress ?? 0, 'baseOfData');
  }
}

/** Returns the file offset of CheckSum. */
function emitWindowsFields(cursor: Cursor, { plan, headers, sizeOfImage }: Layout): number {
  const width = MACHINE_FACTS[plan.machine].bits === 32 ? 4 : 8;
  const value = (field: ValuedField, usual = 0): number => valueIn(plan.values, field, usual);
  cursor.word(plan.imageBase, width, 'imageBase');
  cursor.u32(plan.sectionAlignment, 'sectionAlignment').u32(plan.fileAlignment, 'fileAlignment');
  cursor.u16(value('majorOperatingSystemVersion'), 'majorOperatingSystemVersion');
  cursor.u16(value('minorOperatingSystemVersion'), 'minorOperatingSystemVersion');
  cursor.u16(plan.imageVersion, 'majorImageVersion').u16(value('minorImageVersion'), 'minorImageVersion');
  cursor.u16(value('majorSubsystemVersion'), 'majorSubsystemVersion');
  cursor.u16(value('minorSubsystemVersion'), 'minorSubsystemVersion');
  cursor.u32(value('win32VersionValue'), 'win32VersionValue');
  cursor.u32(sizeOfImage, 'sizeOfImage').u32(headers.sizeOfHeaders, 'sizeOfHeaders');
  const checkSum = cursor.position;
  cursor.u32(0, 'checkSum').u16(value('subsystem', EFI_APPLICATION), 'subsystem');
  cursor.u16(value('dllCharacteristics', plan.nxCompat === 'set' ? NX_COMPAT : 0), 'dllCharacteristics');
  for (const field of ['sizeOfStackReserve', 'sizeOfStackCommit', 'sizeOfHeapReserve', 'sizeOfHeapCommit'] as const) {
    cursor.word(value(field), width, field);
  }
  cursor.u32(value('loaderFlags'), 'loaderFlags');
  return checkSum;
}

function initializedSize(plan: Plan, sections: readonly SectionLayout[]): number {
  return plan.dataSize === 'raw' ? sum(sections, 'sizeOfRawData') : sum(sections, 'extent', 'data');
}

function sum(sections: readonly SectionLayout[], field: 'sizeOfRawData' | 'extent', kind?: SectionKind): number {
  return sections.reduce(
    (total, section) => (kind === undefined || section.plan.kind === kind ? total + section[field] : total),
    0,
  );
}

/** Returns the file offset of the certificate table's entry. */
function emitDirectories(cursor: Cursor, layout: Layout): number {
  const { directories } = layout.plan;
  cursor.u32(directories, 'numberOfRvaAndSizes');
  let certificateEntry = 0;
  for (let index = 0; index < directories; index += 1) {
    if (index === CERTIFICATE_DIRECTORY) certificateEntry = cursor.position;
    const { address, size } = directoryOf(layout, index);
    cursor.structure('dataDirectories', index).u32(address, 'virtualAddress').u32(size, 'size');
  }
  return certificateEntry;
}

/** Where what a directory names lies; of the certificate table a file offset. */
function directoryOf(
  { plan, tail, debug, relocations, tablesAddress }: Layout,
  index: number,
): { readonly address: number; readonly size: number } {
  const rank = plan.tables.indexOf(index);
  if (rank >= 0) return { address: tablesAddress + plan.tableLength * rank, size: statedSize(index, plan) };
  switch (index) {
    case CERTIFICATE_DIRECTORY:
      return { address: tail.certificateOffset, size: tail.certificateLength };
    case RELOCATION_DIRECTORY:
      return { address: relocations.address, size: relocations.length };
    case DEBUG_DIRECTORY:
      return debug.entries.length === 0
        ? { address: 0, size: 0 }
        : { address: debug.address, size: debug.entries.length * DEBUG_ENTRY_LENGTH };
    default:
      return { address: 0, size: 0 };
  }
}

function emitSectionHeader(cursor: Cursor, layout: Layout, section: SectionLayout, index: number): void {
  const { plan, tail } = layout;
  const { name, kind } = section.plan;
  const start = cursor.position;
  cursor.text(name, SECTION_NAME_LENGTH, 'name');
  if (plan.nameTails === 'live') {
    const seed = streamSeed(plan.seed, STREAM.names);
    fillSeeded(cursor.bytes, Math.min(start + name.length + 1, cursor.position), cursor.position, seed, 'non-zero');
  }
  const hasTables = index < tail.objectTables;
  const relocations = tail.objectTablesOffset + objectTableLength(plan) * index;
  cursor
    .u32(section.virtualSize, 'virtualSize')
    .u32(section.virtualAddress, 'virtualAddress')
    .u32(section.sizeOfRawData, 'sizeOfRawData')
    .u32(section.pointerToRawData, 'pointerToRawData')
    .u32(hasTables ? relocations : 0, 'pointerToRelocations')
    .u32(hasTables ? relocations + OBJECT_RELOCATION * plan.objectRecords : 0, 'pointerToLinenumbers')
    .u16(hasTables ? plan.objectRecords : 0, 'numberOfRelocations')
    .u16(hasTables ? lineNumbersOf(plan) : 0, 'numberOfLinenumbers')
    .u32(characteristicsOf(plan, kind), 'characteristics');
}

/** The flags of a section of some kind. */
export function characteristicsOf({ sectionFlags }: Plan, kind: SectionKind): number {
  return kind === 'code' ? CHARACTERISTICS.code : (CHARACTERISTICS[kind] | sectionFlags) >>> 0;
}
