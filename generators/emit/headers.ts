import type { Cursor } from '../bytes/cursor.ts';
import { DEBUG_ENTRY_LENGTH } from '../layout/debug-data.ts';
import type { Layout, SectionLayout } from '../layout/layout.ts';
import { MACHINE_FACTS } from '../plan/machines.ts';
import type { Plan, SectionKind } from '../plan/plan.ts';

/** PE format, "Section Flags", for each kind of section. */
export const CHARACTERISTICS: Readonly<Record<SectionKind, number>> = {
  code: 0x60000020,
  data: 0xc0000040,
  rodata: 0x40000040,
  bss: 0xc0000080,
  sbat: 0x42000040,
};

/** The zboot header's own words, from Linux zboot-header.S. */
const MZ_WORD = 0x00005a4d;
const LINUX_PE_MAGIC = 0x818223cd;
const COMPRESSION_NAME_LENGTH = 32;
const EFI_APPLICATION = 10;
const NX_COMPAT = 0x0100;
const CERTIFICATE_DIRECTORY = 4;
const DEBUG_DIRECTORY = 6;

/** Where the two fields lie that a signature does not cover. */
export interface UnsignedFields {
  /** File offset of CheckSum, which is left 0. */
  readonly checkSum: number;
  /** File offset of the certificate table's directory entry. */
  readonly certificateEntry: number;
}

/** The DOS header of 64 bytes as Linux zboot-header.S writes it; the cursor stands at the start of the file. */
export function emitZbootHeader(cursor: Cursor, { plan, headers, payload, payloadOffset }: Layout): void {
  cursor.structure('zbootHeader').u32(MZ_WORD, 'mzMagic').text('zimg', 4, 'magic');
  cursor.u32(payloadOffset, 'payloadOffset').u32(payload.bytes.length, 'payloadSize').zeros(8, 'reserved');
  cursor.text(plan.compression, COMPRESSION_NAME_LENGTH, 'compressionType');
  cursor.u32(plan.linuxMagic === 'present' ? LINUX_PE_MAGIC : 0, 'linuxPeMagic');
  cursor.u32(headers.peOffset, 'peHeaderOffset');
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
  cursor.u32(tail.symbolCount === 0 ? 0 : layout.rawEnd, 'pointerToSymbolTable');
  cursor.u32(tail.symbolCount, 'numberOfSymbols');
  cursor.u16(headers.sizeOfOptionalHeader, 'sizeOfOptionalHeader').u16(machine.characteristics, 'characteristics');
  cursor.structure('optionalHeader');
  emitStandardFields(cursor, layout);
  const checkSum = emitWindowsFields(cursor, layout);
  const certificateEntry = emitDirectories(cursor, layout);
  for (let index = 0; index < sections.length; index += 1) {
    const section = sections[index];
    if (section !== undefined) emitSectionHeader(cursor.structure('sections', index), section);
  }
  return { checkSum, certificateEntry };
}

function emitStandardFields(cursor: Cursor, { plan, sections, addressOfEntryPoint }: Layout): void {
  const machine = MACHINE_FACTS[plan.machine];
  const code = sections.filter(({ plan: { kind } }) => kind === 'code');
  const initialized = sections.filter(({ plan: { kind } }) => kind !== 'code' && kind !== 'bss');
  cursor.u16(machine.magic, 'magic').u8(0).u8(0);
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
  cursor.word(plan.imageBase, width, 'imageBase');
  cursor.u32(plan.sectionAlignment, 'sectionAlignment').u32(plan.fileAlignment, 'fileAlignment');
  // Versions of the operating system, the image and the subsystem, and the reserved Win32VersionValue.
  cursor.zeros(4).u16(plan.imageVersion, 'majorImageVersion').u16(0).zeros(4).u32(0, 'win32VersionValue');
  cursor.u32(sizeOfImage, 'sizeOfImage').u32(headers.sizeOfHeaders, 'sizeOfHeaders');
  const checkSum = cursor.position;
  cursor.u32(0, 'checkSum').u16(EFI_APPLICATION, 'subsystem');
  cursor.u16(plan.nxCompat === 'set' ? NX_COMPAT : 0, 'dllCharacteristics');
  // Stack and heap, reserve and commit each.
  cursor.zeros(4 * width).u32(0, 'loaderFlags');
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
function emitDirectories(cursor: Cursor, { plan, tail, debug }: Layout): number {
  cursor.u32(plan.directories, 'numberOfRvaAndSizes');
  let certificateEntry = 0;
  for (let index = 0; index < plan.directories; index += 1) {
    cursor.structure('dataDirectories', index);
    if (index === CERTIFICATE_DIRECTORY) {
      certificateEntry = cursor.position;
      cursor.u32(tail.certificateOffset, 'virtualAddress').u32(tail.certificateLength, 'size');
    } else if (index === DEBUG_DIRECTORY && debug.entries.length > 0) {
      cursor.u32(debug.address, 'virtualAddress').u32(debug.entries.length * DEBUG_ENTRY_LENGTH, 'size');
    } else {
      cursor.u32(0, 'virtualAddress').u32(0, 'size');
    }
  }
  return certificateEntry;
}

function emitSectionHeader(cursor: Cursor, section: SectionLayout): void {
  cursor
    .text(section.plan.name, 8, 'name')
    .u32(section.virtualSize, 'virtualSize')
    .u32(section.virtualAddress, 'virtualAddress')
    .u32(section.sizeOfRawData, 'sizeOfRawData')
    .u32(section.pointerToRawData, 'pointerToRawData')
    .u32(0, 'pointerToRelocations')
    .u32(0, 'pointerToLinenumbers')
    .u16(0, 'numberOfRelocations')
    .u16(0, 'numberOfLinenumbers')
    .u32(CHARACTERISTICS[section.plan.kind], 'characteristics');
}
