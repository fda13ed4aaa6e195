/** XXH64 in 32-bit arithmetic, because big integers are some hundred times slower. */

/** A 64-bit number in two halves; each is taken modulo 2^32. */
interface Halves {
  readonly low: number;
  readonly high: number;
}

// The xxHash specification, "XXH64 algorithm description", names these five primes.
const PRIME_1: Halves = { high: 0x9e3779b1, low: 0x85ebca87 };
const PRIME_2: Halves = { high: 0xc2b2ae3d, low: 0x27d4eb4f };
const PRIME_3: Halves = { high: 0x165667b1, low: 0x9e3779f9 };
const PRIME_4: Halves = { high: 0x85ebca77, low: 0xc2b2ae63 };
const PRIME_5: Halves = { high: 0x27d4eb2f, low: 0x165667c5 };

/** Bytes that the four accumulators take in one step, eight each. */
const STRIPE = 32;

/**
 * A 64-bit accumulator. Its halves are kept as signed 32-bit numbers, which the engine holds in registers; `| 0` brings
 * every sum back into them.
 */
class Accumulator implements Halves {
  low = 0;
  high = 0;

  add({ low, high }: Halves): this {
    const sum = (this.low + low) | 0;
    const carry = sum >>> 0 < low >>> 0 ? 1 : 0;
    this.high = (this.high + high + carry) | 0;
    this.low = sum;
    return this;
  }

  multiply({ low, high }: Halves): this {
    this.high = (highProduct(this.low, low) + Math.imul(this.low, high) + Math.imul(this.high, low)) | 0;
    this.low = Math.imul(this.low, low);
    return this;
  }

  xor({ low, high }: Halves): this {
    this.low ^= low;
    this.high ^= high;
    return this;
  }

  /** @param count 1 to 31 */
  rotateLeft(count: number): this {
    const { low, high } = this;
    this.low = (low << count) | (high >>> (32 - count));
    this.high = (high << count) | (low >>> (32 - count));
    return this;
  }

  /**
   * Mixes the number, shifted right, into itself.
   *
   * @param count 1 to 63
   */
  xorShifted(count: number): this {
    const { low, high } = this;
    if (count >= 32) {
      this.low = low ^ (high >>> (count - 32));
    } else {
      this.low = low ^ ((low >>> count) | (high << (32 - count)));
      this.high = high ^ (high >>> count);
    }
    return this;
  }

  set(low: number, high: number): this {
    this.low = low | 0;
    this.high = high | 0;
    return this;
  }

  /** The step that takes in eight bytes. */
  round(low: number, high: number): this {
    // `input * PRIME_2` is written out, for it would need an accumulator of its own.
    const productLow = Math.imul(low, PRIME_2.low);
    const productHigh = highProduct(low, PRIME_2.low) + Math.imul(low, PRIME_2.high) + Math.imul(high, PRIME_2.low);
    const sum = (this.low + productLow) | 0;
    const carry = sum >>> 0 < productLow >>> 0 ? 1 : 0;
    this.high = (this.high + productHigh + carry) | 0;
    this.low = sum;
    return this.rotateLeft(31).multiply(PRIME_1);
  }
}

/** The upper 32 bits of an unsigned 32-bit product, from four products of halves. */
function highProduct(left: number, right: number): number {
  const leftLow = left & 0xffff;
  const leftHigh = left >>> 16;
  const rightLow = right & 0xffff;
  const rightHigh = right >>> 16;
  const first = Math.imul(leftLow, rightLow);
  const second = Math.imul(leftHigh, rightLow);
  const third = Math.imul(leftLow, rightHigh);
  const carry = ((first >>> 16) + (second & 0xffff) + (third & 0xffff)) >>> 16;
  return (Math.imul(leftHigh, rightHigh) + (second >>> 16) + (third >>> 16) + carry) | 0;
}

/**
 * The XXH64 digest with seed 0: xxHash specification, "XXH64 algorithm description".
 *
 * @param content below 2^32 bytes
 * @returns 0 to 2^64 - 1
 */
export function xxh64(content: Uint8Array): bigint {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const stripesEnd = content.length - (content.length % STRIPE);
  const hash = stripesEnd === 0 ? new Accumulator().add(PRIME_5) : mixStripes(view, stripesEnd);
  hash.add({ low: content.length, high: 0 });
  mixTail(hash, view, stripesEnd);
  hash.xorShifted(33).multiply(PRIME_2).xorShifted(29).multiply(PRIME_3).xorShifted(32);
  return (BigInt(hash.high >>> 0) << 32n) | BigInt(hash.low >>> 0);
}

/** Steps 1 to 3 of the specification: four accumulators over whole stripes, then one out of the four. */
function mixStripes(view: DataView, end: number): Accumulator {
  const first = new Accumulator().add(PRIME_1).add(PRIME_2);
  const second = new Accumulator().add(PRIME_2);
  const third = new Accumulator();
  // The negative of a number in two's complement.
  const fourth = new Accumulator().set(-1, -1).xor(PRIME_1).add({ low: 1, high: 0 });
  for (let offset = 0; offset < end; offset += STRIPE) {
    first.round(view.getInt32(offset, true), view.getInt32(offset + 4, true));
    second.round(view.getInt32(offset + 8, true), view.getInt32(offset + 12, true));
    third.round(view.getInt32(offset + 16, true), view.getInt32(offset + 20, true));
    fourth.round(view.getInt32(offset + 24, true), view.getInt32(offset + 28, true));
  }
  const lanes = [
    [first, 1],
    [second, 7],
    [third, 12],
    [fourth, 18],
  ] as const;
  const hash = new Accumulator();
  const scratch = new Accumulator();
  for (const [{ low, high }, count] of lanes) {
    hash.add(scratch.set(low, high).rotateLeft(count));
  }
  for (const [{ low, high }] of lanes) {
    hash.xor(scratch.set(0, 0).round(low, high)).multiply(PRIME_1).add(PRIME_4);
  }
  return hash;
}

/** Step 5: the bytes after the last stripe, by eight, then by four, then one by one. */
function mixTail(hash: Accumulator, view: DataView, start: number): void {
  const input = new Accumulator();
  let offset = start;
  for (; offset + 8 <= view.byteLength; offset += 8) {
    input.set(0, 0).round(view.getInt32(offset, true), view.getInt32(offset + 4, true));
    hash.xor(input).rotateLeft(27).multiply(PRIME_1).add(PRIME_4);
  }
  if (offset + 4 <= view.byteLength) {
    input.set(view.getInt32(offset, true), 0).multiply(PRIME_1);
    hash.xor(input).rotateLeft(23).multiply(PRIME_2).add(PRIME_3);
    offset += 4;
  }
  for (; offset < view.byteLength; offset += 1) {
    input.set(view.getUint8(offset), 0).multiply(PRIME_5);
    hash.xor(input).rotateLeft(11).multiply(PRIME_1);
  }
}
