import { grouped } from '../../page/index.ts';
import type { Line } from '../../page/index.ts';
import type { Section } from '../../reader/index.ts';
import { formatSpan, hex } from '../../results/index.ts';
import type { Span } from '../../results/index.ts';
import { accessOf, sectionFlags } from '../model/flag-names.ts';
import type { Inspection } from '../model/inspection.ts';
import { headingLine } from './heading.ts';
import { tableLines } from './table.ts';
import type { Row, TableLayout } from './table.ts';

/** Columns from which on a section takes one line; names and numbers of usual images fit. */
const WIDE = 100;
const WIDE_HEAD: Row = {
  cells: ['#', 'name', 'addresses', 'bytes', 'in the file', 'bytes'],
  prose: 'flags',
  style: 'dim',
};
const WIDE_ALIGNED: TableLayout['aligned'] = ['right', 'left', 'left', 'right', 'left', 'right'];
const NARROW_HEAD: Row = { cells: ['#', 'name', 'addresses', 'bytes'], prose: 'flags', style: 'dim' };
const NARROW_ALIGNED: TableLayout['aligned'] = ['right', 'left', 'left', 'right'];

/** The section table: number, name, addresses, raw data and flags of each section, on one line or on two. */
export function sectionLines({ image, sectionNames }: Inspection, width: number): readonly Line[] {
  const { sections, sectionTable } = image;
  const heading = headingLine('Sections', `${grouped(sections.length)} in ${formatSpan(sectionTable)}`);
  if (sections.length === 0) return [heading];
  const [head, rowsOf, aligned] =
    width >= WIDE
      ? ([WIDE_HEAD, wideRows, WIDE_ALIGNED] as const)
      : ([NARROW_HEAD, narrowRows, NARROW_ALIGNED] as const);
  return [
    heading,
    ...tableLines([head, ...sections.flatMap((section) => rowsOf(section, sectionNames[section.index] ?? ''))], {
      aligned,
      width,
    }),
  ];
}

function wideRows(section: Section, name: string): readonly Row[] {
  const cells = [`${section.index}`, name, ...placeCells(section.extent), ...placeCells(section.rawData)];
  return [{ cells, prose: flagsText(section) }, ...pointerRows(section)];
}

function narrowRows(section: Section, name: string): readonly Row[] {
  return [
    { cells: [`${section.index}`, name, ...placeCells(section.extent)], prose: flagsText(section) },
    { cells: ['', 'in the file', ...placeCells(section.rawData)], prose: '' },
    ...pointerRows(section),
  ];
}

/** Tables that belong to a section of an object file; an image has none as a rule. */
function pointerRows(section: Section): readonly Row[] {
  const tables = [
    ['relocations', section.pointerToRelocations.value, section.numberOfRelocations.value],
    ['line numbers', section.pointerToLinenumbers.value, section.numberOfLinenumbers.value],
  ] as const;
  return tables
    .filter(([, pointer, count]) => pointer !== 0 || count !== 0)
    .map(([name, pointer, count]) => ({ cells: ['', name], prose: `${grouped(count)} at offset ${hex(pointer)}` }));
}

function placeCells(span: Span): readonly [string, string] {
  return span.length === 0
    ? [span.offset === 0 ? '-' : `at ${hex(span.offset)}`, '0']
    : [formatSpan(span), grouped(span.length)];
}

function flagsText({ characteristics: { value } }: Section): string {
  return [accessOf(value), ...sectionFlags(value)].join(' ');
}
