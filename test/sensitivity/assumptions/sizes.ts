/** Rewriters whose buffers hold what most images have. */
import { endOf } from '../../../src/results/index.ts';
import type { Span } from '../../../src/results/index.ts';
import { payloadSpan } from '../../../src/reader/index.ts';
import { COFF_SYMBOL_SIZE } from '../../../src/reader/layouts.ts';
import type { Mistake, Patch } from '../fault.ts';
import { cleared, overwriting } from './assumption.ts';

const KIB = 1024;
const BLOCKS = 6;
const OVERLAY = 256;
const SYMBOLS = 8;
const STRINGS = 64;

/** Zeros in place of what does not fit. */
function beyond({ offset, length }: Span, room: number): readonly Patch[] {
  return cleared({ offset: offset + room, length: length - room });
}

/** One fault for each size that had never been passed. */
export const SIZES: readonly Mistake[] = [
  overwriting('content above six blocks', 'copies six', ({ added, after }) =>
    beyond(added.rawData, BLOCKS * after.optionalHeader.fileAlignment.value),
  ),
  overwriting('payload above 32 KiB', 'copies 32 KiB', ({ after }) => beyond(payloadSpan(after), 32 * KIB)),
  overwriting('file above 64 KiB', 'copies 64 KiB and the content', ({ after, added }) => {
    const { sections } = after;
    const end = Math.max(...sections.filter(({ index }) => index !== added.index).map(({ rawData }) => endOf(rawData)));
    return beyond({ offset: 0, length: end }, 64 * KIB);
  }),
  overwriting('overlay above 256 bytes', 'copies 256', ({ after }) =>
    after.regionMap.regions.filter(({ kind }) => kind === 'overlay').flatMap((region) => beyond(region, OVERLAY)),
  ),
  overwriting('symbols above a handful', 'copies eight', ({ after: { symbolTable } }) =>
    symbolTable === null ? [] : beyond(symbolTable.symbols, SYMBOLS * COFF_SYMBOL_SIZE),
  ),
  overwriting('strings above a handful', 'copies 64 bytes', ({ after: { symbolTable } }) => {
    const strings = symbolTable?.strings ?? null;
    return strings === null ? [] : beyond(strings, STRINGS);
  }),
];
