import { StreamError } from '../decoding.ts';
import { Input } from '../input.ts';
import { BackwardBits } from './backward-bits.ts';
import { buildTable, readDistribution } from './fse.ts';
import type { FseTable } from './fse.ts';

/**
 * RFC 8878 §4.2.1 has codes of up to eleven bits. The reference implementation reads one bit more, HUF_TABLELOG_MAX, and
 * what it decodes is not broken.
 */
const LOG_MAX = 12;
/** RFC 8878 §4.2.1.1: a first byte from here on counts weights of four bits each, from one; others are FSE-compressed. */
const DIRECT = 128;
/** RFC 8878 §4.2.1.2: the greatest Accuracy_Log of the weights. */
const WEIGHT_LIMITS = { log: 6, symbol: 255 };
/** There is one weight less than there are bytes, for the last is known from the others. */
const WEIGHTS_MAX = 255;

/** A decoding table for a prefix code. */
export interface HuffmanTable {
  /** Length of the longest code in bits. */
  readonly log: number;
  /** By so many bits: the byte that they start with, times sixteen, and the length of its code. */
  readonly entries: Uint16Array;
}

/** Reads the description of a prefix code: RFC 8878 §4.2.1. @throws StreamError when there is no such code */
export function readHuffmanTable(input: Input, view: DataView): HuffmanTable {
  const { at } = input;
  const first = input.u8();
  const weights = first < DIRECT ? readCompressedWeights(input, first, view) : readWeights(input, first - DIRECT + 1);
  const log = addLastWeight(weights, at);
  // Two of the longest codes differ in their last bit only.
  const longest = weights.filter((weight) => weight === 1).length;
  if (longest < 2 || longest % 2 !== 0) throw noCode(at);
  return { log, entries: layOut(weights, log) };
}

function noCode(at: number): StreamError {
  return new StreamError('has weights that do not make a prefix code', at);
}

/** RFC 8878 §4.2.1.1: two weights in a byte, the first in its upper half. */
function readWeights(input: Input, count: number): number[] {
  const bytes = input.take(Math.ceil(count / 2));
  return Array.from({ length: count }, (_, index) => {
    const byte = bytes[index >>> 1] ?? 0;
    return index % 2 === 0 ? byte >>> 4 : byte & 15;
  });
}

/** RFC 8878 §4.2.1.2: the weights come from two states in turn, until the bits do not suffice for the next state. */
function readCompressedWeights(input: Input, size: number, view: DataView): number[] {
  input.need(size);
  const part = new Input(input.bytes, input.at, input.at + size, 'has a table that ends too early');
  input.at += size;
  const table = buildTable(readDistribution(part, WEIGHT_LIMITS));
  const bits = new BackwardBits(part, view);
  const weights: number[] = [];
  let state = bits.read(table.log);
  let other = bits.read(table.log);
  while (weights.length + 2 <= WEIGHTS_MAX) {
    weights.push(table.symbols[state] ?? 0);
    const next = nextState(table, state, bits);
    if (next === null) {
      weights.push(table.symbols[other] ?? 0);
      return weights;
    }
    state = other;
    other = next;
  }
  throw new StreamError('has too many weights', input.at);
}

function nextState(table: FseTable, state: number, bits: BackwardBits): number | null {
  const count = table.bits[state] ?? 0;
  return count > bits.left ? null : (table.baselines[state] ?? 0) + bits.read(count);
}

/** RFC 8878 §4.2.1: the last weight fills the sum up to a power of two. @returns the length of the longest code */
function addLastWeight(weights: number[], at: number): number {
  let sum = 0;
  for (const weight of weights) {
    if (weight > LOG_MAX) throw noCode(at);
    if (weight > 0) sum += 2 ** (weight - 1);
  }
  const log = 32 - Math.clz32(sum);
  if (sum === 0 || log > LOG_MAX) throw noCode(at);
  const rest = 2 ** log - sum;
  const last = 32 - Math.clz32(rest);
  if (rest !== 2 ** (last - 1)) throw noCode(at);
  weights.push(last);
  return log;
}

/** RFC 8878 §4.2.1.3: codes go by weight, from the lightest, and among one weight by byte. */
function layOut(weights: readonly number[], log: number): Uint16Array {
  const entries = new Uint16Array(2 ** log);
  let at = 0;
  for (let weight = 1; weight <= log; weight += 1) {
    for (const [byte, own] of weights.entries()) {
      if (own !== weight) continue;
      const count = 2 ** (weight - 1);
      entries.fill(byte * 16 + log + 1 - weight, at, at + count);
      at += count;
    }
  }
  return entries;
}
