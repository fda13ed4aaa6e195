import { basename } from 'node:path';
import { cutText, element, escaped, grouped, wrap } from '../../page/index.ts';
import {
  LEADER,
  LOOK_ORDER,
  columnMarkup,
  labelWords,
  legendMarkup,
  patternsOf,
  placeColumn,
  scaleFor,
  stretchesOf,
  styleSheet,
  textAt,
} from '../../page/drawing/index.ts';
import type { Look, PlacedColumn } from '../../page/drawing/index.ts';
import type { Inspection } from '../model/inspection.ts';
import { remarksOf } from '../model/remarks.ts';
import { summaryText } from '../model/summary.ts';
import { fileColumn } from './file-column.ts';
import { REMARKS_WRITTEN, SECTIONS_DRAWN } from './limits.ts';
import { linkMarkup } from './links.ts';
import { memoryColumn } from './memory-column.ts';

/** Height of the columns in pixels where their labels leave the choice. */
const HEIGHT = 640;
const MARGIN = 16;
const COLUMN = 120;
/** Room between the columns, for what leads from one to the other. */
const BETWEEN = 150;
/** Width of a character of the labels, a little more than any usual font of their size has. */
const CHARACTER = 6.8;
const LINE = 16;
/** Title and summary need a page of at least this width. */
const WIDTH_LEAST = 860;

/**
 * The image as a drawing: the file on the left, the memory on the right, both to one scale, and between them the way of
 * each section's bytes. The same image gives the same bytes; of the path only its last part is shown.
 */
export function renderDrawing(inspection: Inspection): string {
  const { image, path } = inspection;
  const [fileModel, memoryModel] = [fileColumn(inspection), memoryColumn(inspection)];
  const [fileStretches, memoryStretches] = [stretchesOf(fileModel), stretchesOf(memoryModel)];
  const scale = scaleFor([fileStretches, memoryStretches], HEIGHT);
  const looks = new Set<Look>([...fileModel.blocks, ...memoryModel.blocks].map(({ look }) => look));
  const name = basename(path);
  const summary = summaryText(inspection);

  const probe = { top: 0, scale };
  const zones = [placeColumn(fileModel, fileStretches, probe), placeColumn(memoryModel, memoryStretches, probe)].map(
    labelZone,
  );
  const [left = 0, right = 0] = zones;
  const width = Math.ceil(Math.max(WIDTH_LEAST, left + right + 2 * COLUMN + BETWEEN + 2 * MARGIN));
  const fileX = Math.round(MARGIN + left + (width - left - right - 2 * COLUMN - BETWEEN - 2 * MARGIN) / 2);
  const memoryX = fileX + COLUMN + BETWEEN;
  const columns = Math.floor((width - 2 * MARGIN) / CHARACTER);

  const lines = wrap(`${summary}.`, columns);
  const top = MARGIN + 22 + lines.length * LINE + 34;
  const file = placeColumn(fileModel, fileStretches, { top, scale });
  const memory = placeColumn(memoryModel, memoryStretches, { top, scale });
  const notes = noteLines(inspection, columns);
  const notesTop = Math.max(file.axis.bottom, memory.axis.bottom) + 30;
  const legendTop = notesTop + notes.length * LINE + (notes.length > 0 ? 16 : 0);
  const broken = [...file.axis.bands, ...memory.axis.bands].some(({ scaled }) => !scaled);
  const legend = legendMarkup({ looks, scale, broken }, { x: MARGIN, y: legendTop, width: width - 2 * MARGIN });
  const height = Math.ceil(legend.bottom + MARGIN);

  const used = LOOK_ORDER.filter((look) => looks.has(look));
  const content = [
    element('title', { id: 'title' }, [escaped(name)]),
    element('desc', { id: 'summary' }, [escaped(`${summary}.`)]),
    element('style', {}, [`\n${styleSheet(used)}\n`]),
    element('defs', {}, patternsOf(used)),
    element('rect', { width, height, class: 'page' }),
    textAt({ x: MARGIN, y: MARGIN + 14 }, 'title', cutText(name, Math.floor(columns / 1.5))),
    ...lines.map((line, index) => textAt({ x: MARGIN, y: MARGIN + 36 + index * LINE }, 'faint', line)),
    textAt({ x: fileX + COLUMN / 2, y: top - 12 }, 'head middle', `file, ${grouped(image.fileSize)} bytes`),
    textAt({ x: memoryX + COLUMN / 2, y: top - 12 }, 'head middle', `memory, ${grouped(memoryModel.end)} bytes`),
    ...linkMarkup(image, file, memory, { left: fileX + COLUMN, right: memoryX }),
    ...columnMarkup(file, { x: fileX, width: COLUMN, labels: 'left' }),
    ...columnMarkup(memory, { x: memoryX, width: COLUMN, labels: 'right' }),
    ...notes.map(({ text, look }, index) => textAt({ x: MARGIN, y: notesTop + index * LINE + 10 }, look, text)),
    ...legend.markup,
  ];
  const root = {
    xmlns: 'http://www.w3.org/2000/svg',
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: 'img',
    'aria-labelledby': 'title summary',
    'xml:space': 'preserve',
  };
  return `${element(
    'svg',
    root,
    content.map((line) => `\n${line}`),
  )}\n`;
}

/** Width that the labels of a column take. */
function labelZone({ placed }: PlacedColumn): number {
  const longest = placed.reduce((most, label) => {
    const { what, range } = labelWords(label);
    return Math.max(most, what.length + 1 + range.length);
  }, 0);
  return longest * CHARACTER + LEADER;
}

interface Note {
  readonly text: string;
  readonly look: 'warn' | 'faint';
}

/** What the drawing leaves out, and what does not fit together. */
function noteLines(inspection: Inspection, columns: number): readonly Note[] {
  const { sections } = inspection.image;
  const remarks = remarksOf(inspection);
  const notes: Note[] = [];
  if (sections.length > SECTIONS_DRAWN) {
    const left = grouped(sections.length - SECTIONS_DRAWN);
    notes.push({
      text: `The first ${SECTIONS_DRAWN} of ${grouped(sections.length)} sections are drawn, ${left} are left out.`,
      look: 'warn',
    });
  }
  const written = remarks.slice(0, REMARKS_WRITTEN).map(({ kind, text }): Note => {
    return { text: cutText(text, columns), look: kind === 'odd' ? 'faint' : 'warn' };
  });
  const more = remarks.length - written.length;
  return [
    ...notes,
    ...written,
    ...(more > 0 ? [{ text: `and ${grouped(more)} more, which the text form lists`, look: 'faint' } as const] : []),
  ];
}
