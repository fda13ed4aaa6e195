import { flow, grouped } from '../../page/index.ts';
import type { Line } from '../../page/index.ts';
import type { Certificate, DebugEntry } from '../../reader/index.ts';
import { formatSpan } from '../../results/index.ts';
import { fieldsOf } from '../model/fields.ts';
import type { Inspection } from '../model/inspection.ts';
import { DEBUG_TYPES, valueName } from '../model/value-names.ts';
import { fieldRow } from './headers.ts';
import { headingLine } from './heading.ts';
import { tableLines } from './table.ts';

/** Columns in front of what stands below a table. */
const INDENT = 2;

/** What directories and the COFF header point to: debug entries, certificates and the symbol table, as far as they are there. */
export function tableBlocks(inspection: Inspection, width: number): readonly (readonly Line[])[] {
  const { image, debugDetails } = inspection;
  const { debugEntries, certificateTable, symbolTable } = image;
  const entryLines = (entry: DebugEntry): readonly Line[] => {
    const detail = debugDetails[entry.index] ?? '';
    const data =
      entry.data.length === 0 ? 'no data' : `data at ${formatSpan(entry.data)}${detail === '' ? '' : `: ${detail}`}`;
    const title = `Debug entry ${entry.index}, ${valueName(DEBUG_TYPES, entry.type.value)}`;
    return [headingLine(title), ...fieldLines(entry, inspection, width), ...indented(data, width)];
  };
  const certificateLines = (certificate: Certificate, index: number): readonly Line[] => {
    return [
      headingLine(`Certificate ${index}`, formatSpan(certificate.data)),
      ...fieldLines(certificate, inspection, width),
    ];
  };
  const symbols =
    symbolTable === null
      ? []
      : [
          headingLine('Symbol table', placeText(symbolTable.symbols)),
          headingLine(
            'String table',
            symbolTable.strings === null ? 'not in the file' : placeText(symbolTable.strings),
          ),
        ];
  return [
    ...debugEntries.map(entryLines),
    ...(certificateTable === null ? [] : [[headingLine('Certificate table', placeText(certificateTable.span))]]),
    ...(certificateTable?.certificates ?? []).map(certificateLines),
    symbols,
  ];
}

function fieldLines(header: object, { image }: Inspection, width: number): readonly Line[] {
  const rows = fieldsOf(header).map((field) => fieldRow(field, image));
  return tableLines(rows, { aligned: ['left', 'left', 'left'], width });
}

function placeText(span: { readonly offset: number; readonly length: number }): string {
  return `${formatSpan(span)}, ${grouped(span.length)} bytes`;
}

function indented(text: string, width: number): readonly Line[] {
  return flow([text], { width, first: INDENT, rest: INDENT });
}
