import { wrap } from '../../page/index.ts';
import type { Line, Style } from '../../page/index.ts';

/** One row of a table: cells of fixed columns, and prose that takes the room that is left. */
export interface Row {
  readonly cells: readonly string[];
  readonly prose: string;
  /** Columns by which the row stands further in than others; 0 unless given. */
  readonly indent?: number;
  readonly style?: Style;
}

/** How a table is laid out. */
export interface TableLayout {
  /** One for each cell. */
  readonly aligned: readonly ('left' | 'right')[];
  /** Columns of the page. */
  readonly width: number;
}

/** Columns in front of every row, and between cells. */
const MARGIN = 2;
/** Prose that would be narrower than this goes on a line of its own, further in. */
const PROSE_MIN = 20;
const PROSE_INDENT = 8;

/** Rows in aligned columns. Prose flows in the room behind them, or below its row where there is too little. */
export function tableLines(rows: readonly Row[], { aligned, width }: TableLayout): readonly Line[] {
  const widths = aligned.map((_, column) => rows.reduce((most, row) => Math.max(most, textOf(row, column).length), 0));
  const taken = widths.reduce((sum, each) => (each === 0 ? sum : sum + each + MARGIN), MARGIN);
  const room = width - taken;
  return rows.flatMap((row) => {
    const cells = aligned.flatMap((side, column) => {
      const columns = widths[column] ?? 0;
      if (columns === 0) return [];
      const text = textOf(row, column);
      return [side === 'left' ? text.padEnd(columns) : text.padStart(columns)];
    });
    return rowLines([' '.repeat(MARGIN), cells.join(' '.repeat(MARGIN))].join(''), row, { taken, room, width });
  });
}

/** The text of a cell; the first one carries the row's indent. */
function textOf({ cells, indent }: Row, column: number): string {
  const text = cells[column] ?? '';
  return column === 0 ? `${' '.repeat(indent ?? 0)}${text}` : text;
}

function rowLines(
  front: string,
  { prose, style }: Row,
  { taken, room, width }: { readonly taken: number; readonly room: number; readonly width: number },
): readonly Line[] {
  const below = prose.length > room && room < PROSE_MIN;
  const indent = below ? PROSE_INDENT : taken;
  const [first, ...rest] = wrap(prose, width - indent);
  const dressed = (text: string): Line => (style === undefined ? [text] : [{ text, style }]);
  if (first === undefined) return [dressed(front)];
  const more = (below ? [first, ...rest] : rest).map((text) => dressed(`${' '.repeat(indent)}${text}`));
  return [dressed(below ? front : `${front}${' '.repeat(MARGIN)}${first}`), ...more];
}
