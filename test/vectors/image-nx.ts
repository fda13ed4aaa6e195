/** What breaks the rules on protected memory, and by how little they hold. */
import { AT, IDEAL_AT, ideal } from './base-images.ts';
import type { RuleId } from '../../properties/index.ts';
import type { ImageHold, ImageViolation } from './entries.ts';
import { ideal32 } from './image-optional-pe32.ts';
import { cut, setBytes, setU16, setU32, setWords } from './patch.ts';

const DLL_FLAGS = { offset: AT.dllCharacteristics, length: 2 };
/** What a 32-bit image is told that lacks it. */
const DYNAMIC_ALONE = { kind: 'form', name: 'DYNAMIC_BASE 0x40 set' } as const;
const SECTION_ALIGNMENT = { offset: AT.sectionAlignment, length: 4 };
const IMAGE_BASE = { offset: AT.imageBase, length: 8 };
/** Flags of a section, in bytes from the start of its header. [PE format, Section Table (Section Headers)] */
const FLAGS = 36;
const TEXT_FLAGS = { offset: IDEAL_AT.text.name + FLAGS, length: 4 };
const DATA_FLAGS = { offset: IDEAL_AT.data.name + FLAGS, length: 4 };
/** Code that is read and run. */
const CODE = 0x60000020;
const ARM64 = 0xaa64;
const RUNTIME_DRIVER = 12;

function dllFlags(value: number): Uint8Array {
  return setU16(ideal(), AT.dllCharacteristics, value);
}

function textFlags(value: number): Uint8Array {
  return setU32(ideal(), TEXT_FLAGS.offset, value);
}

function dataFlags(value: number): Uint8Array {
  return setU32(ideal(), DATA_FLAGS.offset, value);
}

/** A driver of a subsystem for a machine; its sections are aligned to so many bytes. */
function driver(machine: number, subsystem: number, alignment: number): Uint8Array {
  const image = setU16(setU16(ideal(), AT.machine, machine), AT.subsystem, subsystem);
  return setU32(image, AT.sectionAlignment, alignment);
}

/** An image in which half a page of `.data` is not in the file, so that what follows starts inside a page. */
function halfPage(fileAlignment: number): Uint8Array {
  return setWords(
    cut(blocks(fileAlignment), 0x3800, 0x800),
    [IDEAL_AT.data.sizeOfRawData, 0x800],
    [IDEAL_AT.sbat.pointerToRawData, 0x3800],
    [IDEAL_AT.sbom.pointerToRawData, 0x4800],
  );
}

function blocks(fileAlignment: number): Uint8Array {
  return setU32(ideal(), AT.fileAlignment, fileAlignment);
}

/** Without a second look at the entry point: where it is called. */
function entryAt(address: number): Uint8Array {
  return setU32(ideal(), AT.addressOfEntryPoint, address);
}

const FLAG_VIOLATIONS: readonly ImageViolation[] = [
  ...[0x60, 0xfeff].map((value) => ({
    rule: 'PE-NX-001' as const,
    name: `DllCharacteristics is 0x${value.toString(16)}`,
    base: ideal,
    make: () => dllFlags(value),
    at: DLL_FLAGS,
    actual: value,
  })),
  {
    rule: 'PE-NX-002',
    name: 'code beside that of the entry point may be written',
    base: () => dataFlags(CODE),
    make: () => dataFlags(0xe0000020),
    also: ['PE-NX-016'],
    at: DATA_FLAGS,
    actual: 0xe0000020,
  },
  {
    rule: 'PE-NX-002',
    name: 'a section has all flags',
    base: ideal,
    make: () => dataFlags(0xffffffff),
    also: ['PE-OPT-022', 'PE-SEC-008', 'PE-SEC-009', 'PE-SEC-023', 'PE-SEC-027', 'PE-NX-016'],
    at: DATA_FLAGS,
    actual: 0xffffffff,
  },
  {
    rule: 'PE-NX-006',
    name: 'the entry point is the first byte of .data',
    base: ideal,
    make: () => entryAt(0x3000),
    also: ['ZB-032'],
    at: DATA_FLAGS,
    actual: 0xc0000040,
  },
  {
    rule: 'PE-NX-006',
    name: 'the entry point is the last byte of .data',
    base: ideal,
    make: () => entryAt(0x3fff),
    also: ['ZB-032'],
    at: DATA_FLAGS,
    actual: 0xc0000040,
  },
  {
    rule: 'PE-NX-016',
    name: 'data that may be written is marked as code',
    make: () => dataFlags(0xc0000060),
    base: ideal,
    also: ['PE-OPT-022', 'PE-SEC-009'],
    at: DATA_FLAGS,
    actual: 0xc0000060,
  },
  {
    rule: 'PE-NX-006',
    name: 'the section of the entry point may be written',
    base: ideal,
    make: () => textFlags(0xe0000020),
    also: ['PE-NX-002', 'PE-NX-016'],
    at: TEXT_FLAGS,
    actual: 0xe0000020,
  },
  {
    rule: 'PE-NX-006',
    name: 'the section of the entry point may not be executed',
    base: ideal,
    make: () => textFlags(0x40000020),
    at: TEXT_FLAGS,
    actual: 0x40000020,
  },
  ...[0x140, 0x120, 0x100].map((value) => ({
    rule: 'PE-NX-014' as const,
    name: `DllCharacteristics is 0x${value.toString(16)}`,
    base: ideal,
    make: () => dllFlags(value),
    at: DLL_FLAGS,
    actual: value,
    wanted: {
      kind: 'form' as const,
      name: 'DYNAMIC_BASE 0x40 and HIGH_ENTROPY_VA 0x20 set',
    },
  })),
  {
    rule: 'PE-NX-014',
    name: 'a 32-bit image has all flags but DYNAMIC_BASE',
    base: ideal32,
    make: () => setU16(ideal32(), AT.dllCharacteristics, 0x120),
    at: DLL_FLAGS,
    actual: 0x120,
    wanted: DYNAMIC_ALONE,
  },
];

/** Alignments that no page has, and what else an image breaks that was made for pages. */
const SMALL_ALIGNMENTS: readonly (readonly [value: number, also: readonly RuleId[]])[] = [
  [0, ['PE-OPT-003', 'PE-OPT-004']],
  [1, ['PE-OPT-004', 'PE-OPT-006']],
  [0x800, ['PE-OPT-004', 'PE-OPT-006']],
  [0xfff, ['PE-OPT-003', 'PE-OPT-004', 'PE-OPT-006', 'PE-OPT-008', 'PE-SEC-013', 'PE-LAM-003', 'PE-LAM-004']],
  [0x1001, ['PE-OPT-003', 'PE-OPT-008', 'PE-SEC-013', 'PE-LAM-003', 'PE-LAM-004']],
  [0x1800, ['PE-OPT-003', 'PE-SEC-013', 'PE-LAM-003', 'PE-LAM-004']],
  [2 ** 32 - 1, ['PE-OPT-003', 'PE-OPT-008', 'PE-OPT-028', 'PE-SEC-013', 'PE-LAM-003', 'PE-LAM-004', 'PE-LAM-010']],
];

const ALIGNMENT_VIOLATIONS: readonly ImageViolation[] = [
  ...SMALL_ALIGNMENTS.map(([value, also]) => ({
    rule: 'PE-NX-003' as const,
    name: `SectionAlignment is 0x${value.toString(16)}`,
    base: ideal,
    make: () => setU32(ideal(), AT.sectionAlignment, value),
    also,
    at: SECTION_ALIGNMENT,
    actual: value,
    wanted: { kind: value < 0x1000 ? ('at-least' as const) : ('multiple-of' as const), value: 0x1000 },
  })),
  ...[0x1000, 0x8000, 0x18000, 2 ** 31 + 0x8000].map((alignment) => ({
    rule: 'PE-NX-004' as const,
    name: `SectionAlignment is 0x${alignment.toString(16)} in a runtime driver`,
    base: () => driver(ARM64, 11, alignment),
    make: () => driver(ARM64, RUNTIME_DRIVER, alignment),
    at: SECTION_ALIGNMENT,
    actual: alignment,
  })),
  ...(
    [
      [0x200, ['PE-LAF-012']],
      [0x800, ['PE-LAF-012']],
      [0x2000, ['PE-LAF-010', 'PE-LAF-012']],
    ] as const
  ).map(([fileAlignment, also]) => ({
    rule: 'PE-NX-007' as const,
    name: `data starts inside a page with blocks of 0x${fileAlignment.toString(16)}`,
    base: () => blocks(fileAlignment),
    make: () => halfPage(fileAlignment),
    also,
    at: { offset: IDEAL_AT.sbat.pointerToRawData, length: 4 },
    actual: 0x3800,
  })),
  ...(
    [
      ['0x1', ['PE-OPT-007']],
      ['0x10000', []],
      ['0xffffffffffffffff', ['PE-OPT-007']],
    ] as const
  ).map(([base, also]) => ({
    rule: 'PE-NX-010' as const,
    name: `ImageBase is ${base}`,
    base: ideal,
    make: () => setBytes(ideal(), AT.imageBase, new Uint8Array(BigUint64Array.of(BigInt(base)).buffer)),
    also,
    at: IMAGE_BASE,
    actual: base,
    wanted: { kind: 'equals' as const, value: '0x0' },
  })),
];

/** Violations of the rules on protected memory. */
export const NX_VIOLATIONS: readonly ImageViolation[] = [...FLAG_VIOLATIONS, ...ALIGNMENT_VIOLATIONS];

/** Images on which these rules hold by the smallest margin. */
export const NX_HOLDS: readonly ImageHold[] = [
  { rule: 'PE-NX-001', name: 'no other flag is set', make: () => dllFlags(0x100) },
  { rule: 'PE-NX-002', name: 'one section may be written and another executed', make: ideal },
  { rule: 'PE-NX-002', name: 'a section has all flags but MEM_WRITE', make: () => dataFlags(0x7fffffff) },
  { rule: 'PE-NX-002', name: 'a section has all flags but MEM_EXECUTE', make: () => dataFlags(0xdfffffff) },
  { rule: 'PE-NX-016', name: 'code may not be written, and data is not code', make: ideal },
  { rule: 'PE-NX-003', name: 'SectionAlignment is a page', make: ideal },
  ...[0x2000, 0x3000, 2 ** 31, 2 ** 32 - 0x1000].map((value) => ({
    rule: 'PE-NX-003' as const,
    name: `SectionAlignment is 0x${value.toString(16)}`,
    make: () => setU32(ideal(), AT.sectionAlignment, value),
  })),
  ...[0x10000, 0x20000, 2 ** 31 + 0x10000].map((alignment) => ({
    rule: 'PE-NX-004' as const,
    name: `a runtime driver is aligned to 0x${alignment.toString(16)}`,
    make: () => driver(ARM64, RUNTIME_DRIVER, alignment),
  })),
  ...[
    [ARM64, 11],
    [ARM64, 13],
    [0x8664, RUNTIME_DRIVER],
  ].map(([machine = 0, subsystem = 0]) => ({
    rule: 'PE-NX-004' as const,
    name: `the machine is 0x${machine.toString(16)} and the subsystem ${subsystem}`,
    make: () => driver(machine, subsystem, 0x1000),
  })),
  { rule: 'PE-NX-006', name: 'the entry point is the first byte of .text', make: () => entryAt(0x1000) },
  { rule: 'PE-NX-006', name: 'the entry point is the last byte of .text', make: () => entryAt(0x2fff) },
  { rule: 'PE-NX-007', name: 'all data starts at pages and blocks are small', make: () => blocks(0x200) },
  { rule: 'PE-NX-007', name: 'FileAlignment is a page, wherever data starts', make: () => halfPage(0x1000) },
  {
    rule: 'PE-NX-007',
    name: 'what starts inside a page has no data',
    make: () => setWords(blocks(0x200), [IDEAL_AT.data.sizeOfRawData, 0], [IDEAL_AT.data.pointerToRawData, 0x3001]),
  },
  { rule: 'PE-NX-010', name: 'ImageBase is 0', make: ideal },
  { rule: 'PE-NX-014', name: 'no other flag is set', make: () => dllFlags(0x60) },
  {
    rule: 'PE-NX-014',
    name: 'a 32-bit image has DYNAMIC_BASE alone',
    make: () => setU16(ideal32(), AT.dllCharacteristics, 0x40),
  },
];
