import { endOf } from '../../src/results/index.ts';
import type { Span } from '../../src/results/index.ts';

/**
 * The ranges that are kept when each is taken unless it overlaps one that was taken before, in the order of the file. An
 * empty range is taken like any other and keeps out those that have it inside. Takes time in proportion to the sort.
 * [U-Boot, efi_image_loader.c, efi_image_region_add]
 */
export function keptFirst(ranges: readonly Span[]): readonly Span[] {
  const kept = followEachOther(ranges) ? ranges : withoutOverlaps(ranges);
  return kept.filter(({ length }) => length > 0).sort((a, b) => a.offset - b.offset);
}

/** Whether each range starts where the one before it ends, or after; then nothing overlaps. */
function followEachOther(ranges: readonly Span[]): boolean {
  let end = 0;
  return ranges.every((range) => {
    const follows = range.offset >= end;
    end = Math.max(end, endOf(range));
    return follows;
  });
}

/**
 * Every place where a range starts or ends gets a number. A range takes the stretches between its places and the places
 * inside it, an empty one takes its place; what is taken is counted in a tree, so that no pair is ever compared.
 */
function withoutOverlaps(ranges: readonly Span[]): readonly Span[] {
  const places = [...new Set(ranges.flatMap((range) => [range.offset, endOf(range)]))].sort((a, b) => a - b);
  const numberOf = new Map(places.map((place, number) => [place, number]));
  const taken = new CountTree(2 * places.length);
  return ranges.filter((range) => {
    const start = 2 * (numberOf.get(range.offset) ?? 0);
    const end = 2 * (numberOf.get(endOf(range)) ?? 0);
    const [first, behind] = range.length === 0 ? [start, start + 1] : [start + 1, end];
    if (taken.before(behind) > taken.before(first)) return false;
    // Nothing is taken twice, so that all ranges together take no more than there is.
    for (let cell = first; cell < behind; cell += 1) taken.add(cell);
    return true;
  });
}

/** Counts marks on a row of cells: a binary indexed tree. */
class CountTree {
  readonly #sums: Uint32Array;

  constructor(cells: number) {
    this.#sums = new Uint32Array(cells + 1);
  }

  /** Marks a cell. */
  add(cell: number): void {
    for (let at = cell + 1; at < this.#sums.length; at += lowestBit(at)) this.#sums[at] = (this.#sums[at] ?? 0) + 1;
  }

  /** The marks on all cells before one. */
  before(cell: number): number {
    let count = 0;
    for (let at = cell; at > 0; at -= lowestBit(at)) count += this.#sums[at] ?? 0;
    return count;
  }
}

/** The lowest bit that is set; a row has far fewer than 2^31 cells. */
function lowestBit(value: number): number {
  return value & -value;
}
