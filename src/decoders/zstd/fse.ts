import { StreamError } from '../decoding.ts';
import type { Input } from '../input.ts';

/** RFC 8878 §4.1.1: the least Accuracy_Log. */
const ACCURACY_LOG_MIN = 5;

/** How often each symbol comes, of `2 ** log` times in all; -1 is less than once. */
export interface Distribution {
  readonly log: number;
  readonly probabilities: readonly number[];
}

/** What a distribution may have. */
export interface DistributionLimits {
  readonly log: number;
  readonly symbol: number;
}

/** A decoding table: each array has an element for each of the `2 ** log` states. RFC 8878 §4.1. */
export interface FseTable {
  readonly log: number;
  readonly symbols: Uint8Array;
  /** How many bits of the bitstream lead to the next state. */
  readonly bits: Uint8Array;
  /** What is added to these bits. */
  readonly baselines: Uint16Array;
}

/** Bits that are read from the lowest of the first byte on; those behind the end look like zeros. */
class ForwardBits {
  readonly #input: Input;
  #used = 0;

  constructor(input: Input) {
    this.#input = input;
  }

  /** @param count 0 to 24 */
  peek(count: number): number {
    const { bytes, at, end } = this.#input;
    let word = 0;
    for (let index = 0; index < 4 && at + index < end; index += 1) word |= (bytes[at + index] ?? 0) << (8 * index);
    return (word >>> this.#used) & (2 ** count - 1);
  }

  /** @throws StreamError when fewer bits are left */
  skip(count: number): void {
    const used = this.#used + count;
    this.#input.need(Math.ceil(used / 8));
    this.#input.at += used >>> 3;
    this.#used = used & 7;
  }

  read(count: number): number {
    const value = this.peek(count);
    this.skip(count);
    return value;
  }

  /** The rest of a byte that was begun belongs to nothing. */
  finish(): void {
    if (this.#used > 0) this.#input.at += 1;
    this.#used = 0;
  }
}

/** Reads the description of a table: RFC 8878 §4.1.1. @throws StreamError when there is no such table */
export function readDistribution(input: Input, limits: DistributionLimits): Distribution {
  const { at } = input;
  const bits = new ForwardBits(input);
  const log = bits.read(4) + ACCURACY_LOG_MIN;
  if (log > limits.log) throw new StreamError('has a table of too great an accuracy', at);
  const probabilities: number[] = [];
  for (let left = 2 ** log; left > 0;) {
    if (probabilities.length > limits.symbol) throw new StreamError('has a table of too many symbols', at);
    const probability = readValue(bits, left + 1) - 1;
    probabilities.push(probability);
    left -= Math.abs(probability);
    if (probability === 0) readZeros(bits, probabilities);
  }
  bits.finish();
  return { log, probabilities };
}

/** A number that takes one bit less when it is small: the codes that the greatest one leaves over are shared out. */
function readValue(bits: ForwardBits, greatest: number): number {
  const width = 32 - Math.clz32(greatest);
  const short = 2 ** width - 1 - greatest;
  const value = bits.peek(width - 1);
  if (value < short) {
    bits.skip(width - 1);
    return value;
  }
  const long = bits.read(width);
  return long < 2 ** (width - 1) ? long : long - short;
}

/** How many more symbols never come: three and a further number, or fewer. */
function readZeros(bits: ForwardBits, probabilities: number[]): void {
  for (let count = 3; count === 3;) {
    count = bits.read(2);
    for (let index = 0; index < count; index += 1) probabilities.push(0);
  }
}

/** Lays out the table: RFC 8878 §4.1.1, "From normalized distribution to decoding tables". */
export function buildTable({ log, probabilities }: Distribution): FseTable {
  const size = 2 ** log;
  const symbols = new Uint8Array(size);
  // The rare ones go to the end, one state each; the others are spread over what is in front of them.
  let end = size;
  for (let symbol = 0; symbol < probabilities.length; symbol += 1) {
    if (probabilities[symbol] !== -1) continue;
    end -= 1;
    symbols[end] = symbol;
  }
  const step = (size >>> 1) + (size >>> 3) + 3;
  let state = 0;
  for (let symbol = 0; symbol < probabilities.length; symbol += 1) {
    for (let left = probabilities[symbol] ?? 0; left > 0; left -= 1) {
      symbols[state] = symbol;
      do state = (state + step) & (size - 1);
      while (state >= end);
    }
  }
  return { log, symbols, ...transitions(log, symbols, probabilities) };
}

function transitions(
  log: number,
  symbols: Uint8Array,
  probabilities: readonly number[],
): Pick<FseTable, 'bits' | 'baselines'> {
  const size = symbols.length;
  const bits = new Uint8Array(size);
  const baselines = new Uint16Array(size);
  const next = Uint16Array.from(probabilities, Math.abs);
  for (let state = 0; state < size; state += 1) {
    const symbol = symbols[state] ?? 0;
    const number = next[symbol] ?? 1;
    next[symbol] = number + 1;
    const count = log - (31 - Math.clz32(number));
    bits[state] = count;
    baselines[state] = (number << count) - size;
  }
  return { bits, baselines };
}
