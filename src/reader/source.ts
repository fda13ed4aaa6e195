/**
 * The bytes of a file, fetched piece by piece, so that the headers of a large file can be read without its data.
 */
export interface ByteSource {
  /** The file's size in bytes. */
  readonly length: number;
  /** The bytes of `[offset, offset + length)`, shortened where the file ends. The caller must not change them. */
  slice(offset: number, length: number): Uint8Array;
}

/** A source over bytes that are in memory already; slices share the memory. */
export function memorySource(bytes: Uint8Array): ByteSource {
  // A slice of a slice is a copy for every kind of array but Node's Buffer, which therefore is not handed on.
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    length: plain.length,
    slice: (offset, length) => plain.subarray(Math.min(offset, plain.length), Math.min(offset + length, plain.length)),
  };
}
