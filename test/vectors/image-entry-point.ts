import { AT, IDEAL_AT, headersOnly, ideal, withoutZboot } from './base-images.ts';
import type { ImageHold, ImageViolation } from './entries.ts';
import { setBytes, setU16, setU32, setWords } from './patch.ts';

const ENTRY_POINT = { offset: AT.addressOfEntryPoint, length: 4 };
/** Where the flags of `.text` of {@link ideal} lie. */
const TEXT_FLAGS = IDEAL_AT.text.name + 36;
const DLL = 0x2206;
const BOOT_SERVICE_DRIVER = 11;

function entry(value: number, image = ideal): Uint8Array {
  return setU32(image(), AT.addressOfEntryPoint, value);
}

/** Headers of 0xe00 bytes that take 0x1000 in memory, whatever SizeOfImage says. */
function inHeaders(entryPoint: number, sizeOfImage: number): Uint8Array {
  return setWords(headersOnly(), [AT.addressOfEntryPoint, entryPoint], [AT.sizeOfImage, sizeOfImage]);
}

/** {@link ideal} with an entry point in `.text` and the flags of that section. */
function textFlags(flags: number): Uint8Array {
  return setU32(ideal(), TEXT_FLAGS, flags);
}

/** {@link ideal} that starts with its section `.sbat`, which may be executed and has so many addresses. */
function inSbat(virtualSize: number): Uint8Array {
  const executable = setU32(entry(IDEAL_AT.sbatData), IDEAL_AT.sbat.name + 36, 0x60000020);
  return setU32(executable, IDEAL_AT.sbat.virtualSize, virtualSize);
}

/** A library without a zboot header that starts nowhere. */
function library(characteristics: number, subsystem: number): Uint8Array {
  const image = setU16(entry(0, withoutZboot), AT.characteristics, characteristics);
  return setU16(image, AT.subsystem, subsystem);
}

/** {@link ideal} for a machine, with an entry point in `.text`. */
function forMachine(machine: number, entryPoint: number): Uint8Array {
  return setU16(entry(entryPoint), AT.machine, machine);
}

/** Machines, and what the entry point has to be a multiple of. */
const ALIGNED_MACHINES = [
  [0xaa64, 4],
  [0x6264, 4],
  [0x5064, 2],
] as const;

/** {@link ideal} with an entry point at 0x1100 and so many zeros there. */
function zeros(count: number): Uint8Array {
  return setBytes(entry(0x1100), 0x1100, new Array<number>(count).fill(0));
}

/** Violations of the rules on the entry point. */
export const ENTRY_POINT_VIOLATIONS: readonly ImageViolation[] = [
  {
    rule: 'PE-OPT-034',
    name: 'sixteen zeros are at the entry point',
    base: ideal,
    make: () => zeros(16),
    at: { offset: 0x1100, length: 16 },
    actual: 'zeros',
  },
  ...[0xaa64, 0x5064, 0x6264].map((machine) => ({
    rule: 'PE-OPT-034' as const,
    name: `four zeros are at the entry point on machine 0x${machine.toString(16)}`,
    base: () => forMachine(machine, 0x1100),
    make: () => setU16(zeros(4), AT.machine, machine),
    at: { offset: 0x1100, length: 4 },
  })),
  {
    rule: 'PE-OPT-034',
    name: 'the zeros at the entry point are all that is loaded there',
    base: ideal,
    make: () => setU32(zeros(4), IDEAL_AT.text.virtualSize, 0x104),
    also: ['PE-SEC-020', 'PE-SEC-021', 'PE-LAF-007', 'PE-LAM-003', 'ZB-007'],
    at: { offset: 0x1100, length: 4 },
  },
  {
    rule: 'PE-OPT-034',
    name: 'the entry point lies where the section has no data any more',
    base: ideal,
    make: () => setU32(entry(0x1800), IDEAL_AT.text.sizeOfRawData, 0x800),
    also: ['ZB-006', 'PE-SEC-015', 'PE-LAF-003', 'PE-LAF-006', 'PE-LAF-013', 'PE-NX-012', 'PE-NX-013'],
    at: ENTRY_POINT,
    actual: 0x1800,
  },
  ...[0x6000, 0x6001, 0x100000, 2 ** 31, 2 ** 32 - 1].map((value) => ({
    rule: 'PE-OPT-019' as const,
    name: `the entry point is ${value} in an image of 0x6000 bytes`,
    base: ideal,
    make: () => entry(value),
    also: ['PE-OPT-020'] as const,
    at: ENTRY_POINT,
    actual: value,
    wanted: { kind: 'below' as const, value: 0x6000 },
  })),
  {
    rule: 'PE-OPT-019',
    name: 'SizeOfImage claims more than the sections take',
    base: () => inHeaders(0xfff, 0x2000),
    make: () => inHeaders(0x1000, 0x2000),
    at: ENTRY_POINT,
    actual: 0x1000,
    wanted: { kind: 'below', value: 0x1000 },
  },
  {
    rule: 'PE-OPT-019',
    name: 'SizeOfImage claims less than the sections take',
    base: () => inHeaders(0xf80, 0xf81),
    make: () => inHeaders(0xf80, 0xf80),
    at: ENTRY_POINT,
    actual: 0xf80,
    wanted: { kind: 'below', value: 0xf80 },
  },
  {
    rule: 'PE-OPT-019',
    name: 'nothing is rounded up, for SectionAlignment is 0',
    base: () => setU32(inHeaders(0xdff, 0x2000), AT.sectionAlignment, 0),
    make: () => setU32(inHeaders(0xe00, 0x2000), AT.sectionAlignment, 0),
    at: ENTRY_POINT,
    wanted: { kind: 'below', value: 0xe00 },
  },
  {
    rule: 'PE-OPT-020',
    name: 'the entry point is 0',
    base: ideal,
    make: () => entry(0),
    also: ['PE-OPT-021'],
    at: ENTRY_POINT,
    actual: 0,
    wanted: { kind: 'form', name: 'an address in a section' },
  },
  {
    rule: 'PE-OPT-020',
    name: 'the entry point is the last byte of the headers',
    base: ideal,
    make: () => entry(0xfff),
    also: ['PE-OPT-021'],
    at: ENTRY_POINT,
    actual: 0xfff,
  },
  {
    rule: 'PE-OPT-020',
    name: 'the entry point is the first byte behind the section by its VirtualSize',
    base: () => setU32(ideal(), IDEAL_AT.text.virtualSize, 0x1ff0),
    make: () => setU32(entry(0x2ff0), IDEAL_AT.text.virtualSize, 0x1ff0),
    at: ENTRY_POINT,
    actual: 0x2ff0,
  },
  {
    rule: 'PE-OPT-020',
    name: 'the section of the entry point has its data in the file and no VirtualSize',
    base: () => inSbat(0x1000),
    make: () => inSbat(0),
    also: ['PE-SEC-012', 'PE-SEC-020', 'PE-SEC-021', 'PE-NX-005'],
    at: ENTRY_POINT,
  },
  {
    rule: 'PE-OPT-020',
    name: 'a second section starts with the entry point',
    base: () => setU32(entry(0x2ffe), IDEAL_AT.data.virtualAddress, 0x2fff),
    make: () => setU32(entry(0x2fff), IDEAL_AT.data.virtualAddress, 0x2fff),
    also: ['PE-NX-006'],
    at: ENTRY_POINT,
    wanted: { kind: 'form', name: 'an address in only one section' },
  },
  ...[1, 0x10, 0xdff].map((value) => ({
    rule: 'PE-OPT-021' as const,
    name: `the entry point is ${value} in headers of 0xe00 bytes`,
    base: () => inHeaders(0xe00, 0x2000),
    make: () => inHeaders(value, 0x2000),
    at: ENTRY_POINT,
    actual: value,
    wanted: { kind: 'at-least' as const, value: 0xe00 },
  })),
  {
    rule: 'PE-OPT-021',
    name: 'an application has an entry point of 0',
    base: () => library(DLL, BOOT_SERVICE_DRIVER),
    make: () => library(DLL, 10),
    at: ENTRY_POINT,
    actual: 0,
  },
  {
    rule: 'PE-OPT-021',
    name: 'a driver that is no library has an entry point of 0',
    base: () => library(DLL, BOOT_SERVICE_DRIVER),
    make: () => library(0x206, BOOT_SERVICE_DRIVER),
    at: ENTRY_POINT,
    actual: 0,
  },
  {
    rule: 'PE-OPT-021',
    name: 'a driver that is a library has an entry point of 1',
    base: () => library(DLL, BOOT_SERVICE_DRIVER),
    make: () => setU32(library(DLL, BOOT_SERVICE_DRIVER), AT.addressOfEntryPoint, 1),
    at: ENTRY_POINT,
    actual: 1,
  },
  {
    rule: 'PE-OPT-021',
    name: 'an application has an entry point of 0 and headers of 0 bytes',
    base: () => setWords(inHeaders(1, 0x2000), [AT.sizeOfHeaders, 0]),
    make: () => setWords(inHeaders(0, 0x2000), [AT.sizeOfHeaders, 0]),
    at: ENTRY_POINT,
    wanted: { kind: 'at-least', value: 1 },
  },
  {
    rule: 'PE-SEC-026',
    name: 'the section of the entry point is discardable',
    base: ideal,
    make: () => textFlags(0x62000020),
    also: ['PE-SEC-023'],
    at: { offset: TEXT_FLAGS, length: 4 },
    beside: [ENTRY_POINT],
    actual: 0x62000020,
  },
  {
    rule: 'PE-SEC-026',
    name: 'the section of the entry point may not be read',
    base: ideal,
    make: () => textFlags(0x20000020),
    also: ['PE-SEC-022'],
    at: { offset: TEXT_FLAGS, length: 4 },
    actual: 0x20000020,
  },
  ...ALIGNED_MACHINES.flatMap(([machine, alignment]) =>
    (alignment === 2 ? [1] : [1, 2, 3]).map((beyond) => ({
      rule: 'PE-OPT-032' as const,
      name: `the entry point is ${beyond} beyond a multiple of ${alignment} for machine ${machine}`,
      base: () => forMachine(machine, 0x1010),
      make: () => forMachine(machine, 0x1010 + beyond),
      at: ENTRY_POINT,
      beside: [{ offset: AT.machine, length: 2 }],
      actual: 0x1010 + beyond,
      wanted: { kind: 'multiple-of' as const, value: alignment },
    })),
  ),
];

/** Images on which these rules hold by the smallest margin. */
export const ENTRY_POINT_HOLDS: readonly ImageHold[] = [
  { rule: 'PE-OPT-034', name: 'fifteen zeros are at the entry point', make: () => zeros(15) },
  {
    rule: 'PE-OPT-034',
    name: 'three zeros are at the entry point on arm64',
    make: () => setU16(zeros(3), AT.machine, 0xaa64),
  },
  { rule: 'PE-OPT-034', name: 'the entry point is the first byte of its section', make: () => entry(0x1000) },
  { rule: 'PE-OPT-019', name: 'the entry point is the last byte of the image', make: () => entry(0x5fff) },
  { rule: 'PE-OPT-019', name: 'the image is rounded up to a page', make: () => inHeaders(0xfff, 0x2000) },
  { rule: 'PE-OPT-019', name: 'SizeOfImage ends with the entry point', make: () => inHeaders(0xf80, 0xf81) },
  { rule: 'PE-OPT-020', name: 'the entry point is the first byte of a section', make: () => entry(0x1000) },
  { rule: 'PE-OPT-020', name: 'the entry point is the last byte of a section', make: () => entry(0x2fff) },
  { rule: 'PE-OPT-020', name: 'the section of the entry point may not be executed', make: () => textFlags(0xc0000040) },
  {
    rule: 'PE-OPT-020',
    name: 'a section takes 2^32 addresses less one behind the entry point',
    make: () => setWords(ideal(), [IDEAL_AT.data.virtualSize, 2 ** 32 - 1]),
  },
  { rule: 'PE-OPT-021', name: 'the entry point follows the headers', make: () => inHeaders(0xe00, 0x2000) },
  {
    rule: 'PE-OPT-021',
    name: 'a boot service driver that is a library has an entry point of 0',
    make: () => library(DLL, BOOT_SERVICE_DRIVER),
  },
  {
    rule: 'PE-OPT-021',
    name: 'an application that is a library starts behind its headers',
    make: () => setU32(library(DLL, 10), AT.addressOfEntryPoint, 0x1000),
  },
  { rule: 'PE-SEC-026', name: 'the section may be read and nothing else', make: () => textFlags(0x40000020) },
  ...ALIGNED_MACHINES.map(([machine, alignment]) => ({
    rule: 'PE-OPT-032' as const,
    name: `the entry point is a multiple of ${alignment} and of no more for machine ${machine}`,
    make: () => forMachine(machine, 0x1010 + alignment),
  })),
];
