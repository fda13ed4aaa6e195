import type { Admission } from '../admit/admit.ts';
import { SECTION_HEADER_LENGTH } from '../admit/fields.ts';
import { findSetupHeader } from '../admit/kernel-header.ts';
import { isPadding } from '../admit/padding.ts';
import type { Run } from '../admit/padding.ts';
import type { RandomAccess } from '../admit/random-access.ts';
import { hex, refuse, span } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { collectClaims } from './claims.ts';
import type { Claim } from './claims.ts';

/** What must happen in the header slack, the bytes from the table's end to SizeOfHeaders, to free one slot. */
export interface SlackUse {
  /** End of the block that starts at the table's end and moves up by one slot; the table's end when none moves. */
  readonly blockEnd: number;
  /** End of the header bytes that the new table and the moved block take; may be beyond SizeOfHeaders. */
  readonly usedEnd: number;
}

/** Longer header slack belongs to no real image, and looking through it would only cost time. */
const SLACK_MAX = 2 ** 26;

/** Bytes that are looked at in one go. */
const BLOCK_LENGTH = 2 ** 16;

/**
 * Finds out how 40 bytes after the section table can be freed without losing a byte that means something.
 *
 * Kernels with debug data put it exactly there. The block of such data moves as a whole by 40 bytes, which keeps its
 * alignment to 8. Zeros and what an assembler pads with may be written over. Anything else that nothing explains, or
 * that is also known by address, stays and makes it a refusal.
 *
 * @returns the use of the slack, or a refusal `header-slack-in-use` or `malformed-headers`
 */
export function planSlack(admission: Admission): SlackUse | Refusal {
  const { image, headers } = admission;
  const { tableEnd, sizeOfHeaders } = headers;
  if (sizeOfHeaders - tableEnd > SLACK_MAX) {
    const found = `SizeOfHeaders ${hex(sizeOfHeaders)} leaves more than 64 MiB after the section table`;
    return refuse('malformed-headers', `${found} at ${hex(tableEnd)}; correct it or rebuild the image.`);
  }
  const slotEnd = tableEnd + SECTION_HEADER_LENGTH;
  const claims = collectClaims(admission);
  const mustMove = claims.some(({ start }) => start < slotEnd);
  let blockEnd = tableEnd;
  if (mustMove) for (const { end, hold } of claims) if (hold === 'movable') blockEnd = Math.max(blockEnd, end);
  const usedEnd = blockEnd + SECTION_HEADER_LENGTH;
  const fixed = claims.find(({ start, hold }) => hold !== 'movable' && start < usedEnd);
  if (fixed !== undefined) {
    const found = `${fixed.label} takes bytes ${span(fixed.start, fixed.end)} after the section table`;
    return refuse('header-slack-in-use', `${found}, which cannot be moved; rebuild the image with more header room.`);
  }
  const stray = findNonZero(image, unclaimed(claims, tableEnd, Math.min(usedEnd, sizeOfHeaders)));
  if (stray !== null && !isWholePadding(admission, claims)) return inUse(admission, stray);
  return { blockEnd, usedEnd };
}

/** Whether all that nothing claims, up to the end of the headers, is what an assembler pads with. */
function isWholePadding({ image, headers, debug }: Admission, claims: readonly Claim[]): boolean {
  // Debug data that cannot be found may be anywhere.
  if (debug.known !== 'whole') return false;
  // Code is looked at too: what is padding up to its first instruction may be a part of it.
  const data = claims.filter(({ hold }) => hold !== 'code');
  const runs = unclaimed(data, headers.tableEnd, headers.sizeOfHeaders);
  return isPadding(image, headers, runs, data.length === 0 ? 'whole' : 'partial');
}

function inUse({ image, headers }: Admission, stray: number): Refusal {
  const found = `The byte at ${hex(stray)} after the section table is ${hex(image.u8(stray))}`;
  const setup = findSetupHeader(image, headers);
  if (setup !== null && setup.start >= headers.tableEnd) {
    const live = `the x86 setup_header ${span(setup.start, setup.end)} and boot code follow, which boot loaders use`;
    const remedy =
      'these headers have no room for more sections: wrap the kernel in a unified kernel image to add some';
    return refuse('header-slack-in-use', `${found}, and ${live}; ${remedy}.`);
  }
  const remedy = 'rebuild the image with free room after its section table';
  return refuse('header-slack-in-use', `${found}, and its use is unknown; ${remedy}.`);
}

/** The parts of `[start, end)` that no claim has; the claims must be in the order of their starts. */
function unclaimed(claims: readonly Claim[], start: number, end: number): readonly Run[] {
  const runs: Run[] = [];
  let checked = start;
  for (const claim of claims) {
    const stop = Math.min(claim.start, end);
    if (checked < stop) runs.push({ start: checked, end: stop });
    checked = Math.max(checked, claim.end);
  }
  if (checked < end) runs.push({ start: checked, end });
  return runs;
}

/** The first byte of any run that is not zero. */
function findNonZero(image: RandomAccess, runs: readonly Run[]): number | null {
  for (const { start, end } of runs) {
    const buffer = new Uint8Array(Math.min(BLOCK_LENGTH, end - start));
    for (let offset = start; offset < end; offset += BLOCK_LENGTH) {
      const block = buffer.subarray(0, end - offset);
      image.read(block, offset);
      const index = block.findIndex((byte) => byte !== 0);
      if (index !== -1) return offset + index;
    }
  }
  return null;
}
