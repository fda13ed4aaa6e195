import type { DataDirectory, Image } from '../../src/reader/index.ts';
import { endOf } from '../../src/results/index.ts';
import { place, wrong, wrongValue } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { ImageRule } from '../rule.ts';
import { DEBUG_ENTRY_SIZE } from './debug-facts.ts';
import { DIRECTORY, backedEnd, presentDirectory, rangeOf } from './directories-facts.ts';
import { byAddress } from './facts.ts';

/** What the 32-bit fields of an entry are aligned to. */
const ENTRY_ALIGNMENT = 4;

/** The address of the first byte of a directory that the file has nothing for, or the one behind its end. */
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

/** The rule on the debug directory itself. */
export const DEBUG_DIRECTORY_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-DIR-030',
    name: 'debug-size',
    levels: 'EWWWEE',
    title: 'The debug directory is a whole number of entries, aligned and all in the file.',
    references: [REFERENCES.debugDirectory, REFERENCES.dataDirectories],
    rationale:
      'Readers divide its size by that of an entry; a size of nearly 4 GiB is 153 million entries to one that trusts it.',
    severity: 'disputed',
    enforcedBy: ['AUDK PeCoffDebug.c:103-129: reads no entry then', 'EDK2 BasePeCoff.c: refuses a size of 0xfffffff0'],
    brokenBy: ['a size of 27', 'a size of 0xfffffff0', 'a directory in uninitialised data'],
    knownViolations: ['GenFw writes a size that counts the data of the entries too, which EDK2 tolerates.'],
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
    title: 'The debug directory lies in the loaded image.',
    references: [REFERENCES.dataDirectories, REFERENCES.debugDirectory],
    rationale: 'EDK2 walks it in memory without looking whether it is there: beyond the image the firmware crashes.',
    severity: 'mishandled',
    enforcedBy: ['EDK2 BasePeCoff.c PeCoffLoaderLoadImage: crashes', 'AUDK PeCoffDebug.c:103-129: reads no entry then'],
    brokenBy: ['an address beyond the image', 'a size that was not reduced with the image'],
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
];
