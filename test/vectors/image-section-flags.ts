import { AT, clean } from './base-images.ts';
import type { ImageHold, ImageViolation } from './entries.ts';
import { setText, setU32, setWords, truncate } from './patch.ts';

const FLAGS = { offset: AT.data.name + 36, length: 4 };

/** Other flags for `.data`. */
function flagged(flags: number, image = clean()): Uint8Array {
  return setU32(image, FLAGS.offset, flags);
}

/** `.data` with a VirtualSize and no data, in an image that ends with the page. */
function withoutData(virtualSize: number): Uint8Array {
  const words: readonly (readonly [number, number])[] = [
    [AT.data.virtualSize, virtualSize],
    [AT.data.sizeOfRawData, 0],
    [AT.data.pointerToRawData, 0],
    [AT.sizeOfImage, virtualSize === 0 ? 0x3000 : 0x4000],
  ];
  return setWords(truncate(clean(), 0x3000), ...words);
}

function named(name: string, flags: number): Uint8Array {
  return setText(flagged(flags), AT.data.name, name, 8);
}

/** Violations of the rules on the flags of a section. */
export const SECTION_FLAG_VIOLATIONS: readonly ImageViolation[] = [
  ...[0x40000000, 0xc0000000].map((flags) => ({
    rule: 'PE-SEC-009' as const,
    name: `a section has the flags 0x${flags.toString(16)}`,
    make: () => flagged(flags),
    at: FLAGS,
    actual: flags,
  })),
  ...(
    [
      [0xc0000060, ['PE-NX-016']],
      [0xc00000a0, ['PE-SEC-027', 'PE-NX-016']],
      [0xc00000c0, ['PE-SEC-027']],
      [0xc00000e0, ['PE-SEC-027', 'PE-NX-016']],
    ] as const
  ).map(([flags, also]) => ({
    rule: 'PE-SEC-009' as const,
    also,
    name: `a section has the flags 0x${flags.toString(16)}`,
    make: () => flagged(flags),
    at: FLAGS,
    actual: flags,
  })),
  {
    rule: 'PE-SEC-009',
    name: 'a section of one address and no data is of no kind',
    base: () => withoutData(1),
    make: () => flagged(0xc0000000, withoutData(1)),
    at: FLAGS,
    actual: 0xc0000000,
  },
  {
    rule: 'PE-SEC-009',
    name: 'a section of data without VirtualSize is of no kind',
    base: () => setU32(clean(), AT.data.virtualSize, 0),
    make: () => flagged(0xc0000000, setU32(clean(), AT.data.virtualSize, 0)),
    at: FLAGS,
    actual: 0xc0000000,
  },
  {
    rule: 'PE-SEC-022',
    name: 'a section may be written and not read',
    make: () => flagged(0x80000040),
    at: FLAGS,
    actual: 0x80000040,
  },
  { rule: 'PE-SEC-022', name: 'a section may not be touched', make: () => flagged(0x40), at: FLAGS, actual: 0x40 },
  ...['.data', '.sbatx', '.SBOM', 'reloc'].map((name) => ({
    rule: 'PE-SEC-023' as const,
    name: `${name} may be discarded`,
    base: () => named(name, 0xc0000040),
    make: () => named(name, 0xc2000040),
    at: FLAGS,
    actual: 0xc2000040,
  })),
  {
    rule: 'PE-SEC-024',
    name: 'data may be executed',
    base: () => flagged(0x40000040),
    make: () => flagged(0x60000040),
    at: FLAGS,
    actual: 0x60000040,
  },
];

/** Images on which these rules hold by the smallest margin. */
export const SECTION_FLAG_HOLDS: readonly ImageHold[] = [
  ...[0x20, 0x40, 0x80, 0xffffff3f, 0xffffff5f, 0xffffff9f].map((flags) => ({
    rule: 'PE-SEC-009' as const,
    name: `a section has the flags 0x${flags.toString(16)}`,
    make: () => flagged(flags),
  })),
  { rule: 'PE-SEC-009', name: 'an empty section is of no kind', make: () => flagged(0xc0000000, withoutData(0)) },
  { rule: 'PE-SEC-022', name: 'a section may be read and nothing else', make: () => flagged(0x40000000) },
  ...['.sbat', '.sbom', '.reloc'].map((name) => ({
    rule: 'PE-SEC-023' as const,
    name: `${name} may be discarded`,
    make: () => named(name, 0x42000040),
  })),
  { rule: 'PE-SEC-023', name: 'a section has every other flag', make: () => flagged(0xfdffffff) },
  { rule: 'PE-SEC-024', name: 'code may not be executed', make: () => flagged(0x40000020) },
  { rule: 'PE-SEC-024', name: 'code may be executed', make: () => flagged(0x20000020) },
  { rule: 'PE-SEC-024', name: 'a section has every flag but the two', make: () => flagged(0xdfffffdf) },
];
