import type { InputFile, OutputFile } from '../../files/index.ts';
import type { AppendPlan } from '../plan/plan.ts';
import type { Segment } from '../plan/segment.ts';
import { startCheckSum } from './checksum.ts';

/** Bytes that are gathered before they are written, and read at once where bytes move. */
const BUFFER_LENGTH = 2 ** 20;
/** Shorter runs are written again with their neighbours: a call of the system costs more than copying them. */
const RESTING_RUN = 2 ** 16;

/** Fills a buffer with the bytes of a file or of a content in memory, from an offset on. */
export type ReadInto = (buffer: Uint8Array, offset: number) => void;

/**
 * Carries a plan out from file to file in constant memory. Where the file system lets files share blocks, what keeps its
 * place is shared and the rest is written over it; elsewhere all is copied, and runs of zeros become holes.
 *
 * @param image the file for which the plan was made
 * @param contents readers of the contents of the requests, in their order
 * @param signal ends the work between two steps by throwing its reason
 */
export async function applyToFile(
  image: InputFile,
  contents: readonly ReadInto[],
  plan: AppendPlan,
  output: OutputFile,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { segments, outputLength, checkSum } = plan;
  const base = segments.some(isResting) ? await output.clone(image) : 'empty';
  const writer = new SegmentWriter(output, base === 'cloned' ? image.length : 0, signal);
  for (const segment of segments) {
    if (base === 'cloned' && isResting(segment)) await writer.skip(segment);
    else await writer.write(segment, readerFor(segment, image, contents));
  }
  await writer.end();
  await output.setLength(outputLength);
  if (checkSum !== null) await writeCheckSum(output, outputLength, checkSum.offset, signal);
}

function isResting(segment: Segment): boolean {
  return segment.kind === 'image' && segment.from === segment.offset && segment.length >= RESTING_RUN;
}

function readerFor(segment: Segment, image: InputFile, contents: readonly ReadInto[]): ReadInto {
  switch (segment.kind) {
    case 'image':
      return (buffer, at) => {
        image.read(buffer, segment.from + at);
      };
    case 'content':
      return (buffer, at) => {
        contents[segment.request]?.(buffer, segment.from + at);
      };
    case 'bytes':
      return (buffer, at) => {
        buffer.set(segment.bytes.subarray(at, at + buffer.length));
      };
    case 'zeros':
      return (buffer) => {
        buffer.fill(0);
      };
  }
}

/** Gathers consecutive segments and writes them in large pieces. */
class SegmentWriter {
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

async function writeCheckSum(
  output: OutputFile,
  length: number,
  offset: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const field = new Uint8Array(4);
  // The field itself counts as zero.
  await output.write(field, offset);
  const sum = startCheckSum();
  const buffer = new Uint8Array(BUFFER_LENGTH);
  for (let done = 0; done < length; done += buffer.length) {
    signal?.throwIfAborted();
    const part = buffer.subarray(0, Math.min(buffer.length, length - done));
    await output.read(part, done);
    sum.add(part);
  }
  new DataView(field.buffer).setUint32(0, sum.value(), true);
  await output.write(field, offset);
}
