import { StreamError } from './decoding.ts';

/** A compressed stream that is read from the front; every read names the place where the stream was cut short. */
export class Input {
  readonly bytes: Uint8Array;
  /** Offset of the first byte that is not to be read. */
  readonly end: number;
  /** Offset of the byte that comes next. */
  at: number;
  readonly #short: string;

  /** @param short what is wrong with the stream when this part of it ends before something that is read */
  constructor(bytes: Uint8Array, at = 0, end = bytes.length, short = 'is cut short') {
    this.bytes = bytes;
    this.end = end;
    this.at = at;
    this.#short = short;
  }

  get left(): number {
    return this.end - this.at;
  }

  /** @throws StreamError when fewer bytes are left */
  need(count: number): void {
    if (this.left < count) throw new StreamError(this.#short, this.end);
  }

  u8(): number {
    if (this.at >= this.end) throw new StreamError(this.#short, this.end);
    const byte = this.bytes[this.at] ?? 0;
    this.at += 1;
    return byte;
  }

  /** The next bytes as an unsigned little-endian number. @param count 1 to 6 */
  uint(count: number): number {
    this.need(count);
    let value = 0;
    for (let index = count - 1; index >= 0; index -= 1) value = value * 256 + (this.bytes[this.at + index] ?? 0);
    this.at += count;
    return value;
  }

  /** The next bytes, not copied. */
  take(count: number): Uint8Array {
    this.need(count);
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }
}
