import type { Section } from '../../reader/index.ts';
import { hex } from '../../results/index.ts';
import { accessOf } from '../model/flag-names.ts';
import type { Inspection } from '../model/inspection.ts';
import { memoryClaims, memoryEnd } from '../model/memory-overlaps.ts';
import type { MemoryClaim } from '../model/memory-overlaps.ts';
import { numberIn } from '../model/wording.ts';
import { ALONE } from '../../page/drawing/index.ts';
import type { Block, Column, Label } from '../../page/drawing/index.ts';
import { rangeText } from './file-column.ts';
import { inLanes } from './lanes.ts';
import { CLASHES_DRAWN, SECTIONS_DRAWN } from './limits.ts';

/** The image as it is loaded, from address 0 on: headers, sections with their zero-filled tails, and what is unused. */
export function memoryColumn(inspection: Inspection): Column {
  const { image } = inspection;
  const claims = memoryClaims(image);
  const drawn = claims.filter(({ owner }) => (numberIn(owner, 'sections') ?? 0) < SECTIONS_DRAWN);
  const hidden = claims.filter(({ owner }) => (numberIn(owner, 'sections') ?? 0) >= SECTIONS_DRAWN);
  const end = memoryEnd(image);
  const parts = inLanes(drawn).map(({ claim, lane }) => {
    const section = image.sections[numberIn(claim.owner, 'sections') ?? -1];
    return section === undefined ? headersPart(claim, lane) : sectionPart(claim, section, lane, inspection);
  });
  const unused = gapsPart(drawn, hidden, end, image.optionalHeader.sectionAlignment.value);
  const all = [...parts, unused, marksPart(inspection)];
  return { blocks: all.flatMap(({ blocks }) => blocks), labels: all.flatMap(({ labels }) => labels), end };
}

/** How many bytes of a section's data are loaded; the rest of its addresses is filled with zeros. */
export function loadedLength({ rawData, extent }: Section): number {
  return Math.min(rawData.length, extent.length);
}

interface Part {
  readonly blocks: readonly Block[];
  readonly labels: readonly Label[];
}

function headersPart({ address, length }: MemoryClaim, lane: Block['lane']): Part {
  const span = { start: address, end: address + length };
  return {
    blocks: [{ ...span, look: 'header', form: 'whole', lane }],
    labels: [{ at: address, form: 'stretch', what: 'headers', range: rangeText(span), lane }],
  };
}

function sectionPart(
  { address, length }: MemoryClaim,
  section: Section,
  lane: Block['lane'],
  { image, payload, sectionNames }: Inspection,
): Part {
  const span = { start: address, end: address + length };
  const tail = { start: address + loadedLength(section), end: span.end };
  const access = accessOf(section.characteristics.value);
  const name = `${section.index} ${sectionNames[section.index] ?? ''} ${access}`;
  const blocks: Block[] = [];
  const labels: Label[] = [];
  if (tail.start > span.start) blocks.push({ start: span.start, end: tail.start, look: 'data', form: 'whole', lane });
  if (tail.end > tail.start) blocks.push({ ...tail, look: 'zeros', form: 'whole', lane });
  labels.push({
    at: address,
    form: 'stretch',
    what: tail.start > span.start ? name : `${name}, zero-filled`,
    range: rangeText(span),
    lane,
  });
  // What only fills the last page of a section speaks for itself.
  if (tail.start > span.start && tail.end - tail.start >= image.optionalHeader.sectionAlignment.value) {
    labels.push({ at: tail.start, form: 'stretch', what: 'zero-filled', range: rangeText(tail), lane });
  }
  if (payload !== null && payload.section === section.index) {
    const start = address + payload.offset - section.rawData.offset;
    const inside = { start, end: Math.min(start + payload.length, tail.start) };
    if (inside.end > inside.start) {
      blocks.push({ ...inside, look: 'payload', form: 'inner', lane });
      labels.push({ at: start, form: 'stretch', what: 'payload', range: rangeText(inside), lane });
    }
  }
  return { blocks, labels };
}

/** What no drawn section takes. Alignment leaves many small gaps, which speak for themselves. */
function gapsPart(
  drawn: readonly MemoryClaim[],
  hidden: readonly MemoryClaim[],
  end: number,
  sectionAlignment: number,
): Part {
  const blocks: Block[] = [];
  const labels: Label[] = [];
  let cursor = 0;
  for (const { address, length } of [...drawn, { address: end, length: 0 }]) {
    const span = { start: cursor, end: address };
    if (span.end > span.start) {
      const taken = hidden.some((claim) => claim.address < span.end && span.start < claim.address + claim.length);
      blocks.push({ ...span, look: taken ? 'omitted' : 'gap', form: 'whole', lane: ALONE });
      const what = taken ? 'sections that are not drawn' : 'unused';
      if (taken || span.end - span.start >= sectionAlignment) {
        labels.push({ at: span.start, form: 'stretch', what, range: rangeText(span) });
      }
    }
    cursor = Math.max(cursor, address + length);
  }
  return { blocks, labels };
}

/** Addresses that are taken twice, the entry point, and the end of the image where sections reach beyond it. */
function marksPart({ image, overlaps }: Inspection): Part {
  const isDrawn = (owner: string): boolean => (numberIn(owner, 'sections') ?? 0) < SECTIONS_DRAWN;
  const shown = overlaps.filter(({ first, second }) => isDrawn(first) && isDrawn(second)).slice(0, CLASHES_DRAWN);
  const blocks = shown.map(({ address, length }): Block => {
    return { start: address, end: address + length, look: 'clash', form: 'mark', lane: ALONE };
  });
  const labels = shown.map(({ address, length }): Label => {
    return {
      at: address,
      form: 'stretch',
      what: 'taken twice',
      range: rangeText({ start: address, end: address + length }),
    };
  });
  const { addressOfEntryPoint: entry, sizeOfImage } = image.optionalHeader;
  const end = memoryEnd(image);
  if (entry.value !== 0 && entry.value < end) {
    labels.push({ at: entry.value, form: 'point', what: 'entry point', range: hex(entry.value) });
  }
  if (sizeOfImage.value < end) {
    labels.push({ at: sizeOfImage.value, form: 'point', what: 'sizeOfImage ends here', range: hex(sizeOfImage.value) });
  }
  return { blocks, labels };
}
