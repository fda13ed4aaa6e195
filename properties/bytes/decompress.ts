import { gunzipSync } from 'node:zlib';
import type { Image } from '../../src/reader/index.ts';
import { bytesOf } from './bytes.ts';
import { payloadOf } from '../image/zboot-facts.ts';

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

/** The buffers that the output is collected in, in bytes: small kernels fit one, and nothing has to be put together. */
const CHUNK_SIZE = 2 ** 16;

function decompress(image: Image): Decompressed {
  const type = image.zbootHeader.compressionType.value;
  if (type !== 'gzip')
    return { kind: 'unsupported', reason: `payloads of type ${JSON.stringify(type)} are not decompressed` };
  const payload = payloadOf(image);
  if (payload.length > OUTPUT_LIMIT)
    return { kind: 'unsupported', reason: 'payloads of more than 512 MiB are not decompressed' };
  try {
    return {
      kind: 'bytes',
      bytes: gunzipSync(bytesOf(image, payload), { maxOutputLength: OUTPUT_LIMIT, chunkSize: CHUNK_SIZE }),
    };
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error';
    return { kind: 'broken', reason: `gzip stream does not decompress (${code})` };
  }
}
