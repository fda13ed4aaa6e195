/** Decoders of the payload: every way in which the kernel's build compresses one. */
export { decoderOf } from './formats.ts';
export type { Decode } from './formats.ts';
export type { Broken, Decoded, Decoding, Sink, Unverified } from './decoding.ts';
