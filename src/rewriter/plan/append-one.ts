import { admitRequest } from '../admit/admit.ts';
import type { Admission } from '../admit/admit.ts';
import { findKernelHeader } from '../admit/kernel-header.ts';
import type { SectionRequest } from '../admit/request.ts';
import { isRefusal, refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { findCaptured } from './captured.ts';
import { layOutSegments } from './lay-out.ts';
import { collectPatches } from './patches.ts';
import { placeSection } from './placement.ts';
import { headerGrowth } from './room.ts';
import type { Moves } from './room.ts';
import { planSlack } from './slack.ts';
import type { Step } from './step.ts';

function cannotMove(what: string): Refusal {
  const found = `Room for a new section header would move all data, but ${what} makes other loaders find it by`;
  return refuse('no-header-room', `${found} file offsets; rebuild the image with more header room.`);
}

/**
 * Plans the append of one section.
 *
 * @param position of the request among those of the call, from 0
 * @returns the step, or a refusal of the request, of the header slack, of the room, of the headers or of the file offsets
 */
export function appendOne(admission: Admission, request: SectionRequest, position: number): Step | Refusal {
  const { headers, sections } = admission;
  const name = admitRequest(admission, request);
  if (isRefusal(name)) return name;
  const slack = planSlack(admission);
  if (isRefusal(slack)) return slack;
  const dataShift = headerGrowth(headers, sections, slack);
  if (typeof dataShift !== 'number') return dataShift;
  const tied = dataShift > 0 ? findKernelHeader(admission.image, headers) : null;
  if (tied !== null) return cannotMove(tied);
  const placement = placeSection(admission, name, request, dataShift);
  if (isRefusal(placement)) return placement;
  const { section, dataEnd } = placement;
  const captured = findCaptured(admission, section, dataShift);
  if (captured !== null) return captured;
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
  return { segments: layOutSegments(section, position, moves, slack), patches, dataShift, section, removed: null };
}
