import { grouped } from '../../page/index.ts';
import type { Line } from '../../page/index.ts';
import type { Field, ZbootHeader } from '../../reader/index.ts';
import { formatSpan, hex } from '../../results/index.ts';
import type { Span } from '../../results/index.ts';
import { fieldsOf } from '../model/fields.ts';
import type { Inspection } from '../model/inspection.ts';
import { amountOf, meaningOf } from '../model/meaning.ts';
import type { Sections } from '../model/meaning.ts';
import { byteText } from '../model/name-text.ts';
import { CERTIFICATE_DIRECTORY, DIRECTORIES } from '../model/value-names.ts';
import { headingLine } from './heading.ts';
import { tableLines } from './table.ts';
import type { Row } from './table.ts';

/** The headers field by field: file offset, name, value and, where it is known, what the value means. */
export function headerBlocks(inspection: Inspection, width: number): readonly (readonly Line[])[] {
  const { image } = inspection;
  const { dosHeader, zbootHeader, coffHeader, optionalHeader, peSignature } = image;
  const dos =
    inspection.payload === null
      ? block('DOS header', dosHeader, image, width)
      : block('zboot header', zbootHeader, image, width);
  const signature = headingLine('PE signature', `${formatSpan(peSignature)} PE\\0\\0`);
  return [
    dos,
    [signature],
    block('COFF header', coffHeader, image, width),
    block('Optional header', optionalHeader, image, width),
    directoryLines(inspection, width),
  ];
}

/** The zboot header of a file of which nothing else can be read. */
export function zbootBlock(zbootHeader: ZbootHeader, width: number): readonly Line[] {
  return block('zboot header', zbootHeader, NOTHING, width);
}

/** What meanings look at, where there is no more than a zboot header. */
const NOTHING: Sections = { sections: [] };

function block(title: string, header: object, image: Sections, width: number): readonly Line[] {
  const fields = fieldsOf(header);
  const rows = fields.map((field) => fieldRow(field, image));
  return [headingLine(title), ...tableLines(rows, { aligned: ['left', 'left', 'left'], width })];
}

/** One field as a row of a table. */
export function fieldRow(field: Field<unknown>, image: Sections): Row {
  const name = field.path.slice(field.path.lastIndexOf('.') + 1);
  return {
    cells: [hex(field.offset), name, valueText(field.value)],
    prose: meaningOf(field, image) || amountOf(field),
  };
}

function valueText(value: unknown): string {
  if (typeof value === 'string') return `"${byteText(value)}"`;
  return typeof value === 'number' || typeof value === 'bigint' ? hex(value) : '';
}

function directoryLines(inspection: Inspection, width: number): readonly Line[] {
  const { image, directoryOffsets } = inspection;
  const { directories, optionalHeader } = image;
  const rows = directories.map(({ index, virtualAddress, size }): Row => {
    const name = DIRECTORIES[index] ?? 'unknown';
    const cells = [hex(virtualAddress.offset), `${index}`, name];
    if (virtualAddress.value === 0 && size.value === 0) return { cells, prose: '-' };
    const bytes = `${grouped(size.value)} bytes`;
    const place: Span = { offset: virtualAddress.value, length: size.value };
    if (index === CERTIFICATE_DIRECTORY) return { cells, prose: `offsets ${formatSpan(place)}, ${bytes}` };
    const offset = directoryOffsets[index] ?? null;
    const where = offset === null ? 'not in the file' : `at offset ${hex(offset)}`;
    return { cells, prose: `addresses ${formatSpan(place)}, ${bytes}, ${where}` };
  });
  const heading = headingLine(
    'Data directories',
    `${directories.length} of ${optionalHeader.numberOfRvaAndSizes.value}`,
  );
  return [heading, ...tableLines(rows, { aligned: ['left', 'right', 'left'], width })];
}
