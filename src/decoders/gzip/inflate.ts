import { StreamError } from '../decoding.ts';
import type { History } from '../history.ts';
import type { Input } from '../input.ts';
import { BitReader } from './bit-reader.ts';
import { PrefixCode } from './prefix-code.ts';

/** The greatest distance of a match. [RFC 1951 §2] */
export const DEFLATE_WINDOW = 2 ** 15;

const END_OF_BLOCK = 256;
/** Symbols of literals and lengths, and of distances, that may be used; two more of each have words of the fixed code. */
const LENGTHS_MAX = 286;
const DISTANCES_MAX = 30;
/** The shortest length, and the extra bits that follow the symbol, by symbol from 257. [RFC 1951 §3.2.5] */
const LENGTH_BASE = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
];
const LENGTH_EXTRA = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_BASE = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
  8193, 12289, 16385, 24577,
];
const DISTANCE_EXTRA = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];
/** In which order lengths of the code of lengths come. [RFC 1951 §3.2.7] */
const CODE_LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

interface Codes {
  readonly literals: PrefixCode;
  readonly distances: PrefixCode;
}

/** Decodes a raw deflate stream; the input is at the byte after it then. [RFC 1951] @throws StreamError, NotVerified */
export function inflate(input: Input, history: History): void {
  const reader = new BitReader(input);
  let isLast = false;
  while (!isLast) {
    isLast = reader.bits(1) === 1;
    const type = reader.bits(2);
    if (type === 0) stored(reader, input, history);
    else if (type === 1) compressed(reader, fixedCodes(), history);
    else if (type === 2) compressed(reader, dynamicCodes(reader), history);
    else throw new StreamError('has an invalid type of block', reader.offset);
  }
  reader.align();
}

function stored(reader: BitReader, input: Input, history: History): void {
  reader.align();
  const length = input.uint(2);
  if ((input.uint(2) ^ length) !== 0xffff)
    throw new StreamError('has an invalid length of a stored block', input.at - 4);
  history.append(input.take(length));
}

function compressed(reader: BitReader, { literals, distances }: Codes, history: History): void {
  for (;;) {
    const symbol = literals.symbol(reader);
    if (symbol < END_OF_BLOCK) history.literal(symbol);
    else if (symbol === END_OF_BLOCK) return;
    else {
      const base = LENGTH_BASE[symbol - END_OF_BLOCK - 1];
      if (base === undefined) throw new StreamError('has an invalid length of a match', reader.offset);
      const length = base + reader.bits(LENGTH_EXTRA[symbol - END_OF_BLOCK - 1] ?? 0);
      const code = distances.symbol(reader);
      const nearest = DISTANCE_BASE[code];
      if (nearest === undefined) throw new StreamError('has an invalid distance of a match', reader.offset);
      const distance = nearest + reader.bits(DISTANCE_EXTRA[code] ?? 0);
      if (!history.reaches(distance)) {
        throw new StreamError('has a match that begins before the content', reader.offset);
      }
      history.copy(distance, length);
    }
  }
}

let fixed: Codes | null = null;

function fixedCodes(): Codes {
  fixed ??= codesOf(
    Uint8Array.from({ length: 288 }, (_, symbol) => (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8)),
    new Uint8Array(32).fill(5),
    0,
  );
  return fixed;
}

function dynamicCodes(reader: BitReader): Codes {
  const start = reader.offset;
  const [literals, distances, count] = [reader.bits(5) + 257, reader.bits(5) + 1, reader.bits(4) + 4];
  if (literals > LENGTHS_MAX || distances > DISTANCES_MAX) {
    throw new StreamError('has codes for too many lengths or distances', start);
  }
  const codeLengths = new Uint8Array(19);
  for (const symbol of CODE_LENGTH_ORDER.slice(0, count)) codeLengths[symbol] = reader.bits(3);
  const code = PrefixCode.of(codeLengths);
  // Of this code zlib takes none that is incomplete.
  if (code === null || codeLengths.filter((length) => length > 0).length < 2) {
    throw new StreamError('has an invalid code of code lengths', start);
  }
  const lengths = readLengths(reader, code, literals + distances);
  if (lengths[END_OF_BLOCK] === 0) throw new StreamError('has a block that cannot end', start);
  return codesOf(lengths.subarray(0, literals), lengths.subarray(literals), start);
}

function codesOf(literalLengths: Uint8Array, distanceLengths: Uint8Array, offset: number): Codes {
  const [literals, distances] = [PrefixCode.of(literalLengths), PrefixCode.of(distanceLengths)];
  if (literals === null || distances === null) throw new StreamError('has an invalid set of code lengths', offset);
  return { literals, distances };
}

function readLengths(reader: BitReader, code: PrefixCode, count: number): Uint8Array {
  const lengths = new Uint8Array(count);
  for (let at = 0; at < count;) {
    const symbol = code.symbol(reader);
    let [length, times] = [symbol, 1];
    if (symbol === 16) {
      if (at === 0) throw new StreamError('repeats a code length that does not exist', reader.offset);
      [length, times] = [lengths[at - 1] ?? 0, 3 + reader.bits(2)];
    } else if (symbol === 17) [length, times] = [0, 3 + reader.bits(3)];
    else if (symbol === 18) [length, times] = [0, 11 + reader.bits(7)];
    if (at + times > count) throw new StreamError('repeats a code length too often', reader.offset);
    lengths.fill(length, at, at + times);
    at += times;
  }
  return lengths;
}
