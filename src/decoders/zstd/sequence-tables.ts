import { StreamError } from '../decoding.ts';
import type { Input } from '../input.ts';
import { buildTable, readDistribution } from './fse.ts';
import type { Distribution, FseTable } from './fse.ts';

/** What the codes of one of the three parts of a sequence stand for: RFC 8878 §3.1.1.3.2.1. */
interface Codes {
  /** The least value of each code. */
  readonly baselines: readonly number[];
  /** How many bits are added to it. */
  readonly extras: readonly number[];
  /** The greatest Accuracy_Log. */
  readonly log: number;
  /** RFC 8878 §3.1.1.3.2.2: what Predefined_Mode stands for. */
  readonly predefined: Distribution;
}

/** A decoding table with the values of its codes. Each array has an element for each state. */
export interface SequenceTable {
  readonly log: number;
  /** The least value. */
  readonly values: Int32Array;
  /** The next state as `packStep` has it. */
  readonly steps: Int32Array;
}

/** The bits of a step: what the next state is at least, 10; how many bits are added to it, 4; those of the value, 5. */
function packStep(baseline: number, bits: number, extra: number): number {
  return baseline | (bits << 10) | (extra << 14);
}

/** RFC 8878 §3.1.1.3.2.1: Symbol_Compression_Modes. */
const PREDEFINED = 0;
const RLE = 1;
const COMPRESSED = 2;

function fromExtras(first: number, extras: readonly number[]): number[] {
  let next = first;
  return extras.map((extra) => {
    const baseline = next;
    next += 2 ** extra;
    return baseline;
  });
}

/** So many zeros and what follows them. */
function afterZeros(count: number, ...rest: readonly number[]): number[] {
  return [...Array.from({ length: count }, () => 0), ...rest];
}

const LITERALS_EXTRAS = afterZeros(16, 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
const MATCH_EXTRAS = afterZeros(32, 1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
const OFFSET_EXTRAS = Array.from({ length: 32 }, (_, code) => code);

export const LITERALS_LENGTH: Codes = {
  baselines: fromExtras(0, LITERALS_EXTRAS),
  extras: LITERALS_EXTRAS,
  log: 9,
  predefined: {
    log: 6,
    probabilities: [
      4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1,
    ],
  },
};

export const MATCH_LENGTH: Codes = {
  baselines: fromExtras(3, MATCH_EXTRAS),
  extras: MATCH_EXTRAS,
  log: 9,
  predefined: {
    log: 6,
    probabilities: [
      1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
      1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1,
    ],
  },
};

/** The value of an offset is not that of its code, for it may not have a sign: the readers raise two to the extra bits. */
export const OFFSET: Codes = {
  baselines: OFFSET_EXTRAS,
  extras: OFFSET_EXTRAS,
  log: 8,
  predefined: {
    log: 5,
    probabilities: [1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1],
  },
};

/** Reads the table of one part of the sequences. @param before that of the block before, for Repeat_Mode */
export function readTable(input: Input, mode: number, codes: Codes, before: SequenceTable | null): SequenceTable {
  const { at } = input;
  if (mode === PREDEFINED) return withValues(buildTable(codes.predefined), codes);
  if (mode === COMPRESSED) {
    const limits = { log: codes.log, symbol: codes.extras.length - 1 };
    return withValues(buildTable(readDistribution(input, limits)), codes);
  }
  if (mode === RLE) {
    const code = input.u8();
    if (code >= codes.extras.length) throw new StreamError('has a code without a meaning', at);
    return withValues(
      { log: 0, symbols: Uint8Array.of(code), bits: Uint8Array.of(0), baselines: Uint16Array.of(0) },
      codes,
    );
  }
  if (before === null) throw new StreamError('repeats a table that it does not have', at);
  return before;
}

function withValues({ log, symbols, bits, baselines }: FseTable, codes: Codes): SequenceTable {
  const values = new Int32Array(symbols.length);
  const steps = new Int32Array(symbols.length);
  for (let state = 0; state < symbols.length; state += 1) {
    const code = symbols[state] ?? 0;
    values[state] = codes.baselines[code] ?? 0;
    steps[state] = packStep(baselines[state] ?? 0, bits[state] ?? 0, codes.extras[code] ?? 0);
  }
  return { log, values, steps };
}
