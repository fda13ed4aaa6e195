import { grouped } from '../page/index.ts';
import type { Decoded } from './decode.ts';

/**
 * Decompresses zstd frames of any window; the content checksum is verified: RFC 8878 §3.1.1.
 *
 * Every Node gets the reference decoder as WebAssembly, also those whose node:zlib has zstd: the latter returns what it
 * has of a frame that is cut short (22) or passes over bytes behind the frame (26), and both without an error.
 */
export async function unzstd(stream: Uint8Array, expected: number, limit: number): Promise<Decoded> {
  const { ZSTDDecoder } = await import('zstddec');
  const decoder = new ZSTDDecoder();
  await decoder.init();
  const exact = decoder.decode(stream, expected);
  if (exact.length > 0) return { kind: 'bytes', bytes: exact };
  // The decoder has no bytes for every failure alike; whether it lacked room shows when it is given all there may be.
  const roomy = decoder.decode(stream, limit);
  if (roomy.length > 0) return { kind: 'bytes', bytes: roomy };
  return { kind: 'broken', reason: `does not decompress (it is damaged, or longer than ${grouped(limit)} bytes)` };
}
