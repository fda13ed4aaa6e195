import type {
  Certificate,
  Clash,
  DataDirectory,
  DebugEntry,
  Field,
  Image,
  Region,
  Section,
} from '../../reader/index.ts';
import { VERSION, hex } from '../../results/index.ts';
import type { Span } from '../../results/index.ts';
import { fieldsOf, sectionFields } from '../model/fields.ts';
import type { Inspection } from '../model/inspection.ts';
import { meaningOf } from '../model/meaning.ts';
import { remarksOf } from '../model/remarks.ts';
import { summaryText } from '../model/summary.ts';
import { DIRECTORIES, FORMATS, MACHINES } from '../model/value-names.ts';
import { jsonText } from './json-text.ts';
import type { Rows } from './json-text.ts';

/** The name that the JSON form of `inspect` carries. */
export const INSPECT_SCHEMA = 'urn:zbootkit:inspect:v1';

/** A field as the document has it: 64-bit values as hexadecimal text, words where the value has a meaning. */
interface FieldDocument extends Span {
  readonly value: number | string;
  readonly meaning?: string;
}

type FieldsDocument = Readonly<Record<string, FieldDocument>>;

/**
 * Everything about an image as JSON: properties always in one order, a field on a line, ASCII alone, a line feed at the
 * end. Offsets and lengths are bytes of the file, addresses are relative to the image base.
 */
export function renderInspectionJson(inspection: Inspection): string {
  const { image, path, payload } = inspection;
  const { optionalHeader, dosHeader, zbootHeader, coffHeader, debugEntries, certificateTable, regionMap } = image;
  return jsonText([
    ['schema', INSPECT_SCHEMA],
    ['tool', { name: 'zbootkit', version: VERSION }],
    ['path', path],
    ['fileSize', image.fileSize],
    ['summary', summaryDocument(inspection)],
    ['payload', payload],
    ['dosHeader', headerDocument(dosHeader, inspection)],
    ['zbootHeader', payload === null ? null : headerDocument(zbootHeader, inspection)],
    ['peSignature', spanDocument(image.peSignature)],
    ['coffHeader', headerDocument(coffHeader, inspection)],
    ['optionalHeader', headerDocument(optionalHeader, inspection)],
    ['directories', rowsOf(image.directories, (directory) => directoryDocument(directory, inspection))],
    ['sectionTable', { ...spanDocument(image.sectionTable), byDirectories: image.sectionTableByDirectories }],
    ['sections', rowsOf(image.sections, (section) => sectionDocument(section, inspection))],
    ['debugEntries', rowsOf(debugEntries, (entry) => debugDocument(entry, inspection))],
    ['certificateTable', certificateTable === null ? null : spanDocument(certificateTable.span)],
    ['certificates', rowsOf(certificateTable?.certificates ?? [], (each) => certificateDocument(each, inspection))],
    ['symbolTable', symbolDocument(image)],
    ['regions', rowsOf(regionMap.regions, regionDocument)],
    ['features', rowsOf(inspection.features, ({ offset, length, kind, owner }) => ({ offset, length, kind, owner }))],
    ['clashes', rowsOf(inspection.clashes, clashDocument)],
    ['overlaps', rowsOf(inspection.overlaps, (overlap) => overlap)],
    ['beyondFile', rowsOf(inspection.beyond, ({ offset, length, owner }) => ({ offset, length, owner }))],
    [
      'anomalies',
      rowsOf(image.anomalies, ({ code, path: field, at }) => ({ code, path: field, at: spanDocument(at) })),
    ],
    ['remarks', rowsOf(remarksOf(inspection), ({ kind, text }) => ({ kind, text }))],
  ]);
}

function rowsOf<T>(items: readonly T[], row: (item: T) => unknown): Rows {
  return {
    rows: (function* () {
      for (const item of items) yield row(item);
    })(),
  };
}

function summaryDocument(inspection: Inspection): object {
  const { optionalHeader, coffHeader, certificateTable, sections } = inspection.image;
  return {
    text: summaryText(inspection),
    kind: inspection.payload === null ? 'pe' : 'zboot',
    format: FORMATS.get(optionalHeader.magic.value) ?? null,
    machine: MACHINES.get(coffHeader.machine.value) ?? null,
    signed: certificateTable !== null,
    sections: sections.length,
    sizeOfImage: optionalHeader.sizeOfImage.value,
  };
}

function spanDocument({ offset, length }: Span): Span {
  return { offset, length };
}

function regionDocument({ offset, length, kind, owner }: Region): Region {
  return { offset, length, kind, owner };
}

function fieldDocument({ offset, length, value }: Field<unknown>, meaning: string): FieldDocument {
  const plain = typeof value === 'bigint' ? hex(value) : typeof value === 'number' ? value : String(value);
  return { offset, length, value: plain, ...(meaning === '' ? {} : { meaning }) };
}

function nameOf({ path }: Field<unknown>): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

function headerDocument(header: object, { image }: Inspection): FieldsDocument {
  return Object.fromEntries(
    fieldsOf(header).map((field) => [nameOf(field), fieldDocument(field, meaningOf(field, image))]),
  );
}

function directoryDocument({ index, virtualAddress, size }: DataDirectory, { directoryOffsets }: Inspection): object {
  return {
    index,
    name: DIRECTORIES[index] ?? null,
    virtualAddress: fieldDocument(virtualAddress, ''),
    size: fieldDocument(size, ''),
    dataOffset: directoryOffsets[index] ?? null,
  };
}

function sectionDocument(section: Section, { image }: Inspection): object {
  const { header, extent, rawData } = section;
  const fields = sectionFields(section).map((field) => {
    const name = nameOf(field);
    return [name, fieldDocument(field, name === 'characteristics' ? meaningOf(field, image) : '')] as const;
  });
  return {
    index: section.index,
    header: spanDocument(header),
    longName: section.longName,
    fields: Object.fromEntries(fields),
    rawData: spanDocument(rawData),
    memory: { address: extent.offset, length: extent.length },
  };
}

function debugDocument(entry: DebugEntry, inspection: Inspection): object {
  return {
    index: entry.index,
    fields: headerDocument(entry, inspection),
    data: spanDocument(entry.data),
    detail: inspection.debugDetails[entry.index] ?? '',
  };
}

function certificateDocument(certificate: Certificate, inspection: Inspection): object {
  return { fields: headerDocument(certificate, inspection), data: spanDocument(certificate.data) };
}

function symbolDocument({ symbolTable }: Image): object | null {
  if (symbolTable === null) return null;
  const { symbols, strings } = symbolTable;
  return { symbols: spanDocument(symbols), strings: strings === null ? null : spanDocument(strings) };
}

function clashDocument({ first, second }: Clash): object {
  return { first: regionDocument(first), second: regionDocument(second) };
}
