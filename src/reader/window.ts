import { endOf } from '../results/index.ts';
import type { Span } from '../results/index.ts';
import type { Scalar } from './scalar.ts';
import type { ByteSource } from './source.ts';

/**
 * A view of a stretch of the file that moves forward, for tables that may have gigabytes of small entries: bytes are
 * fetched many at once, and values are read where they lie.
 */
export class Window {
  readonly #source: ByteSource;
  readonly #end: number;
  readonly #ahead: number;
  #start = 0;
  #view: DataView = new DataView(new ArrayBuffer(0));

  /** @param ahead bytes that are fetched at once, where the stretch has as many; at least those of any one value */
  constructor(source: ByteSource, stretch: Span, ahead: number) {
    this.#source = source;
    this.#end = endOf(stretch);
    this.#ahead = ahead;
  }

  /** The value at an offset of the file, all of which lies in the stretch. */
  read<T>(scalar: Scalar<T>, offset: number): T {
    if (offset < this.#start || offset + scalar.size > this.#start + this.#view.byteLength) this.#moveTo(offset);
    return scalar.read(this.#view, offset - this.#start);
  }

  #moveTo(offset: number): void {
    const { buffer, byteOffset, byteLength } = this.#source.slice(offset, Math.min(this.#ahead, this.#end - offset));
    this.#view = new DataView(buffer, byteOffset, byteLength);
    this.#start = offset;
  }
}
