import { AT, headersOnly, ideal } from './base-images.ts';
import type { ImageHold, ImageViolation } from './entries.ts';
import { ideal32 } from './image-optional-pe32.ts';
import { setU16, setU32, setWords } from './patch.ts';

const CHARACTERISTICS = { offset: AT.characteristics, length: 2 };
/** Directory 5 of an image whose directories start where `AT` says. */
const RELOCATIONS = AT.directories + 5 * 8;

function flags(value: number, image = ideal): Uint8Array {
  return setU16(image(), AT.characteristics, value);
}

/** An image without sections that is marked as stripped, with the two words of directory 5. */
function stripped(virtualAddress: number, size: number): Uint8Array {
  const image = setWords(headersOnly(), [RELOCATIONS, virtualAddress], [RELOCATIONS + 4, size]);
  return setU16(image, AT.characteristics, 0x207);
}

/** {@link stripped} with the flag clear. */
function relocated(virtualAddress: number, size: number): Uint8Array {
  return setU16(stripped(virtualAddress, size), AT.characteristics, 0x206);
}

/** Violations of the rules on the flags of the COFF header. */
export const COFF_FLAG_VIOLATIONS: readonly ImageViolation[] = [
  {
    rule: 'PE-COF-009',
    name: 'the image is not marked as executable',
    base: ideal,
    make: () => flags(0x204),
    at: CHARACTERISTICS,
    actual: 0x204,
    wanted: { kind: 'form', name: 'EXECUTABLE_IMAGE 0x2 set' },
  },
  {
    rule: 'PE-COF-010',
    name: 'the image is marked as stripped of its relocations',
    base: ideal,
    make: () => flags(0x207),
    at: CHARACTERISTICS,
    actual: 0x207,
    wanted: { kind: 'form', name: 'RELOCS_STRIPPED 0x1 clear' },
  },
  ...(
    [
      [1, 0],
      [0, 1],
      [0x1000, 8],
      [2 ** 31, 2 ** 32 - 1],
    ] as const
  ).map(([virtualAddress, size]) => ({
    rule: 'PE-COF-011' as const,
    name: `a stripped image has a relocation directory of address ${virtualAddress} and size ${size}`,
    base: () => relocated(virtualAddress, size),
    make: () => stripped(virtualAddress, size),
    also: ['PE-COF-010'] as const,
    at: CHARACTERISTICS,
    actual: 0x207,
  })),
  {
    rule: 'PE-COF-012',
    name: 'a 64-bit image is marked as one for a 32-bit machine',
    base: ideal,
    make: () => flags(0x306),
    at: CHARACTERISTICS,
    actual: 0x306,
    wanted: { kind: 'form', name: '32BIT_MACHINE 0x100 clear' },
  },
  {
    rule: 'PE-COF-012',
    name: 'a 32-bit image is not marked as one',
    base: ideal32,
    make: () => flags(0x206, ideal32),
    at: CHARACTERISTICS,
    actual: 0x206,
    wanted: { kind: 'form', name: '32BIT_MACHINE 0x100 set' },
  },
  ...(
    [
      [0x0010, 'AGGRESSIVE_WS_TRIM 0x10'],
      [0x0040, '0x40'],
      [0x0080, 'BYTES_REVERSED_LO 0x80'],
      [0x8000, 'BYTES_REVERSED_HI 0x8000'],
    ] as const
  ).map(([bit, name]) => ({
    rule: 'PE-COF-013' as const,
    name: `the flag ${name} is set`,
    base: ideal,
    make: () => flags(0x206 + bit),
    at: CHARACTERISTICS,
    actual: 0x206 + bit,
    wanted: { kind: 'form' as const, name: `${name} clear` },
  })),
  {
    rule: 'PE-COF-013',
    name: 'all flags are set',
    base: ideal,
    make: () => flags(0xffff),
    also: ['PE-COF-010', 'PE-COF-012'],
    at: CHARACTERISTICS,
    actual: 0xffff,
  },
];

/** Images on which these rules hold by the smallest margin. */
export const COFF_FLAG_HOLDS: readonly ImageHold[] = [
  { rule: 'PE-COF-009', name: 'the image is marked as executable and as nothing else', make: () => flags(2) },
  { rule: 'PE-COF-010', name: 'all flags but one are set', make: () => flags(0xfffe) },
  { rule: 'PE-COF-011', name: 'a stripped image has an empty relocation directory', make: () => stripped(0, 0) },
  { rule: 'PE-COF-011', name: 'an image with relocations is not stripped', make: () => relocated(0x1000, 8) },
  {
    rule: 'PE-COF-011',
    name: 'a stripped image has five directories, and other bytes where the sixth would be',
    make: () => setU32(stripped(0x1000, 8), AT.numberOfRvaAndSizes, 5),
  },
  { rule: 'PE-COF-012', name: 'a 64-bit image has all other flags', make: () => flags(0xfeff) },
  { rule: 'PE-COF-012', name: 'a 32-bit image has no other flag', make: () => flags(0x100, ideal32) },
  { rule: 'PE-COF-013', name: 'all flags are set that have a meaning', make: () => flags(0x7f2f) },
  { rule: 'PE-COF-013', name: 'no flag is set', make: () => flags(0) },
];
