import { NotVerified, StreamError } from '../decoding.ts';
import type { Decoding, Sink } from '../decoding.ts';
import { History } from '../history.ts';
import { Input } from '../input.ts';
import { run } from '../run.ts';
import type { End } from '../run.ts';
import { Lzma } from './lzma.ts';
import { isKnown, propertiesOf } from './properties.ts';
import { isUsual, windowOf } from './window.ts';

const UNKNOWN = 2n ** 64n - 1n;

/**
 * Decodes an LZMA stream with the header of 13 bytes that lzma and `xz --format=lzma` write. It has no checksum: that it
 * is whole is said by its size, or by its marker, and by its range coder that has to come out at zero.
 *
 * @param stream begins with the header; what follows the end is not looked at
 * @param sink what it is given when the stream is broken came before the fault
 * @param limit the most bytes of content; a stream with more is not verified
 */
export function decodeLzma(stream: Uint8Array, sink: Sink, limit: number): Decoding {
  const input = new Input(stream);
  let history: History | null = null;
  return run(
    () => {
      const properties = propertiesOf(input.u8());
      if (properties === null) throw new StreamError('has no LZMA properties in its first byte', 0);
      if (!isKnown(properties)) throw new NotVerified('form', 'has LZMA properties that xz does not support');
      const dictionary = input.uint(4);
      if (!isUsual(dictionary))
        throw new NotVerified('form', `states a dictionary of ${dictionary} bytes, which xz does not accept`);
      const stated = input.uint(4);
      const size = (BigInt(input.uint(4)) << 32n) | BigInt(stated);
      if (size !== UNKNOWN && size > limit)
        throw new NotVerified('length', `states a content of ${size} bytes, more than ${limit}`);
      const count = size === UNKNOWN ? Infinity : Number(size);
      // No match reaches farther back than the content is long.
      const window = Math.max(1, Math.min(windowOf(dictionary), count, limit));
      history = new History(sink, window, limit);
      const lzma = new Lzma(history);
      lzma.limit(window);
      lzma.configure(properties);
      return decodeContent(lzma, input, history, count);
    },
    () => history?.length ?? 0,
  );
}

function decodeContent(lzma: Lzma, input: Input, history: History, count: number): End {
  try {
    lzma.start(input);
    const end = lzma.decode(count);
    if (end === 'marker' && count !== Infinity) {
      throw new StreamError('has an end marker before the end that it states', input.at);
    }
    if (!lzma.isFinished()) {
      // A marker may follow a content whose size is known.
      if (end === 'count') lzma.marker();
      if (end === 'marker' || !lzma.isFinished()) throw new StreamError('does not end where its marker is', input.at);
    }
  } finally {
    history.flush();
  }
  return { length: history.length, consumed: input.at };
}
