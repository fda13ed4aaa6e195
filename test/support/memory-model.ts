/**
 * What a loader makes of an image: one piece of memory from the headers on, filled by the simplest rules that all
 * loaders share. [PE format, Section Table (Section Headers)]
 */
import { extentOf } from './pe-view.ts';
import type { PeView } from './pe-view.ts';

/** Where the memory of all sections ends. */
export function memoryEndOf({ sections, sizeOfHeaders }: PeView): number {
  return Math.max(sizeOfHeaders, ...sections.map((section) => section.virtualAddress + extentOf(section)));
}

/**
 * Loads an image: the headers at address 0, then of each section as many bytes as are both in the file and in memory;
 * all other memory is zero.
 *
 * @param end address at which the memory ends; what lies behind it is left out
 */
export function loaded({ bytes, sections, sizeOfHeaders }: PeView, end: number): Uint8Array {
  const memory = new Uint8Array(end);
  const place = (from: number, address: number, length: number): void => {
    const room = Math.max(0, end - address);
    if (room > 0) memory.set(bytes.subarray(from, from + Math.min(length, room)), address);
  };
  place(0, 0, sizeOfHeaders);
  for (const section of sections) {
    const { pointerToRawData, virtualAddress, sizeOfRawData } = section;
    if (sizeOfRawData > 0) place(pointerToRawData, virtualAddress, Math.min(sizeOfRawData, extentOf(section)));
  }
  return memory;
}
