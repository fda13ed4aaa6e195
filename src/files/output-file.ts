import { constants, copyFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { InputFile } from './input-file.ts';

/** Bytes that are copied in one step where the system does not copy from file to file by itself. */
const COPY_STEP = 2 ** 20;

/** A file in the making, written at any offset; what is never written reads as zeros. */
export interface OutputFile {
  /** Writes all bytes at `offset`. */
  write(bytes: Uint8Array, offset: number): Promise<void>;
  /** Fills the buffer with what was written from `offset` on. */
  read(buffer: Uint8Array, offset: number): Promise<void>;
  /** Makes this file a copy of the whole input by the fastest means that the system has. */
  copyWhole(input: InputFile): Promise<void>;
  /** Cuts the file off at `length`, or fills it up to there with zeros. */
  setLength(length: number): Promise<void>;
}

/** The output file behind a handle that is open for reading and writing. */
export function outputFile(handle: FileHandle): OutputFile {
  const file: OutputFile = {
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
    async copyWhole(input) {
      if (await cloned(input.descriptor, handle.fd)) return;
      const buffer = new Uint8Array(Math.min(COPY_STEP, input.length));
      for (let offset = 0; offset < input.length; offset += buffer.length) {
        const part = buffer.subarray(0, Math.min(buffer.length, input.length - offset));
        input.read(part, offset);
        await file.write(part, offset);
      }
    },
    setLength: (length) => handle.truncate(length),
  };
  return file;
}

/**
 * Copies one open file over another by sharing its blocks or inside the kernel. Linux names open files by paths, which
 * keeps the copy to these two, whatever becomes of the paths that they were opened by.
 */
async function cloned(from: number, to: number): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  try {
    await copyFile(`/proc/self/fd/${from}`, `/proc/self/fd/${to}`, constants.COPYFILE_FICLONE);
    return true;
  } catch (cause) {
    // Without /proc, or where the files may not be opened a second time, they are copied through memory.
    const code = cause instanceof Error && 'code' in cause ? cause.code : '';
    if (code === 'ENOENT' || code === 'EACCES' || code === 'EPERM') return false;
    throw cause;
  }
}
