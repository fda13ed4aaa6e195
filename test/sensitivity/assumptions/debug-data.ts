/** Rewriters that take debug data to be what most kernels have. */
import type { DebugEntry, Section } from '../../../src/reader/index.ts';
import { contains, endOf } from '../../../src/results/index.ts';
import type { Mistake, Patch } from '../fault.ts';
import type { GoodAppend } from '../good-append.ts';
import { cleared, overwriting } from './assumption.ts';

/** IMAGE_DEBUG_TYPE_CODEVIEW and IMAGE_DEBUG_TYPE_EX_DLLCHARACTERISTICS. [PE format, Debug Type] */
const CODE_VIEW = 2;
const DLL_CHARACTERISTICS_EX = 20;
const KNOWN_ENTRIES = 2;
const DIRECTORY = 6;

type Pick = (entry: DebugEntry, good: GoodAppend) => boolean;

/** The pointers of some entries as they were before the data moved. */
function stale(good: GoodAppend, isForgotten: Pick): readonly Patch[] {
  return good.after.debugEntries.flatMap((entry): readonly Patch[] => {
    const old = good.before.debugEntries[entry.index]?.pointerToRawData;
    if (old === undefined || !isForgotten(entry, good)) return [];
    const { offset, length } = entry.pointerToRawData;
    return [{ offset, bytes: good.before.source.slice(old.offset, length) }];
  });
}

/** The end of the old sections' data in the file. */
function dataEnd({ before }: GoodAppend): number {
  return Math.max(0, ...before.sections.map(({ rawData }) => (rawData.length > 0 ? endOf(rawData) : 0)));
}

function holds({ extent }: Section, address: number): boolean {
  return contains(extent, { offset: address, length: 1 });
}

/** One fault for each kind of debug data that had never been seen. */
export const DEBUG_DATA: readonly Mistake[] = [
  overwriting('debug types other than 2 and 20', 'does not move their data', (good) =>
    stale(good, ({ type }) => type.value !== CODE_VIEW && type.value !== DLL_CHARACTERISTICS_EX),
  ),
  overwriting('three debug entries', 'moves the data of two', (good) =>
    stale(good, ({ index }) => index >= KNOWN_ENTRIES),
  ),
  overwriting('time stamps of debug entries', 'clears them', ({ after: { debugEntries } }) =>
    debugEntries.flatMap(({ timeDateStamp }) => cleared(timeDateStamp)),
  ),
  overwriting('debug data in the overlay', 'does not move it', (good) =>
    stale(good, ({ index }) => {
      const old = good.before.debugEntries[index]?.data;
      return old !== undefined && old.offset >= dataEnd(good);
    }),
  ),
  overwriting('debug directory outside .text', 'does not find it', (good) => {
    const address = good.before.directories[DIRECTORY]?.virtualAddress.value ?? 0;
    const holder = good.before.sections.find((section) => holds(section, address));
    return holder?.name.value === '.text' ? [] : stale(good, () => true);
  }),
  overwriting('upper bytes of the extended DllCharacteristics', 'clears them', ({ after: { debugEntries } }) =>
    debugEntries
      .filter(({ type, data }) => type.value === DLL_CHARACTERISTICS_EX && data.length > 1)
      .flatMap(({ data }) => cleared({ offset: data.offset + 1, length: data.length - 1 })),
  ),
];
