/** RFC 1950 §8.2: the largest prime below 2^16. */
const BASE = 65_521;
/** The most bytes n that keep 127.5 n (n + 1) + (n + 1) (BASE - 1) below 2^31, where engines add integers. */
const RUN = 3854;

/**
 * The Adler-32 checksum: RFC 1950 §8.2.
 *
 * @returns 0 to 2^32 - 1, and 1 for no bytes
 */
export function adler32(bytes: Uint8Array): number {
  let first = 1;
  let second = 0;
  for (let start = 0; start < bytes.length; start += RUN) {
    const end = Math.min(start + RUN, bytes.length);
    for (let offset = start; offset < end; offset += 1) {
      first += bytes[offset] ?? 0;
      second += first;
    }
    first %= BASE;
    second %= BASE;
  }
  return second * 0x10000 + first;
}
