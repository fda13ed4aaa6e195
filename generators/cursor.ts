/**
 * Writes little-endian fields one behind the other.
 *
 * Headers are emitted as a sequence of writes, never by offset, so that the generator holds no table of offsets that
 * it could share with a reader by mistake.
 */
export class Cursor {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  #position: number;

  /** @param position file offset of the first write */
  constructor(bytes: Uint8Array, position: number) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#position = position;
  }

  /** File offset of the next write. */
  get position(): number {
    return this.#position;
  }

  /** One byte. */
  u8(value: number): this {
    this.#view.setUint8(this.#position, value);
    this.#position += 1;
    return this;
  }

  /** Two bytes. */
  u16(value: number): this {
    this.#view.setUint16(this.#position, value, true);
    this.#position += 2;
    return this;
  }

  /** Four bytes. */
  u32(value: number): this {
    this.#view.setUint32(this.#position, value, true);
    this.#position += 4;
    return this;
  }

  /** Zero bytes. */
  zeros(length: number): this {
    this.bytes.fill(0, this.#position, this.#position + length);
    this.#position += length;
    return this;
  }

  /** ASCII text in a field of `length` bytes, padded with zeros. */
  text(value: string, length: number): this {
    for (let index = 0; index < length; index += 1) {
      this.u8(index < value.length ? value.charCodeAt(index) : 0);
    }
    return this;
  }

  /** Bytes as they are. */
  raw(value: Uint8Array): this {
    this.bytes.set(value, this.#position);
    this.#position += value.length;
    return this;
  }
}
