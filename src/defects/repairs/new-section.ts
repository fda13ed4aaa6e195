import { endOf } from '../../results/index.ts';
import type { Section } from '../../reader/index.ts';
import { edited, roundUp, zeros } from '../draft.ts';
import type { Draft } from '../draft.ts';
import { dataEnd, pairingOf } from '../places.ts';
import type { Repair, WrongOutput } from '../repair.ts';
import { sizeOfImageOf } from './headers.ts';

const NAME_LENGTH = 8;

/** A repair of the new section, which applies where there is one. */
function ofNew(id: string, sentence: string, edit: (draft: Draft, added: Section, wrong: WrongOutput) => void): Repair {
  return {
    id,
    sentence,
    reach: 'fact',
    repair: (wrong) => {
      const { added } = pairingOf(wrong);
      if (added === null) return null;
      return edited(wrong, (draft) => {
        edit(draft, added, wrong);
      });
    },
  };
}

/** The first address behind all old sections that no loader has anything at. */
function addressBehind({ before: { sections, optionalHeader } }: WrongOutput): number {
  let end = optionalHeader.sizeOfImage.value;
  for (const { extent } of sections) end = Math.max(end, extent.offset + Math.max(extent.length, 1));
  return roundUp(end, optionalHeader.sectionAlignment.value);
}

function rawSizeOf({ before, request }: WrongOutput): number {
  return roundUp(request.content.length, before.optionalHeader.fileAlignment.value);
}

function roundRawSize(draft: Draft, added: Section, wrong: WrongOutput): void {
  const size = rawSizeOf(wrong);
  const { offset, length } = added.rawData;
  draft.number(added.sizeOfRawData, size);
  if (length === 0 || offset + length > wrong.bytes.length) return;
  draft.splice(offset + Math.min(length, size), offset + length, zeros(size - length));
  const counted = wrong.after.optionalHeader.sizeOfInitializedData;
  if (counted.value === wrong.before.optionalHeader.sizeOfInitializedData.value + length) {
    draft.number(counted, counted.value - length + size);
  }
}

export const NEW_SECTION_REPAIRS: readonly Repair[] = [
  ofNew('new-name', 'Give the new section the name that was asked for, all of it.', (draft, { name }, { request }) => {
    const bytes = new Uint8Array(NAME_LENGTH);
    bytes.set(new TextEncoder().encode(request.name).subarray(0, NAME_LENGTH));
    draft.put(name.offset, bytes);
  }),
  ofNew('new-flags', 'Give the new section the flags that were asked for.', (draft, added, { request }) => {
    draft.number(added.characteristics, request.characteristics);
  }),
  ofNew(
    'new-virtual-size',
    'Make VirtualSize of the new section the length of its content.',
    (draft, added, { request }) => {
      draft.number(added.virtualSize, request.content.length);
    },
  ),
  ofNew(
    'new-address',
    'Load the new section after all others, at a multiple of SectionAlignment, and make SizeOfImage reach it.',
    (draft, added, wrong) => {
      const address = addressBehind(wrong);
      const end = address + Math.max(added.virtualSize.value, wrong.request.content.length);
      const alignment = wrong.before.optionalHeader.sectionAlignment.value;
      draft.number(added.virtualAddress, address);
      if (added.virtualAddress.value !== address) {
        const others = sizeOfImageOf({ ...wrong, after: wrong.before });
        draft.number(wrong.after.optionalHeader.sizeOfImage, Math.max(others, roundUp(end, alignment)));
      }
    },
  ),
  ofNew('new-raw-size', 'Round SizeOfRawData of the new section up to FileAlignment.', roundRawSize),
  ofNew(
    'new-place',
    'Put the data of the new section directly after the old data, even if that does not end at a multiple of FileAlignment.',
    (draft, { rawData, pointerToRawData }, { after, before, bytes }) => {
      const gap =
        rawData.offset - dataEnd({ ...after, sections: after.sections.filter((each) => each.rawData !== rawData) });
      if (gap <= 0 || gap >= before.optionalHeader.fileAlignment.value || rawData.length === 0) return;
      draft.number(pointerToRawData, rawData.offset - gap);
      draft.splice(rawData.offset - gap, rawData.offset, bytes.slice(0, 0));
    },
  ),
  ofNew('new-content', 'Write the content to where the new section points.', (draft, added, { request }) => {
    draft.put(added.rawData.offset, request.content.subarray(0, added.rawData.length));
  }),
  ofNew('new-padding', 'Pad the new section with zeros.', (draft, { rawData }, { request }) => {
    draft.clear(rawData.offset + request.content.length, endOf(rawData));
  }),
  ofNew('new-pointers', 'Leave the pointers and counts of relocations and line numbers zero.', (draft, added) => {
    draft.number(added.pointerToRelocations, 0);
    draft.number(added.pointerToLinenumbers, 0);
    draft.number(added.numberOfRelocations, 0);
    draft.number(added.numberOfLinenumbers, 0);
  }),
];
