import { endOf, formatSpan, hex } from '../../../src/results/index.ts';
import type { Layout, LayoutRegion, Layouts, Span } from '../../../src/results/index.ts';
import { NOTHING, counted, grouped, joined, tag } from '../../../src/page/index.ts';
import type { Content, Html } from '../../../src/page/index.ts';
import { code, scrolling, told } from '../pieces.ts';
import { drawAppend, drawFile } from './drawing.ts';
import type { Drawing } from './drawing.ts';
import { REGIONS_MAX, nameOf, pairsOf, payloadIn, regionsIn } from './regions.ts';

/** The files of a layout as the page calls them. */
export interface LayoutFiles {
  readonly before: string;
  readonly after: string;
}

/**
 * Where everything is: a drawing to scale, and the same as a table with the exact ranges. Nothing where there is no layout.
 *
 * @param id of the drawing's title, which no other element has
 */
export function layoutFigure({ before, after }: Layouts, files: LayoutFiles, id: string): Html {
  if (before !== null && after !== null) return appendFigure(before, after, files, id);
  if (after !== null) return fileFigure(after, files.after, id);
  return before === null ? NOTHING : fileFigure(before, files.before, id);
}

function fileFigure(layout: Layout, name: string, id: string): Html {
  const drawing = drawFile(layout, {
    id,
    title: `The layout of ${told(name)}, drawn to scale; the table says the same.`,
  });
  const payload = payloadIn(layout);
  const rows = regionsIn(layout).flatMap((region) => [
    row(nameOf(region), cell(formatSpan(region)), count(region.length)),
    ...(payload !== null && isFirstOf(region, payload)
      ? [row('payload', cell(formatSpan(payload)), count(payload.length))]
      : []),
  ]);
  const caption = joined(`Regions of `, code(name), `, ${counted(layout.fileSize, 'byte')}`);
  return figureOf(
    drawing,
    table(caption, ['Region', 'Range', 'Bytes'], [...rows, ...leftOut([layout])], `${id}-table`),
  );
}

function appendFigure(before: Layout, after: Layout, files: LayoutFiles, id: string): Html {
  const title = `The layouts of ${told(files.before)} and ${told(files.after)} side by side, drawn to scale, the same regions joined; the table says the same.`;
  const drawing = drawAppend(before, after, { id, title });
  const rows = pairsOf({ before, after }).map((pair) => {
    const region = pair.after ?? pair.before;
    return row(
      region === null ? '' : nameOf(region),
      rangeCell(pair.before),
      rangeCell(pair.after),
      cell(change(pair)),
    );
  });
  const payload = before.payload === null && after.payload === null ? [] : [payloadRow(before, after)];
  const caption = joined('Regions of ', code(files.before), ' and of ', code(files.after));
  const head = ['Region', 'Before', 'After', 'Change'];
  return figureOf(drawing, table(caption, head, [...rows, ...payload, ...leftOut([before, after])], `${id}-table`));
}

/** Where the zboot header of each file says that the payload is. */
function payloadRow(before: Layout, after: Layout): Html {
  const rangeOf = (layout: Layout): Html =>
    layout.payload !== null && payloadIn(layout) === null ? cell('outside of the file') : rangeCell(payloadIn(layout));
  return row('payload', rangeOf(before), rangeOf(after), cell(payloadChange(before, after)));
}

/** What became of the payload by what the header says of it: where that is lost, the bytes may still be there. */
function payloadChange(before: Layout, after: Layout): string {
  if (after.payload === null) return 'no zboot header leads to it';
  return payloadIn(after) === null ? 'leads nowhere' : change({ before: payloadIn(before), after: payloadIn(after) });
}

/** Whether a region is the one that the first byte of the payload lies in. */
function isFirstOf(region: LayoutRegion, payload: Span): boolean {
  return region.offset <= payload.offset && payload.offset < endOf(region);
}

/** What became of a region or of the payload. */
function change({ before, after }: { readonly before: Span | null; readonly after: Span | null }): string {
  if (before === null) return 'new';
  if (after === null) return 'gone';
  const signed = (value: number): string => `${value < 0 ? '−' : '+'}${hex(Math.abs(value))}`;
  const moved = after.offset - before.offset;
  const grown = after.length - before.length;
  const parts = [
    ...(moved === 0 ? [] : [`moved ${signed(moved)}`]),
    ...(grown === 0 ? [] : [`${grown > 0 ? 'grew' : 'shrank'} ${signed(grown)}`]),
  ];
  return parts.length === 0 ? 'in place' : parts.join(', ');
}

function row(name: string, ...cells: readonly Html[]): Html {
  return tag('tr', {}, tag('th', { scope: 'row' }, told(name)), ...cells);
}

const cell = (text: string): Html => tag('td', {}, text);
const count = (bytes: number): Html => tag('td', { class: 'number' }, grouped(bytes));
const rangeCell = (span: Span | null): Html => cell(span === null ? '–' : formatSpan(span));

function leftOut(layouts: readonly Layout[]): readonly Html[] {
  const most = Math.max(...layouts.map(({ regions }) => regions.length));
  return most > REGIONS_MAX ? [row(`${grouped(most - REGIONS_MAX)} more, which are not drawn`)] : [];
}

function table(caption: Content, head: readonly string[], rows: readonly Html[], id: string): Html {
  return scrolling(
    id,
    tag(
      'table',
      { class: 'ranges' },
      tag('caption', { id }, caption),
      tag(
        'thead',
        {},
        tag(
          'tr',
          {},
          ...head.map((text) => tag('th', { scope: 'col', class: text === 'Bytes' ? 'number' : undefined }, text)),
        ),
      ),
      tag('tbody', {}, ...rows),
    ),
  );
}

function figureOf({ picture, isBroken }: Drawing, ranges: Html): Html {
  const note = isBroken
    ? 'To scale, except for stretches with a double stroke at their edge, which would be too small or too large.'
    : 'To scale.';
  return tag(
    'figure',
    { class: 'layout' },
    tag('div', { class: 'picture' }, picture),
    ranges,
    tag('figcaption', {}, note),
  );
}
