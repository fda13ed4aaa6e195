import type { Convert } from './stage.ts';
import { little32, setLittle32 } from './words.ts';

/** A byte that the address of a near target has at its top: it is all zeros or all ones. */
function isNear(byte: number): boolean {
  return byte === 0 || byte === 0xff;
}

/** Which byte of the address an opcode before it has made doubtful, by what has been seen of the last bytes. */
const DOUBTFUL = [0, 1, 2, 2, 3];

/**
 * Of x86: the target of CALL and JMP. Instructions begin anywhere, so that what looks like one may lie within another;
 * the filter remembers which of the last bytes looked like an opcode, and which of those had a near target.
 */
export function x86(): Convert {
  /** A bit for each of the last bytes, from the latest: 1 to 8 for opcodes, 16 to 128 for those with a near target. */
  let seen = 0;
  /** Bytes since the last opcode, before the bytes that are given; more than five are like six. */
  let since = 5;
  return (bytes, end, position) => {
    let last = -since;
    let at = 0;
    while (at + 5 <= end) {
      if (((bytes[at] ?? 0) & 0xfe) !== 0xe8) {
        at += 1;
        continue;
      }
      const distance = at - last;
      last = at;
      if (distance > 5) seen = 0;
      else for (let index = 0; index < distance; index += 1) seen = (seen & 0x77) << 1;
      const top = bytes[at + 4] ?? 0;
      const kind = seen >> 1;
      if (isNear(top) && kind <= 4 && kind !== 3) {
        convert(bytes, at + 1, position + at + 5, seen);
        at += 5;
        seen = 0;
      } else {
        at += 1;
        seen |= isNear(top) ? 0x11 : 1;
      }
    }
    since = Math.min(at - last, 6);
    return at;
  };
}

/** @param next the address of the next instruction */
function convert(bytes: Uint8Array, at: number, next: number, seen: number): void {
  let target = little32(bytes, at);
  let offset = (target - next) | 0;
  if (seen !== 0) {
    const shift = 24 - (DOUBTFUL[seen >> 1] ?? 0) * 8;
    // What the encoder saw may not have looked near there, and then it was turned about before it was converted.
    while (isNear((offset >>> shift) & 0xff)) {
      target = offset ^ ((1 << (shift + 8)) - 1);
      offset = (target - next) | 0;
    }
  }
  setLittle32(bytes, at, (offset & 0x1ffffff) | ((offset & 0x1000000) === 0 ? 0 : 0xff000000));
}
