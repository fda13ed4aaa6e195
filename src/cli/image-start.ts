import { openInput } from '../files/index.ts';

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
