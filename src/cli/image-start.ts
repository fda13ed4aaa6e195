import { openInput } from '../files/index.ts';

/** First bytes of an image, with a DOS header or, as EDK2 takes one too, without. [PE format, Signature; EDK2] */
const STARTS = ['MZ', 'PE'];

/**
 * Whether bytes start as an image does. What does not is no image, and nobody's verdict; what does and cannot be read is a
 * broken one.
 */
export function areOfImage(start: Uint8Array): boolean {
  return STARTS.includes(Buffer.from(start.subarray(0, 2)).toString('latin1'));
}

/** The first two bytes of a PE image. [PE format, MS-DOS Stub] */
const DOS_MAGIC = Uint8Array.of(0x4d, 0x5a);

/**
 * Whether a file starts as PE images do, with `MZ`.
 *
 * @throws FileError when it cannot be read
 */
export function startsAsImage(path: string): boolean {
  const file = openInput(path, 'file');
  try {
    if (file.length < DOS_MAGIC.length) return false;
    const start = new Uint8Array(DOS_MAGIC.length);
    file.read(start, 0);
    return start.every((byte, index) => byte === DOS_MAGIC[index]);
  } finally {
    file.close();
  }
}
