import { hex, refuse, span } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { PAYLOAD_OFFSET_AT, PAYLOAD_SIZE_AT, ZIMG_MAGIC_AT, ZIMG_WORD } from './fields.ts';
import type { Headers } from './headers.ts';
import type { RandomAccess } from './random-access.ts';
import type { SectionFields } from './sections.ts';

/** The compressed kernel; `[offset, end)` are file bytes inside the data of exactly one section. */
export interface Payload {
  readonly offset: number;
  readonly end: number;
}

/** Whether the DOS header carries the zboot magic, so that its payload offset has to be kept true. */
export function isZboot(image: RandomAccess): boolean {
  return image.u32(ZIMG_MAGIC_AT) === ZIMG_WORD;
}

/**
 * Finds the payload that the zboot header names and makes sure that its whole range moves with one section.
 *
 * The range must also lie in the part of the section that is loaded, because the stub decompresses from memory.
 * The length word behind a payload that is not gzip is not demanded: it moves with the section if it is there.
 *
 * @returns the payload, or a refusal `payload-unlocated`; the sections must be disjoint. Linux, zboot-header.S.
 */
export function locatePayload(
  image: RandomAccess,
  headers: Headers,
  sections: readonly SectionFields[],
): Payload | Refusal {
  const offset = image.u32(PAYLOAD_OFFSET_AT);
  const size = image.u32(PAYLOAD_SIZE_AT);
  const end = offset + size;
  const found = `The zboot header names the payload ${span(offset, end)}`;
  if (size === 0) return unlocated(`The zboot header names a payload of no bytes at ${hex(offset)}`);
  if (offset < headers.sizeOfHeaders) {
    return unlocated(`${found}, which starts inside the headers that end at ${hex(headers.sizeOfHeaders)}`);
  }
  for (const { pointerToRawData, sizeOfRawData, extent } of sections) {
    if (offset < pointerToRawData || end > pointerToRawData + sizeOfRawData) continue;
    const loadedEnd = pointerToRawData + Math.min(extent, sizeOfRawData);
    if (end <= loadedEnd) return { offset, end };
    return unlocated(`${found}, but its section is loaded only up to ${hex(loadedEnd)}`);
  }
  return unlocated(`${found}, which is not wholly inside the data of one section`);
}

function unlocated(found: string): Refusal {
  return refuse('payload-unlocated', `${found}; correct the words at 0x8 and 0xc or rebuild the image.`);
}
