import type { Sink } from '../../decoding.ts';

/** A filter between the dictionary and the sink, which may hold back bytes until it knows what they are. */
export interface Stage extends Sink {
  /** Hands on what is held back. */
  end(): void;
}

/**
 * Converts the start of some bytes in place.
 *
 * @param bytes only those before `end` belong to the content
 * @param position of the first byte, modulo 2^32
 * @returns how many are done; those that are not come again, with more after them
 */
export type Convert = (bytes: Uint8Array, end: number, position: number) => number;

/** More than any filter leaves undone, by far. */
const ROOM = 2 ** 16;

/** Filters what machine code says of addresses. */
export class BranchStage implements Stage {
  readonly #next: Stage;
  readonly #convert: Convert;
  readonly #room = new Uint8Array(ROOM);
  #held = 0;
  #position: number;

  constructor(next: Stage, convert: Convert, start: number) {
    this.#next = next;
    this.#convert = convert;
    this.#position = start;
  }

  write(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length;) {
      const part = chunk.subarray(at, at + ROOM - this.#held);
      this.#room.set(part, this.#held);
      at += part.length;
      this.#held += part.length;
      const done = this.#convert(this.#room, this.#held, this.#position);
      this.#next.write(this.#room.subarray(0, done));
      this.#room.copyWithin(0, done, this.#held);
      this.#held -= done;
      this.#position = (this.#position + done) >>> 0;
    }
  }

  /** The last bytes are no whole instruction, and stay as they are. */
  end(): void {
    this.#next.write(this.#room.subarray(0, this.#held));
    this.#held = 0;
    this.#next.end();
  }
}

/** Adds to each byte the one so many before it. */
export class DeltaStage implements Stage {
  readonly #next: Stage;
  readonly #distance: number;
  /** The last bytes, by their position modulo 256. */
  readonly #last = new Uint8Array(256);
  readonly #room = new Uint8Array(ROOM);
  #position = 0;

  /** @param distance 1 to 256 */
  constructor(next: Stage, distance: number) {
    this.#next = next;
    this.#distance = distance;
  }

  write(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length; at += ROOM) {
      const part = chunk.subarray(at, at + ROOM);
      for (let index = 0; index < part.length; index += 1) {
        const before = this.#last[(this.#position - this.#distance) & 0xff] ?? 0;
        const byte = ((part[index] ?? 0) + before) & 0xff;
        this.#room[index] = this.#last[this.#position] = byte;
        this.#position = (this.#position + 1) & 0xff;
      }
      this.#next.write(this.#room.subarray(0, part.length));
    }
  }

  end(): void {
    this.#next.end();
  }
}
