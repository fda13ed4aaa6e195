import { StreamError } from '../decoding.ts';
import type { Input } from '../input.ts';

/** Probabilities are parts of 2048; a new one says half. */
const HALF = 1024;

/** So many probabilities that know nothing yet. */
export function probabilities(count: number): Uint16Array {
  return new Uint16Array(count).fill(HALF);
}

/** Lets probabilities know nothing again. @param count how many, from the first */
export function forget(probs: Uint16Array, count = probs.length): void {
  probs.fill(HALF, 0, count);
}

/**
 * The range decoder of LZMA. Range and code are unsigned numbers of 32 bits that are kept as signed ones, which is what
 * engines keep without a box; it reads the next byte as late as it can, so that it never reads one too many.
 */
export class RangeDecoder {
  #input: Input;
  #range = -1;
  #code = 0;

  constructor(input: Input) {
    this.#input = input;
  }

  /** Begins anew, with the five bytes that come next. */
  start(input: Input): void {
    this.#input = input;
    if (input.u8() !== 0) throw new StreamError('has LZMA data that does not begin with a zero', input.at - 1);
    this.#range = -1;
    this.#code = 0;
    for (let index = 0; index < 4; index += 1) this.#code = (this.#code << 8) | input.u8();
  }

  /** Where the next byte is. */
  get at(): number {
    return this.#input.at;
  }

  /** Whether this may be the end: nothing is left in the code. It may take a last byte to say so. */
  isFinished(): boolean {
    if (this.#range >>> 24 === 0) this.#shift();
    return this.#code === 0;
  }

  /** One bit, whose probability learns of it. */
  bit(probs: Uint16Array, index: number): number {
    if (this.#range >>> 24 === 0) this.#shift();
    const range = this.#range;
    const prob = probs[index] ?? 0;
    const bound = Math.imul(range >>> 11, prob);
    if (this.#code >>> 0 < bound >>> 0) {
      this.#range = bound;
      probs[index] = prob + ((2048 - prob) >> 5);
      return 0;
    }
    this.#range = (range - bound) | 0;
    this.#code = (this.#code - bound) | 0;
    probs[index] = prob - (prob >> 5);
    return 1;
  }

  /** A number whose highest bit comes first. @param from where its probabilities begin, the first of which is unused */
  tree(probs: Uint16Array, from: number, bits: number): number {
    let symbol = 1;
    for (let index = 0; index < bits; index += 1) symbol = (symbol << 1) | this.bit(probs, from + symbol);
    return symbol - (1 << bits);
  }

  /** A number whose lowest bit comes first. @param from as for `tree` */
  reverseTree(probs: Uint16Array, from: number, bits: number): number {
    let symbol = 1;
    let value = 0;
    for (let index = 0; index < bits; index += 1) {
      const bit = this.bit(probs, from + symbol);
      symbol = (symbol << 1) | bit;
      value |= bit << index;
    }
    return value;
  }

  /** Bits that are as likely as not, below those of a value. @returns a number of 32 bits, signed */
  direct(value: number, bits: number): number {
    let result = value;
    for (let index = 0; index < bits; index += 1) {
      if (this.#range >>> 24 === 0) this.#shift();
      const half = this.#range >>> 1;
      const rest = (this.#code - half) | 0;
      this.#range = half;
      // A code that is too small has become negative.
      if (rest >= 0) this.#code = rest;
      result = (result << 1) | (rest >= 0 ? 1 : 0);
    }
    return result;
  }

  #shift(): void {
    this.#range <<= 8;
    this.#code = (this.#code << 8) | this.#input.u8();
  }
}
