import { endOf, formatSpan } from '../../../src/results/index.ts';
import type { Layout, Layouts, Span } from '../../../src/results/index.ts';
import {
  ALONE,
  LEADER,
  columnMarkup,
  labelWords,
  linkBand,
  placeColumn,
  scaleFor,
  stretchesOf,
  textAt,
} from '../../../src/page/drawing/index.ts';
import type { Block, Column, Label, PlacedColumn } from '../../../src/page/drawing/index.ts';
import { drawn, element, escaped, grouped, tag } from '../../../src/page/index.ts';
import type { Html } from '../../../src/page/index.ts';
import { lookOf, pairsOf, payloadIn, regionsIn, shortName } from './regions.ts';

/** Room above the columns, for their headings. */
const TOP = 22;
const MARGIN = 6;
/** Width of a character of the labels, a little more than any usual font of their size has. */
const CHARACTER = 6.8;

/** A drawing, and what of it has to be said in words. */
export interface Drawing {
  readonly picture: Html;
  /** Pixels for each byte. */
  readonly scale: number;
  /** Whether some stretch is not to scale. */
  readonly isBroken: boolean;
}

/** What a drawing is called for those who do not see it. */
export interface DrawingName {
  readonly id: string;
  readonly title: string;
}

/** One file: a column with its ranges on the right. */
export function drawFile(layout: Layout, name: DrawingName): Drawing {
  const model = columnOf(layout, 'ranges');
  const stretches = stretchesOf(model);
  const scale = scaleFor([stretches], 340);
  const column = placeColumn(model, stretches, { top: TOP, scale });
  const [x, columnWidth] = [MARGIN, 84];
  const width = x + columnWidth + labelZone(column) + MARGIN;
  const content = [
    heading(x + columnWidth / 2, `${grouped(layout.fileSize)} B`),
    ...columnMarkup(column, { x, width: columnWidth, labels: 'right' }),
  ];
  return drawingOf(content, { width, bottom: column.axis.bottom }, name, scale, [column]);
}

/** Both files of an append side by side, to one scale, with bands between the same regions. */
export function drawAppend(before: Layout, after: Layout, name: DrawingName): Drawing {
  const models = [columnOf(before, 'names'), columnOf(after, 'names')] as const;
  const stretches = [stretchesOf(models[0]), stretchesOf(models[1])] as const;
  const scale = scaleFor(stretches, 260);
  const left = placeColumn(models[0], stretches[0], { top: TOP, scale });
  const right = placeColumn(models[1], stretches[1], { top: TOP, scale });
  const [columnWidth, between] = [44, 54];
  const leftX = MARGIN + Math.max(labelZone(left), 40);
  const rightX = leftX + columnWidth + between;
  const width = rightX + columnWidth + Math.max(labelZone(right), 40) + MARGIN;
  const content = [
    heading(leftX + columnWidth / 2, `in ${grouped(before.fileSize)} B`),
    heading(rightX + columnWidth / 2, `out ${grouped(after.fileSize)} B`),
    ...bands({ before, after }, left, right, { from: leftX + columnWidth, to: rightX }),
    ...columnMarkup(left, { x: leftX, width: columnWidth, labels: 'left' }),
    ...columnMarkup(right, { x: rightX, width: columnWidth, labels: 'right' }),
  ];
  const bottom = Math.max(left.axis.bottom, right.axis.bottom);
  return drawingOf(content, { width, bottom }, name, scale, [left, right]);
}

function heading(x: number, text: string): string {
  return textAt({ x, y: 14 }, 'head middle', text);
}

function drawingOf(
  content: readonly string[],
  extent: { readonly width: number; readonly bottom: number },
  { id, title }: DrawingName,
  scale: number,
  columns: readonly PlacedColumn[],
): Drawing {
  const [width, height] = [Math.ceil(extent.width), Math.ceil(extent.bottom + MARGIN)];
  const root = { class: 'drawing', width, height, viewBox: `0 0 ${width} ${height}`, role: 'img' };
  const named = element('title', { id }, [escaped(title)]);
  return {
    picture: tag('svg', { ...root, 'aria-labelledby': id }, drawn([named, ...content])),
    scale,
    isBroken: columns.some(({ axis }) => axis.bands.some(({ scaled }) => !scaled)),
  };
}

/** Width that the labels of a column take. */
function labelZone({ placed }: PlacedColumn): number {
  const lengths = placed.map((label) => {
    const { what, range } = labelWords(label);
    return what.length + (range === '' ? 0 : 1 + range.length);
  });
  return Math.max(0, ...lengths) * CHARACTER + LEADER;
}

function columnOf(layout: Layout, labelled: 'names' | 'ranges'): Column {
  const rangeOf = (span: Span): string => (labelled === 'ranges' ? formatSpan(span) : '');
  const blocks: Block[] = [];
  const labels: Label[] = [];
  for (const region of regionsIn(layout)) {
    blocks.push({ start: region.offset, end: endOf(region), look: lookOf(region), form: 'whole', lane: ALONE });
    labels.push({ at: region.offset, form: 'stretch', what: shortName(region), range: rangeOf(region) });
  }
  const payload = payloadIn(layout);
  if (payload !== null) {
    blocks.push({ start: payload.offset, end: endOf(payload), look: 'payload', form: 'inner', lane: ALONE });
    labels.push({ at: payload.offset, form: 'stretch', what: 'payload', range: rangeOf(payload) });
  }
  return { blocks, labels, end: layout.fileSize };
}

/** A band for each region that is in both files; one that lies elsewhere now stands out. */
function bands(
  layouts: Layouts,
  left: PlacedColumn,
  right: PlacedColumn,
  { from, to }: { readonly from: number; readonly to: number },
): readonly string[] {
  return pairsOf(layouts).flatMap(({ before, after }) => {
    if (before === null || after === null) return [];
    const look = before.offset === after.offset ? 'link' : 'link link-moved';
    return [
      linkBand(
        { x: from, top: left.axis.yOf(before.offset), bottom: left.axis.yOf(endOf(before)) },
        { x: to, top: right.axis.yOf(after.offset), bottom: right.axis.yOf(endOf(after)) },
        look,
      ),
    ];
  });
}
