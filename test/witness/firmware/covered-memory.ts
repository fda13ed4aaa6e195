import type { MemoryRange } from './pack.ts';

/** Bytes that a loader puts at an address, and zeros behind them up to a length. */
export interface Piece {
  readonly address: number;
  readonly bytes: Uint8Array;
  readonly length: number;
}

/**
 * Memory of which only some ranges have ever been written. It takes as many bytes as they have together: the addresses of
 * an image may lie gigabytes apart.
 */
export class CoveredMemory {
  /** What was written, in ascending order; no two ranges touch. */
  readonly ranges: readonly MemoryRange[];
  /** The bytes of all ranges, one behind the other. */
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  /** Where in the bytes each range starts. */
  readonly #starts: readonly number[];

  /** @param pieces written one after the other, so that of two that overlap the later one wins */
  constructor(pieces: readonly Piece[]) {
    this.ranges = mergedRanges(pieces);
    const starts: number[] = [];
    let length = 0;
    for (const range of this.ranges) {
      starts.push(length);
      length += range.length;
    }
    this.#starts = starts;
    this.bytes = new Uint8Array(length);
    this.#view = new DataView(this.bytes.buffer);
    for (const piece of pieces) {
      const at = this.#offsetOf(piece.address, piece.length);
      if (at === null) continue;
      this.bytes.fill(0, at, at + piece.length);
      this.bytes.set(piece.bytes.subarray(0, piece.length), at);
    }
  }

  /** The little-endian number at an address; `null` where not all of it was ever written. */
  read(address: number, width: 2 | 4 | 8): bigint | null {
    const at = this.#offsetOf(address, width);
    if (at === null) return null;
    if (width === 8) return this.#view.getBigUint64(at, true);
    return BigInt(width === 4 ? this.#view.getUint32(at, true) : this.#view.getUint16(at, true));
  }

  /** Writes as much of a number as fits, unless some of its place was never written. */
  write(address: number, width: 2 | 4 | 8, value: bigint): void {
    const at = this.#offsetOf(address, width);
    if (at === null) return;
    if (width === 8) this.#view.setBigUint64(at, BigInt.asUintN(64, value), true);
    else if (width === 4) this.#view.setUint32(at, Number(BigInt.asUintN(32, value)), true);
    else this.#view.setUint16(at, Number(BigInt.asUintN(16, value)), true);
  }

  /** Adds to the number at an address, unless some of it was never written. */
  add(address: number, width: 2 | 4 | 8, value: bigint): void {
    const before = this.read(address, width);
    if (before !== null) this.write(address, width, before + value);
  }

  #offsetOf(address: number, length: number): number | null {
    let [low, high] = [0, this.ranges.length];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((this.ranges[middle]?.address ?? Infinity) <= address) low = middle + 1;
      else high = middle;
    }
    const [range, start] = [this.ranges[low - 1], this.#starts[low - 1]];
    if (range === undefined || start === undefined) return null;
    const distance = address - range.address;
    return distance + length <= range.length ? start + distance : null;
  }
}

function mergedRanges(pieces: readonly Piece[]): readonly MemoryRange[] {
  const merged: { address: number; length: number }[] = [];
  const sorted = pieces.filter(({ length }) => length > 0).toSorted((one, other) => one.address - other.address);
  for (const { address, length } of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && address <= last.address + last.length) {
      last.length = Math.max(last.length, address + length - last.address);
    } else {
      merged.push({ address, length });
    }
  }
  return merged;
}
