import type { Span } from '../results/index.ts';

export type RegionKind =
  | 'dos-header'
  | 'dos-stub'
  | 'pe-headers'
  | 'section-table'
  | 'header-slack'
  | 'claimed-slack'
  | 'section-data'
  | 'gap'
  | 'overlay'
  | 'symbol-table'
  | 'certificate-table';

/** A stretch of the file with one use. `owner` names whose it is, such as `section 2` or `debugEntry 0`. */
export interface Region extends Span {
  readonly kind: RegionKind;
  readonly owner: string;
}

/** Two claims on the same bytes. */
export interface Clash {
  readonly first: Region;
  readonly second: Region;
}

/** Every byte of the file in exactly one region, in file order, and the claims that contradict each other. */
export interface RegionMap {
  readonly regions: readonly Region[];
  readonly clashes: readonly Clash[];
}

/** What an unclaimed stretch is, given where it lies. */
export interface Landmarks {
  readonly fileSize: number;
  /** Unclaimed bytes before this offset are the DOS stub. */
  readonly peHeaderOffset: number;
  /** Unclaimed bytes from the section table's end up to this offset are header slack. */
  readonly sizeOfHeaders: number;
  /** Unclaimed bytes from this offset on are overlay: the end of the last section's data. */
  readonly dataEnd: number;
}

/**
 * Splits the file into regions that cover every byte once. Claims are taken in file order; where two overlap, the one
 * that starts first keeps the bytes and the pair is reported as a clash. Claims beyond the end of the file are cut.
 */
export function mapRegions(claims: readonly Region[], landmarks: Landmarks): RegionMap {
  const regions: Region[] = [];
  const clashes: Clash[] = [];
  let end = 0;
  let holder: Region | null = null;
  const ordered = claims.filter((claim) => claim.length > 0).sort((a, b) => a.offset - b.offset);
  for (const claim of ordered) {
    if (holder !== null && claim.offset < end) clashes.push({ first: holder, second: claim });
    const start = Math.min(Math.max(claim.offset, end), landmarks.fileSize);
    const stop = Math.min(claim.offset + claim.length, landmarks.fileSize);
    if (start > end) fillUnclaimed(regions, end, start, landmarks);
    if (stop > start) regions.push({ ...claim, offset: start, length: stop - start });
    if (claim.offset + claim.length > end) holder = claim;
    end = Math.max(end, stop);
  }
  fillUnclaimed(regions, end, landmarks.fileSize, landmarks);
  return { regions, clashes };
}

/** Adds the unclaimed bytes `[start, end)`, split where their meaning changes. */
function fillUnclaimed(regions: Region[], start: number, end: number, landmarks: Landmarks): void {
  const { peHeaderOffset, sizeOfHeaders, dataEnd, fileSize } = landmarks;
  const headersEnd = Math.max(peHeaderOffset, sizeOfHeaders);
  const bounds: readonly (readonly [RegionKind, number])[] = [
    ['dos-stub', peHeaderOffset],
    ['header-slack', headersEnd],
    ['gap', Math.max(headersEnd, dataEnd)],
    ['overlay', fileSize],
  ];
  let cursor = start;
  for (const [kind, bound] of bounds) {
    const stop = Math.min(bound, end);
    if (stop <= cursor) continue;
    regions.push({ kind, owner: 'none', offset: cursor, length: stop - cursor });
    cursor = stop;
  }
}
