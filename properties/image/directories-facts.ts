/** Small questions about data directories that several rules ask. */
import type { DataDirectory, Image, Section } from '../../src/reader/index.ts';
import { endOf } from '../../src/results/index.ts';
import type { Span } from '../../src/results/index.ts';

/** Numbers of directories. [PE format, Optional Header Data Directories] */
export const DIRECTORY = {
  exports: 0,
  imports: 1,
  resources: 2,
  certificates: 4,
  relocations: 5,
  debug: 6,
  architecture: 7,
  globalPointer: 8,
  tls: 9,
  boundImports: 11,
  importAddresses: 12,
  delayImports: 13,
  clrHeader: 14,
  reserved: 15,
} as const;

/** A directory that exists and of which neither field is 0; loaders take any other for absent. */
export function presentDirectory(image: Image, number: number): DataDirectory | undefined {
  const directory = image.directories[number];
  return directory !== undefined && isPresent(directory) ? directory : undefined;
}

/** Whether neither the address nor the size is 0. */
export function isPresent({ virtualAddress, size }: DataDirectory): boolean {
  return virtualAddress.value !== 0 && size.value !== 0;
}

/** Whether a directory is not there, or both its fields are 0. */
export function isEmpty(directory: DataDirectory | undefined): boolean {
  return directory === undefined || (directory.virtualAddress.value === 0 && directory.size.value === 0);
}

/** What a directory covers: addresses, or bytes of the file for the certificates. */
export function rangeOf({ virtualAddress, size }: DataDirectory): Span {
  return { offset: virtualAddress.value, length: size.value };
}

/** The address after the last one of a section that is backed by a byte of the file; its own or a lower one when none has. */
export function backedEnd({ virtualAddress, rawData }: Section, fileSize: number): number {
  return virtualAddress.value + Math.min(rawData.length, fileSize - rawData.offset);
}

/** The address after the last one that a section takes or has data for. */
export function reachOf({ virtualAddress, extent, rawData }: Section): number {
  return Math.max(endOf(extent), virtualAddress.value + rawData.length);
}
