import type { Admission } from '../admit/admit.ts';
import * as at from '../admit/fields.ts';
import { directoryOffset } from '../admit/headers.ts';
import { hex, refuse, span } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import type { NewSection } from './placement.ts';

/**
 * Looks for addresses in the headers that loaders act on, that led nowhere and would lead into the new section: its
 * content would be run as code, or taken for relocations.
 *
 * @returns a refusal `malformed-headers`, or `null` when neither does
 */
export function findCaptured({ image, headers }: Admission, section: NewSection): Refusal | null {
  const start = section.virtualAddress;
  const end = start + section.virtualSize;
  const remedy = `where the new section goes, ${span(start, end)}; correct it or rebuild the image.`;
  const entryPointAt = headers.optionalOffset + at.OPTIONAL_ADDRESS_OF_ENTRY_POINT_AT;
  const entryPoint = image.u32(entryPointAt);
  if (entryPoint >= start && entryPoint < end) {
    const found = `AddressOfEntryPoint at ${hex(entryPointAt)} is ${hex(entryPoint)}, behind all sections and`;
    return refuse('malformed-headers', `${found} ${remedy}`);
  }
  const directory = directoryOffset(headers, at.RELOCATION_DIRECTORY);
  if (directory === null) return null;
  const [address, size] = [image.u32(directory), image.u32(directory + 4)];
  if (size === 0 || address >= end || address + size <= start) return null;
  const found = `The base relocations named at ${hex(directory)} take the addresses ${span(address, address + size)}`;
  return refuse('malformed-headers', `${found}, beyond all sections and into ${remedy}`);
}
