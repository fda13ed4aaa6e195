/** Digests of images made by hand, and what they should be. */
import { createHash } from 'node:crypto';
import { authenticodeDigest } from '../../properties/authenticode/digest.ts';
import type { HashInput } from '../../properties/authenticode/hash-input.ts';
import { AUTHENTICODE_VARIANTS } from '../../properties/authenticode/variants.ts';
import type { AuthenticodeVariant } from '../../properties/authenticode/variants.ts';
import { imageIn } from '../vectors/append-pairs.ts';
import { AT } from '../vectors/base-images.ts';
import { filled } from '../vectors/patch.ts';

/** Every way to choose what is hashed. */
export const VARIANTS = Object.keys(AUTHENTICODE_VARIANTS) as readonly AuthenticodeVariant[];

/** The digest of an image in a variant. */
export function digestOf(bytes: Uint8Array, variant: AuthenticodeVariant = 'specification'): string | null {
  return authenticodeDigest(imageIn(bytes), variant);
}

/** The digest in every variant, each once: one entry where all agree. */
export function digestsOf(bytes: Uint8Array): readonly (string | null)[] {
  return [...new Set(VARIANTS.map((variant) => digestOf(bytes, variant)))];
}

/** What a variant hashes, which must not be a refusal. */
export function inputOf(bytes: Uint8Array, variant: AuthenticodeVariant): HashInput {
  const input = AUTHENTICODE_VARIANTS[variant](imageIn(bytes));
  if (input.kind === 'refused') throw new Error(`The image is refused because ${input.because}; correct the vector.`);
  return input;
}

/** The reason for which a variant refuses, or `null`. */
export function refusalOf(bytes: Uint8Array, variant: AuthenticodeVariant): string | null {
  const input = AUTHENTICODE_VARIANTS[variant](imageIn(bytes));
  return input.kind === 'refused' ? input.because : null;
}

/** The digest of stretches of a file, and of zeros behind them. */
export function sha256(bytes: Uint8Array, stretches: readonly (readonly [number, number])[], zeros = 0): string {
  const hash = createHash('sha256');
  for (const [start, end] of stretches) hash.update(bytes.subarray(start, end));
  return hash.update(filled(zeros, 0)).digest('hex');
}

/** Everything but CheckSum and the certificate directory of an image whose PE header starts at 0x40. */
export const HEADERS: readonly (readonly [number, number])[] = [
  [0, AT.checkSum],
  [AT.checkSum + 4, AT.certificateDirectory],
  [AT.certificateDirectory + 8, 0x1000],
];
