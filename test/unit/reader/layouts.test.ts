/** Goal: the tables of structures describe every byte once, but for the holes that are named here. */
import { describe, expect, it } from 'vitest';
import {
  CERTIFICATE,
  COFF_HEADER,
  DATA_DIRECTORY,
  DEBUG_ENTRY,
  DOS_HEADER,
  OPTIONAL_HEADER_PE32,
  OPTIONAL_HEADER_PE32_PLUS,
  RELOCATION_BLOCK,
  SECTION_HEADER,
  ZBOOT_HEADER,
} from '../../../src/reader/layouts.ts';
import type { Slots, Struct } from '../../../src/reader/struct.ts';

interface Case {
  readonly layout: Struct<Slots>;
  readonly size: number;
  /** Bytes that no field describes, as `[start, end)`. */
  readonly holes: readonly (readonly [number, number])[];
}

const CASES: readonly Case[] = [
  // Between MZ and the pointer to the PE header a DOS program has fields that no UEFI image uses.
  { layout: DOS_HEADER, size: 64, holes: [[2, 60]] },
  { layout: ZBOOT_HEADER, size: 64, holes: [] },
  { layout: COFF_HEADER, size: 20, holes: [] },
  { layout: OPTIONAL_HEADER_PE32, size: 96, holes: [] },
  { layout: OPTIONAL_HEADER_PE32_PLUS, size: 112, holes: [] },
  { layout: DATA_DIRECTORY, size: 8, holes: [] },
  { layout: SECTION_HEADER, size: 40, holes: [] },
  { layout: DEBUG_ENTRY, size: 28, holes: [] },
  { layout: CERTIFICATE, size: 8, holes: [] },
  { layout: RELOCATION_BLOCK, size: 8, holes: [] },
];

/** How many fields describe each byte of a structure, and of what lies behind it. */
function cover({ fields, size }: Struct<Slots>): number[] {
  const counts = new Array<number>(size).fill(0);
  for (const { at, as } of Object.values(fields)) {
    for (let offset = at; offset < at + as.size; offset += 1) counts[offset] = (counts[offset] ?? 0) + 1;
  }
  return counts;
}

describe.each(CASES)('the table of $layout.name in $size bytes', ({ layout, size, holes }) => {
  it('has its size, no overlap and no field beyond its end', () => {
    const counts = cover(layout);
    expect(layout.size).toBe(size);
    expect(counts).toHaveLength(size);
    expect(Math.max(...counts)).toBe(1);
  });

  it('has no hole but those that are named', () => {
    const missing = cover(layout).flatMap((count, offset) => (count === 0 ? [offset] : []));
    const named = holes.flatMap(([start, end]) => Array.from({ length: end - start }, (_, index) => start + index));
    expect(missing).toEqual(named);
  });
});
