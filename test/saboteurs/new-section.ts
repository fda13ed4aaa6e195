import {
  OPTIONAL,
  SECTION,
  SECTION_HEADER,
  lastHeader,
  optional,
  optionalValue,
  rawDataOf,
  roundUp,
  sectionCount,
  sectionHeader,
  setU32,
  u32,
} from './patch.ts';
import { PLAIN } from './plans.ts';
import { spoiling } from './saboteur.ts';
import type { Saboteur, Spoil } from './saboteur.ts';

/** MEM_READ alone, without CNT_INITIALIZED_DATA. [PE format, Section Flags] */
const MEM_READ = 0x4000_0000;
/** Bytes in front of the padding that stale bytes come from. */
const NAME_LENGTH = 8;

const otherFlags: Spoil = (output) => {
  setU32(output, lastHeader(output) + SECTION.characteristics, MEM_READ);
  return output;
};

/** The last entry of the table is taken for the end of the data; what follows is overwritten and cut off. */
const followLastEntry: Spoil = (output, { image }) => {
  const header = lastHeader(output);
  const { pointer, size } = rawDataOf(output, header);
  const last = rawDataOf(output, sectionHeader(output, sectionCount(image) - 1));
  const start = last.pointer + last.size;
  // A last entry without data is a fault of its own.
  if (last.size === 0 || start === pointer) return output;
  setU32(output, header + SECTION.pointerToRawData, start);
  output.copyWithin(start, pointer, pointer + size);
  return output.subarray(0, start + size);
};

/** When the last entry of the table has neither data nor a pointer, the content goes to the start of the file. */
const writeAtZero: Spoil = (output, { image, request }) => {
  const last = rawDataOf(image, sectionHeader(image, sectionCount(image) - 1));
  return last.pointer === 0 && last.size === 0 ? request.content.slice() : output;
};

/**
 * The published fault shows when the section with VirtualSize 0 is the highest one, which generated images never have.
 * Here the search for the highest end stops at such a section, which has no end by its VirtualSize, to the same effect:
 * the new section is loaded over it.
 */
const stopAtZeroVirtualSize: Spoil = (output, { image, request }) => {
  for (let index = 0; index < sectionCount(image); index += 1) {
    const header = sectionHeader(image, index);
    if (u32(image, header + SECTION.virtualSize) !== 0) continue;
    const address = u32(image, header + SECTION.virtualAddress);
    setU32(output, lastHeader(output) + SECTION.virtualAddress, address);
    const end = roundUp(address + request.content.length, optionalValue(image, OPTIONAL.sectionAlignment));
    const sizeOfImage = Math.max(end, optionalValue(image, OPTIONAL.sizeOfImage));
    setU32(output, optional(output, OPTIONAL.sizeOfImage), sizeOfImage);
    break;
  }
  return output;
};

const putFirst: Spoil = (output) => {
  const first = sectionHeader(output, 0);
  const last = lastHeader(output);
  const header = output.slice(last, last + SECTION_HEADER);
  output.copyWithin(first + SECTION_HEADER, first, last);
  output.set(header, first);
  return output;
};

const shortenName: Spoil = (output, { request }) => {
  if (request.name.length === NAME_LENGTH) output[lastHeader(output) + NAME_LENGTH - 1] = 0;
  return output;
};

const padWithHeaders: Spoil = (output, { request }) => {
  const { pointer, size } = rawDataOf(output, lastHeader(output));
  output.copyWithin(pointer + request.content.length, 0, size - request.content.length);
  return output;
};

const countLines: Spoil = (output) => {
  const header = lastHeader(output);
  setU32(output, header + SECTION.pointerToLinenumbers, rawDataOf(output, header).pointer);
  return output;
};

/** Saboteurs that place or describe the new section in a wrong way. */
export const NEW_SECTION_SABOTEURS: readonly Saboteur[] = [
  {
    name: 'sets other flags than those requested',
    fault: 5,
    plans: [PLAIN],
    caughtBy: ['PE-SEC-009', 'PR-NEW-006'],
    sabotage: spoiling(otherFlags),
  },
  {
    name: 'writes the content over the headers when bss comes last',
    fault: 7,
    plans: [
      'machine=arm64 sections=.text:code:2:0,.bss:bss:0:64 request=.bpf:1:100:0x40000040 seed=5',
      'machine=arm64 sections=.text:code:2:0,.bss:bss:0:64 request=.bpf:0:1:0x40000040 seed=6',
    ],
    caughtBy: ['PE-DOS-001', 'PE-DOS-002'],
    sabotage: spoiling(writeAtZero),
  },
  {
    name: 'appends after the last section of the table instead of the last in the file',
    fault: 11,
    plans: [`${PLAIN} rawOrder=reversed`],
    caughtBy: [
      'ZB-004',
      'PE-SEC-017',
      'PE-LAF-001',
      'PE-LAF-011',
      'PE-LAF-012',
      'PE-LAF-013',
      'PE-NX-012',
      'PE-NX-013',
      'PR-ZB-001',
      'PR-ZB-006',
      'PR-ZB-007',
      'PR-OPT-002',
      'PR-SEC-004',
      'PR-NEW-008',
      'PR-META-001',
      'PR-META-003',
      'PR-META-004',
      'PR-META-005',
    ],
    sabotage: spoiling(followLastEntry),
  },
  {
    name: 'takes a section with VirtualSize 0 to be empty in memory',
    fault: 22,
    plans: [
      'machine=arm64 sections=.text:code:2:0,.rodata:rodata:1:raw,.data:data:1:64 request=.bpf:1:100:0x40000040 seed=7',
    ],
    caughtBy: [
      'PE-LAF-012',
      'PE-LAM-001',
      'PE-LAM-002',
      'PE-LAM-003',
      'PE-LAM-007',
      'PR-NEW-007',
      'PR-META-003',
      'PR-META-004',
    ],
    sabotage: spoiling(stopAtZeroVirtualSize),
  },
  {
    name: 'puts the new section first',
    fault: null,
    plans: [PLAIN],
    caughtBy: [
      'PE-LAF-002',
      'PE-LAM-001',
      'PE-LAM-003',
      'PE-LAM-004',
      'PE-NX-012',
      'PR-SEC-005',
      'PR-META-001',
      'PR-META-003',
      'PR-META-004',
      'PR-META-005',
    ],
    sabotage: spoiling(putFirst),
  },
  {
    name: 'cuts a name of eight bytes',
    fault: null,
    plans: [PLAIN.replace('.bpf:', '.cmdline:')],
    caughtBy: ['PR-NEW-001'],
    sabotage: spoiling(shortenName),
  },
  {
    name: 'pads the new section with other bytes than zeros',
    fault: null,
    plans: [PLAIN],
    caughtBy: ['PE-LAF-007', 'PR-NEW-005', 'PR-META-003'],
    sabotage: spoiling(padWithHeaders),
  },
  {
    name: 'sets PointerToLinenumbers of the new section',
    fault: null,
    plans: [PLAIN],
    caughtBy: ['PE-SEC-007', 'PR-NEW-009', 'PR-META-003'],
    sabotage: spoiling(countLines),
  },
];
