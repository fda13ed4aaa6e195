import { cutText } from '../printable.ts';
import { ALONE } from './column.ts';
import type { Block, PlacedColumn, PlacedLabel } from './column.ts';
import { element, escaped, pixels } from '../markup.ts';

/** Where a column stands, and on which side its labels do. */
export interface ColumnPlace {
  readonly x: number;
  readonly width: number;
  readonly labels: 'left' | 'right';
}

/** Longest text of a label with its range, in characters. */
export const LABEL_MOST = 60;
/** Space on both sides of a block that lies within another. */
const INSET = 16;
/** The same in a narrow column, as a share of its width. */
const INSET_SHARE = 0.2;
/** Distance from a column to its labels. */
export const LEADER = 12;
/** Length of the stroke in a column that points at a single byte. */
const POINTER = 14;
/** Distance from the middle of small letters to the line on which they stand. */
const BASELINE = 4;

/** Text of a label, cut so that its range stays whole. */
export function labelWords({ what, range }: PlacedLabel): { readonly what: string; readonly range: string } {
  return { what: cutText(what, LABEL_MOST - range.length - 1), range };
}

/** A column's blocks, its break marks and its labels. */
export function columnMarkup(column: PlacedColumn, place: ColumnPlace): readonly string[] {
  const order: readonly Block['form'][] = ['whole', 'inner', 'mark'];
  const blocks = order.flatMap((form) => column.blocks.filter((block) => block.form === form));
  return [
    ...blocks.map((block) => blockMarkup(block, column, place)),
    ...breakMarks(column, place),
    ...column.placed.flatMap((label) => labelMarkup(label, column, place)),
  ];
}

function blockMarkup(block: Block, { axis }: PlacedColumn, { x, width }: ColumnPlace): string {
  const { look, form, lane } = block;
  const top = axis.yOf(block.start);
  const inset = form === 'inner' ? Math.min(INSET, width * INSET_SHARE) / lane.count : 0;
  const box = {
    x: x + (lane.index * width) / lane.count + inset,
    y: top,
    width: width / lane.count - 2 * inset,
    height: axis.yOf(block.end) - top,
  };
  if (form === 'mark') return element('rect', { ...box, class: `${look} clash-edge` });
  return element('rect', { ...box, class: `${look} edge${look === 'gap' || look === 'zeros' ? ' dashed' : ''}` });
}

/** Two slanted strokes across the inner edge of every stretch that is not to scale. */
function breakMarks({ axis }: PlacedColumn, { x, width, labels }: ColumnPlace): readonly string[] {
  const edge = labels === 'left' ? x + width : x;
  return axis.bands.filter(({ scaled }) => !scaled).flatMap(({ y, height }) => breakMark(edge, y + height / 2));
}

/** The sign for "not to scale", with its middle at a place. */
export function breakMark(x: number, y: number): readonly string[] {
  const strokes = `M${pixels(x - 4)} ${pixels(y + 0.5)}l8 -4M${pixels(x - 4)} ${pixels(y + 3.5)}l8 -4`;
  const gap = `M${pixels(x - 4)} ${pixels(y + 2)}l8 -4`;
  return [element('path', { d: gap, class: 'break-gap' }), element('path', { d: strokes, class: 'break' })];
}

function labelMarkup(label: PlacedLabel, { axis }: PlacedColumn, { x, width, labels }: ColumnPlace): readonly string[] {
  const side = labels === 'left' ? -1 : 1;
  const edge = labels === 'left' ? x : x + width;
  const { index, count } = label.lane ?? ALONE;
  const from = labels === 'left' ? x : x + ((index + 1) * width) / count;
  const { what, range } = labelWords(label);
  // A single byte is pointed at from inside the column; a stretch is only touched.
  const start = label.form === 'point' ? from - side * POINTER : from;
  const y = label.form === 'point' ? axis.yOf(label.at) : label.y;
  const line = `M${pixels(start)} ${pixels(y)}H${pixels(from)}L${pixels(edge + side * (LEADER - 4))} ${pixels(label.y)}`;
  const warn = what === 'claimed twice' || what === 'taken twice' ? ' warn' : '';
  const text = element(
    'text',
    { x: edge + side * LEADER, y: label.y + BASELINE, ...(side < 0 ? { class: 'end' } : {}) },
    [
      element('tspan', { class: `strong${warn}` }, [escaped(what)]),
      ' ',
      element('tspan', { class: 'faint' }, [escaped(range)]),
    ],
  );
  return [element('path', { d: line, class: label.form === 'point' ? 'pointer' : 'leader' }), text];
}
