/** Small edits of file bytes. Each returns a new array and leaves its argument as it is, so that vectors can share. */

/** A copy with the unsigned 16-bit little-endian `value` at `offset`. */
export function setU16(bytes: Uint8Array, offset: number, value: number): Uint8Array {
  const copy = bytes.slice();
  new DataView(copy.buffer).setUint16(offset, value, true);
  return copy;
}

/** A copy with the unsigned 32-bit little-endian `value` at `offset`. */
export function setU32(bytes: Uint8Array, offset: number, value: number): Uint8Array {
  const copy = bytes.slice();
  new DataView(copy.buffer).setUint32(offset, value, true);
  return copy;
}

/** A copy with several 32-bit values, given as pairs of offset and value. */
export function setWords(bytes: Uint8Array, ...words: readonly (readonly [number, number])[]): Uint8Array {
  return words.reduce((image, [offset, value]) => setU32(image, offset, value), bytes);
}

/** A copy with `patch` written over the bytes from `offset` on. */
export function setBytes(bytes: Uint8Array, offset: number, patch: Uint8Array | readonly number[]): Uint8Array {
  const copy = bytes.slice();
  copy.set(patch, offset);
  return copy;
}

/** A copy with the ASCII `text` at `offset`, followed by zeros up to `length` bytes. */
export function setText(bytes: Uint8Array, offset: number, text: string, length: number): Uint8Array {
  const field = new Uint8Array(length);
  field.set(Buffer.from(text, 'latin1'));
  return setBytes(bytes, offset, field);
}

/** A copy with `inserted` between the bytes before `offset` and those from it on. */
export function insert(bytes: Uint8Array, offset: number, inserted: Uint8Array): Uint8Array {
  return new Uint8Array(Buffer.concat([bytes.subarray(0, offset), inserted, bytes.subarray(offset)]));
}

/** A copy without the `length` bytes from `offset` on. */
export function cut(bytes: Uint8Array, offset: number, length: number): Uint8Array {
  return new Uint8Array(Buffer.concat([bytes.subarray(0, offset), bytes.subarray(offset + length)]));
}

/** A copy without what follows the first `length` bytes. */
export function truncate(bytes: Uint8Array, length: number): Uint8Array {
  return bytes.slice(0, length);
}

/** A copy with the bit complement of the byte at `offset` there. */
export function flip(bytes: Uint8Array, offset: number): Uint8Array {
  return setBytes(bytes, offset, [255 - (bytes[offset] ?? 0)]);
}

/** `length` bytes of one value. */
export function filled(length: number, value: number): Uint8Array {
  return new Uint8Array(length).fill(value);
}
