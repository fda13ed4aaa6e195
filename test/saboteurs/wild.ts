/** Faults of the published list as they were in the builder, on whatever image they show. */
import {
  OPTIONAL,
  SECTION,
  ZBOOT,
  directory,
  directoryCount,
  hasGrown,
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
import { firstIsNotLowest, naive } from './naive.ts';
import { misbehaving, spoiling } from './saboteur.ts';
import type { Given, Saboteur, Spoil } from './saboteur.ts';

/** A fault by its number in the list, and the wrong rewriter. */
export interface WildFault extends Pick<Saboteur, 'name' | 'sabotage'> {
  readonly fault: number;
  /** The mildest level of the rules that see it. */
  readonly seenBy: 'error' | 'warning';
}

/** Where the good rewriter refuses and the image has what makes the builder go wrong, its output; else the good answer. */
function whereRefused(applies: (given: Given) => boolean, make: (given: Given) => Uint8Array): Saboteur['sabotage'] {
  return (good) =>
    misbehaving(good, async (given) => {
      const answer = await good.append(given.image, given.request, given.setting);
      if (answer.kind !== 'refused' || !isReadable(given.image) || !applies(given)) return answer;
      return { kind: 'rewritten', bytes: make(given) };
    });
}

/** Whether fields can be read where patches look for them. */
function isReadable(image: Uint8Array): boolean {
  if (image.length < 0x200) return false;
  const pe = u32(image, ZBOOT.peHeaderOffset);
  return pe + 0x200 < image.length && sectionHeader(image, sectionCount(image)) < image.length;
}

const alignmentIs =
  (field: number, test: (alignment: number) => boolean) =>
  ({ image }: Given): boolean =>
    test(optionalValue(image, field));

const isOdd = (alignment: number): boolean => alignment > 0 && !Number.isInteger(Math.log2(alignment));

/** The content alone is what is left when it goes to the start of the file. */
const contentAlone = ({ request }: Given): Uint8Array => request.content.slice();

/** A section without VirtualSize takes no memory, so the end of the highest one is its address. */
const forgetRawSize: Spoil = (output, { image, request }) => {
  let end = 0;
  for (let index = 0; index < sectionCount(image); index += 1) {
    const header = sectionHeader(image, index);
    end = Math.max(end, u32(image, header + SECTION.virtualAddress) + u32(image, header + SECTION.virtualSize));
  }
  const alignment = optionalValue(image, OPTIONAL.sectionAlignment);
  const address = roundUp(end, alignment);
  if (address === u32(output, lastHeader(output) + SECTION.virtualAddress)) return output;
  setU32(output, lastHeader(output) + SECTION.virtualAddress, address);
  setU32(output, optional(output, OPTIONAL.sizeOfImage), roundUp(address + request.content.length, alignment));
  return output;
};

/** Only the first entry of the table is asked whether the table has room, so that it is written over other data. */
const askFirstAlone: Spoil = (output, given) => {
  if (!hasGrown(output, given.image) || !firstIsNotLowest(given.image)) return output;
  const spoilt = naive(given);
  const header = sectionHeader(given.image, sectionCount(given.image));
  // The data is copied after the headers.
  spoilt.set(
    given.image.subarray(optionalValue(given.image, OPTIONAL.sizeOfHeaders), header + 40),
    optionalValue(given.image, OPTIONAL.sizeOfHeaders),
  );
  return spoilt;
};

/** A first section without data makes all data move, and gets a pointer like the others. */
const moveForBss: Spoil = (output, { image }) => {
  const first = sectionHeader(image, 0);
  const { pointer, size } = rawDataOf(image, first);
  if (pointer !== 0 || size !== 0) return output;
  setU32(output, sectionHeader(output, 0) + SECTION.pointerToRawData, optionalValue(output, OPTIONAL.sizeOfHeaders));
  return output;
};

/** The payload's offset is written into the DOS header, whatever kind of image that is of. */
const overwriteDosHeader = (given: Given): Uint8Array => {
  const output = naive(given);
  setU32(output, ZBOOT.payloadOffset, optionalValue(given.image, OPTIONAL.sizeOfHeaders));
  return output;
};

const isZboot = (image: Uint8Array): boolean => String.fromCharCode(...image.subarray(4, 8)) === 'zimg';

/** Whether VirtualAddress and VirtualSize of some section pass 32 bits together. */
function wraps({ image }: Given): boolean {
  return Array.from({ length: sectionCount(image) }, (_, index) => sectionHeader(image, index)).some(
    (header) => u32(image, header + SECTION.virtualAddress) + u32(image, header + SECTION.virtualSize) > 0xffff_ffff,
  );
}

function payloadLeaves({ image }: Given): boolean {
  return isZboot(image) && u32(image, ZBOOT.payloadOffset) + u32(image, ZBOOT.payloadSize) > image.length;
}

/** Whether the section table is found at two places. */
function contradicts({ image }: Given): boolean {
  return directory(image, directoryCount(image)) !== sectionHeader(image, 0);
}

/** Those that have no saboteur of their own, or show on other images there. */
export const WILD_FAULTS: readonly WildFault[] = [
  {
    fault: 8,
    name: 'leaves the content alone where FileAlignment is 0',
    seenBy: 'error',
    sabotage: whereRefused(
      alignmentIs(OPTIONAL.fileAlignment, (alignment) => alignment === 0),
      contentAlone,
    ),
  },
  {
    fault: 9,
    name: 'leaves the content alone where there are no sections',
    seenBy: 'error',
    sabotage: whereRefused(({ image }) => sectionCount(image) === 0, contentAlone),
  },
  {
    fault: 12,
    name: 'asks the first section alone whether the headers have room',
    seenBy: 'error',
    sabotage: spoiling(askFirstAlone),
  },
  {
    fault: 13,
    name: 'moves data for the sake of bss that comes first',
    seenBy: 'error',
    sabotage: spoiling(moveForBss),
  },
  {
    fault: 18,
    name: 'carries a payload size beyond the file over',
    seenBy: 'error',
    sabotage: whereRefused(payloadLeaves, naive),
  },
  { fault: 22, name: 'takes a VirtualSize of 0 for no memory', seenBy: 'error', sabotage: spoiling(forgetRawSize) },
  { fault: 23, name: 'adds addresses and sizes in 32 bits', seenBy: 'error', sabotage: whereRefused(wraps, naive) },
  {
    fault: 24,
    name: 'loads the new section at 0 where SectionAlignment is 0',
    seenBy: 'error',
    sabotage: whereRefused(
      alignmentIs(OPTIONAL.sectionAlignment, (alignment) => alignment === 0),
      naive,
    ),
  },
  {
    fault: 25,
    name: 'rounds to a FileAlignment that is no power of two',
    seenBy: 'error',
    sabotage: whereRefused(alignmentIs(OPTIONAL.fileAlignment, isOdd), naive),
  },
  {
    fault: 28,
    name: 'writes a payload offset into any DOS header',
    seenBy: 'error',
    sabotage: whereRefused(({ image }) => !isZboot(image), overwriteDosHeader),
  },
  {
    fault: 30,
    name: 'takes directories and their count to agree',
    seenBy: 'error',
    sabotage: whereRefused(contradicts, naive),
  },
];
