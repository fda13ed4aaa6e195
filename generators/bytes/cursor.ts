/** One field of a header as it was written. */
export interface WrittenField {
  /** The specification's name after its structure's, such as `sections[2].virtualSize`. */
  readonly name: string;
  readonly structure: string;
  /** Which of several structures, -1 for the only one. */
  readonly owner: number;
  /** The field's own name. */
  readonly leaf: string;
  /** File offset. */
  readonly offset: number;
  /** Bytes. */
  readonly width: number;
}

/**
 * Writes little-endian fields one after the other.
 *
 * Headers are emitted as a sequence of writes, never by offset, so that the generator holds no table of offsets that
 * it could share with a reader by mistake. Whoever needs to know where a field lies passes a list for the named writes.
 */
export class Cursor {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  readonly #fields: WrittenField[] | null;
  #position: number;
  #structure = '';
  #owner = -1;

  /**
   * @param position file offset of the first write
   * @param fields gets every named field that is written
   */
  constructor(bytes: Uint8Array, position: number, fields: WrittenField[] | null = null) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#position = position;
    this.#fields = fields;
  }

  /** File offset of the next write. */
  get position(): number {
    return this.#position;
  }

  /** Names the structure that the following fields belong to, and which of several it is. */
  structure(name: string, owner = -1): this {
    this.#structure = name;
    this.#owner = owner;
    return this;
  }

  /** One byte. */
  u8(value: number, field?: string): this {
    this.#note(field, 1);
    this.#view.setUint8(this.#position, value);
    this.#position += 1;
    return this;
  }

  /** Two bytes. */
  u16(value: number, field?: string): this {
    this.#note(field, 2);
    this.#view.setUint16(this.#position, value, true);
    this.#position += 2;
    return this;
  }

  /** Four bytes. */
  u32(value: number, field?: string): this {
    this.#note(field, 4);
    this.#view.setUint32(this.#position, value, true);
    this.#position += 4;
    return this;
  }

  /** A whole number below 2^53 in four or eight bytes. */
  word(value: number, width: 4 | 8, field?: string): this {
    this.#note(field, width);
    this.u32(value % WORD);
    return width === 4 ? this : this.u32(Math.floor(value / WORD));
  }

  /** Zero bytes. */
  zeros(length: number, field?: string): this {
    this.#note(field, length);
    this.bytes.fill(0, this.#position, this.#position + length);
    this.#position += length;
    return this;
  }

  /** ASCII text in a field of `length` bytes, padded with zeros. */
  text(value: string, length: number, field?: string): this {
    this.#note(field, length);
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

  #note(field: string | undefined, width: number): void {
    if (field === undefined || this.#fields === null) return;
    const [structure, owner] = [this.#structure, this.#owner];
    const name = `${structure}${owner < 0 ? '' : `[${owner}]`}.${field}`;
    this.#fields.push({ name, structure, owner, leaf: field, offset: this.#position, width });
  }
}

const WORD = 0x1_0000_0000;
