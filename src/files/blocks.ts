import { FileError } from './file-error.ts';
import type { InputFile } from './input-file.ts';

/** A file that is read piece by piece, and only where somebody looks. */
export interface FileBlocks {
  readonly source: {
    /** Bytes of the file. */
    readonly length: number;
    /** At most `length` bytes from `offset` on, fewer where the file ends. */
    slice(offset: number, length: number): Uint8Array;
  };
  /**
   * Makes sure that everything read so far is of one file that nobody changed meanwhile.
   *
   * @throws FileError when the file was changed, or when a part of it could not be read
   */
  confirmUnchanged(): void;
  close(): void;
}

/** Bytes that are read at once where less is asked for. */
const BLOCK_LENGTH = 2 ** 16;
/** Blocks kept at most, 4 MiB: headers, tables and the far places that they lead to. */
const BLOCKS_KEPT = 64;

/**
 * A file as blocks that are read when they are asked for. At most 4 MiB are kept, and a slice that no one block holds is
 * read by itself, so that a scan of the whole file neither costs memory nor drives the headers out.
 */
export function blocksOf(file: InputFile): FileBlocks {
  const blocks = new Map<number, Uint8Array>();
  const failures: FileError[] = [];
  const read = (offset: number, length: number): Uint8Array => {
    const bytes = new Uint8Array(length);
    try {
      file.read(bytes, offset);
    } catch (cause) {
      if (cause instanceof FileError) failures.push(cause);
      throw cause;
    }
    return bytes;
  };
  const blockAt = (index: number): Uint8Array => {
    const start = index * BLOCK_LENGTH;
    const block = blocks.get(index) ?? read(start, Math.min(BLOCK_LENGTH, file.length - start));
    // What was used last stands last, so that the block dropped first is the one unused for longest.
    blocks.delete(index);
    blocks.set(index, block);
    for (const oldest of blocks.keys()) {
      if (blocks.size <= BLOCKS_KEPT) break;
      blocks.delete(oldest);
    }
    return block;
  };
  const slice = (offset: number, wanted: number): Uint8Array => {
    const start = Math.min(offset, file.length);
    const length = Math.min(wanted, file.length - start);
    const first = Math.floor(start / BLOCK_LENGTH);
    const within = start - first * BLOCK_LENGTH;
    if (length === 0) return new Uint8Array(0);
    if (within + length > BLOCK_LENGTH) return read(start, length);
    return blockAt(first).subarray(within, within + length);
  };
  return {
    source: { length: file.length, slice },
    confirmUnchanged() {
      // A rule takes a failed read for its own mistake; here it is told for what it is.
      const [failure] = failures;
      if (failure !== undefined) throw failure;
      file.confirmUnchanged();
    },
    close() {
      file.close();
    },
  };
}
