/** LZMA specification, "Range decoder": probabilities of 11 bits that move by 1/32 of what is left. */
const MODEL_BITS = 11;
const MODEL_TOTAL = 2 ** MODEL_BITS;
const MOVE_BITS = 5;
/** Where models of a run of zeros and a run of ones tend to; rounding keeps the latter off 0. */
const MODEL_LOWEST = 2 ** MOVE_BITS - 1;
/** Below 2^24, which is when its top byte is 0, the range is widened and a byte leaves the coder. */
const TOP_SHIFT = 24;

/** A model that has not coded a bit yet holds both to be equally likely. */
export const FRESH_MODEL = MODEL_TOTAL / 2;

/**
 * The coder that LZMA packs its bits with, the counterpart of the LZMA specification's "Range decoder".
 *
 * It writes every byte at once and adds a later carry to what stands already. Each byte takes at most one carry, so
 * the time stays linear. Its two words are kept as signed 32-bit numbers, which the engine holds in registers.
 */
export class RangeEncoder {
  readonly #bytes: Uint8Array;
  #position: number;
  #low = 0;
  #range = -1;

  /** @param position offset of the first byte, which is always 0 */
  constructor(bytes: Uint8Array, position: number) {
    this.#bytes = bytes;
    this.#bytes[position] = 0;
    this.#position = position + 1;
  }

  /**
   * Codes a bit by the model at `index`, and teaches the model.
   *
   * @param bit 0 or 1
   */
  bit(models: Uint16Array, index: number, bit: number): void {
    // Random bits make a branch on them go wrong every other time, so a mask chooses between the two outcomes.
    const ones = -bit;
    const model = models[index] ?? FRESH_MODEL;
    const bound = Math.imul(this.#range >>> MODEL_BITS, model);
    this.#raise(bound & ones);
    this.#range = (bound + ((this.#range - 2 * bound) & ones)) | 0;
    const target = MODEL_TOTAL - ((MODEL_TOTAL - MODEL_LOWEST) & ones);
    models[index] = model + ((target - model) >> MOVE_BITS);
    this.#normalize();
  }

  /**
   * Codes a bit that no model knows, each value by half of the range.
   *
   * @param bit 0 or 1
   */
  direct(bit: number): void {
    this.#range >>>= 1;
    this.#raise(this.#range & -bit);
    this.#normalize();
  }

  /** Writes what is pending, after which the coder is of no use; the offset after the last byte. */
  finish(): number {
    for (let count = 0; count < 4; count += 1) {
      this.#shift();
    }
    return this.#position;
  }

  #raise(amount: number): void {
    this.#low = (this.#low + amount) | 0;
    if (this.#low >>> 0 < amount >>> 0) this.#carry();
  }

  #carry(): void {
    let offset = this.#position - 1;
    for (; this.#bytes[offset] === 0xff; offset -= 1) {
      this.#bytes[offset] = 0;
    }
    this.#bytes[offset] = (this.#bytes[offset] ?? 0) + 1;
  }

  /** Once is enough: no model leaves less than 2^16 of a range. */
  #normalize(): void {
    if (this.#range >>> TOP_SHIFT === 0) this.#shift();
  }

  #shift(): void {
    this.#bytes[this.#position] = this.#low >>> TOP_SHIFT;
    this.#position += 1;
    this.#low <<= 8;
    this.#range <<= 8;
  }
}
