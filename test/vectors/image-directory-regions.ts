import { AT, IDEAL_AT, ideal, signed } from './base-images.ts';
import { entryAt, plain, withDirectory, withTail } from './directory-images.ts';
import type { ImageHold, ImageViolation } from './entries.ts';
import { filled, insert, setWords, truncate } from './patch.ts';

/** Number of the directory of resources, which no rule but those on every directory knows. */
const RESOURCES = 2;
const END = IDEAL_AT.end;
const WHOLE = { offset: entryAt(RESOURCES), length: 8 };

function resources(address: number, size: number, image = ideal()): Uint8Array {
  return withDirectory(image, RESOURCES, address, size);
}

/** A free page in memory before the last section. */
function withHole(): Uint8Array {
  return setWords(ideal(), [IDEAL_AT.sbom.virtualAddress, 0x6000], [AT.sizeOfImage, 0x7000]);
}

/** `.text` takes the addresses of the two sections behind it too. */
function withWideText(): Uint8Array {
  return setWords(plain(), [IDEAL_AT.text.virtualSize, 0x4000]);
}

/** `.data` is memory without data, in the middle of `.text`. */
function withInnerBss(): Uint8Array {
  return setWords(plain(), [IDEAL_AT.data.virtualAddress, 0x2000], [IDEAL_AT.data.sizeOfRawData, 0]);
}

/** The last section has half a page of addresses and a page of data. */
function withLongData(): Uint8Array {
  return setWords(ideal(), [IDEAL_AT.sbom.virtualSize, 0x800]);
}

/** Violations of the rules on the region of a directory. */
export const DIRECTORY_REGION_VIOLATIONS: readonly ImageViolation[] = [
  ...(
    [
      ['from one section into the next', 0x2ff8, 16, ideal],
      ['from the headers into the first section', 0xff8, 9, ideal],
      ['from a section into a free page', 0x4ff8, 9, withHole],
      ['from a free page into a section', 0x5ff8, 9, withHole],
    ] as const
  ).map(([name, address, size, base]) => ({
    rule: 'PE-DIR-002' as const,
    name: `a directory reaches ${name}`,
    base,
    make: () => resources(address, size, base()),
    at: WHOLE,
    wanted: { kind: 'form', name: 'a range within one section or the headers' } as const,
  })),
  {
    rule: 'PE-DIR-002',
    name: 'a directory reaches over a border and one with a higher address does not',
    base: ideal,
    make: () => withDirectory(resources(0x4000, 8), 3, 0x2ff8, 16),
    at: { offset: entryAt(3), length: 8 },
    actual: '[0x2ff8, 0x3008)',
  },
  {
    rule: 'PE-DIR-002',
    name: 'a directory starts with the first byte that is not in the file',
    base: () => withTail(ideal()),
    make: () => resources(END, 8, withTail(ideal())),
    at: WHOLE,
    actual: '[0x6000, 0x6008)',
    wanted: { kind: 'form', name: 'a range that has bytes in the file' },
  },
  {
    rule: 'PE-DIR-002',
    name: 'a directory lies in memory at an offset that the file has, behind all sections',
    base: () => insert(withTail(ideal()), END, filled(0x1000, 0)),
    make: () => resources(END, 8, insert(withTail(ideal()), END, filled(0x1000, 0))),
    at: WHOLE,
  },
  {
    rule: 'PE-DIR-002',
    name: 'a directory is the first byte of a section that was cut off the file',
    base: () => truncate(ideal(), 0x5000),
    make: () => resources(0x5000, 1, truncate(ideal(), 0x5000)),
    at: WHOLE,
  },
  {
    rule: 'PE-DIR-002',
    name: 'a directory lies in a part of a section that was cut off the file',
    base: () => truncate(ideal(), END - 1),
    make: () => resources(END - 1, 1, truncate(ideal(), END - 1)),
    at: WHOLE,
  },
  {
    rule: 'PE-DIR-002',
    name: 'a directory lies in a part of the headers that was cut off the file',
    base: () => truncate(ideal(), 0xff8),
    make: () => resources(0xff8, 8, truncate(ideal(), 0xff8)),
    at: WHOLE,
  },
];

/** Images on which these rules hold by the smallest margin. */
export const DIRECTORY_REGION_HOLDS: readonly ImageHold[] = [
  { rule: 'PE-DIR-002', name: 'a directory is a whole section', make: () => resources(0x1000, 0x2000) },
  { rule: 'PE-DIR-002', name: 'a directory is the last byte of a section', make: () => resources(0x2fff, 1) },
  { rule: 'PE-DIR-002', name: 'a directory ends with the headers', make: () => resources(0x200, 0xe00) },
  { rule: 'PE-DIR-002', name: 'the certificates lie in no section', make: () => signed(ideal()) },
  { rule: 'PE-DIR-002', name: 'a size without an address is no directory', make: () => resources(0, 0x1001) },
  { rule: 'PE-DIR-002', name: 'an address without a size is no directory', make: () => resources(END + 1, 0) },
  {
    rule: 'PE-DIR-002',
    name: 'the last byte of a directory alone is not in the file',
    make: () => resources(END - 1, 2, withTail(ideal())),
  },
  {
    rule: 'PE-DIR-002',
    name: 'a directory ends with data that is longer than the memory of its section',
    make: () => resources(END - 8, 8, withLongData()),
  },
  {
    rule: 'PE-DIR-002',
    name: 'a directory lies in a section that others start in',
    make: () => resources(0x3ff8, 16, withWideText()),
  },
  {
    rule: 'PE-DIR-002',
    name: 'a directory has bytes in the file through a section that memory without data starts in',
    make: () => resources(0x2800, 8, withInnerBss()),
  },
  {
    rule: 'PE-DIR-002',
    name: 'of two directories each lies in a section',
    make: () => withDirectory(resources(0x5000, 8), 3, 0x1000, 8),
  },
];
