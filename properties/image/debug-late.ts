import type { DebugEntry, Image, Section } from '../../src/reader/index.ts';
import { overlaps } from '../../src/results/index.ts';
import type { Finding } from '../../src/results/index.ts';
import { inProfiles, misreads } from '../effects.ts';
import { place, wrong } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { ImageRule } from '../rule.ts';
import { MANY_ENTRIES, untrusted } from './debug-facts.ts';
import { DIRECTORY, presentDirectory } from './directories-facts.ts';
import { nameOf } from './facts.ts';

/** IMAGE_DEBUG_TYPE_CODEVIEW. [PE format, Debug Type] */
const TYPE_CODEVIEW = 2;

/** CodeView data that EDK2 puts into memory by itself, and the section after which it does. */
interface LateData {
  readonly entry: DebugEntry;
  readonly last: Section;
  /** The address of the first byte. */
  readonly start: number;
}

/**
 * The first CodeView data, if it has no address and EDK2 finds the directory: through a section, by VirtualSize alone.
 * [EDK2 BasePeCoff.c, PeCoffLoaderGetImageInfo and PeCoffLoaderLoadImage]
 */
function lateData(image: Image): LateData | null {
  const directory = presentDirectory(image, DIRECTORY.debug);
  const entry = image.debugEntries.find(({ type }) => type.value === TYPE_CODEVIEW);
  const last = image.sections.at(-1);
  if (directory === undefined || entry === undefined || last === undefined) return null;
  if (entry.addressOfRawData.value !== 0 || entry.pointerToRawData.value === 0) return null;
  const address = directory.virtualAddress.value;
  const isFound = image.sections.some(({ virtualAddress, virtualSize }) => {
    return address >= virtualAddress.value && address < virtualAddress.value + virtualSize.value;
  });
  const start = last.virtualAddress.value + Math.max(last.sizeOfRawData.value, last.virtualSize.value);
  return isFound ? { entry, last, start } : null;
}

function* withoutRoom(image: Image): Iterable<Finding> {
  const late = lateData(image);
  if (late === null) return;
  const { entry, last, start } = late;
  const { sizeOfImage } = image.optionalHeader;
  const about = `the address that EDK2 gives to debugEntries[${entry.index}]`;
  if (start > sizeOfImage.value) {
    const most = { kind: 'at-most', value: sizeOfImage.value } as const;
    yield wrong(about, most, start, place(last.sizeOfRawData), place(sizeOfImage));
  }
  const taken = { offset: start, length: entry.sizeOfData.value };
  for (const section of image.sections) {
    const { extent } = section;
    if (!overlaps(extent, taken)) continue;
    const apart = {
      kind: 'apart-from',
      what: nameOf(section),
      start: extent.offset,
      end: extent.offset + extent.length,
    } as const;
    yield wrong(about, apart, start, place(entry.addressOfRawData), place(last.virtualAddress));
  }
}

/** Rules on debug data that one loader puts into memory although nothing asks it to. */
export const DEBUG_LATE_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-DIR-043',
    name: 'late-codeview-room',
    levels: '-E---E',
    title: 'CodeView data without an address fits into memory after the last section of the table.',
    references: [REFERENCES.debugDirectory],
    rationale:
      'EDK2 copies such data there, whatever is in the way, and enlarges the image only by the size of the data.',
    severity: 'mishandled',
    effects: inProfiles(
      ['edk2', 'zboot'],
      misreads('edk2', 'copies the data over what is loaded there, or refuses the image'),
    ),
    enforcedBy: ['EDK2 BasePeCoff.c PeCoffLoaderLoadImage'],
    brokenBy: [
      'a last section whose raw data is pages longer than its memory',
      'a table whose last section is not the one with the highest address',
    ],
    undecided: MANY_ENTRIES,
    unavoidable: untrusted,
    vacuous: (image) => (lateData(image) === null ? 'there is no CodeView data that EDK2 gives an address' : undefined),
    check: withoutRoom,
  },
];
