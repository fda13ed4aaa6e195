/** An instruction bundle: five bits that say what kinds its three instructions of 41 bits have. */
const BUNDLE = 16;
const SLOT_BITS = 41;
const FIRST_SLOT = 5;

/** Which of the three slots of a bundle may hold a branch, a bit each, by the kind of the bundle. */
const BRANCH_SLOTS = new Map([
  [0x10, 4],
  [0x11, 4],
  [0x12, 6],
  [0x13, 6],
  [0x16, 7],
  [0x17, 7],
  [0x18, 4],
  [0x19, 4],
  [0x1c, 4],
  [0x1d, 4],
]);

/** Of IA-64: the target of a branch, which is counted in bundles. */
export function ia64(bytes: Uint8Array, end: number, position: number): number {
  let at = 0;
  for (; at + BUNDLE <= end; at += BUNDLE) {
    const slots = BRANCH_SLOTS.get((bytes[at] ?? 0) & 0x1f) ?? 0;
    for (let slot = 0; slot < 3; slot += 1) {
      if (((slots >> slot) & 1) === 1) convertSlot(bytes, at, FIRST_SLOT + slot * SLOT_BITS, position + at);
    }
  }
  return at;
}

function convertSlot(bytes: Uint8Array, at: number, from: number, address: number): void {
  if (bits(bytes, at, from + 37, 4) !== 5 || bits(bytes, at, from + 9, 3) !== 0) return;
  const target = bits(bytes, at, from + 13, 20) | (bits(bytes, at, from + 36, 1) << 20);
  const offset = ((target << 4) - address) >>> 4;
  setBits(bytes, at, from + 13, 20, offset);
  setBits(bytes, at, from + 36, 1, offset >>> 20);
}

/** Bits of a bundle, the lowest first. @param from 0 to 127 */
function bits(bytes: Uint8Array, at: number, from: number, count: number): number {
  let value = 0;
  for (let bit = 0; bit < count; bit += 1) {
    value |= (((bytes[at + ((from + bit) >> 3)] ?? 0) >> ((from + bit) & 7)) & 1) << bit;
  }
  return value;
}

function setBits(bytes: Uint8Array, at: number, from: number, count: number, value: number): void {
  for (let bit = 0; bit < count; bit += 1) {
    const index = at + ((from + bit) >> 3);
    const mask = 1 << ((from + bit) & 7);
    const byte = bytes[index] ?? 0;
    bytes[index] = ((value >>> bit) & 1) === 1 ? byte | mask : byte & ~mask;
  }
}
