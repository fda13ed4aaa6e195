import { AT, IDEAL_AT } from './base-images.ts';
import { debugged, entryField, withDebug, withTail } from './directory-images.ts';
import type { ImageHold, ImageViolation } from './entries.ts';
import { setWords } from './patch.ts';

const END = IDEAL_AT.end;
const ADDRESS = entryField(0, 'address');

/** An image with CodeView data in its header slack, to which the entry gives this address. */
function codeView(address = 0): Uint8Array {
  return debugged({ type: 2, pointer: IDEAL_AT.tableEnd, size: 8, address });
}

/** The same in an image whose last section takes a page more of memory than of the file. */
function withMemory(): Uint8Array {
  return withTail(codeView());
}

/** Violations of the rule on CodeView data that EDK2 loads by itself. */
export const DEBUG_LATE_VIOLATIONS: readonly ImageViolation[] = [
  {
    rule: 'PE-DIR-043',
    name: 'the last section ends a page behind the image',
    base: withMemory,
    make: () => setWords(withMemory(), [AT.sizeOfImage, 0x6000]),
    at: { offset: IDEAL_AT.sbom.sizeOfRawData, length: 4 },
    actual: 0x7000,
    also: ['PE-OPT-009', 'PE-OPT-010', 'PE-SEC-016', 'PE-LAM-006'],
    wanted: { kind: 'at-most', value: 0x6000 },
  },
  {
    rule: 'PE-DIR-043',
    name: 'the last section of the table has the address of an earlier one',
    base: codeView,
    make: () => setWords(codeView(), [IDEAL_AT.sbom.virtualAddress, 0x4000], [IDEAL_AT.sbat.virtualAddress, 0x5000]),
    at: ADDRESS,
    actual: 0x5000,
    also: ['PE-LAM-001', 'PE-LAM-003'],
  },
];

/** What the rule takes. */
export const DEBUG_LATE_HOLDS: readonly ImageHold[] = [
  { rule: 'PE-DIR-043', name: 'the data fits after the last section', make: withMemory },
  {
    rule: 'PE-DIR-043',
    name: 'the data has an address, so that nothing is copied',
    make: () => setWords(withTail(codeView(IDEAL_AT.tableEnd)), [AT.sizeOfImage, 0x6000]),
  },
  {
    rule: 'PE-DIR-043',
    name: 'the data is of another type, which is not copied',
    make: () =>
      setWords(withTail(withDebug(codeView(), { type: 13, pointer: END - 8, size: 8 })), [AT.sizeOfImage, 0x6000]),
  },
];
