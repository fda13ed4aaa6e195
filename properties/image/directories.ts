import type { DataDirectory, Image } from '../../src/reader/index.ts';
import type { Finding } from '../../src/results/index.ts';
import { endOf, formatSpan } from '../../src/results/index.ts';
import { HARMLESS, inProfiles, misreads, refuses, untidy } from '../effects.ts';
import { equals, place, wrong, wrongValue } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { ImageRule } from '../rule.ts';
import { DIRECTORY, backedEnd, isPresent, rangeOf, reachOf } from './directories-facts.ts';
import { byAddress } from './facts.ts';
import { withoutDirectories } from './vacuity.ts';
import { unlessNonZero, unlessThereAre } from '../vacuity.ts';

/** An EFI application, as boot loaders and kernels are. [UEFI specification, 2.1.1 UEFI Images] */
const SUBSYSTEM_EFI_APPLICATION = 10;

/** Directories of what only other systems than UEFI resolve. */
const FOREIGN: readonly number[] = [
  DIRECTORY.exports,
  DIRECTORY.imports,
  DIRECTORY.tls,
  DIRECTORY.boundImports,
  DIRECTORY.importAddresses,
  DIRECTORY.delayImports,
  DIRECTORY.clrHeader,
];

/** Directories that hold an address. */
function withAddress({ directories }: Image): readonly DataDirectory[] {
  return directories.filter(({ index }) => index !== DIRECTORY.certificates);
}

function* nonZero(directory: DataDirectory | undefined): Iterable<Finding> {
  if (directory === undefined) return;
  for (const field of [directory.virtualAddress, directory.size]) {
    if (field.value !== 0) yield wrongValue(field, equals(0));
  }
}

/**
 * Directories that no single section holds, and no header either, or that have nothing in the file. Directories and
 * sections are gone through together by address, for there may be thousands of the ones and of the others.
 */
function* withoutRegion(image: Image): Iterable<Finding> {
  const asked = withAddress(image).filter(isPresent);
  if (asked.length === 0) return;
  asked.sort((a, b) => a.virtualAddress.value - b.virtualAddress.value);
  const sections = byAddress(image);
  const headersEnd = image.optionalHeader.sizeOfHeaders.value;
  let [next, reach, backed] = [0, headersEnd, Math.min(headersEnd, image.fileSize)];
  for (const directory of asked) {
    const range = rangeOf(directory);
    let section = sections[next];
    while (section !== undefined && section.virtualAddress.value <= range.offset) {
      reach = Math.max(reach, reachOf(section));
      backed = Math.max(backed, backedEnd(section, image.fileSize));
      next += 1;
      section = sections[next];
    }
    const about = `directories[${directory.index}]`;
    const at = place({ offset: directory.virtualAddress.offset, length: 8 });
    if (endOf(range) > reach) {
      yield wrong(about, { kind: 'form', name: 'a range within one section or the headers' }, formatSpan(range), at);
    } else if (range.offset >= backed) {
      yield wrong(about, { kind: 'form', name: 'a range that has bytes in the file' }, formatSpan(range), at);
    }
  }
}

/** What EDK2 does about directories of which no other rule speaks: PE-DIR-020 and PE-DIR-037 are about these two. */
const OTHERS = 'loads it, unless the directory is that of relocations or debug data';

/** Rules on the data directories, whatever they lead to. */
export const DIRECTORY_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-DIR-001',
    name: 'dir-range',
    levels: 'EWEWWW',
    title: 'Every data directory that holds an address is within the loaded image.',
    references: [REFERENCES.dataDirectories, REFERENCES.windowsFields],
    rationale: "A range that ends outside, or whose end wraps, is read from memory that is not the image's.",
    severity: 'rejected',
    effects: {
      ...inProfiles(['edk2', 'zboot'], untidy('edk2', OTHERS)),
      'audk-strict': refuses('audk', ' for relocations'),
      shim: untidy('shim'),
    },
    enforcedBy: [
      'EDK2 BasePeCoff.c PeCoffLoaderImageAddress: at each use, except for the debug directory, which it reads wherever it is',
      'AUDK: for relocations and debug data',
      'Windows',
    ],
    brokenBy: [
      'an address of 0 with a size',
      'an address of 0xfffffff0 with a size of 28, which wraps in 32 bits',
      'a size that was not reduced with the image',
    ],
    // A longer image can have an address in it whose range it still has not.
    unavoidable: ({ directories, optionalHeader }, _after, fresh) => {
      const outside = directories.filter(
        ({ virtualAddress }) => virtualAddress.value >= optionalHeader.sizeOfImage.value,
      );
      const isOld = ({ about }: Finding): boolean => outside.some(({ size }) => size.path === about);
      return fresh.every(isOld) ? 'the directory is outside the input image' : undefined;
    },
    vacuous: unlessThereAre(
      1,
      ({ directories }: Image) =>
        directories.filter(({ index, size }) => index !== DIRECTORY.certificates && size.value !== 0),
      'no data directory that holds an address has a size',
    ),
    *check(image) {
      const limit = image.optionalHeader.sizeOfImage;
      for (const { index, virtualAddress, size } of image.directories) {
        if (index === DIRECTORY.certificates || size.value === 0) continue;
        if (virtualAddress.value === 0) {
          yield wrongValue(virtualAddress, { kind: 'at-least', value: 1 }, 'image', place(size));
        } else if (virtualAddress.value >= limit.value) {
          yield wrongValue(virtualAddress, { kind: 'below', value: limit.value }, 'image', place(limit));
        } else if (virtualAddress.value + size.value > limit.value) {
          const most = { kind: 'at-most', value: limit.value - virtualAddress.value } as const;
          yield wrongValue(size, most, 'image', place(virtualAddress), place(limit));
        }
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-DIR-002',
    name: 'dir-in-one-region',
    levels: 'WWWWWW',
    title: 'Every data directory that holds an address is in one section or in the headers and has bytes in the file.',
    references: [REFERENCES.dataDirectories, REFERENCES.sectionTable],
    rationale:
      'Tools find the bytes of an address through the section that holds it; a range across two has no single file offset.',
    severity: 'disputed',
    effects: HARMLESS,
    brokenBy: ['a range that straddles two sections', 'a range in memory to which nothing is loaded from the file'],
    vacuous: withoutDirectories,
    check: withoutRegion,
  },
  {
    scope: 'image',
    id: 'PE-DIR-003',
    name: 'dir-zero-pair',
    levels: 'W---WW',
    title: 'The address of a directory is 0 exactly when its size is.',
    references: [REFERENCES.dataDirectories],
    rationale:
      'Some programs check one field and some the other to see whether a directory is present. The global pointer is an address without a size by definition and is exempt.',
    severity: 'untidy',
    effects: { zboot: untidy('edk2') },
    brokenBy: ['an address of 0 with a size of 0x18', 'an address with a size of 0'],
    vacuous: unlessNonZero(
      ({ directories }: Image) =>
        directories
          .filter(({ index }) => index !== DIRECTORY.globalPointer)
          .flatMap(({ virtualAddress, size }) => [virtualAddress.value, size.value]),
      'all directories are empty',
    ),
    *check({ directories }) {
      for (const { index, virtualAddress, size } of directories) {
        if (index === DIRECTORY.globalPointer || (virtualAddress.value === 0) === (size.value === 0)) continue;
        const [zero, other] = virtualAddress.value === 0 ? [virtualAddress, size] : [size, virtualAddress];
        yield wrongValue(other, equals(0), 'image', place(zero));
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-DIR-004',
    name: 'reserved-dirs',
    levels: 'W---WW',
    title: 'The reserved directories, and the size of the global pointer, are 0.',
    references: [REFERENCES.dataDirectories],
    rationale:
      'The specification requires zeros there; a consumer that gives them a meaning one day reads whatever was left.',
    severity: 'untidy',
    effects: { zboot: untidy('edk2') },
    brokenBy: ['a table of directories that was not cleared', 'a global pointer with a size'],
    vacuous: unlessThereAre(
      1,
      ({ directories }: Image) => directories.slice(DIRECTORY.architecture),
      'there are no such directories',
    ),
    *check({ directories }) {
      yield* nonZero(directories[DIRECTORY.architecture]);
      const globalPointerSize = directories[DIRECTORY.globalPointer]?.size;
      if (globalPointerSize !== undefined && globalPointerSize.value !== 0)
        yield wrongValue(globalPointerSize, equals(0));
      yield* nonZero(directories[DIRECTORY.reserved]);
    },
  },
  {
    scope: 'image',
    id: 'PE-DIR-005',
    name: 'foreign-dirs-empty',
    levels: '-W-WWW',
    title: 'An EFI application has no exports, imports, thread-local storage or managed code.',
    references: [REFERENCES.uefiImages, REFERENCES.dataDirectories],
    rationale:
      'Firmware resolves no imports and calls no callbacks: code that relies on them jumps through unresolved table entries.',
    severity: 'mishandled',
    effects: {
      ...inProfiles(['edk2', 'zboot'], misreads('edk2', 'resolves no import and calls nothing')),
      shim: misreads('shim', 'resolves no import and calls nothing'),
    },
    brokenBy: ['a Windows program whose Subsystem was changed'],
    vacuous: ({ optionalHeader, directories }) => {
      if (optionalHeader.subsystem.value !== SUBSYSTEM_EFI_APPLICATION) return 'the image is not an EFI application';
      return directories.length === 0 ? 'there are no directories' : undefined;
    },
    *check({ optionalHeader, directories }) {
      if (optionalHeader.subsystem.value !== SUBSYSTEM_EFI_APPLICATION) return;
      for (const number of FOREIGN) yield* nonZero(directories[number]);
    },
  },
];
