import type { Admission } from '../admit/admit.ts';
import type { DebugDirectory } from '../admit/debug-directory.ts';
import * as at from '../admit/fields.ts';
import { directoryOffset } from '../admit/headers.ts';
import { hex, refuse, span } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import type { NewSection } from './placement.ts';

/**
 * Directories that firmware follows by address. Relocations are applied wherever they lie in part; debug entries are
 * walked from the first one on. EDK2, BasePeCoff.c.
 */
const FOLLOWED = [
  { directory: at.RELOCATION_DIRECTORY, what: 'base relocations', hit: 'any byte' },
  { directory: at.DEBUG_DIRECTORY, what: 'debug entries', hit: 'the first byte' },
] as const;

/**
 * Looks for addresses in the headers that loaders act on, that led nowhere and would lead into the new section: its
 * content would be run as code, or taken for relocations or debug entries.
 *
 * @returns a refusal `malformed-headers` or `malformed-debug-directory`, or `null` when none does
 */
export function findCaptured({ image, headers, debug }: Admission, section: NewSection): Refusal | null {
  const start = section.virtualAddress;
  const end = start + section.virtualSize;
  const remedy = `where the new section goes, ${span(start, end)}; correct it or rebuild the image.`;
  const entryPointAt = headers.optionalOffset + at.OPTIONAL_ADDRESS_OF_ENTRY_POINT_AT;
  const entryPoint = image.u32(entryPointAt);
  if (entryPoint >= start && entryPoint < end) {
    const found = `AddressOfEntryPoint at ${hex(entryPointAt)} is ${hex(entryPoint)}, behind all sections and`;
    return refuse('malformed-headers', `${found} ${remedy}`);
  }
  for (const { directory, what, hit } of FOLLOWED) {
    const entry = directoryOffset(headers, directory);
    if (entry === null) continue;
    const [address, size] = [image.u32(entry), image.u32(entry + 4)];
    if (size === 0 || address >= end || address + size <= start) continue;
    if (hit === 'the first byte' && address < start) continue;
    const found = `The ${what} named at ${hex(entry)} take the addresses ${span(address, address + size)}`;
    return refuse('malformed-headers', `${found}, beyond all sections and into ${remedy}`);
  }
  return findCapturedEntry(debug, section);
}

/** Firmware and debuggers look for loaded debug data at its address. EDK2, BasePeCoff.c: PeCoffLoaderLoadImage. */
function findCapturedEntry({ known, entries }: DebugDirectory, section: NewSection): Refusal | null {
  const start = section.virtualAddress;
  const end = start + section.virtualSize;
  if (known !== 'whole') return null;
  for (const { index, addressOfRawData, sizeOfData } of entries) {
    if (sizeOfData === 0 || addressOfRawData < start || addressOfRawData >= end) continue;
    const found = `AddressOfRawData of debug entry ${index} is ${hex(addressOfRawData)}, behind all sections and`;
    const remedy = `where the new section goes, ${span(start, end)}; correct it or rebuild the image.`;
    return refuse('malformed-debug-directory', `${found} ${remedy}`);
  }
  return null;
}
