/** Small questions about debug entries that several rules ask. */
import type { DebugEntry, Image } from '../../src/reader/index.ts';
import { DIRECTORY, presentDirectory } from './directories-facts.ts';
import { tableEnd } from './facts.ts';

/** Bytes of one entry. [PE format, Debug Directory (Image Only)] */
export const DEBUG_ENTRY_SIZE = 28;

/** What rules on debug entries do not judge: the reader stops there. */
export const MANY_ENTRIES = 'Entries after the first 1,024.';

/** Entries that have data. */
export function withDebugData({ debugEntries }: Image): readonly DebugEntry[] {
  return debugEntries.filter(({ data }) => data.length > 0);
}

/**
 * Why an append cannot keep a rule on debug entries. Where the directory lies on the headers themselves, every field that
 * an append must change is a field of some entry too; where it is cut or no whole number of entries, what seems to be an
 * entry may be anything, and to name anything that changes.
 */
export function untrusted(before: Image): string | undefined {
  const end = tableEnd(before);
  if (before.debugEntries.some(({ characteristics }) => characteristics.offset < end)) {
    return "the input's debug directory overlaps its headers";
  }
  const size = presentDirectory(before, DIRECTORY.debug)?.size.value ?? 0;
  const isCut = before.anomalies.some(({ path }) => path === 'debugDirectory');
  return isCut || size % DEBUG_ENTRY_SIZE !== 0 ? "the input's debug directory cannot be read completely" : undefined;
}
