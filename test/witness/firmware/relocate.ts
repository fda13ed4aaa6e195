import type { CoveredMemory } from './covered-memory.ts';

/** Bytes of the head of a relocation block. [PE format, Base Relocation Block] */
const BLOCK_HEAD = 8;

/** A relocation table in memory, and how far the image is from the base that it wants. */
interface Relocations {
  readonly start: number;
  /** No block that starts here or later is applied. */
  readonly end: number;
  readonly distance: bigint;
}

/** Applies base relocations as all loaders do. */
export function applyRelocations(memory: CoveredMemory, { start, end, distance }: Relocations): void {
  for (let at = start; at < end;) {
    const page = Number(memory.read(at, 4) ?? 0n);
    const blockSize = Number(memory.read(at + 4, 4) ?? 0n);
    if (blockSize < BLOCK_HEAD) return;
    for (let entry = at + BLOCK_HEAD; entry < at + blockSize; entry += 2) {
      const word = Number(memory.read(entry, 2) ?? 0n);
      applyOne(memory, word >> 12, page + (word & 0xfff), distance);
    }
    at += blockSize;
  }
}

/** [PE format, Base Relocation Types]; type 0 does nothing, and with any other the image is refused. */
function applyOne(memory: CoveredMemory, type: number, target: number, distance: bigint): void {
  if (type === 1) memory.add(target, 2, distance >> 16n);
  else if (type === 2) memory.add(target, 2, distance);
  else if (type === 3) memory.add(target, 4, distance);
  else if (type === 10) memory.add(target, 8, distance);
}
