import { CERTIFICATE_DIRECTORY, SECTION_HEADER_LENGTH } from '../admit/fields.ts';
import type { Admission } from '../admit/admit.ts';
import { directoryOffset } from '../admit/headers.ts';
import { hex, refuse, span } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import type { ByteSource } from '../admit/source.ts';

/** Bytes `[start, end)` behind the section table that something in the image refers to. */
interface Claim {
  readonly start: number;
  readonly end: number;
  readonly label: string;
  /** `movable` when the one reference to these bytes is a file offset that can be corrected. */
  readonly hold: 'movable' | 'fixed';
}

/** What must happen in the header slack, the bytes from the table's end to SizeOfHeaders, to free one slot. */
export interface SlackUse {
  /** End of the block that starts at the table's end and moves up by one slot; the table's end when none moves. */
  readonly blockEnd: number;
  /** End of the header bytes that the new table and the moved block take; may be beyond SizeOfHeaders. */
  readonly usedEnd: number;
}

/**
 * Finds out how 40 bytes behind the section table can be freed without losing a byte that means something.
 *
 * Kernels with debug data put it exactly there. The block of such data moves as a whole by 40 bytes, which keeps its
 * alignment to 8. Bytes that nothing explains, or that are also known by address, stay and make it a refusal.
 *
 * @returns the use of the slack, or a refusal `header-slack-in-use`
 */
export function planSlack(admission: Admission): SlackUse | Refusal {
  const { image, headers } = admission;
  const { tableEnd, sizeOfHeaders } = headers;
  const slotEnd = tableEnd + SECTION_HEADER_LENGTH;
  const claims = collectClaims(admission);
  const mustMove = claims.some(({ start }) => start < slotEnd);
  let blockEnd = tableEnd;
  if (mustMove) for (const { end, hold } of claims) if (hold === 'movable') blockEnd = Math.max(blockEnd, end);
  const usedEnd = blockEnd + SECTION_HEADER_LENGTH;
  const fixed = claims.find(({ start, hold }) => hold === 'fixed' && start < usedEnd);
  if (fixed !== undefined) {
    const found = `${fixed.label} refers to bytes ${span(fixed.start, fixed.end)} behind the section table`;
    return refuse('header-slack-in-use', `${found}, which cannot be moved; rebuild the image with more header room.`);
  }
  const stray = findStray(image, tableEnd, Math.min(usedEnd, sizeOfHeaders), claims);
  if (stray !== null) {
    const found = `The byte at ${hex(stray)} behind the section table is ${hex(image.u8(stray))}`;
    return refuse('header-slack-in-use', `${found}, and nothing says what it is for; clear it if it is left over.`);
  }
  return { blockEnd, usedEnd };
}

function collectClaims({ image, headers, references, debug }: Admission): Claim[] {
  const { tableEnd, sizeOfHeaders, fileLength } = headers;
  const claims: Claim[] = [];
  const claim = (label: string, start: number, end: number, hold: Claim['hold']): void => {
    const clipped = { label, start: Math.max(start, tableEnd), end: Math.min(end, sizeOfHeaders) };
    if (clipped.start < clipped.end) claims.push({ ...clipped, hold });
  };
  for (const { label, holder, offset, length, address } of references) {
    const end = offset + length;
    const wholly = offset >= tableEnd && end <= sizeOfHeaders;
    const hold = holder === 'debug-entry' && address === 0 && wholly ? 'movable' : 'fixed';
    // A range that leaves the file says nothing about the bytes behind its start, so only a start in the slack counts.
    if (end <= fileLength || offset >= tableEnd) claim(label, offset, end, hold);
    if (address !== 0 && address < sizeOfHeaders) claim(label, address, address + length, 'fixed');
  }
  for (const { index, pointerToRawData, addressOfRawData, sizeOfData } of debug.entries) {
    // Without a file offset there is nothing to correct: such data is found in memory, at its address alone.
    if (pointerToRawData !== 0 || addressOfRawData === 0 || addressOfRawData >= sizeOfHeaders) continue;
    claim(`AddressOfRawData of debug entry ${index}`, addressOfRawData, addressOfRawData + sizeOfData, 'fixed');
  }
  for (let index = 0; index < headers.numberOfRvaAndSizes; index += 1) {
    const entry = directoryOffset(headers, index);
    if (entry === null || index === CERTIFICATE_DIRECTORY) continue;
    const address = image.u32(entry);
    const end = address + image.u32(entry + 4);
    // What ends behind the headers is claimed as far as they reach: those bytes are loaded, and somebody reads them.
    if (address !== 0 && address < sizeOfHeaders) claim(`Data directory ${index}`, address, end, 'fixed');
  }
  return claims.sort((left, right) => left.start - right.start);
}

/** The first byte of `[start, end)` that is neither zero nor claimed; the claims must be in order of their start. */
function findStray(image: ByteSource, start: number, end: number, claims: readonly Claim[]): number | null {
  let checked = start;
  for (const claim of claims) {
    const stray = findNonZero(image, checked, Math.min(claim.start, end));
    if (stray !== null) return stray;
    checked = Math.max(checked, claim.end);
  }
  return findNonZero(image, checked, end);
}

function findNonZero(image: ByteSource, start: number, end: number): number | null {
  for (let offset = start; offset < end; offset += 1) if (image.u8(offset) !== 0) return offset;
  return null;
}
