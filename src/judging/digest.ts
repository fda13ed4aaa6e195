import { createHash } from 'node:crypto';
import type { ByteSource } from '../reader/index.ts';

/** Bytes that are read at a time: an image need not be in memory. */
const PART = 4 * 1024 * 1024;
/** Larger files are not kernels, and a sparse one would be read for minutes. */
const DIGESTED_MAX = 512 * 1024 * 1024;

/** SHA-256 of all bytes of a source as 64 hexadecimal digits; `null` for more than 512 MiB. */
export function sha256Of(source: ByteSource): string | null {
  if (source.length > DIGESTED_MAX) return null;
  const hash = createHash('sha256');
  for (let offset = 0; offset < source.length; offset += PART) {
    hash.update(source.slice(offset, Math.min(PART, source.length - offset)));
  }
  return hash.digest('hex');
}
