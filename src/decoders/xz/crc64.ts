/** The polynomial of ECMA-182, its bits reversed, as two halves. */
const LOW = 0xd7870f42;
const HIGH = 0xc96c5795;
/** Bytes that are taken at once. */
const STEP = 4;

/** What a byte makes of the checksum when so many others follow it: table after table, low and high halves. */
const tables = makeTables();

function makeTables(): { readonly low: Int32Array; readonly high: Int32Array } {
  const low = new Int32Array(STEP * 256);
  const high = new Int32Array(STEP * 256);
  for (let byte = 0; byte < 256; byte += 1) {
    let a = byte;
    let b = 0;
    for (let bit = 0; bit < 8; bit += 1) {
      const isOdd = (a & 1) === 1;
      a = (a >>> 1) | (b << 31);
      b >>>= 1;
      if (isOdd) {
        a ^= LOW;
        b ^= HIGH;
      }
    }
    low[byte] = a;
    high[byte] = b;
  }
  for (let at = 256; at < STEP * 256; at += 1) {
    const a = low[at - 256] ?? 0;
    const b = high[at - 256] ?? 0;
    low[at] = (a >>> 8) ^ (b << 24) ^ (low[a & 0xff] ?? 0);
    high[at] = (b >>> 8) ^ (high[a & 0xff] ?? 0);
  }
  return { low, high };
}

/** The CRC64 of xz, of bytes that come in pieces. */
export class Crc64 {
  #low = -1;
  #high = -1;

  update(bytes: Uint8Array): void {
    const { low, high } = tables;
    let a = this.#low;
    let b = this.#high;
    let at = 0;
    for (const last = bytes.length - STEP; at <= last; at += STEP) {
      const word =
        (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
      const x = a ^ word;
      const first = 768 + (x & 0xff);
      const second = 512 + ((x >>> 8) & 0xff);
      const third = 256 + ((x >>> 16) & 0xff);
      const fourth = x >>> 24;
      a = b ^ (low[first] ?? 0) ^ (low[second] ?? 0) ^ (low[third] ?? 0) ^ (low[fourth] ?? 0);
      b = (high[first] ?? 0) ^ (high[second] ?? 0) ^ (high[third] ?? 0) ^ (high[fourth] ?? 0);
    }
    for (; at < bytes.length; at += 1) {
      const index = (a ^ (bytes[at] ?? 0)) & 0xff;
      a = (a >>> 8) ^ (b << 24) ^ (low[index] ?? 0);
      b = (b >>> 8) ^ (high[index] ?? 0);
    }
    this.#low = a;
    this.#high = b;
  }

  /** Eight bytes, the lowest first. */
  digest(): Uint8Array {
    const bytes = new Uint8Array(8);
    const view = new DataView(bytes.buffer);
    view.setInt32(0, ~this.#low, true);
    view.setInt32(4, ~this.#high, true);
    return bytes;
  }
}
