/** Rewriters that write what most images have, in place of what the image has. */
import { endOf } from '../../../src/results/index.ts';
import type { Image, OptionalHeader } from '../../../src/reader/index.ts';
import type { Mistake } from '../fault.ts';
import { cleared, overwriting, set } from './assumption.ts';

/** IMAGE_SUBSYSTEM_EFI_APPLICATION. [PE format, Windows Subsystem] */
const APPLICATION = 10;
/** IMAGE_DLLCHARACTERISTICS_NX_COMPAT. [PE format, DLL Characteristics] */
const NX_COMPAT = 0x0100;
/** EXECUTABLE_IMAGE, LINE_NUMS_STRIPPED and DEBUG_STRIPPED, which Linux gives. [Linux, zboot-header.S] */
const USUAL_FLAGS = 0x0206;
/** What Linux has at 0x38, and zero as older kernels have. [Linux, zboot-header.S] */
const LINUX_PE_MAGIC = 0x818223cd;
/** Directories that are known to everybody who appends to signed or debugged images. */
const KNOWN_DIRECTORIES = [4, 6];
const DIRECTORIES = 16;
const NAME = 8;
const ALL_ONES = 0xffff_ffff;

function field(name: keyof OptionalHeader, usual: number | bigint): Mistake {
  return overwriting(name, `writes ${String(usual)}`, ({ after }) => {
    const found = after.optionalHeader[name];
    return found === null ? [] : [set(found, usual)];
  });
}

function directory(index: number): Mistake {
  return overwriting(`directory ${index}`, 'clears it', ({ after }) => {
    const found = after.directories[index];
    return found === undefined ? [] : [set(found.virtualAddress, 0), set(found.size, 0)];
  });
}

const OBJECT_FIELDS = [
  'pointerToRelocations',
  'pointerToLinenumbers',
  'numberOfRelocations',
  'numberOfLinenumbers',
] as const;

function oldSections({ before, after }: { before: Image; after: Image }): Image['sections'] {
  return after.sections.slice(0, before.sections.length);
}

/** One fault for each value that had always been the same. */
export const CONSTANTS: readonly Mistake[] = [
  overwriting('reserved bytes of the zboot header', 'clears them', ({ after }) => cleared(after.zbootHeader.reserved)),
  overwriting('tail of the compression type', 'clears it', ({ after }) => {
    const { offset, length, value } = after.zbootHeader.compressionType;
    return cleared({ offset: offset + value.length, length: length - value.length });
  }),
  overwriting('bytes 2 and 3', 'clears them', () => cleared({ offset: 2, length: 2 })),
  overwriting('linuxPeMagic', 'writes that of Linux', ({ after }) => {
    const found = after.zbootHeader.linuxPeMagic;
    return found.value === 0 ? [] : [set(found, LINUX_PE_MAGIC)];
  }),
  field('majorLinkerVersion', 2),
  field('minorLinkerVersion', 20),
  field('majorOperatingSystemVersion', 0),
  field('minorOperatingSystemVersion', 0),
  field('majorSubsystemVersion', 0),
  field('minorSubsystemVersion', 0),
  field('majorImageVersion', 1),
  field('minorImageVersion', 0),
  field('win32VersionValue', 0),
  field('sizeOfStackReserve', 0),
  field('sizeOfStackCommit', 0),
  field('sizeOfHeapReserve', 0),
  field('sizeOfHeapCommit', 0),
  field('loaderFlags', 0),
  field('subsystem', APPLICATION),
  overwriting('dllCharacteristics', 'keeps NX_COMPAT alone', ({ after }) => {
    const found = after.optionalHeader.dllCharacteristics;
    return [set(found, found.value & NX_COMPAT)];
  }),
  overwriting('characteristics of the file', 'writes those of Linux', ({ after }) => [
    set(after.coffHeader.characteristics, USUAL_FLAGS),
  ]),
  ...Array.from({ length: DIRECTORIES }, (_, index) => index)
    .filter((index) => !KNOWN_DIRECTORIES.includes(index))
    .map(directory),
  ...OBJECT_FIELDS.map((name) =>
    overwriting(`${name} of old sections`, 'clears it', (good) =>
      oldSections(good).flatMap((section) => cleared(section[name])),
    ),
  ),
  overwriting('tails of the names of old sections', 'clears them', (good) =>
    oldSections(good).flatMap(({ name: { offset, value } }) =>
      cleared({ offset: offset + value.length, length: NAME - value.length }),
    ),
  ),
  overwriting('bytes after VirtualSize', 'clears them', (good) =>
    oldSections(good).flatMap(({ rawData, virtualSize }) => {
      const start = rawData.offset + virtualSize.value;
      return virtualSize.value === 0 ? [] : cleared({ offset: start, length: endOf(rawData) - start });
    }),
  ),
  overwriting('upper half of ImageBase', 'clears it', ({ after }) => {
    const found = after.optionalHeader.imageBase;
    return [set(found, found.value & BigInt(ALL_ONES))];
  }),
];
