import type { OutputFile } from '../../files/index.ts';
import type { Segment } from '../plan/segment.ts';

/** Bytes that are gathered before they are written. */
const BUFFER_LENGTH = 2 ** 20;

/** Fills a buffer with the bytes of a file or of a content in memory, from an offset on. */
export type ReadInto = (buffer: Uint8Array, offset: number) => void;

/** Gathers consecutive segments and writes them in large pieces. */
export class SegmentWriter {
  readonly #output: OutputFile;
  /** Up to here the output holds old bytes, so that zeros have to be written too; behind it they are there already. */
  readonly #filledTo: number;
  readonly #signal: AbortSignal | undefined;
  #buffer = new Uint8Array(BUFFER_LENGTH);
  #spare = new Uint8Array(BUFFER_LENGTH);
  /** The write of the spare buffer, which goes on while the other one is filled. */
  #writing = Promise.resolve();
  #start = 0;
  #length = 0;

  constructor(output: OutputFile, filledTo: number, signal: AbortSignal | undefined) {
    this.#output = output;
    this.#filledTo = filledTo;
    this.#signal = signal;
  }

  async write({ length }: Segment, read: ReadInto): Promise<void> {
    for (let done = 0; done < length;) {
      const count = Math.min(length - done, BUFFER_LENGTH - this.#length);
      read(this.#buffer.subarray(this.#length, this.#length + count), done);
      this.#length += count;
      done += count;
      if (this.#length === BUFFER_LENGTH) await this.#flush();
    }
  }

  /** Leaves the bytes of a segment as they are in the output. */
  async skip({ offset, length }: Segment): Promise<void> {
    await this.#flush();
    this.#start = offset + length;
  }

  async end(): Promise<void> {
    await this.#flush();
    await this.#writing;
  }

  async #flush(): Promise<void> {
    this.#signal?.throwIfAborted();
    const bytes = this.#buffer.subarray(0, this.#length);
    const start = this.#start;
    this.#start += this.#length;
    this.#length = 0;
    if (bytes.length === 0 || (start >= this.#filledTo && isZero(bytes))) return;
    await this.#writing;
    this.#writing = this.#output.write(bytes, start);
    // Its failure is seen when it is waited for; until then it must not count as one that nobody looks at.
    this.#writing.catch(() => undefined);
    [this.#buffer, this.#spare] = [this.#spare, this.#buffer];
  }
}

/** Whether all bytes are zero; most data says no at once. */
function isZero(bytes: Uint8Array): boolean {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / 4));
  for (const word of words) if (word !== 0) return false;
  for (let index = words.length * 4; index < bytes.length; index += 1) if (bytes[index] !== 0) return false;
  return true;
}
