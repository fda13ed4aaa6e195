import { Cursor } from './cursor.ts';
import type { Layout, SectionLayout } from './layout.ts';
import { MACHINE_FACTS } from './machines.ts';
import type { Plan, SectionKind } from './plan.ts';
import { DEBUG_DATA, DEBUG_ENTRY_LENGTH } from './debug-data.ts';

/** PE format, "Section Flags", for each kind of section. */
const CHARACTERISTICS: Readonly<Record<SectionKind, number>> = {
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

/** The DOS header of 64 bytes as Linux zboot-header.S writes it. */
export function emitZbootHeader(bytes: Uint8Array, { plan, headers, payload, payloadOffset }: Layout): void {
  new Cursor(bytes, 0)
    .u32(MZ_WORD)
    .text('zimg', 4)
    .u32(payloadOffset)
    .u32(payload.bytes.length)
    .zeros(8)
    .text(plan.compression, COMPRESSION_NAME_LENGTH)
    .u32(plan.linuxMagic === 'present' ? LINUX_PE_MAGIC : 0)
    .u32(headers.peOffset);
}

/**
 * The PE signature, the COFF file header, the optional header and the section table (PE format, same chapters).
 *
 * @returns the file offset of the CheckSum field, which is left 0
 */
export function emitPeHeaders(bytes: Uint8Array, layout: Layout): number {
  const { plan, headers, sections, tail } = layout;
  const machine = MACHINE_FACTS[plan.machine];
  const cursor = new Cursor(bytes, headers.peOffset);
  cursor.text('PE', 4);
  cursor.u16(machine.code).u16(sections.length).u32(plan.timeDateStamp);
  cursor.u32(tail.symbolCount === 0 ? 0 : layout.rawEnd).u32(tail.symbolCount);
  cursor.u16(headers.sizeOfOptionalHeader).u16(machine.characteristics);
  emitStandardFields(cursor, layout);
  // ImageBase, the first field whose width depends on Magic.
  cursor.zeros(machine.bits / 8);
  cursor.u32(plan.sectionAlignment).u32(plan.fileAlignment);
  // Versions of the operating system, the image and the subsystem, and the reserved Win32VersionValue.
  cursor.zeros(4).u16(plan.imageVersion).u16(0).zeros(4).zeros(4);
  cursor.u32(layout.sizeOfImage).u32(headers.sizeOfHeaders);
  const checkSumOffset = cursor.position;
  cursor
    .u32(0)
    .u16(EFI_APPLICATION)
    .u16(plan.nxCompat === 'set' ? NX_COMPAT : 0);
  // Stack and heap, reserve and commit each, then LoaderFlags.
  cursor.zeros((4 * machine.bits) / 8).u32(0);
  emitDirectories(cursor, layout);
  for (const section of sections) {
    emitSectionHeader(cursor, section);
  }
  return checkSumOffset;
}

function emitStandardFields(cursor: Cursor, { plan, sections, addressOfEntryPoint }: Layout): void {
  const machine = MACHINE_FACTS[plan.machine];
  const code = sections.filter(({ plan: { kind } }) => kind === 'code');
  const initialized = sections.filter(({ plan: { kind } }) => kind !== 'code' && kind !== 'bss');
  cursor.u16(machine.magic).u8(0).u8(0);
  cursor.u32(sum(code, 'sizeOfRawData')).u32(initializedSize(plan, initialized));
  cursor.u32(sum(sections, 'extent', 'bss'));
  cursor.u32(addressOfEntryPoint).u32(code[0]?.virtualAddress ?? 0);
  if (machine.bits === 32) {
    // BaseOfData exists in PE32 only.
    cursor.u32(initialized[0]?.virtualAddress ?? 0);
  }
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

function emitDirectories(cursor: Cursor, { plan, tail, debugAddress }: Layout): void {
  const debugLength = DEBUG_DATA[plan.debug].length * DEBUG_ENTRY_LENGTH;
  cursor.u32(plan.directories);
  for (let index = 0; index < plan.directories; index += 1) {
    if (index === CERTIFICATE_DIRECTORY) {
      cursor.u32(tail.certificateOffset).u32(tail.certificateLength);
    } else if (index === DEBUG_DIRECTORY && debugLength > 0) {
      cursor.u32(debugAddress).u32(debugLength);
    } else {
      cursor.zeros(8);
    }
  }
}

function emitSectionHeader(cursor: Cursor, section: SectionLayout): void {
  cursor
    .text(section.plan.name, 8)
    .u32(section.virtualSize)
    .u32(section.virtualAddress)
    .u32(section.sizeOfRawData)
    .u32(section.pointerToRawData)
    // Relocations and line numbers: two pointers and two counts.
    .zeros(12)
    .u32(CHARACTERISTICS[section.plan.kind]);
}
