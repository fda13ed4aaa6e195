/** lz4 in its legacy frame, which is what the kernel's build writes. [lz4, doc/lz4_Frame_format.md, "Legacy frame"] */
import { StreamError } from '../decoding.ts';
import type { Decoding, Sink } from '../decoding.ts';
import { History } from '../history.ts';
import { Input } from '../input.ts';
import { run } from '../run.ts';

const MAGIC = 0x184c2102;
/** The most content of one block. */
const BLOCK_MAX = 8 * 2 ** 20;
/** The most bytes of a compressed block; a greater word is no length but the start of something else. */
const COMPRESSED_MAX = BLOCK_MAX + Math.floor(BLOCK_MAX / 255) + 16;
/** The greatest distance of a match: what two bytes can say. [lz4, doc/lz4_Block_format.md] */
const WINDOW = 2 ** 16 - 1;
/** The last bytes of a block are literals, and the last match starts so far before its end. [the same] */
const LAST_LITERALS = 5;
const MATCH_FREE = 12;
/** A match is followed by a token and the last literals. */
const SEQUENCE_MIN = 2 + 1 + LAST_LITERALS;
const MATCH_MIN = 4;
/** The value of half a token that goes on in the bytes after it. */
const GOES_ON = 15;

/**
 * Decodes a legacy lz4 frame, which has no checksum and ends with the stream or before what cannot be a block.
 *
 * @param sink gets the content
 * @param limit the most bytes that the content may have
 */
export function decodeLz4(stream: Uint8Array, sink: Sink, limit: number): Decoding {
  const history = new History(sink, WINDOW, limit);
  return run(
    () => {
      const input = new Input(stream);
      if (input.uint(4) !== MAGIC) throw new StreamError('does not start like legacy lz4', 0);
      while (input.left > 0) {
        const length = input.uint(4);
        if (length > COMPRESSED_MAX) {
          input.at -= 4;
          break;
        }
        input.need(length);
        decodeBlock(new Input(stream, input.at, input.at + length), history);
        input.at += length;
      }
      history.flush();
      return { length: history.length, consumed: input.at };
    },
    () => history.length,
  );
}

/** A block refers to nothing before it. The ends of matches and literals are as strict as those of the reference. */
function decodeBlock(input: Input, history: History): void {
  const start = history.length;
  const end = start + BLOCK_MAX;
  for (;;) {
    const token = input.u8();
    const literals = lengthOf(input, token >>> 4);
    const isLast = history.length + literals > end - MATCH_FREE || input.left < literals + SEQUENCE_MIN;
    if (isLast && (input.left !== literals || history.length + literals > end)) {
      throw new StreamError('has a block that does not end with literals', input.at);
    }
    history.append(input.take(literals));
    if (isLast) return;
    const distance = input.uint(2);
    const length = lengthOf(input, token & GOES_ON) + MATCH_MIN;
    if (distance === 0 || distance > history.length - start) {
      throw new StreamError('has a match that begins before its block', input.at);
    }
    if (history.length + length > end - LAST_LITERALS) throw new StreamError('has a block that is too long', input.at);
    history.copy(distance, length);
  }
}

function lengthOf(input: Input, half: number): number {
  if (half < GOES_ON) return half;
  for (let length = half; ;) {
    const byte = input.u8();
    length += byte;
    if (byte !== 0xff) return length;
  }
}
