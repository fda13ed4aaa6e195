/** Bytes of a stripe: each of four lanes takes eight of them. */
const STRIPE = 32;
const LANES = 4;
/** Bytes that one lane goes through before the next one does, so that they are still in the cache for the last. */
const PIECE = 2 ** 14;

// The specification of xxHash names these five primes.
const PRIME_1 = 0x9e3779b185ebca87n;
const PRIME_2 = 0xc2b2ae3d27d4eb4fn;
const PRIME_3 = 0x165667b19e3779f9n;
const PRIME_4 = 0x85ebca77c2b2ae63n;
const PRIME_5 = 0x27d4eb2f165667c5n;

const LOW_1 = 0x85ebca87;
const HIGH_1 = 0x9e3779b1;
const LOW_2 = 0x27d4eb4f;
const HIGH_2 = 0xc2b2ae3d;

/**
 * The digest with seed 0 of bytes that come in pieces, by the specification of xxHash. Stripes are taken in with halves
 * of 32 bits, in which the engine calculates without allocating anything; what is done once is done with big integers.
 */
export class Xxh64 {
  /** Four numbers of 64 bits, the lower half first. */
  readonly #lanes = new Int32Array(new BigUint64Array([wrap(PRIME_1 + PRIME_2), PRIME_2, 0n, wrap(-PRIME_1)]).buffer);
  /** The bytes behind the last whole stripe. */
  readonly #rest = new Uint8Array(STRIPE);
  #length = 0;

  update(bytes: Uint8Array): void {
    let at = 0;
    const begun = this.#length % STRIPE;
    this.#length += bytes.length;
    if (begun > 0) {
      at = Math.min(STRIPE - begun, bytes.length);
      this.#rest.set(bytes.subarray(0, at), begun);
      if (begun + at < STRIPE) return;
      this.#takeStripes(this.#rest, 0, STRIPE);
    }
    const end = bytes.length - ((bytes.length - at) % STRIPE);
    for (; at < end; at += PIECE) this.#takeStripes(bytes, at, Math.min(at + PIECE, end));
    this.#rest.set(bytes.subarray(end));
  }

  /** The lower half of the digest of all bytes so far, unsigned. */
  low(): number {
    let hash = wrap((this.#length < STRIPE ? PRIME_5 : this.#merge()) + BigInt(this.#length));
    const rest = new DataView(this.#rest.buffer, 0, this.#length % STRIPE);
    let at = 0;
    for (; at + 8 <= rest.byteLength; at += 8) {
      hash = wrap(rotate(hash ^ round(0n, rest.getBigUint64(at, true)), 27n) * PRIME_1 + PRIME_4);
    }
    if (at + 4 <= rest.byteLength) {
      hash = wrap(rotate(hash ^ wrap(BigInt(rest.getUint32(at, true)) * PRIME_1), 23n) * PRIME_2 + PRIME_3);
      at += 4;
    }
    for (; at < rest.byteLength; at += 1) {
      hash = wrap(rotate(hash ^ wrap(BigInt(rest.getUint8(at)) * PRIME_5), 11n) * PRIME_1);
    }
    hash = wrap((hash ^ (hash >> 33n)) * PRIME_2);
    hash = wrap((hash ^ (hash >> 29n)) * PRIME_3);
    return Number((hash ^ (hash >> 32n)) & 0xffffffffn);
  }

  #takeStripes(bytes: Uint8Array, from: number, to: number): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset + from, to - from);
    for (let lane = 0; lane < LANES; lane += 1) takeInto(this.#lanes, lane, view);
  }

  #merge(): bigint {
    const [first = 0n, second = 0n, third = 0n, fourth = 0n] = new BigUint64Array(this.#lanes.buffer);
    let hash = wrap(rotate(first, 1n) + rotate(second, 7n) + rotate(third, 12n) + rotate(fourth, 18n));
    for (const lane of [first, second, third, fourth]) hash = wrap((hash ^ round(0n, lane)) * PRIME_1 + PRIME_4);
    return hash;
  }
}

function wrap(number: bigint): bigint {
  return BigInt.asUintN(64, number);
}

function rotate(number: bigint, count: bigint): bigint {
  return wrap(number << count) | (number >> (64n - count));
}

function round(lane: bigint, input: bigint): bigint {
  return wrap(rotate(wrap(lane + input * PRIME_2), 31n) * PRIME_1);
}

/** The same as `round` for one of the lanes and all of its part of whole stripes. */
function takeInto(lanes: Int32Array, lane: number, view: DataView): void {
  let low = lanes[lane * 2] ?? 0;
  let high = lanes[lane * 2 + 1] ?? 0;
  const end = view.byteLength;
  for (let at = lane * 8; at < end; at += STRIPE) {
    const inputLow = view.getInt32(at, true);
    const inputHigh = view.getInt32(at + 4, true);
    const product = Math.imul(inputLow, LOW_2);
    const sum = (low + product) | 0;
    const carry = sum >>> 0 < product >>> 0 ? 1 : 0;
    const upper = upperProduct(inputLow, LOW_2) + Math.imul(inputLow, HIGH_2) + Math.imul(inputHigh, LOW_2);
    const sumHigh = (high + upper + carry) | 0;
    // To the left by 31 is to the right by one, the halves changed over.
    const turned = (sum << 31) | (sumHigh >>> 1);
    const turnedHigh = (sumHigh << 31) | (sum >>> 1);
    low = Math.imul(turned, LOW_1);
    high = (upperProduct(turned, LOW_1) + Math.imul(turned, HIGH_1) + Math.imul(turnedHigh, LOW_1)) | 0;
  }
  lanes[lane * 2] = low;
  lanes[lane * 2 + 1] = high;
}

/** The upper half of the product of two unsigned halves. */
function upperProduct(left: number, right: number): number {
  const leftHigh = left >>> 16;
  const leftLow = left & 0xffff;
  const rightHigh = right >>> 16;
  const rightLow = right & 0xffff;
  const middle = Math.imul(leftHigh, rightLow) + (Math.imul(leftLow, rightLow) >>> 16);
  const other = Math.imul(leftLow, rightHigh) + (middle & 0xffff);
  return (Math.imul(leftHigh, rightHigh) + (middle >>> 16) + (other >>> 16)) | 0;
}
