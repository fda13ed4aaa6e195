import { signedDataLength } from '../emit/certificate.ts';
import type { Plan } from '../plan/plan.ts';
import { roundUp } from '../bytes/round.ts';
import { debugDataLength } from './debug-data.ts';
import type { DebugData } from './debug-data.ts';

/** What follows the raw data: symbol and string table, overlay, certificate table. All in file offsets. */
export interface TailLayout {
  /** COFF relocations and line numbers of so many sections. */
  readonly objectTables: number;
  readonly objectTablesOffset: number;
  readonly symbolCount: number;
  readonly symbolsOffset: number;
  readonly stringsOffset: number;
  readonly stringsLength: number;
  /** Where debug data lies that is to be outside of all sections. */
  readonly debugOffset: number;
  readonly overlayOffset: number;
  /** The certificate table's place and its length in whole words of 8 bytes, 0 when unsigned. */
  readonly certificateOffset: number;
  readonly certificateLength: number;
  /** Bytes of one signature, without its header and the padding after it. */
  readonly signatureLength: number;
  readonly fileLength: number;
}

/** The first string: what a section header's `/4` stands for. */
export const LONG_NAME = '.zboot.note';

/** PE format, "COFF Symbol Table", "COFF Relocations", "COFF Line Numbers": bytes in one record. */
const SYMBOL = 18;
export const OBJECT_RELOCATION = 10;
const OBJECT_LINE_NUMBER = 6;
/** The field with the length of the string table, which counts itself. */
const STRINGS_HEADER = 4;
/** WIN_CERTIFICATE: length, revision and type before the certificate; each entry starts at a multiple of 8. */
export const CERTIFICATE_HEADER = 8;
export const CERTIFICATE_ALIGNMENT = 8;

/** Readers take CodeView data for words of four bytes. */
const DEBUG_ALIGNMENT = 4;

/** Line numbers of a section with COFF relocations: one more, so that neither count is taken for the other. */
export function lineNumbersOf({ objectRecords }: Pick<Plan, 'objectRecords'>): number {
  return objectRecords + 1;
}

/** Bytes of the COFF relocations and line numbers of one section. */
export function objectTableLength(plan: Pick<Plan, 'objectRecords'>): number {
  return OBJECT_RELOCATION * plan.objectRecords + OBJECT_LINE_NUMBER * lineNumbersOf(plan);
}

/** One of the strings after the first. */
export function stringAt(index: number): string {
  return `string.${index}`;
}

function stringsLength({ symbols, strings }: Plan): number {
  if (symbols === 'none') return 0;
  let length = STRINGS_HEADER + LONG_NAME.length + 1;
  for (let index = 0; index < strings; index += 1) length += stringAt(index).length + 1;
  return length;
}

/** Lays out the file after `rawEnd`. */
export function layOutTail(plan: Plan, rawEnd: number, sections: number, debug: readonly DebugData[]): TailLayout {
  const objectTables = Math.min(plan.objectTables, sections);
  const symbolCount = plan.symbols === 'none' ? 0 : plan.symbolCount;
  const symbolsOffset = rawEnd + objectTableLength(plan) * objectTables;
  const stringsOffset = symbolsOffset + SYMBOL * symbolCount;
  const strings = stringsLength(plan);
  const dataLength = plan.debugPlace === 'overlay' ? debugDataLength(debug) : 0;
  const debugOffset = dataLength === 0 ? stringsOffset + strings : roundUp(stringsOffset + strings, DEBUG_ALIGNMENT);
  const overlayOffset = debugOffset + dataLength;
  const overlayEnd = overlayOffset + plan.overlay;
  const isSigned = plan.certificates > 0;
  const signatureLength = isSigned ? signedDataLength(plan.signedName) : 0;
  const certificateOffset = isSigned ? roundUp(overlayEnd, CERTIFICATE_ALIGNMENT) : 0;
  const certificateLength = plan.certificates * roundUp(CERTIFICATE_HEADER + signatureLength, CERTIFICATE_ALIGNMENT);
  const fileLength = isSigned ? certificateOffset + certificateLength : overlayEnd;
  return {
    objectTables,
    objectTablesOffset: rawEnd,
    symbolCount,
    symbolsOffset,
    stringsOffset,
    stringsLength: strings,
    debugOffset,
    overlayOffset,
    certificateOffset,
    certificateLength,
    signatureLength,
    fileLength,
  };
}
