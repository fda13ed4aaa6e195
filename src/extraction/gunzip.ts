import { gunzipSync } from 'node:zlib';
import { grouped } from '../page/index.ts';
import type { Decoded } from './decode.ts';

/** Decompresses a gzip stream; CRC32 and ISIZE are verified: RFC 1952 §2.3.1. */
export function gunzip(stream: Uint8Array, _expected: number, limit: number): Decoded {
  try {
    return { kind: 'bytes', bytes: gunzipSync(stream, { maxOutputLength: limit }) };
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    if (code === 'ERR_BUFFER_TOO_LARGE') {
      return { kind: 'broken', reason: `decompresses to more than ${grouped(limit)} bytes` };
    }
    // Everything else that goes wrong is no fault of the stream.
    if (!(cause instanceof Error && code.startsWith('Z_'))) throw cause;
    return { kind: 'broken', reason: `does not decompress (${cause.message})` };
  }
}
