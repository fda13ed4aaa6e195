/** gzip: RFC 1952 around RFC 1951. */
import { crc32 } from 'node:zlib';
import { StreamError } from '../decoding.ts';
import type { Decoding, Sink } from '../decoding.ts';
import { History } from '../history.ts';
import { Input } from '../input.ts';
import { run } from '../run.ts';
import { DEFLATE_WINDOW, inflate } from './inflate.ts';

const DEFLATE = 8;
/** Bits of the flags byte. [RFC 1952 §2.3.1] */
const FHCRC = 2;
const FEXTRA = 4;
const FNAME = 8;
const FCOMMENT = 16;
const RESERVED = 0xe0;

/**
 * Decodes the first member of a gzip stream; CRC32 and ISIZE are verified.
 *
 * @param sink gets the content
 * @param limit the most bytes that the content may have
 */
export function decodeGzip(stream: Uint8Array, sink: Sink, limit: number): Decoding {
  let sum = 0;
  const summing: Sink = {
    write(chunk) {
      sum = crc32(chunk, sum);
      sink.write(chunk);
    },
  };
  const history = new History(summing, DEFLATE_WINDOW, limit);
  return run(
    () => {
      const input = new Input(stream);
      skipHeader(input);
      inflate(input, history);
      history.flush();
      if (input.uint(4) !== sum) throw new StreamError('has a wrong CRC32', input.at - 4);
      if (input.uint(4) !== history.length % 2 ** 32) throw new StreamError('has a wrong ISIZE', input.at - 4);
      return { length: history.length, consumed: input.at };
    },
    () => history.length,
  );
}

function skipHeader(input: Input): void {
  if (input.u8() !== 0x1f || input.u8() !== 0x8b) throw new StreamError('does not start like gzip', 0);
  if (input.u8() !== DEFLATE) throw new StreamError('has an unknown compression method', 2);
  const flags = input.u8();
  if ((flags & RESERVED) !== 0) throw new StreamError('has reserved flags', 3);
  input.take(6);
  if ((flags & FEXTRA) !== 0) input.take(input.uint(2));
  if ((flags & FNAME) !== 0) skipText(input);
  if ((flags & FCOMMENT) !== 0) skipText(input);
  if ((flags & FHCRC) !== 0) {
    const sum = crc32(input.bytes.subarray(0, input.at)) & 0xffff;
    if (input.uint(2) !== sum) throw new StreamError('has a wrong CRC16 of the header', input.at - 2);
  }
}

function skipText(input: Input): void {
  while (input.u8() !== 0);
}
