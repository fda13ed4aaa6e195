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
  return {
    length: bytes.length,
    slice: (offset, length) => bytes.subarray(Math.min(offset, bytes.length), Math.min(offset + length, bytes.length)),
  };
}
