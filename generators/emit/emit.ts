import { authenticodeDigest, signedData } from './certificate.ts';
import { peCheckSum } from '../bytes/check-sum.ts';
import { Cursor } from '../bytes/cursor.ts';
import type { WrittenField } from '../bytes/cursor.ts';
import { emitPeHeaders, emitZbootHeader } from './headers.ts';
import type { UnsignedFields } from './headers.ts';
import { fillSeeded, streamSeed } from '../bytes/fill.ts';
import { STREAM } from '../layout/layout.ts';
import type { Layout } from '../layout/layout.ts';
import { CERTIFICATE_ALIGNMENT, CERTIFICATE_HEADER, LONG_NAME } from '../layout/tail.ts';

/** The first record of every SBAT section, from the SBAT specification. */
const SBAT_TEXT = 'sbat,1,SBAT Version,sbat,1,https://github.com/rhboot/shim/blob/main/SBAT.md\n';

/** Attribute certificate of the PKCS#7 kind, PE format, "The Attribute Certificate Table". */
const CERTIFICATE_REVISION = 0x0200;
const CERTIFICATE_PKCS = 0x0002;

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
  emitDebug(bytes, layout, fields);
  emitSymbols(bytes, layout);
  const cursor = new Cursor(bytes, 0, fields);
  emitZbootHeader(cursor, layout);
  const unsigned = emitPeHeaders(new Cursor(bytes, layout.headers.peOffset, fields), layout);
  emitCertificates(bytes, layout, unsigned, fields);
  const checkSum = layout.plan.checkSum === 'valid' ? peCheckSum(bytes) : 0;
  new Cursor(bytes, unsigned.checkSum).u32(checkSum);
  return { bytes, checkSum };
}

/** Live bytes outside sections hold no zero, so that whoever loses one of them is found out. */
function emitFiller(bytes: Uint8Array, { plan, headers, gapStart, gapEnd, tail }: Layout): void {
  const overlayEnd = tail.overlayOffset + plan.overlay;
  fillSeeded(bytes, DOS_HEADER, headers.peOffset, streamSeed(plan.seed, STREAM.stub), 'non-zero');
  fillSeeded(bytes, gapStart, gapEnd, streamSeed(plan.seed, STREAM.gap), 'non-zero');
  fillSeeded(bytes, tail.overlayOffset, overlayEnd, streamSeed(plan.seed, STREAM.overlay), 'non-zero');
}

function emitSections(bytes: Uint8Array, { plan, sections, payload, payloadOffset }: Layout): void {
  for (let index = 0; index < sections.length; index += 1) {
    const section = sections[index];
    if (section === undefined || section.sizeOfRawData === 0) continue;
    const { pointerToRawData } = section;
    const length = Math.min(section.sizeOfRawData, section.extent);
    if (section.plan.kind === 'sbat') {
      new Cursor(bytes, pointerToRawData).text(SBAT_TEXT, Math.min(length, SBAT_TEXT.length));
    } else {
      const seed = streamSeed(plan.seed, STREAM.section + index);
      fillSeeded(bytes, pointerToRawData, pointerToRawData + length, seed, 'any');
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
  for (const [index, entry] of debug.entries.entries()) {
    const address = plan.debugAddress === 'zero' ? 0 : debug.dataAddress + data.position - debug.dataOffset;
    directory.structure('debugDirectory', index).u32(0, 'characteristics').u32(0, 'timeDateStamp').zeros(4);
    directory.u32(entry.type, 'type').u32(entry.bytes.length, 'sizeOfData').u32(address, 'addressOfRawData');
    directory.u32(data.position, 'pointerToRawData');
    data.raw(entry.bytes);
  }
}

function emitSymbols(bytes: Uint8Array, { rawEnd, sections, tail }: Layout): void {
  if (tail.symbolCount === 0) return;
  const symbols = new Cursor(bytes, rawEnd);
  for (let index = 0; index < tail.symbolCount; index += 1) {
    // Name, value, section number (from 1), type, storage class "static", no auxiliary symbols.
    symbols
      .text(`sym${index}`, 8)
      .u32(16 * index)
      .u16(1 + (index % sections.length))
      .u16(0)
      .u8(3)
      .u8(0);
  }
  symbols.u32(4 + LONG_NAME.length + 1).text(LONG_NAME, LONG_NAME.length + 1);
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
