import { NotVerified, StreamError } from './decoding.ts';
import type { Decoded, Decoding } from './decoding.ts';

/** What a decoder of one format says of a stream that it has come to the end of. */
export type End = Omit<Decoded, 'kind'>;

/** Runs a decoder to its end, whatever that is. @param length of the content so far, when it fails */
export function run(decode: () => End, length: () => number): Decoding {
  try {
    return { kind: 'decoded', ...decode() };
  } catch (cause) {
    if (cause instanceof StreamError) {
      return { kind: 'broken', reason: cause.reason, offset: cause.offset, length: length() };
    }
    if (cause instanceof NotVerified) return { kind: 'unverified', why: cause.why, reason: cause.reason };
    throw cause;
  }
}
