/** What breaks the rule on the debug directory in the file, and by how little it holds. */
import { IDEAL_AT } from './base-images.ts';
import { DEBUG, entryBytes, plain, sizeAt, withDirectory, withTail } from './directory-images.ts';
import type { Entry } from './directory-images.ts';
import type { ImageHold, ImageViolation } from './entries.ts';
import { setBytes } from './patch.ts';

const END = IDEAL_AT.end;
const SIZE = sizeAt(DEBUG);

/** An image whose debug directory of so many bytes ends so far behind the file, with one entry and zeros. */
function atEnd(beyond: number, size: number, entry: Entry = { type: 0, size: 0, pointer: 0 }): Uint8Array {
  const at = END + beyond - size;
  return withDirectory(setBytes(withTail(plain()), at, entryBytes(entry)), DEBUG, at, size);
}

/** Violations of the rule. */
export const DEBUG_DIRECTORY_VIOLATIONS: readonly ImageViolation[] = [
  {
    rule: 'PE-DIR-040',
    name: 'the last entry ends one byte behind the file',
    base: () => atEnd(0, 56),
    make: () => atEnd(1, 56),
    also: ['PE-DIR-030'],
    at: SIZE,
    beside: [{ offset: IDEAL_AT.sbom.sizeOfRawData, length: 8 }],
    actual: END + 1,
    wanted: { kind: 'at-most', value: END },
  },
  {
    rule: 'PE-DIR-040',
    name: 'the directory lies where its section has no data',
    base: () => withTail(plain()),
    make: () => withDirectory(withTail(plain()), DEBUG, END, 28),
    also: ['PE-DIR-002', 'PE-DIR-030'],
    at: SIZE,
    actual: END + 28,
  },
  {
    rule: 'PE-DIR-040',
    name: 'the one entry of CodeView before the end of the file has an address',
    base: () => atEnd(0, 56, { type: 2, size: 0, address: 1, pointer: 0 }),
    make: () => atEnd(4, 56, { type: 2, size: 0, address: 1, pointer: 0 }),
    also: ['PE-DIR-030'],
    at: SIZE,
  },
];

/** Images on which the rule holds by the smallest margin. */
export const DEBUG_DIRECTORY_HOLDS: readonly ImageHold[] = [
  { rule: 'PE-DIR-040', name: 'the last entry ends with the file', make: () => atEnd(0, 56) },
  {
    rule: 'PE-DIR-040',
    name: 'EDK2 reads no further than to an entry of CodeView without an address',
    make: () => atEnd(28, 56, { type: 2, size: 0, pointer: 0 }),
  },
  {
    rule: 'PE-DIR-040',
    name: 'no section has the address of the directory',
    make: () => withDirectory(withTail(plain()), DEBUG, END + 0x2000, 28),
  },
];
