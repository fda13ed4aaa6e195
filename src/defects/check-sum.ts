import type { Field } from '../reader/index.ts';

/** The CheckSum that a file should have: 16-bit words with carries folded in, the field itself as zeros, and the length. */
export function checkSumOf(bytes: Uint8Array, { offset }: Field<number>): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) {
    if (at >= offset && at < offset + 4 && offset % 2 === 0) continue;
    sum += byteAt(bytes, at, offset) + 256 * byteAt(bytes, at + 1, offset);
    sum = (sum % 0x1_0000) + Math.floor(sum / 0x1_0000);
  }
  sum = (sum % 0x1_0000) + Math.floor(sum / 0x1_0000);
  return sum + bytes.length;
}

function byteAt(bytes: Uint8Array, at: number, field: number): number {
  return at >= field && at < field + 4 ? 0 : (bytes[at] ?? 0);
}
