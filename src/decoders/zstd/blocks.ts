import { NotVerified, StreamError } from '../decoding.ts';
import type { History } from '../history.ts';
import { Input } from '../input.ts';
import type { FrameHeader } from './frame-header.ts';
import { Literals } from './literals.ts';
import { Sequences } from './sequences.ts';

/** RFC 8878 §3.1.1.2: Block_Type. */
const RAW = 0;
const RLE = 1;
const COMPRESSED = 2;
/** RFC 8878 §3.1.1.2.4: no block has more content than this, nor than the window. */
const BLOCK_MAX = 131_072;
/** Places in a compressed block are counted in bits from the start of the stream, in numbers of 32 bits. */
const STREAM_MAX = 2 ** 28;

/** The blocks of one frame: RFC 8878 §3.1.1.2. */
export class Blocks {
  readonly #input: Input;
  readonly #view: DataView;
  readonly #history: History;
  readonly #contentSize: number | null;
  /** Block_Maximum_Size. */
  readonly #most: number;
  readonly #literals: Literals;
  readonly #sequences = new Sequences();

  constructor(input: Input, history: History, { window, contentSize }: FrameHeader) {
    this.#input = input;
    this.#view = new DataView(input.bytes.buffer, input.bytes.byteOffset, input.bytes.byteLength);
    this.#history = history;
    this.#contentSize = contentSize;
    this.#most = Math.min(window, BLOCK_MAX);
    this.#literals = new Literals(this.#most);
  }

  /** Decodes one block after the other, up to the one that is marked as the last. */
  decode(): void {
    for (let last = 0; last === 0;) {
      const { at } = this.#input;
      const header = this.#input.uint(3);
      last = header & 1;
      this.#decodeBlock((header >>> 1) & 3, header >>> 3, at);
      if (this.#contentSize !== null && this.#history.length > this.#contentSize) {
        throw new StreamError(`has more content than the ${this.#contentSize} bytes that it states`, at);
      }
    }
  }

  #decodeBlock(type: number, size: number, at: number): void {
    const input = this.#input;
    if (size > this.#most) throw new StreamError('has a block that is larger than allowed', at);
    if (type === RAW) this.#history.append(input.take(size), 0, size);
    else if (type === RLE) this.#history.fill(input.u8(), size);
    else if (type === COMPRESSED) this.#decodeCompressed(size);
    else throw new StreamError('has a block of the reserved type', at);
  }

  /** RFC 8878 §3.1.1.3: literals, and sequences that put them together. */
  #decodeCompressed(size: number): void {
    const input = this.#input;
    input.need(size);
    if (input.at + size > STREAM_MAX) throw new NotVerified('form', `is compressed to more than ${STREAM_MAX} bytes`);
    const block = new Input(input.bytes, input.at, input.at + size, 'has a block that ends too early');
    input.at += size;
    this.#literals.read(block, this.#view);
    this.#sequences.execute(block, this.#view, this.#literals, this.#history, this.#most);
  }
}
