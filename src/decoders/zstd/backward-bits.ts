import { StreamError } from '../decoding.ts';
import type { Input } from '../input.ts';

/**
 * The 32 bits of which the uppermost are those before a place, the nearest one first: 25 of them at least, the rest are
 * zeros.
 *
 * Nothing has to be checked here. A bitstream starts twelve bytes into the frame or later, and its readers notice that
 * it is at its end before they are eight bytes in front of it.
 *
 * @param at in bits from the start of the view, from 25
 */
export function bitsBefore(view: DataView, at: number): number {
  return view.getInt32(((at + 7) >>> 3) - 4, true) << (-at & 7);
}

/** The uppermost of 32 bits as a number. @param count 0 to 31 */
export function upper(word: number, count: number): number {
  return (word >>> 1) >>> (31 - count);
}

/** A bitstream that is read from its end to its start: RFC 8878 §4. */
export class BackwardBits {
  readonly view: DataView;
  /** Where the bitstream starts, in bits from the start of the view. */
  readonly start: number;
  /** In front of this bit is the next one that is to be read. */
  at: number;

  /** Takes all that is left of the input. @throws StreamError when the bitstream has no mark at its end */
  constructor(input: Input, view: DataView) {
    const { bytes, at, end } = input;
    const last = input.left === 0 ? 0 : (bytes[end - 1] ?? 0);
    if (last === 0) throw new StreamError('has a bitstream without a mark at its end', end);
    this.view = view;
    this.start = at * 8;
    this.at = end * 8 - 8 + (31 - Math.clz32(last));
  }

  get left(): number {
    return this.at - this.start;
  }

  /** @param count 0 to 25 @throws StreamError when fewer bits are left */
  read(count: number): number {
    if (count > this.left) throw bitsRunOut(this.start);
    const value = upper(bitsBefore(this.view, this.at), count);
    this.at -= count;
    return value;
  }
}

/** @param start of the bitstream, in bits */
export function bitsRunOut(start: number): StreamError {
  return new StreamError('has a bitstream that is too short', start / 8);
}

/** @throws StreamError when the place is not the start of the bitstream; both are in bits */
export function checkExhausted(at: number, start: number): void {
  if (at < start) throw bitsRunOut(start);
  if (at > start) throw new StreamError('has a bitstream that is too long', start / 8);
}
