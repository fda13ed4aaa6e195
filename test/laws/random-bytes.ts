/**
 * Goal: inputs that were never an image, for they show what becomes of bytes that no generator had a hand in.
 * Method: drawn bytes, of which two in three start as an image does.
 */
import fc from 'fast-check';

/** Up to 2 KiB of any bytes; the starts get past the first checks, and what follows them means nothing. */
export function randomBytes(): fc.Arbitrary<Uint8Array> {
  const start = fc.constantFrom('', 'MZ', 'MZ\0\0zimg');
  return fc.tuple(start, fc.uint8Array({ maxLength: 2048, size: 'max' })).map(([text, drawn]) => {
    const bytes = drawn.slice();
    bytes.set(Buffer.from(text, 'latin1').subarray(0, bytes.length));
    return bytes;
  });
}
