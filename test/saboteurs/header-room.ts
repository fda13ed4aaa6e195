import {
  OPTIONAL,
  SECTION,
  hasGrown,
  optional,
  optionalValue,
  rawDataOf,
  roundUp,
  sectionCount,
  sectionHeader,
  setU32,
  u32,
} from './patch.ts';
import { DEBUG_SLACK, GROWING, NO_ROOM, PLAIN } from './plans.ts';
import { misbehaving, spoiling } from './saboteur.ts';
import type { Saboteur, Spoil } from './saboteur.ts';

/** Far enough to give headers room below the lowest address, and a multiple of every SectionAlignment drawn. */
const LIFT = 0x1000_0000;

const shrinkHeaders: Spoil = (output) => {
  const end = sectionHeader(output, sectionCount(output));
  setU32(output, optional(output, OPTIONAL.sizeOfHeaders), roundUp(end, optionalValue(output, OPTIONAL.fileAlignment)));
  return output;
};

/** Copies the data of the old sections as it was, with the file pointers of the debug directory that lie in it. */
function restoreSectionData(output: Uint8Array, image: Uint8Array): void {
  for (let index = 0; index < sectionCount(image); index += 1) {
    const from = rawDataOf(image, sectionHeader(image, index));
    const to = rawDataOf(output, sectionHeader(output, index));
    output.set(image.subarray(from.pointer, from.pointer + from.size), to.pointer);
  }
}

/** The new header goes on top of the debug data, the rest of the slack is cleared and the old pointers stay. */
const clearSlack: Spoil = (output, { image }) => {
  output.fill(0, sectionHeader(output, sectionCount(output)), optionalValue(output, OPTIONAL.sizeOfHeaders));
  restoreSectionData(output, image);
  return output;
};

/** The data is copied to its new place, and what is now header space keeps the start of it. */
const leaveOldData: Spoil = (output, { image }) => {
  if (!hasGrown(output, image)) return output;
  const tableEnd = sectionHeader(output, sectionCount(output));
  const start = Math.max(tableEnd, optionalValue(image, OPTIONAL.sizeOfHeaders));
  output.set(image.subarray(start, optionalValue(output, OPTIONAL.sizeOfHeaders)), start);
  return output;
};

const keepDebugPointers: Spoil = (output, { image }) => {
  if (hasGrown(output, image)) restoreSectionData(output, image);
  return output;
};

const pointEmptySections: Spoil = (output, { image }) => {
  if (!hasGrown(output, image)) return output;
  for (let index = 0; index < sectionCount(image); index += 1) {
    const header = sectionHeader(output, index);
    if (rawDataOf(output, header).size > 0) continue;
    // The output has one section more than the image, so there always is a next one.
    const next = rawDataOf(output, sectionHeader(output, index + 1));
    setU32(output, header + SECTION.pointerToRawData, next.pointer);
  }
  return output;
};

function lift(bytes: Uint8Array, by: number): void {
  for (let index = 0; index < sectionCount(bytes); index += 1) {
    const field = sectionHeader(bytes, index) + SECTION.virtualAddress;
    setU32(bytes, field, u32(bytes, field) + by);
  }
  for (const field of [OPTIONAL.addressOfEntryPoint, OPTIONAL.sizeOfImage]) {
    setU32(bytes, optional(bytes, field), optionalValue(bytes, field) + by);
  }
}

/** The good rewriter grows headers as far as addresses allow, so it is shown higher addresses than there are. */
const growPastFirstAddress: Saboteur['sabotage'] = (good) =>
  misbehaving(good, async ({ image, request, setting }) => {
    const answer = await good.append(image, request, setting);
    if (answer.kind !== 'refused' || answer.code !== 'no-header-room') return answer;
    const lifted = image.slice();
    lift(lifted, LIFT);
    const grown = await good.append(lifted, request, setting);
    if (grown.kind !== 'rewritten') return answer;
    const bytes = grown.bytes.slice();
    lift(bytes, -LIFT);
    return { kind: 'rewritten', bytes };
  });

/** Saboteurs that make room for the new section header in a wrong way. */
export const HEADER_ROOM_SABOTEURS: readonly Saboteur[] = [
  {
    name: 'shrinks SizeOfHeaders',
    fault: 1,
    plans: [PLAIN],
    caughtBy: [
      'PE-LAF-004',
      'PE-LAF-013',
      'PE-NX-012',
      'PE-NX-013',
      'PR-OPT-004',
      'PR-META-001',
      'PR-META-003',
      'PR-META-005',
    ],
    sabotage: spoiling(shrinkHeaders),
  },
  {
    name: 'overwrites the debug data after the section table',
    fault: 2,
    plans: [DEBUG_SLACK],
    caughtBy: ['PE-DIR-031', 'PE-DIR-033', 'PR-DIR-003', 'PR-DIR-004', 'PR-NEW-010', 'PR-FIL-001', 'PR-META-003'],
    sabotage: spoiling(clearSlack),
  },
  {
    name: 'points sections without data at the next data',
    fault: 14,
    plans: [GROWING],
    caughtBy: ['PE-SEC-010', 'PR-SEC-003', 'PR-META-003'],
    sabotage: spoiling(pointEmptySections),
  },
  {
    name: 'keeps the file pointers of debug entries when data moves',
    fault: 29,
    plans: [`${GROWING} directories=7 debug=codeview debugPlace=section debugAddress=loaded`],
    caughtBy: ['PE-DIR-031', 'PE-DIR-032', 'PE-DIR-033', 'PR-DIR-003', 'PR-DIR-004', 'PR-META-003'],
    sabotage: spoiling(keepDebugPointers),
  },
  {
    name: 'leaves old data in the space by which headers grow',
    fault: null,
    plans: [GROWING],
    caughtBy: ['PE-LAF-005', 'PR-FIL-001', 'PR-META-004'],
    sabotage: spoiling(leaveOldData),
  },
  {
    name: 'grows SizeOfHeaders past the first address',
    fault: 26,
    plans: [NO_ROOM],
    caughtBy: [
      'PE-OPT-021',
      'PE-SEC-019',
      'PE-LAM-004',
      'PE-LAM-009',
      'PR-OPT-005',
      'PR-META-003',
      'PR-META-004',
      'PR-REF-001',
    ],
    sabotage: growPastFirstAddress,
  },
];
