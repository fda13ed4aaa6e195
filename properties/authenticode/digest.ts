import { createHash } from 'node:crypto';
import type { Image } from '../../src/reader/index.ts';
import { chunksOf } from '../bytes/bytes.ts';
import type { HashInput } from './hash-input.ts';
import type { DigestAlgorithm } from './signed-digest.ts';
import { AUTHENTICODE_VARIANTS } from './variants.ts';
import type { AuthenticodeVariant } from './variants.ts';

/**
 * The SHA-256 that a program signs or checks, as 64 hexadecimal digits in lower case; `null` where it refuses the image
 * or hashes bytes that are not the file's. Takes time in proportion to what is hashed, which in a file of overlapping
 * sections is more than the file. [Authenticode, Calculating the PE Image Hash]
 */
export function authenticodeDigest(image: Image, variant: AuthenticodeVariant): string | null {
  const input = AUTHENTICODE_VARIANTS[variant](image);
  return input.kind === 'refused' ? null : digestOf(image, input);
}

/** The digest of what a program hashes, SHA-256 unless another is given, or `null` when that is not in the file. */
export function digestOf(
  image: Image,
  { ranges, padding, behindFile }: HashInput,
  algorithm: DigestAlgorithm = 'sha256',
): string | null {
  if (behindFile > 0) return null;
  const hash = createHash(algorithm);
  for (const range of ranges) {
    for (const { bytes } of chunksOf(image, range)) hash.update(bytes);
  }
  return hash.update(new Uint8Array(padding)).digest('hex');
}
