import { crc32 } from 'node:zlib';
import { StreamError } from '../decoding.ts';
import { Input } from '../input.ts';

/** A number of a variable length has nine bytes at most, of seven bits each. */
const MOST_BYTES = 9;

/**
 * A number of variable length, up to 63 bits.
 *
 * @param name what holds it, for the fault
 */
export function bigNumber(input: Input, name: string): bigint {
  const start = input.at;
  let value = 0n;
  for (let index = 0; index < MOST_BYTES; index += 1) {
    const byte = input.u8();
    value |= BigInt(byte & 0x7f) << BigInt(7 * index);
    if (byte >= 0x80) continue;
    if (byte === 0 && index > 0) break;
    return value;
  }
  throw new StreamError(`has ${name} with a malformed number`, start);
}

/** The same, rounded when it is 2^53 or more: no size that anything is compared with is as large. */
export function number(input: Input, name: string): number {
  return Number(bigNumber(input, name));
}

/** @throws StreamError when the CRC32 that follows is not that of the bytes before it. @param from where those begin */
export function expectCrc32(input: Input, from: number, name: string): void {
  const expected = crc32(input.bytes.subarray(from, input.at));
  const { at } = input;
  if (input.uint(4) !== expected) throw new StreamError(`has ${name} with a wrong CRC32`, at);
}

/** @throws StreamError when zeros up to a multiple of four do not follow. @param from where what is padded begins */
export function expectPadding(input: Input, from: number, name: string): void {
  while ((input.at - from) % 4 !== 0) {
    if (input.u8() !== 0) throw new StreamError(`has ${name} with a padding that is not zero`, input.at - 1);
  }
}

/**
 * Decodes a part of the input that states its own size.
 *
 * @param reason what it means when the part is too short for what is in it
 */
export function decodePart<T>(input: Input, size: number, reason: string, decode: (part: Input) => T): T {
  const end = Math.min(input.end, input.at + size);
  const part = new Input(input.bytes, input.at, end);
  try {
    return decode(part);
  } catch (cause) {
    const isShort = cause instanceof StreamError && cause.reason === 'is cut short';
    if (isShort && end < input.end) throw new StreamError(reason, end);
    throw cause;
  } finally {
    input.at = part.at;
  }
}
