import { StreamError } from '../decoding.ts';
import type { Decoding, Sink } from '../decoding.ts';
import { History } from '../history.ts';
import { Input } from '../input.ts';
import { run } from '../run.ts';
import type { End } from '../run.ts';
import { Blocks } from './blocks.ts';
import { readFrameHeader } from './frame-header.ts';
import { Xxh64 } from './xxh64.ts';

/**
 * Decodes the first zstd frame of a stream: RFC 8878. What follows the frame is left alone; a skippable frame in front of
 * it is not skipped. The content goes to the sink in pieces while it is decoded, so it is only right when all is said.
 *
 * It takes the memory of the window, or of the content when that is shorter, and 1 MiB.
 *
 * @param stream a frame of more than 2^28 bytes is not verified
 * @param limit the most bytes that the content may have; of more, the sink does not get them
 */
export function decodeZstd(stream: Uint8Array, sink: Sink, limit: number): Decoding {
  let history: History | null = null;
  return run(
    () => {
      // Not what a subclass makes of it, which takes longer.
      const input = new Input(new Uint8Array(stream.buffer, stream.byteOffset, stream.byteLength));
      const header = readFrameHeader(input, limit);
      const hash = header.checksum === 'follows' ? new Xxh64() : null;
      const window = Math.max(1, Math.min(header.window, header.contentSize ?? Infinity));
      history = new History(hash === null ? sink : hashed(sink, hash), window, limit);
      new Blocks(input, history, header).decode();
      history.flush();
      return end(input, history.length, header.contentSize, hash);
    },
    () => history?.length ?? 0,
  );
}

function hashed(sink: Sink, hash: Xxh64): Sink {
  return {
    write: (chunk) => {
      hash.update(chunk);
      sink.write(chunk);
    },
  };
}

/** RFC 8878 §3.1.1: what is known of the content when all of it is there. */
function end(input: Input, length: number, contentSize: number | null, hash: Xxh64 | null): End {
  if (contentSize !== null && length !== contentSize) {
    throw new StreamError(`has ${length} bytes of content where it states ${contentSize}`, input.at);
  }
  const { at } = input;
  if (hash !== null && input.uint(4) !== hash.low()) throw new StreamError('has a wrong checksum', at);
  return { length, consumed: input.at };
}
