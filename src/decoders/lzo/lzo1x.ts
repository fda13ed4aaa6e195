import { StreamError } from '../decoding.ts';
import type { History } from '../history.ts';
import type { Input } from '../input.ts';

/** The greatest distance of a match. [Linux, Documentation/staging/lzo.rst] */
export const LZO_WINDOW = 0xbfff;
/** Added to the distance of the instruction that reaches furthest; that distance itself ends the stream. */
const FAR = 0x4000;
/** After a run of literals, a short match reaches over those that instructions with more bits can reach. */
const BEYOND_NEAR = 0x801;
/** The state after a run of literals; after a match it is the number of literals that were copied with it. */
const AFTER_RUN = 4;

interface Match {
  readonly distance: number;
  readonly length: number;
  /** Literals that follow, 0 to 3. */
  readonly literals: number;
}

/**
 * Decodes one LZO1X stream, which refers to nothing before it, up to its end mark. [Linux, Documentation/staging/lzo.rst]
 *
 * @param most bytes of content that it may have
 * @throws StreamError, NotVerified
 */
export function decodeLzo1x(input: Input, history: History, most: number): void {
  const start = history.length;
  const room = (count: number): void => {
    if (history.length - start + count > most) throw new StreamError('has a block that is too long', input.at);
  };
  const copyLiterals = (count: number): void => {
    room(count);
    history.append(input.take(count));
  };
  let state = 0;
  if ((input.bytes[input.at] ?? 0) > 17) {
    const count = input.u8() - 17;
    copyLiterals(count);
    state = Math.min(count, AFTER_RUN);
  }
  for (;;) {
    const code = input.u8();
    if (code < 16 && state === 0) {
      copyLiterals(3 + longer(input, code, 15));
      state = AFTER_RUN;
      continue;
    }
    const match = matchOf(input, code, state);
    if (match === 'end') return;
    if (match.distance > history.length - start) {
      throw new StreamError('has a match that begins before its block', input.at);
    }
    room(match.length);
    history.copy(match.distance, match.length);
    copyLiterals(match.literals);
    state = match.literals;
  }
}

function matchOf(input: Input, code: number, state: number): Match | 'end' {
  if (code >= 64) {
    const distance = (input.u8() << 3) + ((code >>> 2) & 7) + 1;
    // Both kinds: one bit of length over 3, or two over 5.
    return { distance, length: code < 128 ? 3 + ((code >>> 5) & 1) : 5 + ((code >>> 5) & 3), literals: code & 3 };
  }
  if (code >= 32) {
    const length = 2 + longer(input, code & 31, 31);
    const word = input.uint(2);
    return { distance: (word >>> 2) + 1, length, literals: word & 3 };
  }
  if (code >= 16) {
    const length = 2 + longer(input, code & 7, 7);
    const word = input.uint(2);
    const distance = FAR + ((code & 8) << 11) + (word >>> 2);
    if (distance > FAR) return { distance, length, literals: word & 3 };
    if (length !== 3) throw new StreamError('has an invalid end mark', input.at);
    return 'end';
  }
  const distance = (input.u8() << 2) + (code >>> 2);
  return state === AFTER_RUN
    ? { distance: distance + BEYOND_NEAR, length: 3, literals: code & 3 }
    : { distance: distance + 1, length: 2, literals: code & 3 };
}

/** A length of so many bits that goes on in bytes after it when they are all zero. @param most what the bits can say */
function longer(input: Input, bits: number, most: number): number {
  if (bits > 0) return bits;
  for (let length = most; ; length += 255) {
    const byte = input.u8();
    if (byte > 0) return length + byte;
  }
}
