/** An image whose payload makes more of itself than anybody verifies. */
import { AT, PAYLOAD_AT, clean } from '../vectors/base-images.ts';
import { setBytes, setText, setU32 } from '../vectors/patch.ts';

/** The longest block of zstd, and as many as come to more than 32 MiB. [RFC 8878, 3.1.1.2] */
const BLOCK = 2 ** 17;
const BLOCKS = 257;

/** A zstd frame of a KiB with a window of 1 MiB, whose blocks of one byte each come to 32 MiB and a block. */
function bomb(): Uint8Array {
  const blocks = Array.from({ length: BLOCKS }, (_, index) => {
    const header = (BLOCK << 3) | (1 << 1) | (index === BLOCKS - 1 ? 1 : 0);
    return [header & 0xff, (header >> 8) & 0xff, header >> 16, 0];
  });
  return Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0x50, ...blocks.flat()]);
}

/** {@link clean} with such a payload, and its true length behind it. */
export function bombed(): Uint8Array {
  const frame = bomb();
  const placed = setU32(setBytes(clean(), PAYLOAD_AT, frame), PAYLOAD_AT + frame.length, BLOCK * BLOCKS);
  return setText(setU32(placed, AT.payloadSize, frame.length), AT.compressionType, 'zstd', 32);
}
