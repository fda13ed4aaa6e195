import { gunzipSync } from 'node:zlib';
import type { Image } from '../src/reader/index.ts';
import { bytesOf } from './bytes.ts';
import { payloadOf } from './image/zboot-facts.ts';

/** No consumer takes a larger kernel; a bomb must not take the checker's memory. [Linux kexec, 512 MiB] */
const OUTPUT_LIMIT = 512 * 2 ** 20;

export type Decompressed =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'unsupported'; readonly reason: string }
  | { readonly kind: 'broken'; readonly reason: string };

const cache = new WeakMap<Image, Decompressed>();

/** The payload, decompressed. Only gzip is, for it is the one type that every supported Node can decompress. */
export function decompressPayload(image: Image): Decompressed {
  const known = cache.get(image);
  if (known !== undefined) return known;
  const result = decompress(image);
  cache.set(image, result);
  return result;
}

/** What zlib takes at least, and what a stream that lies about its length can take at most. */
const SMALLEST_CHUNK = 64;
const LARGEST_CHUNK = 2 ** 18;

/** The size of the buffers that the output is collected in: small kernels fit one, and no stream's own word makes it large. */
function chunkFor(stream: Uint8Array): number {
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  const size = stream.length < 4 ? 0 : view.getUint32(stream.length - 4, true) + 1;
  return Math.min(Math.max(size, SMALLEST_CHUNK), LARGEST_CHUNK);
}

function decompress(image: Image): Decompressed {
  const type = image.zbootHeader.compressionType.value;
  if (type !== 'gzip')
    return { kind: 'unsupported', reason: `payloads of type ${JSON.stringify(type)} are not decompressed` };
  const payload = payloadOf(image);
  if (payload.length > OUTPUT_LIMIT)
    return { kind: 'unsupported', reason: 'payloads of more than 512 MiB are not decompressed' };
  try {
    const stream = bytesOf(image, payload);
    return { kind: 'bytes', bytes: gunzipSync(stream, { maxOutputLength: OUTPUT_LIMIT, chunkSize: chunkFor(stream) }) };
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error';
    return { kind: 'broken', reason: `gzip stream does not decompress (${code})` };
  }
}
