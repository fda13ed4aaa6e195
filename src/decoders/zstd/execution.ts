import { StreamError } from '../decoding.ts';
import type { History } from '../history.ts';
import { bitsBefore, bitsRunOut, checkExhausted, upper } from './backward-bits.ts';
import type { BackwardBits } from './backward-bits.ts';
import type { Literals } from './literals.ts';
import type { Offsets } from './offsets.ts';
import type { SequenceTable } from './sequence-tables.ts';

/** The tables of the three parts of a sequence. */
export interface SequenceTables {
  readonly literals: SequenceTable;
  readonly offset: SequenceTable;
  readonly match: SequenceTable;
}

/** The sequences of a block, and all that they work on. */
export interface Execution {
  readonly bits: BackwardBits;
  /** How many sequences there are, from 1. */
  readonly count: number;
  readonly tables: SequenceTables;
  readonly offsets: Offsets;
  readonly literals: Literals;
  readonly history: History;
  /** Bytes of content that the block may have. */
  readonly most: number;
}

/** Bits that one look at the bitstream gives for sure. */
const BITS_AT_ONCE = 25;

/**
 * Decodes the sequences and does what they say, and appends the literals that are left: RFC 8878 §3.1.1.4.
 *
 * @throws StreamError when they do not use up the bitstream exactly, or go beyond the literals, the history, or the
 *   block
 */
export function executeSequences(execution: Execution): void {
  const { bits, tables, offsets, literals, history, most } = execution;
  const { view, start } = bits;
  const { values: literalsValues, steps: literalsSteps } = tables.literals;
  const { steps: offsetSteps } = tables.offset;
  const { values: matchValues, steps: matchSteps } = tables.match;
  let literalsState = bits.read(tables.literals.log);
  let offsetState = bits.read(tables.offset.log);
  let matchState = bits.read(tables.match.log);
  let { at } = bits;
  let taken = 0;
  let room = most;
  for (let left = execution.count; ; left -= 1) {
    const literalsStep = literalsSteps[literalsState] ?? 0;
    const offsetStep = offsetSteps[offsetState] ?? 0;
    const matchStep = matchSteps[matchState] ?? 0;
    const offsetValue = readOffset(view, at, offsetStep >>> 14);
    at -= offsetStep >>> 14;
    const matchLength = (matchValues[matchState] ?? 0) + upper(bitsBefore(view, at), matchStep >>> 14);
    at -= matchStep >>> 14;
    const count = (literalsValues[literalsState] ?? 0) + upper(bitsBefore(view, at), literalsStep >>> 14);
    at -= literalsStep >>> 14;
    if (at < start) throw bitsRunOut(start);
    if (count > literals.length - taken) throw new StreamError('has fewer literals than it uses', start / 8);
    room -= count + matchLength;
    if (room < 0) throw tooLong(start);
    history.append(literals.bytes, taken, taken + count);
    taken += count;
    const offset = offsets.resolve(offsetValue, count);
    if (!history.reaches(offset)) throw new StreamError('has a match beyond its window', start / 8);
    history.copy(offset, matchLength);
    if (left === 1) break;
    let word = bitsBefore(view, at);
    const literalsBits = (literalsStep >>> 10) & 15;
    literalsState = (literalsStep & 1023) + upper(word, literalsBits);
    word <<= literalsBits;
    const matchBits = (matchStep >>> 10) & 15;
    matchState = (matchStep & 1023) + upper(word, matchBits);
    at -= literalsBits + matchBits;
    const offsetBits = (offsetStep >>> 10) & 15;
    offsetState = (offsetStep & 1023) + upper(bitsBefore(view, at), offsetBits);
    at -= offsetBits;
    if (at < start) throw bitsRunOut(start);
  }
  checkExhausted(at, start);
  if (literals.length - taken > room) throw tooLong(start);
  history.append(literals.bytes, taken, literals.length);
}

function tooLong(start: number): StreamError {
  return new StreamError('has a block of more content than is allowed', start / 8);
}

/** RFC 8878 §3.1.1.3.2.1.1: two to the power of the code, and so many bits. */
function readOffset(view: DataView, at: number, code: number): number {
  if (code <= BITS_AT_ONCE) return (1 << code) + upper(bitsBefore(view, at), code);
  const rest = code - BITS_AT_ONCE;
  const high = 2 ** BITS_AT_ONCE + upper(bitsBefore(view, at), BITS_AT_ONCE);
  return high * 2 ** rest + upper(bitsBefore(view, at - BITS_AT_ONCE), rest);
}
