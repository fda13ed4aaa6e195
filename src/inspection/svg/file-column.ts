import { counted } from '../../page/index.ts';
import type { Image, Region, RegionKind } from '../../reader/index.ts';
import { endOf, formatSpan } from '../../results/index.ts';
import type { Inspection } from '../model/inspection.ts';
import { byteText } from '../model/name-text.ts';
import { DEBUG_TYPES, valueName } from '../model/value-names.ts';
import { numberIn, regionText } from '../model/wording.ts';
import { ALONE } from '../../page/drawing/index.ts';
import type { Block, Column, Label, Look } from '../../page/drawing/index.ts';
import { CLASHES_DRAWN, ENTRIES_DRAWN, SECTIONS_DRAWN } from './limits.ts';

const LOOK_OF: Readonly<Record<RegionKind, Look>> = {
  'dos-header': 'header',
  'dos-stub': 'stub',
  'pe-headers': 'header',
  'section-table': 'header',
  'header-slack': 'slack',
  'claimed-slack': 'claimed',
  'section-data': 'data',
  gap: 'gap',
  overlay: 'overlay',
  'symbol-table': 'symbols',
  'certificate-table': 'certificates',
};

/** Regions that follow each other and are drawn as one block: one region, or a run of those that are left out. */
interface Run {
  readonly first: Region;
  end: number;
  /** Regions that are left out; 0 for a region that is drawn. */
  omitted: number;
}

/** The file from its first byte to its last: its regions, the payload in them and the bytes that are claimed twice. */
export function fileColumn(inspection: Inspection): Column {
  const { image, payload, clashes } = inspection;
  const blocks: Block[] = [];
  const labels: Label[] = [];
  const add = (span: { readonly start: number; readonly end: number }, form: Block['form'], look: Look): void => {
    blocks.push({ ...span, form, look, lane: ALONE });
  };
  for (const { first, end, omitted } of runsOf(image)) {
    const span = { start: first.offset, end };
    add(span, 'whole', omitted > 0 ? 'omitted' : LOOK_OF[first.kind]);
    const what = omitted > 0 ? `${counted(omitted, 'region')}, not drawn` : shortText(inspection, first);
    labels.push({ at: first.offset, form: 'stretch', what, range: rangeText(span) });
  }
  if (payload !== null && payload.length > 0 && payload.offset < image.fileSize) {
    const span = { start: payload.offset, end: Math.min(endOf(payload), image.fileSize) };
    add(span, 'inner', 'payload');
    labels.push({
      at: span.start,
      form: 'stretch',
      what: `payload, ${byteText(payload.compressionType)}`,
      range: rangeText(span),
    });
  }
  for (const { first, second } of clashes.slice(0, CLASHES_DRAWN)) {
    const end = Math.min(endOf(first), endOf(second), image.fileSize);
    if (second.offset >= end) continue;
    add({ start: second.offset, end }, 'mark', 'clash');
    labels.push({
      at: second.offset,
      form: 'stretch',
      what: 'claimed twice',
      range: rangeText({ start: second.offset, end }),
    });
  }
  return { blocks, labels, end: image.fileSize };
}

/** A half-open range of bytes or addresses as it is written in the drawing. */
export function rangeText({ start, end }: { readonly start: number; readonly end: number }): string {
  return formatSpan({ offset: start, length: end - start });
}

function shortText(inspection: Inspection, region: Region): string {
  if (region.kind === 'gap') return 'gap';
  if (region.kind !== 'claimed-slack') return regionText(inspection, region);
  const entry = inspection.image.debugEntries[numberIn(region.owner, 'debugEntries') ?? 0];
  return `slack in use: ${valueName(DEBUG_TYPES, entry?.type.value ?? 0)}`;
}

function runsOf({ regionMap }: Image): readonly Run[] {
  const runs: Run[] = [];
  for (const region of regionMap.regions) {
    const section = numberIn(region.owner, 'sections') ?? 0;
    const entry = numberIn(region.owner, 'debugEntries') ?? 0;
    const omitted = section >= SECTIONS_DRAWN || entry >= ENTRIES_DRAWN;
    const last = runs.at(-1);
    const between = region.kind === 'gap' || region.kind === 'header-slack';
    if (last !== undefined && last.omitted > 0 && (omitted || between)) {
      last.end = endOf(region);
      last.omitted += 1;
    } else {
      runs.push({ first: region, end: endOf(region), omitted: omitted ? 1 : 0 });
    }
  }
  return runs;
}
