import type { AppendRequest } from '../../contract/index.ts';
import { admit } from '../admit/admit.ts';
import type { Admission } from '../admit/admit.ts';
import * as at from '../admit/fields.ts';
import { readU32 } from '../admit/fields.ts';
import { collectPatches } from './patches.ts';
import type { Patch } from './patches.ts';
import { placeSection } from './placement.ts';
import type { NewSection } from './placement.ts';
import { isRefusal } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { headerGrowth } from './room.ts';
import type { Moves } from './room.ts';
import { layOutSegments } from './segments.ts';
import type { Segment } from './segments.ts';
import { planSlack } from './slack.ts';

/**
 * Everything one append does, as numbers: which bytes go where and which fields change. It holds no bytes of the image
 * and can be printed, applied in memory or applied from file to file.
 */
export interface AppendPlan {
  readonly kind: 'planned';
  /** Length of the output in bytes. */
  readonly outputLength: number;
  /** The output from its first byte to its last, without a hole; patches apply on top. */
  readonly segments: readonly Segment[];
  /** Every existing field that changes, but for CheckSum. Offsets are those of the output. */
  readonly patches: readonly Patch[];
  /** The CheckSum field, to be computed over the finished output; `null` when it is zero and stays so. */
  readonly checkSum: { readonly offset: number; readonly old: number } | null;
  readonly section: NewSection;
  readonly moves: Moves;
}

/**
 * Plans the append of one section to a zboot image, without touching either.
 *
 * @param image the whole file; any alignment in memory
 * @returns the plan, or a refusal; see REFUSAL_CODES for every reason
 */
export function planAppend(image: Uint8Array, request: AppendRequest): AppendPlan | Refusal {
  const admission = admit(image, request);
  return isRefusal(admission) ? admission : planAdmitted(admission, request);
}

function planAdmitted(admission: Admission, request: AppendRequest): AppendPlan | Refusal {
  const { view, headers, sections, references } = admission;
  const slack = planSlack(view, headers, references);
  if (isRefusal(slack)) return slack;
  const dataShift = headerGrowth(headers, sections, slack);
  if (typeof dataShift !== 'number') return dataShift;
  const placement = placeSection(admission, request, dataShift);
  if (isRefusal(placement)) return placement;
  const { section, dataEnd } = placement;
  const moves: Moves = {
    tableEnd: headers.tableEnd,
    blockEnd: slack.blockEnd,
    sizeOfHeaders: headers.sizeOfHeaders,
    dataEnd,
    fileLength: headers.fileLength,
    dataShift,
    overlayShift: section.pointerToRawData + section.sizeOfRawData - dataEnd,
  };
  const patches = collectPatches(admission, section, moves);
  if (isRefusal(patches)) return patches;
  const checkSumOffset = headers.optionalOffset + at.OPTIONAL_CHECK_SUM_AT;
  const oldCheckSum = readU32(view, checkSumOffset);
  return {
    kind: 'planned',
    outputLength: headers.fileLength + moves.overlayShift,
    segments: layOutSegments(section, moves, slack),
    patches,
    checkSum: oldCheckSum === 0 ? null : { offset: checkSumOffset, old: oldCheckSum },
    section,
    moves,
  };
}
