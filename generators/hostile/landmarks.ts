import type { Layout } from '../layout/layout.ts';
import { picked } from './picked.ts';

/** Offsets, addresses and sizes that mean something in the image as a whole; never fewer than ten. */
export function imageLandmarks(layout: Layout): readonly number[] {
  const { headers, tail, debug, payload, payloadOffset, rawEnd, sizeOfImage, addressOfEntryPoint } = layout;
  return [
    tail.fileLength,
    headers.sizeOfHeaders,
    headers.tableEnd,
    payloadOffset,
    rawEnd,
    sizeOfImage,
    headers.peOffset,
    headers.slackEnd,
    payloadOffset + payload.bytes.length,
    payload.bytes.length,
    addressOfEntryPoint,
    layout.gapEnd,
    tail.stringsOffset,
    tail.overlayOffset,
    tail.certificateOffset,
    tail.certificateLength,
    debug.offset,
    debug.address,
    debug.dataOffset,
    debug.dataAddress ?? debug.dataOffset,
  ];
}

/** Where the section that `owner` picks lies, and how long it is. */
export function sectionLandmarks({ sections }: Layout, owner: number): readonly number[] {
  const { virtualAddress, pointerToRawData, sizeOfRawData, virtualSize, extent } = picked(sections, owner);
  return [
    virtualAddress,
    pointerToRawData,
    sizeOfRawData,
    virtualSize,
    virtualAddress + extent,
    pointerToRawData + sizeOfRawData,
  ];
}
