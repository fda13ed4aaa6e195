import { AT, IDEAL_AT, ideal, signed } from './base-images.ts';
import { CERTIFICATES, addressAt, sizeAt, withDirectory } from './directory-images.ts';
import type { ImageHold, ImageViolation } from './entries.ts';
import { setU16, setWords } from './patch.ts';

/** Number of the directory of resources, which no rule but those on every directory knows. */
const RESOURCES = 2;

/** The directories that an EFI application must not have. */
const FOREIGN = [0, 1, 9, 11, 12, 13, 14] as const;
const ARCHITECTURE = 7;
const GLOBAL_POINTER = 8;
const RESERVED = 15;
const BOOT_DRIVER = 11;
const END = IDEAL_AT.end;

function resources(address: number, size: number, image = ideal()): Uint8Array {
  return withDirectory(image, RESOURCES, address, size);
}

/** Violations of the rules on every directory. */
export const DIRECTORY_VIOLATIONS: readonly ImageViolation[] = [
  {
    rule: 'PE-DIR-001',
    name: 'a directory has a size and the address 0',
    base: ideal,
    make: () => resources(0, 0x18),
    also: ['PE-DIR-003'],
    at: addressAt(RESOURCES),
    actual: 0,
    wanted: { kind: 'at-least', value: 1 },
  },
  {
    rule: 'PE-DIR-001',
    name: 'a directory starts where the image ends',
    base: ideal,
    make: () => resources(END, 8),
    also: ['PE-DIR-002'],
    at: addressAt(RESOURCES),
    actual: END,
    wanted: { kind: 'below', value: END },
  },
  {
    rule: 'PE-DIR-001',
    name: 'a directory ends one byte behind the image',
    base: ideal,
    make: () => resources(END - 8, 9),
    also: ['PE-DIR-002'],
    at: sizeAt(RESOURCES),
    actual: 9,
    wanted: { kind: 'at-most', value: 8 },
  },
  {
    rule: 'PE-DIR-001',
    name: 'the sum of address and size wraps in 32 bits',
    base: ideal,
    make: () => resources(0xfffffff0, 28),
    also: ['PE-DIR-002'],
    at: addressAt(RESOURCES),
    actual: 0xfffffff0,
  },
  {
    rule: 'PE-DIR-001',
    name: 'the sum of address and size is 2^32',
    base: ideal,
    make: () => resources(0x1000, 0xfffff000),
    also: ['PE-DIR-002'],
    at: sizeAt(RESOURCES),
    actual: 0xfffff000,
  },
  {
    rule: 'PE-DIR-001',
    name: 'the second of two directories starts behind the image',
    base: ideal,
    make: () => withDirectory(resources(0x1000, 8), 10, END + 1, 1),
    also: ['PE-DIR-002'],
    at: addressAt(10),
    actual: END + 1,
  },
  {
    rule: 'PE-DIR-003',
    name: 'a directory has a size and the address 0',
    base: ideal,
    make: () => resources(0, 1),
    also: ['PE-DIR-001'],
    at: sizeAt(RESOURCES),
    actual: 1,
    wanted: { kind: 'equals', value: 0 },
  },
  {
    rule: 'PE-DIR-003',
    name: 'a directory has an address and the size 0',
    base: ideal,
    make: () => resources(0x1000, 0),
    at: addressAt(RESOURCES),
    actual: 0x1000,
  },
  {
    rule: 'PE-DIR-003',
    name: 'the certificates have an offset and the size 0',
    base: ideal,
    make: () => withDirectory(ideal(), CERTIFICATES, END, 0),
    at: addressAt(CERTIFICATES),
    actual: END,
  },
  {
    rule: 'PE-DIR-003',
    name: 'the certificates have a size and the offset 0',
    base: ideal,
    make: () => withDirectory(ideal(), CERTIFICATES, 0, 0x18),
    also: ['PE-DIR-039', 'PE-NX-012', 'PE-NX-013'],
    at: sizeAt(CERTIFICATES),
    actual: 0x18,
  },
  ...[ARCHITECTURE, RESERVED].flatMap((number) => [
    {
      rule: 'PE-DIR-004' as const,
      name: `directory ${number} is not 0`,
      base: ideal,
      make: () => withDirectory(ideal(), number, 0x1000, 8),
      at: addressAt(number),
      actual: 0x1000,
      wanted: { kind: 'equals', value: 0 } as const,
    },
    {
      rule: 'PE-DIR-004' as const,
      name: `directory ${number} has a size alone`,
      base: ideal,
      make: () => withDirectory(ideal(), number, 0, 1),
      also: ['PE-DIR-001', 'PE-DIR-003'] as const,
      at: sizeAt(number),
      actual: 1,
    },
  ]),
  {
    rule: 'PE-DIR-004',
    name: 'the global pointer has a size',
    base: ideal,
    make: () => withDirectory(ideal(), GLOBAL_POINTER, 0x1000, 8),
    at: sizeAt(GLOBAL_POINTER),
    actual: 8,
    wanted: { kind: 'equals', value: 0 },
  },
  ...FOREIGN.map((number) => ({
    rule: 'PE-DIR-005' as const,
    name: `an application has directory ${number}`,
    base: ideal,
    make: () => withDirectory(ideal(), number, 0x1000, 8),
    at: addressAt(number),
    actual: 0x1000,
    wanted: { kind: 'equals', value: 0 } as const,
  })),
  {
    rule: 'PE-DIR-005',
    name: 'an application has imports of no size',
    base: ideal,
    make: () => withDirectory(ideal(), 1, 0x1000, 0),
    also: ['PE-DIR-003'],
    at: addressAt(1),
  },
  {
    rule: 'PE-DIR-005',
    name: 'an application has imports without an address',
    base: ideal,
    make: () => withDirectory(ideal(), 1, 0, 8),
    also: ['PE-DIR-001', 'PE-DIR-003'],
    at: sizeAt(1),
  },
];

/** Images on which these rules hold by the smallest margin. */
export const DIRECTORY_HOLDS: readonly ImageHold[] = [
  { rule: 'PE-DIR-001', name: 'a directory ends with the image', make: () => resources(END - 8, 8) },
  { rule: 'PE-DIR-001', name: 'a directory has the address 1', make: () => resources(1, 1) },
  { rule: 'PE-DIR-001', name: 'an address without a size lies behind the image', make: () => resources(END, 0) },
  { rule: 'PE-DIR-001', name: 'the certificates lie behind the last address', make: () => signed(ideal()) },
  {
    rule: 'PE-DIR-001',
    name: 'there is no directory at all',
    make: () => setWords(ideal(), [AT.numberOfRvaAndSizes, 0]),
  },
  { rule: 'PE-DIR-003', name: 'both fields of a directory are set', make: () => resources(1, 1) },
  {
    rule: 'PE-DIR-003',
    name: 'the global pointer has an address alone, as it must',
    make: () => withDirectory(ideal(), GLOBAL_POINTER, 0x1000, 0),
  },
  {
    rule: 'PE-DIR-004',
    name: 'the global pointer has an address alone',
    make: () => withDirectory(ideal(), GLOBAL_POINTER, 0x1000, 0),
  },
  {
    rule: 'PE-DIR-004',
    name: 'there are seven directories',
    make: () => setWords(ideal(), [AT.numberOfRvaAndSizes, 7]),
  },
  ...[2, 3, 10].map((number) => ({
    rule: 'PE-DIR-005' as const,
    name: `an application has directory ${number}`,
    make: () => withDirectory(ideal(), number, 0x1000, 8),
  })),
  {
    rule: 'PE-DIR-005',
    name: 'a driver has imports',
    make: () => setU16(withDirectory(ideal(), 1, 0x1000, 8), AT.subsystem, BOOT_DRIVER),
  },
  {
    rule: 'PE-DIR-005',
    name: 'there is no directory at all',
    make: () => setWords(ideal(), [AT.numberOfRvaAndSizes, 0]),
  },
];
