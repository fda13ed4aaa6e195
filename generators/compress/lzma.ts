import { Cursor } from '../bytes/cursor.ts';
import { FRESH_MODEL, RangeEncoder } from './range-encoder.ts';

/** LZMA specification, "lzma file format": `(pb * 5 + lp) * 9 + lc` with 3 bits of context and 2 of position. */
const PROPERTIES = 0x5d;
/** What `xz --format=lzma -9` and `lzma -9` put there; decoders that have the whole output need no such buffer. */
const DICTIONARY = 64 * 2 ** 20;
/** Two words of ones for the length of an input that came through a pipe: an end marker follows. */
const UNKNOWN_HALF = 0xffffffff;
const HEADER = 13;

const CONTEXT_SHIFT = 8 - 3;
const POSITION_MASK = 2 ** 2 - 1;
/** Models of a literal: a tree of 8 bits for each of the 8 contexts. After them is one for each position. */
const LITERAL_MODELS = 8 * 256;
const MODELS = LITERAL_MODELS + POSITION_MASK + 1;

/**
 * The most bytes that coding costs beyond the content, by an analysis of the model's 1987 states: from a fresh model on,
 * no run of bits costs more than 1.023 bits each, so 8 bits of literal and the settled 0.0222 bits of "no match" make
 * less than 33/32 bytes. Under 64 bytes go to the header, the end marker and the four position models' first steps.
 */
const SPARE_SHARE = 32;
const SPARE_FIXED = 64;

/**
 * Codes the content as literals in the form that `lzma -9` writes from a pipe: LZMA specification, "lzma file format"
 * and "The main loop of decoder".
 *
 * @param content below 2^31 bytes; the result has at most 1/32 and 64 bytes more
 */
export function lzmaLiterals(content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(content.length + Math.ceil(content.length / SPARE_SHARE) + SPARE_FIXED);
  new Cursor(bytes, 0).u8(PROPERTIES).u32(DICTIONARY).u32(UNKNOWN_HALF).u32(UNKNOWN_HALF);
  const encoder = new RangeEncoder(bytes, HEADER);
  const models = new Uint16Array(MODELS).fill(FRESH_MODEL);
  encodeLiterals(encoder, models, content);
  encoder.bit(models, LITERAL_MODELS + (content.length & POSITION_MASK), 1);
  encodeEndMarker(encoder);
  return bytes.slice(0, encoder.finish());
}

/** Each byte is the bit "no match" and then its own bits from the top, each by what came before it. */
function encodeLiterals(encoder: RangeEncoder, models: Uint16Array, content: Uint8Array): void {
  let context = 0;
  for (let offset = 0; offset < content.length; offset += 1) {
    const byte = content[offset] ?? 0;
    encoder.bit(models, LITERAL_MODELS + (offset & POSITION_MASK), 0);
    for (let shift = 7; shift >= 0; shift -= 1) {
      // The node of the tree is a one and the bits that came before.
      encoder.bit(models, context + ((0x100 | byte) >>> (shift + 1)), (byte >>> shift) & 1);
    }
    context = (byte >>> CONTEXT_SHIFT) << 8;
  }
}

/**
 * A match at distance 2^32 of the shortest length. All of its models are fresh, because no match came before: "simple
 * match" and length 2 are five zeros, distance slot 63 six ones, then 26 direct ones and four by the align models.
 */
function encodeEndMarker(encoder: RangeEncoder): void {
  for (const bit of [0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]) {
    encoder.bit(Uint16Array.of(FRESH_MODEL), 0, bit);
  }
  for (let count = 0; count < 26; count += 1) {
    encoder.direct(1);
  }
  for (let count = 0; count < 4; count += 1) {
    encoder.bit(Uint16Array.of(FRESH_MODEL), 0, 1);
  }
}
