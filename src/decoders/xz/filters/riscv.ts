import { big32, little32, setLittle32 } from './words.ts';

const JAL = 0xef;
const AUIPC = 0x17;
/** The register that is in no pair that is converted, and so marks one that is. */
const MARK = 2 << 7;

/**
 * Of RISC-V: the target of JAL, and that of AUIPC with the instruction after it that uses the same register. Of the
 * latter, the encoder has swapped the pair: what it converted has become a pair of the register x2, and what looked like
 * that a pair of another.
 */
export function riscV(bytes: Uint8Array, end: number, position: number): number {
  let at = 0;
  while (at + 8 <= end) {
    const first = bytes[at] ?? 0;
    if (first === JAL) at += convertJal(bytes, at, position + at);
    else if ((first & 0x7f) === AUIPC) at += convertPair(bytes, at, position + at);
    else at += 2;
  }
  return at;
}

/** @returns how far it is to what is looked at next */
function convertJal(bytes: Uint8Array, at: number, address: number): number {
  const word = little32(bytes, at);
  // It has to return by x1 or x5.
  if ((word & 0xd00) !== 0) return 2;
  const target = ((word & 0xf000) << 5) | (((word >>> 16) & 0xff) << 9) | ((word >>> 24) << 1);
  const offset = target - address;
  const immediate =
    (offset & 0xff000) | ((offset & 0x800) << 9) | ((offset & 0x7fe) << 20) | ((offset & 0x100000) << 11);
  setLittle32(bytes, at, (word & 0xfff) | immediate);
  return 4;
}

/** @returns how far it is to what is looked at next */
function convertPair(bytes: Uint8Array, at: number, address: number): number {
  const word = little32(bytes, at);
  if ((word & 0xe80) !== 0) {
    const next = little32(bytes, at + 4);
    if ((((word << 8) ^ (next - 3)) & 0xf8003) !== 0) return 6;
    setLittle32(bytes, at, AUIPC | MARK | (next << 12));
    setLittle32(bytes, at + 4, (word & 0xfffff000) + (next >>> 20));
    return 8;
  }
  const register = word >>> 27;
  const isMarked = (word & 0x3fff) === (AUIPC | MARK | 0x3000);
  if (!isMarked || (register & 0x1d) === 0) return 4;
  const offset = big32(bytes, at + 4) - address;
  setLittle32(bytes, at, AUIPC | (register << 7) | ((offset + 0x800) & 0xfffff000));
  setLittle32(bytes, at + 4, (word >>> 12) | (offset << 20));
  return 8;
}
