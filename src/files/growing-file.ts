import { appendFileSync, closeSync, openSync, readSync } from 'node:fs';

/** Bytes that are collected before they are written. */
const CHUNK = 0x4_0000;

/** A file that is written piece by piece, never held whole, and never left open. */
export class GrowingFile {
  readonly #path: string;
  #pending: Uint8Array[] = [];
  #length = 0;

  /** @param path a file that does not exist yet */
  constructor(path: string) {
    this.#path = path;
  }

  /** Takes bytes that nobody changes any more; failures are those of the file system. */
  write(...pieces: readonly Uint8Array[]): void {
    for (const piece of pieces) {
      this.#pending.push(piece);
      this.#length += piece.length;
    }
    if (this.#length >= CHUNK) this.flush();
  }

  /** Takes the whole of another file. */
  copy(path: string): void {
    const source = openSync(path, 'r');
    try {
      for (;;) {
        const chunk = Buffer.allocUnsafe(CHUNK);
        const length = readSync(source, chunk);
        if (length === 0) break;
        this.write(chunk.subarray(0, length));
      }
    } finally {
      closeSync(source);
    }
  }

  /** Writes what was collected; belongs behind the last piece. */
  flush(): void {
    const bytes = Buffer.concat(this.#pending, this.#length);
    this.#pending = [];
    this.#length = 0;
    appendFileSync(this.#path, bytes, { mode: 0o644 });
  }
}
