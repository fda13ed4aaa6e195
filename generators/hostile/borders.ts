import type { ValidImage } from './valid-image.ts';

/**
 * File offsets where one part of the file ends and the next starts. The first ten mean the same in every image; those
 * of the sections' raw data follow in table order.
 */
export function regionBorders({ layout }: ValidImage): readonly number[] {
  const { headers, tail, debug, payload, payloadOffset, rawEnd, sections } = layout;
  return [
    headers.sizeOfHeaders,
    headers.tableEnd,
    headers.peOffset,
    rawEnd,
    tail.certificateLength > 0 ? tail.certificateOffset : tail.fileLength,
    payloadOffset,
    payloadOffset + payload.bytes.length,
    headers.slackEnd,
    tail.overlayOffset,
    debug.offset,
    ...sections.flatMap(({ pointerToRawData, sizeOfRawData }) => [pointerToRawData, pointerToRawData + sizeOfRawData]),
  ];
}

/** File offsets at which a header, a directory entry, a section header or a certificate starts, in the file's order. */
export function structureBorders({ fields }: ValidImage): readonly number[] {
  const starts = new Map<string, number>();
  for (const { structure, owner, offset } of fields) {
    const key = `${structure} ${owner}`;
    if (!starts.has(key)) starts.set(key, offset);
  }
  return [...starts.values()].sort((a, b) => a - b);
}
