import { NotVerified } from './decoding.ts';
import type { Sink } from './decoding.ts';

/** Bytes that are kept before more room is made. */
const FIRST_ROOM = 2 ** 16;
/** So many bytes are copied one by one before the call of a function that copies them at once has paid off. */
const FEW = 48;

/**
 * The content as far as it is decoded: the last bytes of it, in which matches are looked up, and no more. It takes the
 * memory of the window, or of the content when that is shorter.
 */
export class History {
  readonly #sink: Sink;
  readonly #window: number;
  readonly #limit: number;
  #room: Uint8Array;
  /** Where the next byte goes in the room. */
  #position = 0;
  /** Bytes of the room, from its start, that have gone to the sink. */
  #written = 0;
  /** Length of the content before the start of the room. */
  #before = 0;

  /**
   * @param window the greatest distance of a match, in bytes, from 1
   * @param limit the most bytes that the content may have
   */
  constructor(sink: Sink, window: number, limit: number) {
    this.#sink = sink;
    this.#window = window;
    this.#limit = limit;
    this.#room = new Uint8Array(Math.min(window, FIRST_ROOM));
  }

  /** Bytes of content so far. */
  get length(): number {
    return this.#before + this.#position;
  }

  /** The byte so many bytes back, from 1; 0 where there is none. */
  back(distance: number): number {
    let at = this.#position - distance;
    if (at < 0) at += this.#room.length;
    return this.#room[at] ?? 0;
  }

  /** Whether a match may reach so far back: not before the start, and not beyond the window. */
  reaches(distance: number): boolean {
    return distance >= 1 && distance <= this.#window && distance <= this.length;
  }

  literal(byte: number): void {
    if (this.#position === this.#room.length) this.#makeRoom();
    this.#room[this.#position] = byte;
    this.#position += 1;
  }

  /** Appends bytes of others. @param from offset of the first @param to offset behind the last */
  append(bytes: Uint8Array, from = 0, to = bytes.length): void {
    for (let at = from; at < to;) {
      if (this.#position === this.#room.length) this.#makeRoom();
      const room = this.#room;
      const position = this.#position;
      const part = Math.min(to - at, room.length - position);
      if (part > FEW) room.set(bytes.subarray(at, at + part), position);
      else for (let index = 0; index < part; index += 1) room[position + index] = bytes[at + index] ?? 0;
      this.#position = position + part;
      at += part;
    }
  }

  /** Repeats one byte. */
  fill(byte: number, count: number): void {
    for (let left = count; left > 0;) {
      if (this.#position === this.#room.length) this.#makeRoom();
      const part = Math.min(left, this.#room.length - this.#position);
      this.#room.fill(byte, this.#position, this.#position + part);
      this.#position += part;
      left -= part;
    }
  }

  /** Appends what lies so far back, which may be made of what is appended. @param distance one that `reaches` */
  copy(distance: number, count: number): void {
    for (let left = count; left > 0;) {
      if (this.#position === this.#room.length) this.#makeRoom();
      const room = this.#room;
      const from = this.#position >= distance ? this.#position - distance : this.#position - distance + room.length;
      const part = Math.min(left, room.length - this.#position, room.length - from);
      if (part > FEW && distance >= part) room.copyWithin(this.#position, from, from + part);
      else for (let index = 0; index < part; index += 1) room[this.#position + index] = room[from + index] ?? 0;
      this.#position += part;
      left -= part;
    }
  }

  /** Hands everything to the sink that it does not have yet. @throws NotVerified when that is more than allowed */
  flush(): void {
    this.#checkLimit();
    if (this.#written === this.#position) return;
    this.#sink.write(this.#room.subarray(this.#written, this.#position));
    this.#written = this.#position;
  }

  #checkLimit(): void {
    if (this.length > this.#limit) throw new NotVerified('length', `decompresses to more than ${this.#limit} bytes`);
  }

  /** Where the room is as large as the window, the next bytes take the place of the oldest. */
  #makeRoom(): void {
    this.flush();
    const { length } = this.#room;
    if (length < this.#window) {
      const room = new Uint8Array(Math.min(this.#window, length * 2));
      room.set(this.#room);
      this.#room = room;
      return;
    }
    this.#before += length;
    this.#position = 0;
    this.#written = 0;
  }
}
