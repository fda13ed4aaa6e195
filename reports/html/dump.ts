import { formatSpan } from '../../src/results/index.ts';
import type { Excerpt } from '../../src/results/index.ts';
import { hexDump, joined, tag } from '../../src/page/index.ts';
import type { Content, HexDumpLayout, Html, Line } from '../../src/page/index.ts';
import type { FileNames } from '../words/append-place.ts';
import type { Ids } from './ids.ts';
import { code, scrolling } from './pieces.ts';

/** Eight bytes in a row fit on a telephone, and two dumps side by side on a desk. */
const LAYOUT: HexDumpLayout = { bytesPerLine: 8, ascii: 'shown', lineCountMax: 8 };

const MARKS_NAMED = 3;

/** Bytes around a finding with those at fault in brackets, under the file that they are of. */
export function dumpFigure(excerpt: Excerpt, files: FileNames, ids: Ids): Html {
  const id = ids('bytes');
  const ranges = excerpt.marks.slice(0, MARKS_NAMED).map(formatSpan).join(', ');
  const more = excerpt.marks.length - MARKS_NAMED;
  const lines = hexDump(excerpt, LAYOUT).map(dumpLine);
  return tag(
    'figure',
    { class: 'dump' },
    tag('figcaption', { id }, code(files[excerpt.file]), ` ${ranges}${more > 0 ? ` and ${more} more` : ''}`),
    scrolling(id, tag('pre', {}, ...lines.flatMap((line, index) => (index === 0 ? [line] : [{ markup: '\n' }, line])))),
  );
}

/** A line of a dump; marked bytes that follow each other are one mark. */
function dumpLine(line: Line): Html {
  const content: Content[] = [];
  let marked = '';
  let gap = '';
  const close = (): void => {
    if (marked !== '') content.push(tag('mark', {}, marked));
    if (gap !== '') content.push(gap);
    [marked, gap] = ['', ''];
  };
  for (const piece of line) {
    if (typeof piece !== 'string') {
      marked += gap + piece.text;
      gap = '';
    } else if (piece === ' ' && marked !== '' && gap === '') {
      gap = piece;
    } else {
      close();
      content.push(piece);
    }
  }
  close();
  return joined(...content);
}
