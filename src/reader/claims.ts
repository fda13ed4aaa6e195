import { endOf, overlaps } from '../results/index.ts';
import type { Span } from '../results/index.ts';
import type { CertificateTable, DebugEntry, Section, SymbolTable } from './model.ts';
import { mapRegions } from './regions.ts';
import type { Region, RegionMap } from './regions.ts';

/** What the region map is made from. */
export interface Parts {
  readonly fileSize: number;
  readonly dosHeader: Span;
  /** From the PE signature to the start of the section table. */
  readonly peHeaders: Span;
  readonly sectionTable: Span;
  readonly sizeOfHeaders: number;
  readonly sections: readonly Section[];
  readonly debugEntries: readonly DebugEntry[];
  readonly symbolTable: SymbolTable | null;
  readonly certificateTable: CertificateTable | null;
}

/** Collects every claim that the headers make on bytes of the file and maps the file from them. */
export function mapImage(parts: Parts): RegionMap {
  const claims: Region[] = [
    { kind: 'dos-header', owner: 'dosHeader', ...parts.dosHeader },
    { kind: 'pe-headers', owner: 'peHeaders', ...parts.peHeaders },
    { kind: 'section-table', owner: 'sectionTable', ...parts.sectionTable },
  ];
  let dataEnd = Math.max(parts.sizeOfHeaders, endOf(parts.sectionTable));
  for (const { index, rawData } of parts.sections) {
    if (rawData.length === 0) continue;
    claims.push({ kind: 'section-data', owner: `sections[${index}]`, offset: rawData.offset, length: rawData.length });
    dataEnd = Math.max(dataEnd, endOf(rawData));
  }
  claims.push(...slackClaims(parts));
  if (parts.symbolTable !== null) {
    const { symbols, strings } = parts.symbolTable;
    claims.push({ kind: 'symbol-table', owner: 'symbolTable', ...symbols });
    if (strings !== null) claims.push({ kind: 'symbol-table', owner: 'stringTable', ...strings });
  }
  if (parts.certificateTable !== null) {
    claims.push({ kind: 'certificate-table', owner: 'certificateTable', ...parts.certificateTable.span });
  }
  return mapRegions(claims, {
    fileSize: parts.fileSize,
    peHeaderOffset: parts.peHeaders.offset,
    sizeOfHeaders: parts.sizeOfHeaders,
    dataEnd,
  });
}

/**
 * Bytes between the section table and SizeOfHeaders that a debug entry points to. They look like padding and are not:
 * arm64 kernels with branch protection keep a live flag exactly there.
 */
function slackClaims({ debugEntries, sectionTable, sizeOfHeaders }: Parts): Region[] {
  const tableEnd = endOf(sectionTable);
  const slack: Span = { offset: tableEnd, length: Math.max(0, sizeOfHeaders - tableEnd) };
  return (
    debugEntries
      // An entry that lies on the headers themselves is no entry: what it seems to point to changes with their fields.
      .filter(({ characteristics }) => characteristics.offset >= tableEnd)
      .filter(({ data }) => data.offset >= tableEnd && overlaps(data, slack))
      .map(({ index, data }) => ({ kind: 'claimed-slack', owner: `debugEntries[${index}]`, ...data }))
  );
}
