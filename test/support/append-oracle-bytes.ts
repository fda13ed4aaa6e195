/** The row of the append policy that speaks of every byte: what stays, where it stands, and what is new. */
import type { Rewrite } from './append-oracle.ts';
import type { PeView } from './pe-view.ts';

/** A half-open range of bytes. */
export type Range = readonly [start: number, end: number];

/** Bytes of a field that is no count. */
const WORD = 4;

/** The fields of an input that an append may change, by their offsets in the input. */
export function changeableFields({ peOffset, optionalOffset, sections, debugEntries }: PeView): readonly Range[] {
  const numberOfSections: Range = [peOffset + 6, peOffset + 8];
  const words = {
    payloadOffset: [8],
    pointerToSymbolTable: [peOffset + 12],
    sizeOfInitializedData: [optionalOffset + 8],
    sizeOfImage: [optionalOffset + 56],
    sizeOfHeaders: [optionalOffset + 60],
    checkSum: [optionalOffset + 64],
    pointersToRawData: sections.map(({ at }) => at + 20),
    pointersToRelocations: sections.map(({ at }) => at + 24),
    pointersToLinenumbers: sections.map(({ at }) => at + 28),
    debugFileOffsets: debugEntries.map(({ at }) => at + 24),
  };
  const ranges = Object.values(words).flatMap((offsets) => offsets.map((at): Range => [at, at + WORD]));
  return [numberOfSections, ...ranges].sort(([left], [right]) => left - right);
}

/** What is left of a range when others, in order and without overlaps, are taken out. */
function without([start, end]: Range, others: readonly Range[]): readonly Range[] {
  const left: Range[] = [];
  let from = start;
  for (const [otherStart, otherEnd] of others) {
    if (otherEnd <= from || otherStart >= end) continue;
    if (otherStart > from) left.push([from, otherStart]);
    from = otherEnd;
  }
  return from < end ? [...left, [from, end]] : left;
}

/** Every byte but the changeable fields is where the policy says, and whatever is new and no content is zero. */
export function keptBytes({ request, before, after, expected }: Rewrite): readonly string[] {
  const { tableEnd, sizeOfHeaders } = before;
  const { liveEnd, dataEnd, moved, pointerToRawData, sizeOfRawData } = expected;
  const headersEnd = liveEnd + 40;
  const parts: readonly Range[] = [
    [0, tableEnd],
    [tableEnd, liveEnd],
    [Math.min(headersEnd, sizeOfHeaders), sizeOfHeaders],
    [sizeOfHeaders, dataEnd],
    [dataEnd, before.bytes.length],
  ];
  const fields = changeableFields(before);
  const changed = parts.flatMap((part) =>
    without(part, fields).flatMap(([start, end]) => {
      const to = moved(start);
      const kept = after.bytes.subarray(to, to + end - start);
      return Buffer.compare(before.bytes.subarray(start, end), kept) === 0 ? [] : [`bytes [${start}, ${end}) changed`];
    }),
  );
  const contentEnd = pointerToRawData + request.content.length;
  const empty: readonly Range[] = [
    [Math.max(headersEnd, sizeOfHeaders), sizeOfHeaders + expected.growth],
    [dataEnd + expected.growth, pointerToRawData],
    [contentEnd, pointerToRawData + sizeOfRawData],
  ];
  const filled = empty
    .filter(([start, end]) => after.bytes.subarray(start, end).some((byte) => byte !== 0))
    .map(([start, end]) => `bytes in [${start}, ${end}) are not zero`);
  const length = pointerToRawData + sizeOfRawData + before.bytes.length - dataEnd;
  const wrongLength =
    after.bytes.length === length ? [] : [`the output has ${after.bytes.length} bytes, not ${length}`];
  return [...changed, ...filled, ...wrongLength];
}
