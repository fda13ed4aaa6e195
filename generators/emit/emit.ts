import { authenticodeDigest, signedData } from './certificate.ts';
import { peCheckSum } from '../bytes/check-sum.ts';
import { Cursor } from '../bytes/cursor.ts';
import type { WrittenField } from '../bytes/cursor.ts';
import { emitDosHeader } from './dos-header.ts';
import { emitPeHeaders } from './headers.ts';
import type { UnsignedFields } from './headers.ts';
import { fillSeeded, streamSeed } from '../bytes/fill.ts';
import { STREAM } from '../layout/layout.ts';
import type { Layout } from '../layout/layout.ts';
import { blockLength } from '../layout/relocations.ts';
import { SBAT_TEXT } from '../layout/sbat.ts';
import { EXCEPTIONS, exceptionWords, tablesLength } from '../layout/tables.ts';
import { CERTIFICATE_ALIGNMENT, CERTIFICATE_HEADER, LONG_NAME, stringAt } from '../layout/tail.ts';
import { valueIn } from '../plan/field-values.ts';
import type { ValuedField } from '../plan/field-values.ts';
import { MACHINE_FACTS } from '../plan/machines.ts';
import { roundUp } from '../bytes/round.ts';

/** Attribute certificate of the PKCS#7 kind, PE format, "The Attribute Certificate Table". */
const CERTIFICATE_REVISION = 0x0200;
const CERTIFICATE_PKCS = 0x0002;

/** PE format, "Base Relocation Types", and where the type stands in an entry: above twelve bits of offset. */
const TYPE_HIGHLOW = 3;
const TYPE_DIR64 = 10;
const TYPE_UNIT = 0x1000;

const DOS_HEADER = 64;

/** An image and the only field of it that follows from all its bytes. */
export interface Emission {
  readonly bytes: Uint8Array;
  /** CheckSum, or 0 when the plan has none. */
  readonly checkSum: number;
}

/**
 * Writes the bytes of a layout. Every byte that the layout does not give a meaning stays zero.
 *
 * @param fields gets the name and the place of every header field, for whoever wants to change one
 */
export function emit(layout: Layout, fields: WrittenField[] | null = null): Emission {
  const bytes = new Uint8Array(layout.tail.fileLength);
  emitFiller(bytes, layout);
  emitSections(bytes, layout);
  emitTables(bytes, layout);
  emitRelocations(bytes, layout, fields);
  emitDebug(bytes, layout, fields);
  emitSymbols(bytes, layout);
  const cursor = new Cursor(bytes, 0, fields);
  emitDosHeader(cursor, layout);
  const unsigned = emitPeHeaders(new Cursor(bytes, layout.headers.peOffset, fields), layout);
  emitCertificates(bytes, layout, unsigned, fields);
  const checkSum = layout.plan.checkSum === 'valid' ? peCheckSum(bytes) : 0;
  new Cursor(bytes, unsigned.checkSum).u32(checkSum);
  return { bytes, checkSum };
}

/** Live bytes outside sections hold no zero, so that whoever loses one of them is found out. */
function emitFiller(bytes: Uint8Array, { plan, headers, gapStart, gapEnd, tail }: Layout): void {
  const fill = (start: number, end: number, stream: number): void => {
    fillSeeded(bytes, start, end, streamSeed(plan.seed, stream), 'non-zero');
  };
  fill(DOS_HEADER, headers.peOffset, STREAM.stub);
  if (plan.gapFill === 'live') fill(gapStart, gapEnd, STREAM.gap);
  fill(tail.objectTablesOffset, tail.symbolsOffset, STREAM.objectTables);
  fill(tail.overlayOffset, tail.overlayOffset + plan.overlay, STREAM.overlay);
  if (plan.slack === 'live') fill(headers.slackEnd, headers.sizeOfHeaders, STREAM.slack);
  if (plan.slack === 'padding') emitPadding(bytes, headers.slackEnd, headers.sizeOfHeaders, plan);
}

/** Fills a range with the machine's NOP instruction; what is before its first whole word stays zero. */
function emitPadding(bytes: Uint8Array, start: number, end: number, { machine }: Layout['plan']): void {
  const { padding } = MACHINE_FACTS[machine];
  for (let offset = roundUp(start, padding.length); offset + padding.length <= end; offset += padding.length) {
    bytes.set(padding, offset);
  }
}

function emitSections(bytes: Uint8Array, { plan, sections, payload, payloadOffset }: Layout): void {
  for (let index = 0; index < sections.length; index += 1) {
    const section = sections[index];
    if (section === undefined || section.sizeOfRawData === 0) continue;
    const { pointerToRawData, sizeOfRawData, extent } = section;
    const loadedEnd = pointerToRawData + Math.min(sizeOfRawData, extent);
    const seed = streamSeed(plan.seed, STREAM.section + index);
    if (section.plan.kind === 'sbat') {
      new Cursor(bytes, pointerToRawData).text(SBAT_TEXT, SBAT_TEXT.length);
      // What follows the text would be taken for more of it.
      continue;
    }
    if (section.plan.kind !== 'reloc') fillSeeded(bytes, pointerToRawData, loadedEnd, seed, 'any');
    if (plan.rawSlack === 'live') {
      fillSeeded(bytes, loadedEnd, pointerToRawData + sizeOfRawData, streamSeed(seed, 1), 'non-zero');
    }
  }
  const cursor = new Cursor(bytes, payloadOffset).raw(payload.bytes);
  if (payload.footer !== null) {
    cursor.u32(payload.footer);
  }
}

/** PE format, "Debug Directory (Image Only)". */
function emitDebug(bytes: Uint8Array, { plan, debug }: Layout, fields: WrittenField[] | null): void {
  const directory = new Cursor(bytes, debug.offset, fields);
  const data = new Cursor(bytes, debug.dataOffset);
  const value = (field: ValuedField): number => valueIn(plan.values, field, 0);
  for (const [index, entry] of debug.entries.entries()) {
    const isLoaded = plan.debugAddress === 'loaded' && debug.dataAddress !== null;
    const address = isLoaded ? debug.dataAddress + data.position - debug.dataOffset : 0;
    directory.structure('debugDirectory', index).u32(value('debugCharacteristics'), 'characteristics');
    directory.u32(value('debugTimeDateStamp'), 'timeDateStamp').u16(value('debugMajorVersion'), 'majorVersion');
    directory.u16(value('debugMinorVersion'), 'minorVersion');
    directory.u32(entry.type, 'type').u32(entry.bytes.length, 'sizeOfData').u32(address, 'addressOfRawData');
    directory.u32(data.position, 'pointerToRawData');
    data.raw(entry.bytes);
  }
}

/** The tables that directories name, all of them empty but that of exceptions. */
function emitTables(bytes: Uint8Array, { plan, sections, textIndex, tablesOffset, tablesAddress }: Layout): void {
  bytes.fill(0, tablesOffset, tablesOffset + tablesLength(plan));
  const rank = plan.tables.indexOf(EXCEPTIONS);
  if (rank < 0) return;
  const place = plan.tableLength * rank;
  const words = exceptionWords(plan, sections[textIndex]?.virtualAddress ?? 0, tablesAddress + place);
  const cursor = new Cursor(bytes, tablesOffset + place);
  for (const word of words) cursor.u32(word);
}

/** PE format, "Base Relocation Block" and "Base Relocation Types": HIGHLOW or DIR64, and ABSOLUTE for what is padding. */
function emitRelocations(bytes: Uint8Array, { plan, relocations }: Layout, fields: WrittenField[] | null): void {
  const cursor = new Cursor(bytes, relocations.offset, fields);
  const type = MACHINE_FACTS[plan.machine].bits === 32 ? TYPE_HIGHLOW : TYPE_DIR64;
  for (const [index, { pageRva, offsets, slots }] of relocations.blocks.entries()) {
    cursor.structure('relocationBlocks', index).u32(pageRva, 'pageRva').u32(blockLength(slots), 'blockSize');
    for (const offset of offsets) cursor.u16(type * TYPE_UNIT + offset);
    // Nobody reads the offsets of padding, of which linkers write one; readers take two that are equal for a mistake.
    for (let slot = offsets.length; slot < slots; slot += 1) cursor.u16((slot - offsets.length) % TYPE_UNIT);
  }
}

function emitSymbols(bytes: Uint8Array, { plan, sections, tail }: Layout): void {
  if (tail.symbolCount === 0) return;
  const cursor = new Cursor(bytes, tail.symbolsOffset);
  for (let index = 0; index < tail.symbolCount; index += 1) {
    // Name, value, section number (from 1), type, storage class "static", no auxiliary symbols.
    cursor
      .text(`sym${index}`, 8)
      .u32(16 * index)
      .u16(1 + (index % sections.length))
      .u16(0)
      .u8(3)
      .u8(0);
  }
  cursor.u32(tail.stringsLength).text(LONG_NAME, LONG_NAME.length + 1);
  for (let index = 0; index < plan.strings; index += 1) {
    const text = stringAt(index);
    cursor.text(text, text.length + 1);
  }
}

/** PE format, "The Attribute Certificate Table": the same signature once or several times, as multiple signers do. */
function emitCertificates(
  bytes: Uint8Array,
  { plan, tail, headers, sections }: Layout,
  { checkSum, certificateEntry }: UnsignedFields,
  fields: WrittenField[] | null,
): void {
  if (plan.certificates === 0) return;
  const { sizeOfHeaders } = headers;
  const parts = { checkSum, certificateEntry, sizeOfHeaders, sections, end: tail.certificateOffset };
  const digest = authenticodeDigest(bytes, parts);
  const signature = signedData(digest, plan.signedName);
  const cursor = new Cursor(bytes, tail.certificateOffset, fields);
  for (let index = 0; index < plan.certificates; index += 1) {
    cursor.structure('certificates', index).u32(CERTIFICATE_HEADER + signature.length, 'length');
    cursor.u16(CERTIFICATE_REVISION, 'revision').u16(CERTIFICATE_PKCS, 'certificateType').raw(signature);
    cursor.zeros((CERTIFICATE_ALIGNMENT - (cursor.position % CERTIFICATE_ALIGNMENT)) % CERTIFICATE_ALIGNMENT);
  }
}
