import { constants, copyFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { InputFile } from './input-file.ts';

/** Permissions of a file in the making: nobody else may read it before it is whole. */
export const PRIVATE_MODE = 0o600;

/** A file in the making, written at any offset; what is never written reads as zeros. */
export interface OutputFile {
  /** Writes all bytes at `offset`. */
  write(bytes: Uint8Array, offset: number): Promise<void>;
  /** Fills the buffer with what was written from `offset` on. */
  read(buffer: Uint8Array, offset: number): Promise<void>;
  /** Makes this file, which is still empty, share the blocks of a whole input; it stays empty where that cannot be. */
  clone(input: InputFile): Promise<'cloned' | 'empty'>;
  /** Cuts the file off at `length`, or fills it up to there with zeros. */
  setLength(length: number): Promise<void>;
}

/** The output file behind a handle that is open for reading and writing. */
export function outputFile(handle: FileHandle): OutputFile {
  return {
    async write(bytes, offset) {
      let written = 0;
      while (written < bytes.length) {
        const { bytesWritten } = await handle.write(bytes, written, bytes.length - written, offset + written);
        written += bytesWritten;
      }
    },
    async read(buffer, offset) {
      let filled = 0;
      while (filled < buffer.length) {
        const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, offset + filled);
        if (bytesRead === 0) throw new RangeError('an output file was read beyond its end');
        filled += bytesRead;
      }
    },
    clone: (input) => clone(input, handle),
    setLength: (length) => handle.truncate(length),
  };
}

/**
 * Sharing blocks is done at once or not at all. Without FORCE the system would copy instead, and that copy never ends
 * when the input is cut short meanwhile.
 */
async function clone({ descriptor }: InputFile, handle: FileHandle): Promise<'cloned' | 'empty'> {
  if (process.platform !== 'linux') return 'empty';
  try {
    // Linux names open files by paths, which keeps to these two whatever becomes of the paths they were opened by.
    const flags = constants.COPYFILE_FICLONE_FORCE;
    await copyFile(`/proc/self/fd/${descriptor}`, `/proc/self/fd/${handle.fd}`, flags);
    return 'cloned';
  } catch {
    // Whatever stands in the way of a clone, a copy through memory will meet it again and report it.
    return 'empty';
  } finally {
    // Even an attempt gives the output the permissions of the input.
    await handle.chmod(PRIVATE_MODE);
  }
}
