import { AT, IDEAL_AT, headersOnly, ideal } from './base-images.ts';
import { DATA, RELOCATIONS, addressAt, entryAt, plain, sizeAt, withDirectory, words } from './directory-images.ts';
import type { ImageHold, ImageViolation } from './entries.ts';
import { setBytes, setText, setWords } from './patch.ts';

const END = IDEAL_AT.end;
const ADDRESS = addressAt(RELOCATIONS);
const SIZE = sizeAt(RELOCATIONS);
const WHOLE = { offset: entryAt(RELOCATIONS), length: 8 };

/** A block of no relocations at an offset of an image, and a directory of so many bytes at an address. */
function blockAt(offset: number, address: number, size: number, image = plain()): Uint8Array {
  return withDirectory(setBytes(image, offset, words(4, 0x1000, 8)), RELOCATIONS, address, size);
}

/** Two sections with these names, and a directory of relocations. */
function named(data: string, sbom: string, address: number, size: number): Uint8Array {
  const image = setText(blockAt(DATA.offset, address, size), IDEAL_AT.data.name, data, 8);
  return setText(image, IDEAL_AT.sbom.name, sbom, 8);
}

const DATA_NAME = { offset: IDEAL_AT.data.name, length: 8 };
const SBOM_NAME = { offset: IDEAL_AT.sbom.name, length: 8 };

/** A zboot image with one block of no relocations. */
function zboot(address: number, size: number): Uint8Array {
  return blockAt(0x3000, address, size, ideal());
}

/** Violations of the rules on where relocations lie. */
export const RELOCATION_VIOLATIONS: readonly ImageViolation[] = [
  ...[1, 2].map((distance) => ({
    rule: 'PE-DIR-020' as const,
    name: `the relocations start ${distance} bytes behind a multiple of 4`,
    base: plain,
    make: () => blockAt(DATA.offset + distance, DATA.address + distance, 8),
    at: ADDRESS,
    actual: DATA.address + distance,
    wanted: { kind: 'multiple-of', value: 4 } as const,
  })),
  ...[4, 7].map((size) => ({
    rule: 'PE-DIR-020' as const,
    name: `the relocations are ${size} bytes`,
    base: plain,
    make: () => blockAt(DATA.offset, DATA.address, size),
    also: ['PE-DIR-021'] as const,
    at: SIZE,
    actual: size,
    wanted: { kind: 'at-least', value: 8 } as const,
  })),
  {
    rule: 'PE-DIR-020',
    name: 'the relocations are the last bytes of the headers',
    base: () => blockAt(0xff8, 0, 0),
    make: () => blockAt(0xff8, 0xff8, 8),
    at: ADDRESS,
    actual: 0xff8,
    wanted: { kind: 'at-least', value: 0x1000 },
  },
  {
    rule: 'PE-DIR-020',
    name: 'the relocations start where the image ends',
    base: plain,
    make: () => blockAt(DATA.offset, END, 8),
    also: ['PE-DIR-001', 'PE-DIR-002'],
    at: ADDRESS,
    actual: END,
    wanted: { kind: 'below', value: END },
  },
  {
    rule: 'PE-DIR-020',
    name: 'the relocations end one byte behind the image',
    base: plain,
    make: () => blockAt(END - 8, END - 8, 9),
    also: ['PE-DIR-001', 'PE-DIR-002'],
    at: SIZE,
    actual: 9,
    wanted: { kind: 'at-most', value: 8 },
  },
  {
    rule: 'PE-DIR-020',
    name: 'the sum of address and size wraps in 32 bits',
    base: plain,
    make: () => blockAt(DATA.offset, 0xfffffff8, 0x10),
    also: ['PE-DIR-001', 'PE-DIR-002'],
    at: ADDRESS,
    actual: 0xfffffff8,
  },
  {
    rule: 'PE-DIR-022',
    name: 'a section is named .reloc and there are no relocations',
    base: () => named('.data', '.sbom', 0, 0),
    make: () => named('.reloc', '.sbom', 0, 0),
    at: WHOLE,
    actual: 'none',
    wanted: { kind: 'within', what: 'sections[1] ".reloc"', start: 0x3000, end: 0x4000 },
  },
  {
    rule: 'PE-DIR-022',
    name: 'a section named .reloc has no relocations',
    base: () => named('.data', '.sbom', 0, 0),
    make: () => named('.reloc', '.sbom', 0, 0),
    at: WHOLE,
    actual: 'none',
  },
  {
    rule: 'PE-DIR-022',
    name: 'the relocations end one byte behind the section named .reloc',
    base: () => setText(blockAt(0x4ff8, 0x3ff8, 9), IDEAL_AT.data.name, '.data', 8),
    make: () => setText(blockAt(0x4ff8, 0x3ff8, 9), IDEAL_AT.data.name, '.reloc', 8),
    at: WHOLE,
    actual: '[0x3ff8, 0x4001)',
  },
  {
    rule: 'PE-DIR-022',
    name: 'the relocations start four bytes before the section named .reloc',
    base: () => withDirectory(plain(), RELOCATIONS, 0x2ffc, 8),
    make: () => setText(withDirectory(plain(), RELOCATIONS, 0x2ffc, 8), IDEAL_AT.data.name, '.reloc', 8),
    at: WHOLE,
    actual: '[0x2ffc, 0x3004)',
  },
  {
    rule: 'PE-DIR-022',
    name: 'two sections are named .reloc',
    base: () => named('.reloc', '.sbom', DATA.address, 8),
    make: () => named('.reloc', '.reloc', DATA.address, 8),
    also: ['PE-SEC-005', 'PE-NX-009'],
    at: SBOM_NAME,
    actual: '.reloc',
  },
  {
    rule: 'PE-DIR-022',
    name: 'a section is named .reloc and there is no directory for relocations',
    base: () => setWords(plain(), [AT.numberOfRvaAndSizes, 5]),
    make: () => setText(setWords(plain(), [AT.numberOfRvaAndSizes, 5]), IDEAL_AT.data.name, '.reloc', 8),
    at: DATA_NAME,
    actual: 'none',
  },
  {
    rule: 'PE-DIR-023',
    name: 'a zboot image has relocations',
    base: ideal,
    make: () => zboot(0x3000, 8),
    at: SIZE,
    beside: [ADDRESS],
    actual: 8,
    wanted: { kind: 'equals', value: 0 },
  },
  {
    rule: 'PE-DIR-023',
    name: 'a zboot image has relocations without an address',
    base: ideal,
    make: () => zboot(0, 8),
    also: ['PE-DIR-001', 'PE-DIR-003', 'PE-DIR-020', 'PE-DIR-021'],
    at: SIZE,
    actual: 8,
  },
];

/** Images on which these rules hold by the smallest margin. */
export const RELOCATION_HOLDS: readonly ImageHold[] = [
  {
    rule: 'PE-DIR-022',
    name: 'the relocations in a section named .reloc have the size 0',
    make: () => named('.reloc', '.sbom', DATA.address, 0),
  },
  ...(['PE-DIR-020', 'PE-DIR-021', 'PE-DIR-022'] as const).flatMap((rule) => [
    { rule, name: 'the image has no relocations', make: plain },
    { rule, name: 'there is no directory for relocations', make: () => setWords(plain(), [AT.numberOfRvaAndSizes, 5]) },
    { rule, name: 'an address without a size is none', make: () => withDirectory(plain(), RELOCATIONS, 1, 0) },
  ]),
  { rule: 'PE-DIR-020', name: 'a block of no relocations is there', make: () => blockAt(DATA.offset, DATA.address, 8) },
  { rule: 'PE-DIR-020', name: 'the relocations start four bytes on', make: () => blockAt(0x4004, 0x3004, 8) },
  { rule: 'PE-DIR-020', name: 'the relocations start with the first section', make: () => blockAt(0x1000, 0x1000, 8) },
  { rule: 'PE-DIR-020', name: 'the relocations end with the image', make: () => blockAt(END - 8, END - 8, 8) },
  {
    rule: 'PE-DIR-020',
    name: 'the relocations lie in a section whose header is not the first',
    make: () => setWords(blockAt(DATA.offset, DATA.address, 8), [IDEAL_AT.text.virtualAddress, 0x5000]),
  },
  {
    rule: 'PE-DIR-020',
    name: 'there is no section before which relocations could lie',
    make: () => withDirectory(headersOnly(), RELOCATIONS, 0x800, 8),
  },
  { rule: 'PE-DIR-022', name: 'the relocations are in .reloc', make: () => named('.reloc', '.sbom', DATA.address, 8) },
  {
    rule: 'PE-DIR-022',
    name: 'the relocations are all of .reloc, which is as large as its data',
    make: () =>
      setWords(setBytes(named('.reloc', '.sbom', DATA.address, DATA.size), DATA.offset, words(4, 0x1000, DATA.size)), [
        IDEAL_AT.data.virtualSize,
        0,
      ]),
  },
  {
    rule: 'PE-DIR-022',
    name: 'sections have longer and other names',
    make: () => named('.reloc1', '.Reloc', 0x1000, 8),
  },
  { rule: 'PE-DIR-023', name: 'there are no relocations', make: ideal },
  { rule: 'PE-DIR-023', name: 'an address has no size', make: () => zboot(0x3000, 0) },
  {
    rule: 'PE-DIR-023',
    name: 'there is no directory for relocations',
    make: () => setWords(ideal(), [AT.numberOfRvaAndSizes, 5]),
  },
];
