import { amountIn } from './amount.ts';
import type { Amount } from './amount.ts';
import { hex } from './hostile.ts';
import type { ValidImage } from './valid-image.ts';

/** More bytes than any case needs; a slip in a length should not cost memory. */
const LENGTH_MAX = 0x100_0000;

/**
 * An amount as a file offset, up to the end of the bytes that are there.
 *
 * @throws RangeError when it is none
 */
export function offsetIn(image: ValidImage, bytes: Uint8Array, amount: Amount): number {
  const offset = amountIn(image, amount);
  if (offset < 0n || offset > BigInt(bytes.length)) {
    throw new RangeError(`the offset ${offset} is not in ${hex(bytes.length)} bytes; give 0 to ${bytes.length}`);
  }
  return Number(offset);
}

/**
 * An amount as a number of bytes.
 *
 * @throws RangeError when it is negative or more than any case needs
 */
export function lengthIn(image: ValidImage, amount: Amount): number {
  const length = amountIn(image, amount);
  if (length < 0n || length > BigInt(LENGTH_MAX)) {
    throw new RangeError(`the length ${length} is not possible; give 0 to ${LENGTH_MAX}`);
  }
  return Number(length);
}

/**
 * An amount as an unsigned number of so many bits.
 *
 * @throws RangeError when it does not fit
 */
export function fitting(image: ValidImage, amount: Amount, bits: number): bigint {
  const value = amountIn(image, amount);
  if (value !== BigInt.asUintN(bits, value)) {
    throw new RangeError(`${value} does not fit ${bits} bits; give 0 to ${2n ** BigInt(bits) - 1n}`);
  }
  return value;
}
