import type { Image, RegionKind, Section } from '../../src/reader/index.ts';
import { contains, endOf } from '../../src/results/index.ts';
import type { Finding, Span } from '../../src/results/index.ts';
import { bytesOf, chunksOf, firstNonZero, firstNonZeroIn } from '../bytes/bytes.ts';
import { misreads, untidy } from '../effects.ts';
import { place, wrong } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { Allowance, ImageRule } from '../rule.ts';
import { firstRawData, nameOf } from './facts.ts';
import { unlessThereAre } from '../vacuity.ts';

/** A byte that is not zero where zeros are due. */
function dirt(image: Image, about: string, offset: number, stretch: Span): Finding {
  const byte = { offset, length: 1 };
  return wrong(about, { kind: 'zero-bytes' }, bytesOf(image, byte)[0] ?? 0, place(byte), place(stretch));
}

/** One finding for each stretch of a kind, from `start` on, that has a byte which is not zero. */
function* dirtyRegions(image: Image, kind: RegionKind, about: string, start: number): Generator<Finding> {
  for (const region of image.regionMap.regions) {
    if (region.kind !== kind || region.offset < start) continue;
    const found = firstNonZeroIn(image, region);
    if (found !== null) yield dirt(image, about, found, region);
  }
}

/** What a section's data has after its VirtualSize. */
interface Padding extends Span {
  readonly section: Section;
}

/** The padding of all sections in the order of the file; a VirtualSize of 0 leaves none. */
function paddings({ sections }: Image): readonly Padding[] {
  const found: Padding[] = [];
  for (const section of sections) {
    const { rawData, extent } = section;
    const length = rawData.length - extent.length;
    if (length > 0) found.push({ section, offset: rawData.offset + extent.length, length });
  }
  return found.sort((a, b) => a.offset - b.offset);
}

/** Finds the first byte of a stretch that is not zero. No stretch may start before the last one, and no byte is fetched twice. */
function dirtFinder(image: Image): (stretch: Span) => number | null {
  let held: { readonly offset: number; readonly bytes: Uint8Array } = { offset: 0, bytes: new Uint8Array(0) };
  return ({ offset, length }) => {
    const heldEnd = held.offset + held.bytes.length;
    if (offset < heldEnd) {
      const index = firstNonZero(held.bytes, offset - held.offset);
      if (index !== -1) return held.offset + index;
    }
    const from = Math.max(offset, heldEnd);
    for (const chunk of chunksOf(image, { offset: from, length: offset + length - from })) {
      held = chunk;
      const index = firstNonZero(chunk.bytes);
      if (index !== -1) return chunk.offset + index;
    }
    return null;
  };
}

/** One finding for each padding with a byte that is not zero. No byte is looked at twice, however many sections share it. */
function* dirtyPaddings(image: Image): Generator<Finding> {
  const find = dirtFinder(image);
  // All is zero from the start of the last padding up to the first of these, and the second is not.
  let zeroUntil = 0;
  let dirty: number | null = null;
  for (const padding of paddings(image)) {
    const end = endOf(padding);
    if (dirty === null || dirty < padding.offset) {
      const offset = Math.max(padding.offset, zeroUntil);
      dirty = find({ offset, length: end - offset });
      zeroUntil = dirty ?? Math.max(zeroUntil, end);
    }
    if (dirty !== null && dirty < end) yield dirt(image, `padding of ${nameOf(padding.section)}`, dirty, padding);
  }
}

/** The section that the kernel takes by its SizeOfRawData. [Linux kexec BPF series, pe_get_section] */
const BPF = '.bpf';
/** Nobody reads the padding of any other section of a zboot image. */
const PADDING_OF_OTHERS: Allowance = {
  title: `The padding of a section not named ${BPF} may hold anything.`,
  covers: ({ at: [{ offset }] }, { sections }) =>
    sections.every(({ name, rawData }) => name.value !== BPF || !contains(rawData, { offset, length: 1 })),
};

/** Rules on bytes that mean nothing and ought to be zero. */
export const FILE_PADDING_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-LAF-005',
    name: 'header-slack-zero',
    levels: 'W---WW',
    title: 'Unclaimed header bytes after the section table are zero.',
    references: [REFERENCES.sectionTable, REFERENCES.windowsFields],
    rationale: 'Zeros mean that there is room for another header; anything else may be in use and leaves no room.',
    severity: 'untidy',
    effects: { zboot: untidy('edk2') },
    brokenBy: ['an output file that already had content', 'debug data that no directory points to any more'],
    knownViolations: [
      "The kexec list's builder does not truncate its output, and old bytes show through the header slack.",
    ],
    vacuous: unlessThereAre(
      1,
      ({ regionMap }: Image) => regionMap.regions.filter(({ kind }) => kind === 'header-slack'),
      'there is no unclaimed header slack',
    ),
    *check(image) {
      yield* dirtyRegions(image, 'header-slack', 'header slack', 0);
    },
  },
  {
    scope: 'image',
    id: 'PE-LAF-006',
    name: 'gap-bytes-zero',
    levels: 'W---EW',
    title: 'Unclaimed bytes between the data of two sections are zero.',
    references: [REFERENCES.sectionData, REFERENCES.imageHash],
    rationale: 'No signature covers a gap, so its content can be anything and can be changed.',
    severity: 'untidy',
    effects: { zboot: untidy('edk2') },
    brokenBy: ['data smuggled into a gap'],
    vacuous: unlessThereAre(
      1,
      (image: Image) =>
        image.regionMap.regions.filter(({ kind, offset }) => kind === 'gap' && offset >= (firstRawData(image) ?? 0)),
      'there is no gap between the data of two sections',
    ),
    *check(image) {
      yield* dirtyRegions(image, 'gap', 'gap', firstRawData(image) ?? 0);
    },
  },
  {
    scope: 'image',
    id: 'PE-LAF-007',
    name: 'padding-zero',
    levels: 'W---WE',
    title: "Every section's data is zero after its VirtualSize.",
    references: [REFERENCES.sectionTable],
    rationale: 'A consumer that goes by SizeOfRawData treats the padding as content.',
    severity: 'mishandled',
    effects: { zboot: misreads('bpfReader', 'treats the padding as content') },
    enforcedBy: ['Linux kexec BPF series pe_get_section: goes by SizeOfRawData'],
    allowances: { zboot: PADDING_OF_OTHERS },
    brokenBy: ['padding that was never written', 'a VirtualSize that was reduced while the data stayed'],
    vacuous: unlessThereAre(1, paddings, 'no section has data after its VirtualSize'),
    *check(image) {
      yield* dirtyPaddings(image);
    },
  },
];
