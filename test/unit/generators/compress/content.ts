import fc from 'fast-check';

/** Lengths around the block sizes of the formats. */
export const EDGE_LENGTHS = [0, 1, 65_535, 65_536, 65_537, 131_071, 131_072, 131_073, 8 * 2 ** 20 + 1];

/** Bytes without a pattern, the same every time: the upper bits of a linear congruential generator. */
export function scrambled(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = 1;
  for (let offset = 0; offset < length; offset += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[offset] = state >>> 24;
  }
  return bytes;
}

/** Short contents, some of them with long runs and some that start in the middle of a buffer. */
export function contents(): fc.Arbitrary<Uint8Array> {
  const run = fc.tuple(fc.nat(255), fc.nat(700)).map(([byte, length]) => new Uint8Array(length).fill(byte));
  const middle = fc.tuple(fc.uint8Array({ maxLength: 900 }), fc.nat(7)).map(([bytes, skip]) => bytes.subarray(skip));
  return fc.oneof(fc.uint8Array({ maxLength: 40 }), middle, run);
}

/** Bytes in hexadecimal. */
export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** ASCII text as bytes. */
export function ascii(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'ascii'));
}

/** Whether both hold the same bytes, without the cost of a report on millions of them. */
export function same(left: Uint8Array, right: Uint8Array): boolean {
  return Buffer.compare(left, right) === 0;
}
