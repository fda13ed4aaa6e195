import type { Image } from '../../src/reader/index.ts';
import type { HashInput, HashRefusal } from './hash-input.ts';
import { linear } from './linear.ts';
import { byPesign } from './pesign.ts';
import { bySpecification, padded } from './specification.ts';
import { byUBoot } from './u-boot.ts';

/** The ways in which programs choose the bytes of an image that they hash for a signature. */
export const AUTHENTICODE_VARIANTS = {
  specification: bySpecification,
  padded,
  linear,
  'u-boot': byUBoot,
  pesign: byPesign,
} as const satisfies Readonly<Record<string, (image: Image) => HashInput | HashRefusal>>;

export type AuthenticodeVariant = keyof typeof AUTHENTICODE_VARIANTS;
