/** What became of a compressed stream: its content, or the end of a sentence that starts with the payload. */
export type Decoded =
  { readonly kind: 'bytes'; readonly bytes: Uint8Array } | { readonly kind: 'broken'; readonly reason: string };

/**
 * Decompresses a whole stream and verifies its checksum where it has one.
 *
 * @param expected bytes that the content is said to have, from 1; what the decoder makes room for first
 * @param limit the most bytes that the content may have
 */
export type Decode = (stream: Uint8Array, expected: number, limit: number) => Decoded | Promise<Decoded>;
