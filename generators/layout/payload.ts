import { compress } from '../compress/compress.ts';
import type { CompressedPayload } from '../compress/compress.ts';
import { Cursor } from '../bytes/cursor.ts';
import { fillSeeded } from '../bytes/fill.ts';
import { roundUp } from '../bytes/round.ts';
import type { MachineFacts } from '../plan/machines.ts';
import type { Compression } from '../plan/plan.ts';

/** The compressed kernel and what follows it in the file. */
export type Payload = CompressedPayload;

/** Bytes that an inner image has before its filler: enough for the largest header read that firmware does. */
const INNER_HEADER = 328;

/**
 * Builds a payload: a tiny PE image in the form of the compression, written here so that its bytes are the same with
 * every library.
 *
 * @param filler bytes of filler in the image, from 0
 */
export function buildPayload(compression: Compression, machine: MachineFacts, filler: number, seed: number): Payload {
  return compress(compression, innerImage(machine, filler, seed));
}

/**
 * A DOS header. Where the machine's kernels have a header in it that loaders go by, the length of the image in memory and
 * the magic are in it; with no memory beyond its bytes, the whole kernel is what is compressed.
 */
function emitDosHeader(cursor: Cursor, { kernelMagic }: MachineFacts, length: number): void {
  cursor.text('MZ', 2);
  if (kernelMagic === null) cursor.zeros(58);
  else cursor.zeros(14).u32(length).zeros(36).text(kernelMagic, 4);
  cursor.u32(64);
}

/** A PE image of one section, unsigned, as the kernel inside a zboot image is one. */
function innerImage(machine: MachineFacts, filler: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(INNER_HEADER + filler);
  fillSeeded(bytes, INNER_HEADER, bytes.length, seed, 'any');
  const cursor = new Cursor(bytes, 0);
  const stackAndHeap = machine.bits === 32 ? 16 : 32;
  emitDosHeader(cursor, machine, bytes.length);
  // COFF file header: one section, then an optional header with six directories.
  cursor.text('PE', 4).u16(machine.code).u16(1).zeros(12);
  cursor.u16(128 + stackAndHeap).u16(machine.characteristics);
  // Optional header up to ImageBase, alignments and versions.
  cursor.u16(machine.magic).zeros(2).u32(filler).zeros(8).u32(0x1000).u32(0x1000).zeros(8);
  cursor.u32(0x1000).u32(0x200).zeros(4).u16(3).zeros(10);
  cursor
    .u32(0x1000 + roundUp(Math.max(filler, 1), 0x1000))
    .u32(INNER_HEADER)
    .u32(0);
  cursor.u16(10).u16(0x100).zeros(stackAndHeap).u32(0).u32(6).zeros(48);
  cursor.text('.text', 8).u32(Math.max(filler, 1)).u32(0x1000).u32(filler);
  cursor
    .u32(filler === 0 ? 0 : INNER_HEADER)
    .zeros(12)
    .u32(0x60000020);
  return bytes;
}
