import type { DebugEntry, Image } from '../../src/reader/index.ts';
import { endOf } from '../../src/results/index.ts';
import type { Finding } from '../../src/results/index.ts';
import { bytesOf } from '../bytes/bytes.ts';
import { inProfiles, misreads, untidy } from '../effects.ts';
import { place, wrong, wrongValue } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { ImageRule } from '../rule.ts';
import { MANY_ENTRIES, untrusted } from './debug-facts.ts';
import { unlessThereAre } from '../vacuity.ts';

/** IMAGE_DEBUG_TYPE_CODEVIEW and IMAGE_DEBUG_TYPE_EX_DLLCHARACTERISTICS. [PE format, Debug Type] */
const TYPE_CODEVIEW = 2;
const TYPE_EX_DLL_CHARACTERISTICS = 20;
/** The flags that EDK2 reads from such an entry are one 32-bit word. */
const EX_DLL_CHARACTERISTICS_SIZE = 4;
/** The bytes before the path by the four letters that CodeView data starts with. [EDK2, PeImage.h] */
const PATH_START: Readonly<Record<string, number>> = { NB10: 16, RSDS: 24, MTOC: 20 };
/** What the 32-bit fields of CodeView data are aligned to. */
const CODEVIEW_ALIGNMENT = 4;

/** Bytes that are fetched at once in search of the end of a path. */
const FIRST_PIECE = 512;
const LARGEST_PIECE = 2 ** 20;

/** CodeView data with a path, and where the path starts in the file. */
interface NamedEntry {
  readonly entry: DebugEntry;
  readonly pathAt: number;
}

/** Entries whose data starts with one of the known signatures, in the order of their paths in the file. */
function namedEntries(image: Image): readonly NamedEntry[] {
  const named: NamedEntry[] = [];
  for (const entry of image.debugEntries) {
    if (entry.type.value !== TYPE_CODEVIEW || entry.data.length < 4) continue;
    const letters = String.fromCharCode(...bytesOf(image, { offset: entry.data.offset, length: 4 }));
    const start = PATH_START[letters];
    if (start !== undefined) named.push({ entry, pathAt: entry.data.offset + start });
  }
  return named.sort((a, b) => a.pathAt - b.pathAt);
}

/** The offset of the first zero byte of a stretch of the file, or of its end; pieces grow, for most paths are short. */
function firstZero(image: Image, start: number, end: number): number {
  let at = start;
  for (let length = FIRST_PIECE; at < end; length = Math.min(2 * length, LARGEST_PIECE)) {
    const piece = Math.min(length, end - at);
    const found = bytesOf(image, { offset: at, length: piece }).indexOf(0);
    if (found !== -1) return at + found;
    at += piece;
  }
  return at;
}

/** Entries whose path has no end. Many may claim the same gigabytes, which are searched once: up to `clear`. */
function* endless(image: Image, entries: readonly NamedEntry[]): Iterable<Finding> {
  let clear = 0;
  for (const { entry, pathAt } of entries) {
    const end = Math.min(endOf(entry.data), image.fileSize);
    clear = firstZero(image, Math.max(clear, pathAt), end);
    if (clear < end) continue;
    const path = { offset: pathAt, length: Math.max(0, end - pathAt) };
    const expected = { kind: 'form', name: 'a path that ends with a zero byte' } as const;
    yield wrong(`path of debugEntries[${entry.index}]`, expected, 'no zero byte', place(path), place(entry.sizeOfData));
  }
}

/** Rules on what debug entries of a certain type hold. */
export const DEBUG_KIND_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-DIR-034',
    name: 'exdll-size',
    levels: 'WWWWWW',
    title: 'An EX_DLLCHARACTERISTICS entry has at least the four bytes of its flags.',
    references: [REFERENCES.debugType],
    rationale:
      'Firmware reads four bytes there to learn whether the code supports forward CFI, however few the entry has.',
    severity: 'disputed',
    effects: {
      ...inProfiles(['edk2', 'zboot'], misreads('edk2', 'reads four bytes, however few there are')),
      shim: untidy('shim'),
    },
    enforcedBy: ['EDK2 Image.c:1412: uses the flags for runtime images'],
    brokenBy: ['an entry of type 20 without data'],
    undecided: MANY_ENTRIES,
    unavoidable: untrusted,
    vacuous: unlessThereAre(
      1,
      ({ debugEntries }: Image) => debugEntries.filter(({ type }) => type.value === TYPE_EX_DLL_CHARACTERISTICS),
      'there is no EX_DLLCHARACTERISTICS entry',
    ),
    *check({ debugEntries }) {
      for (const { type, sizeOfData } of debugEntries) {
        if (type.value !== TYPE_EX_DLL_CHARACTERISTICS || sizeOfData.value >= EX_DLL_CHARACTERISTICS_SIZE) continue;
        yield wrongValue(sizeOfData, { kind: 'at-least', value: EX_DLL_CHARACTERISTICS_SIZE }, 'image', place(type));
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-DIR-035',
    name: 'codeview-terminated',
    levels: 'W-W-WW',
    title: 'CodeView data is aligned to 4 bytes, and its path is terminated within it.',
    references: [REFERENCES.debugType],
    rationale: 'Loaders print the path as a string; if it is not terminated they read on into whatever follows.',
    severity: 'disputed',
    effects: { zboot: untidy('edk2') },
    enforcedBy: ['AUDK PeCoffDebug.c:156-234'],
    brokenBy: ['a path without a zero byte'],
    undecided: 'Entries after the first 1,024, and data with signatures other than RSDS, NB10 and MTOC.',
    unavoidable: untrusted,
    vacuous: unlessThereAre(1, namedEntries, 'there is no CodeView data with a path'),
    *check(image) {
      const entries = namedEntries(image);
      for (const { entry } of entries) {
        const { value } = entry.pointerToRawData;
        if (value % CODEVIEW_ALIGNMENT === 0) continue;
        yield wrongValue(entry.pointerToRawData, { kind: 'multiple-of', value: CODEVIEW_ALIGNMENT });
      }
      yield* endless(image, entries);
    },
  },
];
