import type { Admission } from '../admit/admit.ts';
import * as at from '../admit/fields.ts';
import { directoryOffset } from '../admit/headers.ts';
import { hex, refuse, span } from '../refusal.ts';
import type { Refusal, RefusalCode } from '../refusal.ts';
import type { NewSection } from './placement.ts';

/**
 * Directories that firmware follows by address. Relocations are applied wherever they lie in part, and debug entries are
 * walked one behind the other; resources, among which it looks for forms, are a tree with its root first. EDK2,
 * BasePeCoff.c.
 */
const FOLLOWED = [
  { directory: at.RESOURCE_DIRECTORY, what: 'resources', area: 'content', hit: 'the first byte' },
  { directory: at.RELOCATION_DIRECTORY, what: 'base relocations', area: 'growth', hit: 'any byte' },
  { directory: at.DEBUG_DIRECTORY, what: 'debug entries', area: 'content', hit: 'any byte' },
] as const;

/** Addresses that nothing takes in the image, and that something takes in the output. */
interface Taken {
  readonly start: number;
  readonly end: number;
  /** How a sentence about it ends: where the address leads then. */
  readonly what: string;
}

/** An address that somebody acts on. */
interface Named {
  readonly code: RefusalCode;
  /** The start of a sentence that goes on with where the address leads. */
  readonly found: string;
  readonly address: number;
  readonly length: number;
  /** Which part of what comes after all sections it would do harm to lead into, and by which of its bytes. */
  readonly area: 'content' | 'data' | 'growth';
  readonly hit: 'any byte' | 'the first byte';
}

/**
 * Looks for addresses in the headers that loaders act on, that led nowhere and would lead into the new section, whose
 * content would be run as code, or taken for relocations or debug data, or into headers that grow.
 *
 * @param dataShift by how much the headers grow, in bytes
 * @returns a refusal `malformed-headers` or `malformed-debug-directory`, or `null` when none does
 */
export function findCaptured(admission: Admission, section: NewSection, dataShift: number): Refusal | null {
  const { virtualAddress: start, virtualSize, sizeOfRawData, sizeOfImage } = section;
  const { sizeOfHeaders, sizeOfImage: oldSizeOfImage } = admission.headers;
  const what = 'after all sections, where the new section goes';
  const content = { start, end: start + virtualSize, what };
  // Whoever finds debug data by its address goes by the data in the file, which is longer than the content.
  const data = { start, end: start + Math.max(virtualSize, sizeOfRawData), what };
  // What reaches beyond SizeOfImage makes firmware refuse the image, and would be applied once the image is longer.
  const growth = { start: oldSizeOfImage, end: sizeOfImage, what: 'after all sections, where the image grows' };
  const headers = {
    start: sizeOfHeaders,
    end: sizeOfHeaders + dataShift,
    what: 'between the headers and the first section, where the headers grow',
  };
  const places = { content, data, growth };
  for (const { code, found, address, length, area, hit } of namedAddresses(admission)) {
    const taken: readonly Taken[] = [places[area], headers];
    for (const place of taken) {
      const reaches = hit === 'any byte' ? address + length > place.start : address >= place.start;
      if (length === 0 || address >= place.end || !reaches) continue;
      // What starts in the old headers leads somewhere already.
      if (place === headers && address < sizeOfHeaders) continue;
      const remedy = `${place.what}, ${span(place.start, place.end)}; correct it or rebuild the image.`;
      return refuse(code, `${found}, ${remedy}`);
    }
  }
  return null;
}

function* namedAddresses({ image, headers, debug }: Admission): Generator<Named> {
  const entryPointAt = headers.optionalOffset + at.OPTIONAL_ADDRESS_OF_ENTRY_POINT_AT;
  const entryPoint = image.u32(entryPointAt);
  const found = `AddressOfEntryPoint at ${hex(entryPointAt)} is ${hex(entryPoint)}`;
  const start = { found, address: entryPoint, length: 1 };
  yield { code: 'malformed-headers', ...start, area: 'content', hit: 'the first byte' };
  for (const { directory, what, area, hit } of FOLLOWED) {
    const entry = directoryOffset(headers, directory);
    if (entry === null) continue;
    const [address, length] = [image.u32(entry), image.u32(entry + 4)];
    const range = span(address, address + length);
    yield {
      code: 'malformed-headers',
      found: `The ${what} named at ${hex(entry)} take ${range}`,
      address,
      length,
      area,
      hit,
    };
  }
  // What seems to be an entry of a directory that cannot be read whole may be anything.
  for (const { index, addressOfRawData: address, sizeOfData: length } of debug.known === 'whole' ? debug.entries : []) {
    const label = `AddressOfRawData of debug entry ${index} is ${hex(address)}`;
    yield { code: 'malformed-debug-directory', found: label, address, length, area: 'data', hit: 'the first byte' };
  }
}
