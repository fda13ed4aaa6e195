import type { DataDirectory, Image, Section } from '../../src/reader/index.ts';
import { contains, endOf } from '../../src/results/index.ts';
import type { Span } from '../../src/results/index.ts';
import { bytesOf } from '../bytes/bytes.ts';
import { crashes, inProfiles, misreads, refuses, untidy } from '../effects.ts';
import { place, wrong, wrongValue } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { ImageRule } from '../rule.ts';
import { DEBUG_ENTRY_SIZE } from './debug-facts.ts';
import { DIRECTORY, backedEnd, presentDirectory, rangeOf } from './directories-facts.ts';
import { byAddress, rawField } from './facts.ts';
import { withoutDebugDirectory } from './vacuity.ts';

/** What the 32-bit fields of an entry are aligned to. */
const ENTRY_ALIGNMENT = 4;

/** The address of the first byte of a directory that the file has nothing for, or the one after its end. */
function loadedEnd(image: Image, directory: DataDirectory): number {
  const { offset: start } = rangeOf(directory);
  const headersEnd = Math.min(image.optionalHeader.sizeOfHeaders.value, image.fileSize);
  let end = Math.max(start, headersEnd);
  for (const section of byAddress(image)) {
    if (section.virtualAddress.value > end) break;
    end = Math.max(end, backedEnd(section, image.fileSize));
  }
  return end;
}

/** CodeView, whose data names the image. [PE format, Debug Type] */
const CODE_VIEW = 2;
/** Entries that are fetched at once. */
const FETCHED = 4096;

/**
 * Whether one of the entries in a stretch of the file is the last that EDK2 reads: a CodeView entry without an address,
 * for which it makes room and looks no further. [EDK2, BasePeCoff.c, PeCoffLoaderGetImageInfo]
 */
function hasLastRead(image: Image, { offset, length }: Span): boolean {
  for (let at = 0; at < length; at += FETCHED * DEBUG_ENTRY_SIZE) {
    const part = { offset: offset + at, length: Math.min(FETCHED * DEBUG_ENTRY_SIZE, length - at) };
    const bytes = Buffer.from(bytesOf(image, part));
    for (let entry = 0; entry + DEBUG_ENTRY_SIZE <= bytes.length; entry += DEBUG_ENTRY_SIZE) {
      if (bytes.readUInt32LE(entry + 12) === CODE_VIEW && bytes.readUInt32LE(entry + 20) === 0) return true;
    }
  }
  return false;
}

/** Where EDK2 reads debug entries: at the address of their directory in a section that takes it, unless that is offset 0. */
function readEntries(image: Image): { directory: DataDirectory; holder: Section; offset: number } | null {
  const directory = presentDirectory(image, DIRECTORY.debug);
  if (directory === undefined) return null;
  const address = directory.virtualAddress.value;
  const holder = image.sections.find(({ virtualAddress, virtualSize }) =>
    contains({ offset: virtualAddress.value, length: virtualSize.value }, { offset: address, length: 1 }),
  );
  if (holder === undefined) return null;
  const offset = address - holder.virtualAddress.value + holder.pointerToRawData.value;
  return offset === 0 ? null : { directory, holder, offset };
}

/** Rules on the debug directory itself. */
export const DEBUG_DIRECTORY_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-DIR-030',
    name: 'debug-size',
    levels: 'EWWWEE',
    title: 'The debug directory is a whole number of entries, aligned and entirely within the file.',
    references: [REFERENCES.debugDirectory, REFERENCES.dataDirectories],
    rationale:
      'Readers divide its size by that of an entry; a size of nearly 4 GiB is 153 million entries to a reader that trusts it.',
    severity: 'disputed',
    effects: {
      edk2: refuses('edk2', ' if the size is nearly 4 GiB'),
      shim: untidy('shim'),
      zboot: misreads('audk', 'reads none of its entries'),
    },
    enforcedBy: ['AUDK PeCoffDebug.c:103-129: then reads no entry', 'EDK2 BasePeCoff.c: refuses a size of 0xfffffff0'],
    brokenBy: ['a size of 27', 'a size of 0xfffffff0', 'a directory in uninitialised data'],
    knownViolations: ['GenFw writes a size that includes the data of the entries, which EDK2 tolerates.'],
    vacuous: withoutDebugDirectory,
    *check(image) {
      const directory = presentDirectory(image, DIRECTORY.debug);
      if (directory === undefined) return;
      const { virtualAddress, size } = directory;
      if (size.value % DEBUG_ENTRY_SIZE !== 0) yield wrongValue(size, { kind: 'multiple-of', value: DEBUG_ENTRY_SIZE });
      if (virtualAddress.value % ENTRY_ALIGNMENT !== 0) {
        yield wrongValue(virtualAddress, { kind: 'multiple-of', value: ENTRY_ALIGNMENT });
      }
      const end = loadedEnd(image, directory);
      if (end >= endOf(rangeOf(directory))) return;
      const most = { kind: 'at-most', value: end - virtualAddress.value } as const;
      yield wrongValue(size, most, 'image', place(virtualAddress));
    },
  },
  {
    scope: 'image',
    id: 'PE-DIR-037',
    name: 'debug-directory-in-image',
    levels: '-EE--E',
    title: 'The debug directory is within the loaded image.',
    references: [REFERENCES.dataDirectories, REFERENCES.debugDirectory],
    rationale: 'EDK2 walks it in memory without a bounds check: outside the image the firmware crashes.',
    severity: 'mishandled',
    effects: {
      ...inProfiles(['edk2', 'zboot'], crashes('edk2', 'reads it from memory outside the image')),
      'audk-strict': misreads('audk', 'reads none of its entries'),
    },
    enforcedBy: ['EDK2 BasePeCoff.c PeCoffLoaderLoadImage: crashes', 'AUDK PeCoffDebug.c:103-129: then reads no entry'],
    brokenBy: ['an address past the image', 'a size that was not reduced with the image'],
    vacuous: withoutDebugDirectory,
    *check(image) {
      const directory = presentDirectory(image, DIRECTORY.debug);
      if (directory === undefined) return;
      const limit = image.optionalHeader.sizeOfImage;
      const range = rangeOf(directory);
      if (endOf(range) <= limit.value) return;
      const most = { kind: 'at-most', value: limit.value } as const;
      yield wrong('end of the debug directory', most, endOf(range), place(directory.virtualAddress), place(limit));
    },
  },
  {
    scope: 'image',
    id: 'PE-DIR-040',
    name: 'debug-directory-in-file',
    levels: '-EW--E',
    title: 'The debug entries that EDK2 reads are within the file.',
    references: [REFERENCES.debugDirectory],
    rationale: 'EDK2 reads them from the file, entry by entry, and refuses an image if it cannot read one completely.',
    severity: 'rejected',
    effects: inProfiles(['edk2', 'zboot'], refuses('edk2')),
    enforcedBy: ['EDK2 BasePeCoff.c PeCoffLoaderGetImageInfo: IMAGE_ERROR_IMAGE_READ'],
    brokenBy: ['a directory in the part of a section that has no data', 'a file that ends inside the directory'],
    vacuous: (image) => (readEntries(image) === null ? 'no section has a debug directory that is read' : undefined),
    *check(image) {
      const read = readEntries(image);
      if (read === null) return;
      const { directory, holder, offset } = read;
      const end = offset + Math.ceil(directory.size.value / DEBUG_ENTRY_SIZE) * DEBUG_ENTRY_SIZE;
      if (end <= image.fileSize) return;
      if (hasLastRead(image, { offset, length: Math.max(0, image.fileSize - offset) })) return;
      const most = { kind: 'at-most', value: image.fileSize } as const;
      yield wrong('end of the debug directory in the file', most, end, place(directory.size), place(rawField(holder)));
    },
  },
];
