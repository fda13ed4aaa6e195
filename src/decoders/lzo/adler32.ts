/** The greatest prime below 2^16. [RFC 1950 §8] */
const BASE = 65521;
/** So many bytes can be added before the sums have to be reduced. */
const RUN = 5552;

/** Adler-32 of bytes that continue others. @param sum of what comes before; 1 at the start */
export function adler32(bytes: Uint8Array, sum: number): number {
  let [low, high] = [sum & 0xffff, sum >>> 16];
  for (let at = 0; at < bytes.length;) {
    const end = Math.min(at + RUN, bytes.length);
    for (; at < end; at += 1) {
      low += bytes[at] ?? 0;
      high += low;
    }
    low %= BASE;
    high %= BASE;
  }
  return high * 0x10000 + low;
}
