import { peCheckSum } from './check-sum.ts';
import { Cursor } from './cursor.ts';
import { DEBUG_DATA, DEBUG_ENTRY_LENGTH } from './debug-data.ts';
import { emitPeHeaders, emitZbootHeader } from './emit-headers.ts';
import { fillSeeded, streamSeed } from './fill.ts';
import { STREAM } from './layout.ts';
import type { Layout } from './layout.ts';
import { LONG_NAME } from './layout-tail.ts';

/** The first record of every SBAT section, from the SBAT specification. */
const SBAT_TEXT = 'sbat,1,SBAT Version,sbat,1,https://github.com/rhboot/shim/blob/main/SBAT.md\n';

/** Attribute certificate of the PKCS#7 kind, PE format, "The Attribute Certificate Table". */
const CERTIFICATE_REVISION = 0x0200;
const CERTIFICATE_PKCS = 0x0002;

const DOS_HEADER = 64;

/** Writes the bytes of a layout. Every byte that the layout does not give a meaning stays zero. */
export function emit(layout: Layout): Uint8Array {
  const bytes = new Uint8Array(layout.tail.fileLength);
  emitFiller(bytes, layout);
  emitSections(bytes, layout);
  emitDebug(bytes, layout);
  emitTail(bytes, layout);
  emitZbootHeader(bytes, layout);
  const checkSumOffset = emitPeHeaders(bytes, layout);
  if (layout.plan.checkSum === 'valid') {
    new Cursor(bytes, checkSumOffset).u32(peCheckSum(bytes));
  }
  return bytes;
}

/** Live bytes outside sections hold no zero, so that whoever loses one of them is found out. */
function emitFiller(bytes: Uint8Array, { plan, headers, gapStart, gapEnd, tail }: Layout): void {
  const overlayEnd = tail.overlayOffset + plan.overlay;
  fillSeeded(bytes, DOS_HEADER, headers.peOffset, streamSeed(plan.seed, STREAM.stub), 'non-zero');
  fillSeeded(bytes, gapStart, gapEnd, streamSeed(plan.seed, STREAM.gap), 'non-zero');
  fillSeeded(bytes, tail.overlayOffset, overlayEnd, streamSeed(plan.seed, STREAM.overlay), 'non-zero');
}

function emitSections(bytes: Uint8Array, { plan, sections, payload, payloadOffset }: Layout): void {
  for (const [index, { plan: section, pointerToRawData, sizeOfRawData, extent }] of sections.entries()) {
    const length = Math.min(sizeOfRawData, extent);
    if (section.kind === 'sbat') {
      new Cursor(bytes, pointerToRawData).text(SBAT_TEXT, Math.min(length, SBAT_TEXT.length));
    } else if (length > 0) {
      const seed = streamSeed(plan.seed, STREAM.section + index);
      fillSeeded(bytes, pointerToRawData, pointerToRawData + length, seed, 'any');
    }
  }
  const cursor = new Cursor(bytes, payloadOffset).raw(payload.bytes);
  if (payload.footer !== null) {
    cursor.u32(payload.footer);
  }
}

/** PE format, "Debug Directory (Image Only)". Data in the header slack has no address, as in kernels. */
function emitDebug(bytes: Uint8Array, { plan, headers, debugOffset, debugAddress }: Layout): void {
  const entries = DEBUG_DATA[plan.debug];
  const mappedStart = entries.length * DEBUG_ENTRY_LENGTH;
  const directory = new Cursor(bytes, debugOffset);
  const data = new Cursor(bytes, plan.debug === 'mapped' ? debugOffset + mappedStart : headers.tableEnd);
  for (const entry of entries) {
    const address = plan.debug === 'mapped' ? debugAddress + mappedStart : 0;
    directory.zeros(12).u32(entry.type).u32(entry.bytes.length).u32(address).u32(data.position);
    data.raw(entry.bytes);
  }
}

function emitTail(bytes: Uint8Array, { plan, rawEnd, sections, tail }: Layout): void {
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
  if (tail.symbolCount > 0) {
    symbols.u32(4 + LONG_NAME.length + 1).text(LONG_NAME, LONG_NAME.length + 1);
  }
  if (plan.certificate > 0) {
    const certificate = new Cursor(bytes, tail.certificateOffset);
    certificate
      .u32(8 + plan.certificate)
      .u16(CERTIFICATE_REVISION)
      .u16(CERTIFICATE_PKCS);
    const end = certificate.position + plan.certificate;
    fillSeeded(bytes, certificate.position, end, streamSeed(plan.seed, STREAM.certificate), 'non-zero');
  }
}
