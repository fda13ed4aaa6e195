import type { Decoding, Sink } from '../../src/decoders/decoding.ts';

/** What a decoder says, and all that it gives. */
export interface Decoded {
  readonly decoding: Decoding;
  readonly content: Buffer;
}

type Decoder = (stream: Uint8Array, sink: Sink, limit: number) => Decoding;

/** Runs a decoder; what it lends is copied. @param limit 16 MiB unless it is told */
export function decoded(decoder: Decoder, stream: Uint8Array, limit = 2 ** 24): Decoded {
  const chunks: Buffer[] = [];
  const decoding = decoder(stream, { write: (chunk) => chunks.push(Buffer.from(chunk)) }, limit);
  return { decoding, content: Buffer.concat(chunks) };
}
