import type { OutputFile } from './output-file.ts';
import { replaceFile } from './replace-file.ts';

/** Bytes that are written in one go, between which an interrupt is heard. */
const PIECE = 2 ** 22;

/** How a whole file is written. */
export interface WriteOptions {
  /** The permissions of the new file. */
  readonly mode: number;
  /** Ends the call with its reason, and leaves no trace. */
  readonly signal?: AbortSignal;
  /** Whether a symbolic link is followed to what it leads to, or replaced itself. */
  readonly links?: 'followed' | 'replaced';
}

/**
 * Writes a whole file or leaves no trace.
 *
 * @throws FileError naming the file and the reason
 */
export async function writeWhole(
  path: string,
  bytes: Uint8Array | string,
  { mode, signal, links }: WriteOptions,
): Promise<void> {
  const written = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
  const produce = async (output: OutputFile): Promise<void> => {
    for (let offset = 0; offset < written.length; offset += PIECE) {
      signal?.throwIfAborted();
      await output.write(written.subarray(offset, offset + PIECE), offset);
    }
    signal?.throwIfAborted();
  };
  await replaceFile(path, mode, produce, links);
}
