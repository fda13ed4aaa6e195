import { decodeZstd } from '../../../src/decoders/zstd/index.ts';
import type { Decoding } from '../../../src/decoders/decoding.ts';

const MAGIC = [0x28, 0xb5, 0x2f, 0xfd];

/** A block: RFC 8878 §3.1.1.2. @param size what its header states, where that is not its length */
export function block(
  type: 'raw' | 'rle' | 'compressed' | 'reserved',
  bytes: readonly number[],
  size = bytes.length,
): readonly number[] {
  const header = 2 * ['raw', 'rle', 'compressed', 'reserved'].indexOf(type) + 8 * size;
  return [header % 256, (header >>> 8) % 256, header >>> 16, ...bytes];
}

/** A frame that only has a window, of 8 MiB if nothing else is said. */
export function frame(
  blocks: readonly (readonly number[])[],
  header: readonly number[] = [0x00, 0x68],
  behind: readonly number[] = [],
): Uint8Array {
  const all = blocks.map(([first = 0, ...rest], index) => [first + (index === blocks.length - 1 ? 1 : 0), ...rest]);
  return Uint8Array.from([...MAGIC, ...header, ...all.flat(), ...behind]);
}

/** The header of compressed literals with sizes of ten bits: RFC 8878 §3.1.1.3.1.1. */
export function literalsHeader(
  type: 'compressed' | 'treeless',
  streams: 1 | 4,
  regenerated: number,
  compressed: number,
): readonly number[] {
  const header = (type === 'compressed' ? 2 : 3) + (streams === 4 ? 4 : 0) + 16 * regenerated + 2 ** 14 * compressed;
  return [header % 256, (header >>> 8) % 256, header >>> 16];
}

/** What became of a stream, and all that the sink was given. */
export interface Outcome {
  readonly decoding: Decoding;
  readonly content: Uint8Array;
}

export function decode(stream: Uint8Array, limit = 2 ** 26): Outcome {
  const pieces: Uint8Array[] = [];
  const decoding = decodeZstd(stream, { write: (chunk) => pieces.push(chunk.slice()) }, limit);
  return { decoding, content: Buffer.concat(pieces) };
}

/** Why a stream is broken or unverified; `decoded` where it is neither. */
export function verdict(stream: Uint8Array, limit?: number): string {
  const { decoding } = decode(stream, limit);
  return decoding.kind === 'decoded' ? 'decoded' : `${decoding.kind}: ${decoding.reason}`;
}
