import { forget, probabilities } from './range-decoder.ts';
import type { RangeDecoder } from './range-decoder.ts';

/** The shortest match. */
const SHORTEST = 2;
/** Distance slots from here on have bits that no probability is kept of. */
const FIRST_LONG_SLOT = 14;
/** The lowest bits of long distances, of which there is. */
const ALIGN_BITS = 4;

/** The lengths of one kind of match: 2 to 273. */
export class Lengths {
  readonly #choice = probabilities(2);
  readonly #short = probabilities(16 * 8);
  readonly #middle = probabilities(16 * 8);
  readonly #long = probabilities(256);

  reset(): void {
    for (const probs of [this.#choice, this.#short, this.#middle, this.#long]) forget(probs);
  }

  decode(range: RangeDecoder, alignment: number): number {
    if (range.bit(this.#choice, 0) === 0) return SHORTEST + range.tree(this.#short, alignment * 8, 3);
    if (range.bit(this.#choice, 1) === 0) return SHORTEST + 8 + range.tree(this.#middle, alignment * 8, 3);
    return SHORTEST + 16 + range.tree(this.#long, 0, 8);
  }
}

/** The distances of matches, from 0 for the last byte. */
export class Distances {
  readonly #slots = probabilities(4 * 64);
  readonly #middle = probabilities(128);
  readonly #align = probabilities(16);

  reset(): void {
    for (const probs of [this.#slots, this.#middle, this.#align]) forget(probs);
  }

  /** @returns a number of 32 bits, signed; -1 is the end marker */
  decode(range: RangeDecoder, length: number): number {
    const kind = length < SHORTEST + 4 ? length - SHORTEST : 3;
    const slot = range.tree(this.#slots, kind * 64, 6);
    if (slot < 4) return slot;
    const bits = (slot >> 1) - 1;
    const high = 2 | (slot & 1);
    // The probabilities of a slot lie where its smallest distance is, for this leaves no gap between the slots.
    if (slot < FIRST_LONG_SLOT) return (high << bits) + range.reverseTree(this.#middle, (high << bits) - slot, bits);
    const above = range.direct(high, bits - ALIGN_BITS);
    return (above << ALIGN_BITS) | range.reverseTree(this.#align, 0, ALIGN_BITS);
  }
}
