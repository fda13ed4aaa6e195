import { StreamError } from '../decoding.ts';
import type { Input } from '../input.ts';

/** Reads bits from the low end of each byte. [RFC 1951 §3.1.1] */
export class BitReader {
  readonly #input: Input;
  #hold = 0;
  #count = 0;

  constructor(input: Input) {
    this.#input = input;
  }

  /** Offset of the first byte of which no bit was taken. */
  get offset(): number {
    return this.#input.at - (this.#count >>> 3);
  }

  /** The next bits, as a number, low bit first. @param count 0 to 16 */
  bits(count: number): number {
    this.#fill(count);
    if (this.#count < count) throw new StreamError('is cut short', this.#input.end);
    return this.#drop(count);
  }

  /** What comes next, without taking it; zeros follow the end. @param count 1 to 16 */
  peek(count: number): number {
    this.#fill(count);
    return this.#hold & ((1 << count) - 1);
  }

  /** Takes bits that were looked at. */
  skip(count: number): void {
    if (this.#count < count) throw new StreamError('is cut short', this.#input.end);
    this.#drop(count);
  }

  /** Goes on at the next byte of the input, where that reads whole bytes. */
  align(): void {
    this.#input.at = this.offset;
    this.#hold = 0;
    this.#count = 0;
  }

  #drop(count: number): number {
    const value = this.#hold & ((1 << count) - 1);
    this.#hold >>>= count;
    this.#count -= count;
    return value;
  }

  #fill(count: number): void {
    const input = this.#input;
    while (this.#count < count && input.at < input.end) {
      this.#hold |= (input.bytes[input.at] ?? 0) << this.#count;
      input.at += 1;
      this.#count += 8;
    }
  }
}
