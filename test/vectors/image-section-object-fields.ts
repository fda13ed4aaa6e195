import { AT, clean, v1 } from './base-images.ts';
import type { ImageHold, ImageViolation } from './entries.ts';
import { filled, setBytes, setU16, setU32 } from './patch.ts';

const FLAGS = { offset: AT.data.name + 36, length: 4 };
/** Offsets in a section header. */
const FIELDS = {
  PointerToRelocations: { at: 24, length: 4 },
  PointerToLinenumbers: { at: 28, length: 4 },
  NumberOfRelocations: { at: 32, length: 2 },
  NumberOfLinenumbers: { at: 34, length: 2 },
} as const;

/** The flags of `.data` and more. */
function flagged(flags: number): Uint8Array {
  return setU32(clean(), FLAGS.offset, 0xc0000040 + flags);
}

/** An image of three sections in which the header at `index` is blank but for bytes from `from` on. */
function blank(index: number, from: number, ...bytes: readonly number[]): Uint8Array {
  const header = AT.text.name + 40 * index;
  return setBytes(setBytes(v1(), header, filled(40, 0)), header + from, bytes);
}

/** Violations of the rules on what object files leave behind, and on blank headers. */
export const SECTION_OBJECT_VIOLATIONS: readonly ImageViolation[] = [
  ...Object.entries(FIELDS).flatMap(([field, { at, length }]) =>
    [1, 2 ** (8 * length) - 1].map((value) => ({
      rule: 'PE-SEC-007' as const,
      name: `${field} is ${value}`,
      make: () => (length === 2 ? setU16 : setU32)(clean(), AT.data.name + at, value),
      at: { offset: AT.data.name + at, length },
      actual: value,
      wanted: { kind: 'equals' as const, value: 0 },
    })),
  ),
  ...[0x8, 0x200, 0x800, 0x1000, 0x100000, 0x200000, 0x400000, 0x800000, 0x1000000].map((flag) => ({
    rule: 'PE-SEC-008' as const,
    name: `a section has the flag 0x${flag.toString(16)}`,
    make: () => flagged(flag),
    at: FLAGS,
    actual: 0xc0000040 + flag,
  })),
  ...[0, 1].map((index) => ({
    rule: 'PE-SEC-025' as const,
    name: `header ${index} of three is blank`,
    // A letter for a name is all that makes a difference.
    base: () => blank(index, 0, 0x78),
    make: () => blank(index, 0, 0),
    also: ['PE-SEC-002'] as const,
    at: { offset: AT.text.name + 40 * index, length: 40 },
    actual: 'zeros',
  })),
];

/** Images on which these rules hold by the smallest margin. */
export const SECTION_OBJECT_HOLDS: readonly ImageHold[] = [
  {
    rule: 'PE-SEC-007',
    name: 'the fields on either side are all ones',
    make: () => setU32(setU32(clean(), AT.data.pointerToRawData, 2 ** 32 - 1), FLAGS.offset, 2 ** 32 - 1),
  },
  { rule: 'PE-SEC-008', name: 'a section has every other flag', make: () => setU32(clean(), FLAGS.offset, 0xfe0fe5f7) },
  { rule: 'PE-SEC-025', name: 'the last header is blank', make: () => blank(2, 0, 0) },
  { rule: 'PE-SEC-025', name: 'a header is blank but for its first byte', make: () => blank(1, 0, 1) },
  { rule: 'PE-SEC-025', name: 'a header is blank but for its second byte', make: () => blank(1, 1, 1) },
  { rule: 'PE-SEC-025', name: 'a header is blank but for its last byte', make: () => blank(1, 39, 0x40) },
];
