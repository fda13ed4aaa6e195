import { StreamError } from '../decoding.ts';
import { Input } from '../input.ts';
import type { History } from '../history.ts';
import { Distances, Lengths } from './coders.ts';
import { MOST_LITERAL_BITS } from './properties.ts';
import type { Properties } from './properties.ts';
import { RangeDecoder, forget, probabilities } from './range-decoder.ts';

/** There are twelve states, by the last symbols; from this one on the last symbol was a match. */
const AFTER_MATCH = 7;
const STATES = 12;
/** Probabilities of a literal in one context: 256 for any, and twice that for one that follows a match. */
const LITERAL_SIZE = 0x300;
const MARKER = -1;
const TOO_LONG = 'has more content than it states';

/** What LZMA data is decoded with, from one chunk of it to the next. */
export class Lzma {
  readonly #history: History;
  readonly #range = new RangeDecoder(new Input(new Uint8Array()));
  readonly #literals = probabilities(LITERAL_SIZE << MOST_LITERAL_BITS);
  readonly #isMatch = probabilities(STATES * 16);
  readonly #isRepeat = probabilities(STATES);
  readonly #isOlder = probabilities(STATES);
  readonly #isLong = probabilities(STATES * 16);
  readonly #isOlderThanSecond = probabilities(STATES);
  readonly #isOldest = probabilities(STATES);
  readonly #matchLengths = new Lengths();
  readonly #repeatLengths = new Lengths();
  readonly #distances = new Distances();
  #context = 0;
  #literalMask = 0;
  #positionMask = 0;
  #state = 0;
  /** The last distances, from 0 for the last byte; the latest first. */
  #rep0 = 0;
  #rep1 = 0;
  #rep2 = 0;
  #rep3 = 0;
  /** Bytes of content since the dictionary was empty. */
  #position = 0;
  /** The greatest distance of a match. */
  #window = 0;

  constructor(history: History) {
    this.#history = history;
  }

  /** Says how far back matches may reach, in bytes: as the history allows, or less. */
  limit(window: number): void {
    this.#window = window;
  }

  /** Lets the state know nothing of what was before, under new properties. */
  configure({ context, literalPosition, position }: Properties): void {
    this.#context = context;
    this.#literalMask = (1 << literalPosition) - 1;
    this.#positionMask = (1 << position) - 1;
    this.reset();
  }

  /** The same under the same properties. */
  reset(): void {
    this.#state = this.#rep0 = this.#rep1 = this.#rep2 = this.#rep3 = 0;
    forget(this.#literals, (LITERAL_SIZE << this.#context) * (this.#literalMask + 1));
    for (const probs of [this.#isMatch, this.#isRepeat, this.#isOlder, this.#isLong]) forget(probs);
    for (const probs of [this.#isOlderThanSecond, this.#isOldest]) forget(probs);
    for (const coder of [this.#matchLengths, this.#repeatLengths, this.#distances]) coder.reset();
  }

  /** Empties the dictionary: no match reaches what is before. */
  forget(): void {
    this.#position = 0;
  }

  /** Tells of content that has been appended to the history otherwise. */
  skip(count: number): void {
    this.#position += count;
  }

  /** Begins with the range coder's first bytes. */
  start(input: Input): void {
    this.#range.start(input);
  }

  /**
   * Decodes so many bytes of content, or up to the end marker when that comes before them.
   *
   * @returns whether it has come to the marker
   */
  decode(count: number): 'marker' | 'count' {
    const end = this.#position + count;
    while (this.#position < end) {
      const alignment = this.#position & this.#positionMask;
      if (this.#range.bit(this.#isMatch, this.#state * 16 + alignment) === 0) this.#literal();
      else {
        const length = this.#match(alignment);
        if (length === MARKER) return 'marker';
        this.#copy(length, end);
      }
    }
    return 'count';
  }

  /** Whether the data may end here. */
  isFinished(): boolean {
    return this.#range.isFinished();
  }

  /** The marker, which is all that may come now. */
  marker(): void {
    const alignment = this.#position & this.#positionMask;
    const isMatch = this.#range.bit(this.#isMatch, this.#state * 16 + alignment) === 1;
    const isNew = isMatch && this.#range.bit(this.#isRepeat, this.#state) === 0;
    if (!isNew || this.#newDistance(alignment) !== MARKER) throw new StreamError(TOO_LONG, this.#range.at);
  }

  #literal(): void {
    const before = this.#position === 0 ? 0 : this.#history.back(1);
    const context = ((this.#position & this.#literalMask) << this.#context) + (before >> (8 - this.#context));
    const from = LITERAL_SIZE * context;
    if (this.#state < AFTER_MATCH) {
      this.#history.literal(this.#range.tree(this.#literals, from, 8));
      this.#state = this.#state < 4 ? 0 : this.#state - 3;
    } else {
      this.#history.literal(this.#literalAfterMatch(from));
      this.#state -= this.#state < 10 ? 3 : 6;
    }
    this.#position += 1;
  }

  /** A literal that most likely differs from the byte that would have continued the match. */
  #literalAfterMatch(from: number): number {
    const range = this.#range;
    const literals = this.#literals;
    let expected = this.#history.back(this.#rep0 + 1);
    let offset = 0x100;
    let symbol = 1;
    while (symbol < 0x100) {
      expected <<= 1;
      const likely = expected & offset;
      const bit = range.bit(literals, from + offset + likely + symbol);
      symbol = (symbol << 1) | bit;
      offset &= bit === 0 ? ~likely : likely;
    }
    return symbol & 0xff;
  }

  /** @returns how many bytes to copy from the latest distance, or the marker */
  #match(alignment: number): number {
    const state = this.#state;
    if (this.#range.bit(this.#isRepeat, state) === 0) {
      const length = this.#newDistance(alignment);
      if (length === MARKER) return MARKER;
      const distance = this.#rep0 + 1;
      if (distance > this.#position || distance > this.#window) {
        throw new StreamError('has a match that reaches too far back', this.#range.at);
      }
      return length;
    }
    if (this.#position === 0) throw new StreamError('begins with a match', this.#range.at);
    if (this.#range.bit(this.#isOlder, state) === 0) {
      if (this.#range.bit(this.#isLong, state * 16 + alignment) === 0) {
        this.#state = state < AFTER_MATCH ? 9 : 11;
        return 1;
      }
    } else this.#olderDistance();
    this.#state = state < AFTER_MATCH ? 8 : 11;
    return this.#repeatLengths.decode(this.#range, alignment);
  }

  /** @returns the length of the match, or the marker */
  #newDistance(alignment: number): number {
    const length = this.#matchLengths.decode(this.#range, alignment);
    const distance = this.#distances.decode(this.#range, length);
    this.#rep3 = this.#rep2;
    this.#rep2 = this.#rep1;
    this.#rep1 = this.#rep0;
    this.#rep0 = distance >>> 0;
    this.#state = this.#state < AFTER_MATCH ? 7 : 10;
    return distance === MARKER ? MARKER : length;
  }

  #olderDistance(): void {
    let distance = this.#rep1;
    if (this.#range.bit(this.#isOlderThanSecond, this.#state) === 1) {
      distance = this.#rep2;
      if (this.#range.bit(this.#isOldest, this.#state) === 1) {
        distance = this.#rep3;
        this.#rep3 = this.#rep2;
      }
      this.#rep2 = this.#rep1;
    }
    this.#rep1 = this.#rep0;
    this.#rep0 = distance;
  }

  #copy(length: number, end: number): void {
    const left = end - this.#position;
    const count = length < left ? length : left;
    this.#history.copy(this.#rep0 + 1, count);
    this.#position += count;
    if (count < length) throw new StreamError(TOO_LONG, this.#range.at);
  }
}
