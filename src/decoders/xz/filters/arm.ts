import { little32, setLittle32 } from './words.ts';

/** Of ARM: the target of BL, which is counted in words from two instructions on. */
export function arm(bytes: Uint8Array, end: number, position: number): number {
  let at = 0;
  for (; at + 4 <= end; at += 4) {
    if (bytes[at + 3] !== 0xeb) continue;
    const offset = little32(bytes, at) - ((position + at + 8) >>> 2);
    setLittle32(bytes, at, 0xeb000000 | (offset & 0xffffff));
  }
  return at;
}

/** Of ARM Thumb: the target of BL, in two halves of an instruction each. */
export function armThumb(bytes: Uint8Array, end: number, position: number): number {
  let at = 0;
  for (; at + 4 <= end; at += 2) {
    const word = little32(bytes, at);
    if ((word & 0xf800f800) !== (0xf800f000 | 0)) continue;
    const target = ((word & 0x7ff) << 11) | ((word >>> 16) & 0x7ff);
    const offset = target - ((position + at + 4) >>> 1);
    setLittle32(bytes, at, 0xf800f000 | ((offset >>> 11) & 0x7ff) | ((offset & 0x7ff) << 16));
    at += 2;
  }
  return at;
}

/** Of ARM64: the target of BL, in words, and the page of ADRP where it is no farther than 512 MiB. */
export function arm64(bytes: Uint8Array, end: number, position: number): number {
  let at = 0;
  for (; at + 4 <= end; at += 4) {
    const word = little32(bytes, at);
    const address = (position + at) >>> 0;
    if (word >>> 26 === 0x25) {
      setLittle32(bytes, at, 0x94000000 | ((word - (address >>> 2)) & 0x03ffffff));
    } else if ((word & 0x9f000000) === (0x90000000 | 0)) {
      const page = ((word >>> 29) & 3) | ((word >>> 3) & 0x1ffffc);
      if (((page + 0x20000) & 0x1c0000) !== 0) continue;
      const offset = page - (address >>> 12);
      // The sign takes the three bits above the 18 that were stored.
      const sign = (offset & 0x20000) === 0 ? 0 : 0xe00000;
      setLittle32(bytes, at, (word & 0x9000001f) | ((offset & 3) << 29) | ((offset & 0x3fffc) << 3) | sign);
    }
  }
  return at;
}
