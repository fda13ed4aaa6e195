import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Crc64 } from './crc64.ts';

/** An integrity check of content that comes in pieces. */
export interface Check {
  readonly name: string;
  update(bytes: Uint8Array): void;
  /** As it is stored. */
  digest(): Uint8Array;
}

/** Bytes that the check with an id takes, be it known or not. @param id 0 to 15 */
export function checkSize(id: number): number {
  return id === 0 ? 0 : 4 << Math.floor((id - 1) / 3);
}

/** How xz names the check with an id that is not 0; `check 7` for one that it has no name for. */
export function checkName(id: number): string {
  return checkOf(id)?.name ?? `check ${id}`;
}

/** The check with an id; null for none, and for one that is not known. */
export function checkOf(id: number): Check | null {
  if (id === 1) return new Crc32();
  if (id === 4) {
    const crc = new Crc64();
    return {
      name: 'CRC64',
      update: (bytes) => {
        crc.update(bytes);
      },
      digest: () => crc.digest(),
    };
  }
  if (id === 10) {
    const hash = createHash('sha256');
    return {
      name: 'SHA-256',
      update: (bytes) => {
        hash.update(bytes);
      },
      digest: () => hash.digest(),
    };
  }
  return null;
}

class Crc32 implements Check {
  readonly name = 'CRC32';
  #value = 0;

  update(bytes: Uint8Array): void {
    this.#value = crc32(bytes, this.#value);
  }

  digest(): Uint8Array {
    return crc32Bytes(this.#value);
  }
}

function crc32Bytes(value: number): Uint8Array {
  return Uint8Array.of(value, value >>> 8, value >>> 16, value >>> 24);
}
