import { big32, setBig32 } from './words.ts';

/** Of PowerPC: the target of a branch that is relative and keeps where it came from. */
export function powerPc(bytes: Uint8Array, end: number, position: number): number {
  let at = 0;
  for (; at + 4 <= end; at += 4) {
    const word = big32(bytes, at);
    if ((word & 0xfc000003) !== 0x48000001) continue;
    setBig32(bytes, at, 0x48000001 | ((word - (position + at)) & 0x03fffffc));
  }
  return at;
}

/** Of SPARC: the target of a call that is no farther than 8 MiB of words. */
export function sparc(bytes: Uint8Array, end: number, position: number): number {
  let at = 0;
  for (; at + 4 <= end; at += 4) {
    const word = big32(bytes, at);
    const high = word >>> 22;
    if (high !== 0x100 && high !== 0x1ff) continue;
    const offset = ((word << 2) - (position + at)) >>> 2;
    const sign = (offset & 0x400000) === 0 ? 0 : 0x3fc00000;
    setBig32(bytes, at, 0x40000000 | sign | (offset & 0x3fffff));
  }
  return at;
}
