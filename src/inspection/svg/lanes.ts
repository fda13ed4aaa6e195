import type { MemoryClaim } from '../model/memory-overlaps.ts';
import type { Block } from '../../page/drawing/index.ts';

/** A claim with its place beside those that it overlaps. */
export interface LanedClaim {
  readonly claim: MemoryClaim;
  readonly lane: Block['lane'];
}

/** More places side by side would be too narrow to tell apart; what needs one more shares the last. */
const LANES_MOST = 4;

/**
 * Puts claims that share addresses side by side, and gives every other the whole width.
 *
 * @param claims in the order of their addresses
 */
export function inLanes(claims: readonly MemoryClaim[]): readonly LanedClaim[] {
  const result: LanedClaim[] = [];
  let group: { readonly claim: MemoryClaim; readonly index: number }[] = [];
  let laneEnds: number[] = [];
  const closeGroup = (): void => {
    const count = Math.max(1, laneEnds.length);
    for (const { claim, index } of group) result.push({ claim, lane: { index, count } });
    group = [];
    laneEnds = [];
  };
  for (const claim of claims) {
    if (laneEnds.every((end) => end <= claim.address)) closeGroup();
    const free = laneEnds.findIndex((end) => end <= claim.address);
    const index = free === -1 ? Math.min(laneEnds.length, LANES_MOST - 1) : free;
    laneEnds[index] = Math.max(laneEnds[index] ?? 0, claim.address + claim.length);
    group.push({ claim, index });
  }
  closeGroup();
  return result;
}
