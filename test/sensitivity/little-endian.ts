const BYTE = 8n;

/** A number as little-endian bytes; what does not fit is cut off. */
export function littleEndian(value: bigint, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let rest = BigInt.asUintN(length * 8, value);
  for (let index = 0; index < length; index += 1) {
    bytes[index] = Number(rest & 0xffn);
    rest >>= BYTE;
  }
  return bytes;
}
