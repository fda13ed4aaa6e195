/** A decoder of LZMA streams that hold literals and an end marker, after the LZMA specification; for tests. */

/** The specification's range decoder; every model starts with even odds. */
class RangeDecoder {
  readonly #bytes: Uint8Array;
  readonly #models = new Uint16Array(2 ** 17).fill(1024);
  #at: number;
  #range = 2 ** 32 - 1;
  #code: number;

  constructor(bytes: Uint8Array, start: number) {
    this.#bytes = bytes;
    this.#code = new DataView(bytes.buffer, bytes.byteOffset).getUint32(start + 1);
    this.#at = start + 5;
    if (bytes[start] !== 0) throw new Error(`the first byte of the range coder, at offset ${start}, is not 0`);
  }

  get offset(): number {
    return this.#at;
  }

  get code(): number {
    return this.#code;
  }

  bit(model: number): number {
    const probability = this.#models[model] ?? 0;
    const bound = Math.floor(this.#range / 2048) * probability;
    const bit = this.#code < bound ? 0 : 1;
    this.#range = bit === 0 ? bound : this.#range - bound;
    this.#code -= bit === 0 ? 0 : bound;
    const step = bit === 0 ? Math.floor((2048 - probability) / 32) : -Math.floor(probability / 32);
    this.#models[model] = probability + step;
    this.#normalize();
    return bit;
  }

  direct(): number {
    this.#range = Math.floor(this.#range / 2);
    const bit = this.#code < this.#range ? 0 : 1;
    this.#code -= bit === 0 ? 0 : this.#range;
    this.#normalize();
    return bit;
  }

  #normalize(): void {
    if (this.#range >= 2 ** 24) return;
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw new Error(`the stream ends at offset ${this.#at} without an end marker`);
    this.#range *= 256;
    this.#code = this.#code * 256 + byte;
    this.#at += 1;
  }
}

/** Names of models: one space for each kind of decision. */
const IS_MATCH = 0;
const LITERALS = 2 ** 8;
const MARKER = 2 ** 16;

/**
 * What the stream holds; an error for anything but literals, the end marker and the end of the bytes.
 *
 * @param limit the most bytes that it may hold
 */
export function decodeLiterals(bytes: Uint8Array, limit: number): Uint8Array {
  const decoder = new RangeDecoder(bytes, 13);
  const content = new Uint8Array(limit);
  let length = 0;
  let previous = 0;
  while (decoder.bit(IS_MATCH + (length % 4)) === 0) {
    let node = 1;
    while (node < 256) node = node * 2 + decoder.bit(LITERALS + Math.floor(previous / 32) * 256 + node);
    previous = node - 256;
    if (length === limit) throw new Error(`the stream holds more than ${limit} bytes`);
    content[length] = previous;
    length += 1;
  }
  const bits = Array.from({ length: 11 }, (_, index) => decoder.bit(MARKER + index));
  const direct = Array.from({ length: 26 }, () => decoder.direct());
  const align = Array.from({ length: 4 }, (_, index) => decoder.bit(MARKER + 16 + index));
  const marker = [...bits, ...direct, ...align].join('');
  if (marker !== '00000' + '1'.repeat(36)) throw new Error(`bits ${marker} are no end marker of two bytes`);
  if (decoder.offset !== bytes.length) throw new Error(`the end marker ends at ${decoder.offset} of ${bytes.length}`);
  if (decoder.code !== 0) throw new Error(`the range coder ends with ${decoder.code} in place of 0`);
  return content.subarray(0, length);
}
