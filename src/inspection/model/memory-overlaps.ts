import type { Image } from '../../reader/index.ts';
import { endOf } from '../../results/index.ts';

/** Addresses that something takes when the image is loaded. */
export interface MemoryClaim {
  /** `headers`, or a section such as `sections[2]`. */
  readonly owner: string;
  /** First address, relative to the image base. */
  readonly address: number;
  /** Bytes of memory. */
  readonly length: number;
}

/** Addresses that two claims share. */
export interface MemoryOverlap {
  readonly first: string;
  readonly second: string;
  readonly address: number;
  readonly length: number;
}

/** What the image takes in memory, in the order of addresses: its headers, then each section that takes any. */
export function memoryClaims({ sections, optionalHeader }: Image): readonly MemoryClaim[] {
  const claims: MemoryClaim[] = [{ owner: 'headers', address: 0, length: optionalHeader.sizeOfHeaders.value }];
  for (const { index, extent } of sections) {
    claims.push({ owner: `sections[${index}]`, address: extent.offset, length: extent.length });
  }
  return claims.filter(({ length }) => length > 0).sort((a, b) => a.address - b.address);
}

/**
 * The addresses that are taken twice. Each claim is held against the one that reaches furthest of those before it, so
 * that there are never more overlaps than claims.
 */
export function memoryOverlaps(image: Image): readonly MemoryOverlap[] {
  const overlaps: MemoryOverlap[] = [];
  let holder: MemoryClaim | null = null;
  for (const claim of memoryClaims(image)) {
    const end = claim.address + claim.length;
    const held = holder === null ? 0 : holder.address + holder.length;
    if (holder !== null && claim.address < held) {
      const length = Math.min(end, held) - claim.address;
      overlaps.push({ first: holder.owner, second: claim.owner, address: claim.address, length });
    }
    if (end > held) holder = claim;
  }
  return overlaps;
}

/** The addresses from 0 up to the end of the image, or of what reaches beyond it. */
export function memoryEnd(image: Image): number {
  return image.sections.reduce(
    (end, { extent }) => Math.max(end, endOf(extent)),
    Math.max(image.optionalHeader.sizeOfImage.value, image.optionalHeader.sizeOfHeaders.value),
  );
}
