import { ZBOOT, hasGrown, rawDataOf, roundUp, sectionCount, sectionHeader, setU32, u32 } from './patch.ts';
import { GROWING, PLAIN } from './plans.ts';
import { spoiling } from './saboteur.ts';
import type { Saboteur, Spoil } from './saboteur.ts';

/** What happened to lie where the offset should have been. */
const GARBAGE_OFFSET = 0x1000;
/** The compression type as some tools know it, and as it is. [Linux, zboot-header.S] */
const SHORT_TYPE_LENGTH = 4;
const TYPE_LENGTH = 32;
/** Bytes that the padding inside the payload takes. */
const PADDING = 16;

/** The published fault shows on payloads in no section, which are refused; here the payload's section is never found. */
const garbagePayloadOffset: Spoil = (output) => {
  setU32(output, ZBOOT.payloadOffset, GARBAGE_OFFSET);
  return output;
};

const roundPayloadSize: Spoil = (output) => {
  setU32(output, ZBOOT.payloadSize, roundUp(u32(output, ZBOOT.payloadSize), 8));
  return output;
};

const shortenType: Spoil = (output) => {
  const { compressionType } = ZBOOT;
  return output.fill(0, compressionType + SHORT_TYPE_LENGTH, compressionType + TYPE_LENGTH);
};

/**
 * The published fault pads between two sections that share the payload. A valid image has its payload in one section,
 * so here the padding goes into the middle of the payload and what follows moves, up to the end of the section.
 */
const padPayload: Spoil = (output, { image }) => {
  if (!hasGrown(output, image)) return output;
  const payload = u32(output, ZBOOT.payloadOffset);
  const middle = payload + Math.floor(u32(output, ZBOOT.payloadSize) / 2);
  for (let index = 0; index < sectionCount(image); index += 1) {
    const { pointer, size } = rawDataOf(output, sectionHeader(output, index));
    if (payload < pointer || payload >= pointer + size) continue;
    output.copyWithin(middle + PADDING, middle, pointer + size - PADDING);
    output.fill(0, middle, middle + PADDING);
  }
  return output;
};

const keepPayloadOffset: Spoil = (output, { image }) => {
  setU32(output, ZBOOT.payloadOffset, u32(image, ZBOOT.payloadOffset));
  return output;
};

/** Saboteurs that lose the payload or its description. */
export const PAYLOAD_SABOTEURS: readonly Saboteur[] = [
  {
    name: 'pads inside the payload when data moves',
    fault: 15,
    plans: [GROWING],
    caughtBy: ['ZB-018', 'PR-ZB-001', 'PR-ZB-006', 'PR-ZB-007', 'PR-SEC-004', 'PR-META-003', 'PR-META-004'],
    sabotage: spoiling(padPayload),
  },
  {
    name: 'takes the payload offset from uninitialised memory',
    fault: 16,
    plans: [PLAIN],
    caughtBy: [
      'ZB-011',
      'ZB-018',
      'ZB-024',
      'PR-ZB-001',
      'PR-ZB-003',
      'PR-ZB-006',
      'PR-ZB-007',
      'PR-META-001',
      'PR-META-003',
    ],
    sabotage: spoiling(garbagePayloadOffset),
  },
  {
    name: 'keeps the payload offset when data moves',
    fault: null,
    plans: [GROWING],
    caughtBy: [
      'ZB-005',
      'ZB-006',
      'ZB-011',
      'ZB-018',
      'PR-ZB-001',
      'PR-ZB-003',
      'PR-ZB-006',
      'PR-ZB-007',
      'PR-META-003',
    ],
    sabotage: spoiling(keepPayloadOffset),
  },
  {
    name: 'rounds the payload size',
    fault: null,
    plans: [PLAIN],
    caughtBy: [
      'ZB-012',
      'ZB-019',
      'PR-ZB-001',
      'PR-ZB-002',
      'PR-ZB-005',
      'PR-ZB-006',
      'PR-DOS-002',
      'PR-META-001',
      'PR-META-003',
      'PR-META-004',
    ],
    sabotage: spoiling(roundPayloadSize),
  },
  {
    name: 'knows four bytes of the compression type',
    fault: null,
    plans: [`${PLAIN} compression=zstd22`],
    caughtBy: ['PR-ZB-004', 'PR-ZB-005', 'PR-DOS-002', 'PR-META-001', 'PR-META-004'],
    sabotage: spoiling(shortenType),
  },
];
