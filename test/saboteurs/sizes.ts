import { OPTIONAL, SECTION, lastHeader, optional, optionalValue, rawDataOf, setU32 } from './patch.ts';
import { PLAIN } from './plans.ts';
import { spoiling } from './saboteur.ts';
import type { Saboteur, Spoil } from './saboteur.ts';

const leaveUnrounded: Spoil = (output, { image, request }) => {
  const header = lastHeader(output);
  const { pointer, size } = rawDataOf(output, header);
  const { length } = request.content;
  setU32(output, header + SECTION.sizeOfRawData, length);
  const old = optionalValue(image, OPTIONAL.sizeOfInitializedData);
  setU32(output, optional(output, OPTIONAL.sizeOfInitializedData), old + length);
  output.copyWithin(pointer + length, pointer + size);
  return output.subarray(0, output.length - (size - length));
};

/** The padding of the new section is promised and not written. */
const cutPadding: Spoil = (output, { request }) => {
  const { pointer, size } = rawDataOf(output, lastHeader(output));
  output.copyWithin(pointer + request.content.length, pointer + size);
  return output.subarray(0, output.length - (size - request.content.length));
};

const keepInitializedData: Spoil = (output, { image }) => {
  const old = optionalValue(image, OPTIONAL.sizeOfInitializedData);
  setU32(output, optional(output, OPTIONAL.sizeOfInitializedData), old);
  return output;
};

const roundVirtualSize: Spoil = (output) => {
  const header = lastHeader(output);
  setU32(output, header + SECTION.virtualSize, rawDataOf(output, header).size);
  return output;
};

const keepSizeOfImage: Spoil = (output, { image }) => {
  setU32(output, optional(output, OPTIONAL.sizeOfImage), optionalValue(image, OPTIONAL.sizeOfImage));
  return output;
};

const keepCheckSum: Spoil = (output, { image }) => {
  setU32(output, optional(output, OPTIONAL.checkSum), optionalValue(image, OPTIONAL.checkSum));
  return output;
};

/** Saboteurs that count bytes in a wrong way. */
export const SIZE_SABOTEURS: readonly Saboteur[] = [
  {
    name: 'leaves the raw size of the new section unrounded',
    fault: 3,
    plans: [PLAIN],
    caughtBy: ['PE-SEC-015', 'PE-LAF-009', 'PE-LAF-010', 'PE-NX-012', 'PR-NEW-004', 'PR-META-003', 'PR-META-005'],
    sabotage: spoiling(leaveUnrounded),
  },
  {
    name: 'leaves SizeOfInitializedData as it was',
    fault: 6,
    plans: [PLAIN],
    caughtBy: ['PR-OPT-010'],
    sabotage: spoiling(keepInitializedData),
  },
  {
    name: 'cuts the file at the end of the content',
    fault: null,
    plans: [PLAIN],
    caughtBy: [
      'PE-SEC-017',
      'PE-LAF-009',
      'PE-LAF-010',
      'PE-LAF-011',
      'PE-NX-012',
      'PE-NX-013',
      'PR-FIL-004',
      'PR-META-003',
      'PR-META-005',
    ],
    sabotage: spoiling(cutPadding),
  },
  {
    name: 'rounds the VirtualSize of the new section',
    fault: null,
    plans: [PLAIN],
    caughtBy: ['PR-NEW-003'],
    sabotage: spoiling(roundVirtualSize),
  },
  {
    name: 'leaves SizeOfImage as it was',
    fault: null,
    plans: [PLAIN],
    caughtBy: ['PE-OPT-009', 'PE-OPT-010', 'PE-SEC-016', 'PE-LAM-006', 'PE-LAM-007', 'PR-OPT-003', 'PR-META-003'],
    sabotage: spoiling(keepSizeOfImage),
  },
  {
    name: 'keeps the old CheckSum',
    fault: null,
    plans: [`${PLAIN} checkSum=valid`],
    caughtBy: ['PE-OPT-017', 'PR-OPT-008'],
    sabotage: spoiling(keepCheckSum),
  },
];
