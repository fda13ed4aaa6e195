import { endOf } from '../results/index.ts';
import type { Span } from '../results/index.ts';
import { readCertificateTable } from './certificates.ts';
import { mapImage } from './claims.ts';
import { ReadError } from './faults.ts';
import { isZboot } from './is-zboot.ts';
import { readKernelHeaders } from './kernel-headers.ts';
import {
  COFF_HEADER,
  DATA_DIRECTORY,
  DOS_HEADER,
  OPTIONAL_HEADER_PE32,
  OPTIONAL_HEADER_PE32_PLUS,
  SECTION_HEADER,
  ZBOOT_HEADER,
} from './layouts.ts';
import type { Anomaly, CoffHeader, DataDirectory, Image, OptionalHeader, Reading, Section } from './model.ts';
import { TableSection } from './section.ts';
import { memorySource } from './source.ts';
import type { ByteSource } from './source.ts';
import { decode } from './struct.ts';
import { fileOffsetOf, findLongName, readDebugEntries, readSymbolTable } from './tables.ts';

/** `MZ`. [PE format, MS-DOS Stub] */
const DOS_MAGIC = 0x5a4d;
/** `PE\0\0` as a little-endian number. [PE format, Signature (Image Only)] */
const PE_SIGNATURE = 0x00004550;
const PE_SIGNATURE_SIZE = 4;
/** Anomalies of one kind at most: tens of thousands of sections can be odd in the same way. */
const ANOMALY_LIMIT = 256;
/** `/`, with which a name starts that stands in the string table. [PE format, Section Table] */
const SLASH = 0x2f;
/** Magic numbers of the optional header. [PE format, Optional Header (Image Only)] */
const MAGIC_PE32 = 0x10b;
const MAGIC_PE32_PLUS = 0x20b;

/**
 * Reads any file as a PE image. Total: it never throws, takes time and memory in proportion to the headers and the
 * number of sections, and never trusts a number of the file for either. It has no strict or lenient mode: what is odd
 * is in the model, and what it means is for the rules to say.
 *
 * @param input the whole file, or a source that fetches the parts that are asked for
 */
export function readImage(input: Uint8Array | ByteSource): Reading {
  const source = input instanceof Uint8Array ? memorySource(input) : input;
  try {
    return { ok: true, image: read(source) };
  } catch (cause) {
    if (!(cause instanceof ReadError)) throw cause;
    return { ok: false, fault: cause.fault, fileSize: source.length, zbootHeader: readZboot(source) };
  }
}

/** The zboot header at the start of a file of which nothing else can be read. */
function readZboot(source: ByteSource): Image['zbootHeader'] | null {
  if (source.length < ZBOOT_HEADER.size) return null;
  const zbootHeader = decode(ZBOOT_HEADER, source.slice(0, ZBOOT_HEADER.size), 0, ZBOOT_HEADER.name);
  const startsAsImage = (zbootHeader.mzWord.value & 0xffff) === DOS_MAGIC;
  return startsAsImage && isZboot({ zbootHeader }) ? zbootHeader : null;
}

function read(source: ByteSource): Image {
  const dos = readDos(source);
  const peOffset = dos.dosHeader.peHeaderOffset.value;
  const coffHeader = readCoff(source, dos.dosHeader.peHeaderOffset);
  const optionalAt = peOffset + PE_SIGNATURE_SIZE + COFF_HEADER.size;
  const { optionalHeader, fixedSize } = readOptionalHeader(source, optionalAt);
  const anomalies: Anomaly[] = [];
  const directories = readDirectories(source, optionalAt, fixedSize, coffHeader, optionalHeader, anomalies);
  const tableOffset = optionalAt + coffHeader.sizeOfOptionalHeader.value;
  const symbolTable = readSymbolTable(source, coffHeader, anomalies);
  const { sectionTable, sections } = readSections(
    source,
    tableOffset,
    coffHeader,
    symbolTable?.strings ?? null,
    anomalies,
  );
  const sizeOfHeaders = optionalHeader.sizeOfHeaders.value;
  const locate = (address: number): number | null => fileOffsetOf(address, sections, sizeOfHeaders);
  const debugEntries = readDebugEntries(source, directories, locate, anomalies);
  const certificateTable = readCertificateTable(source, directories, anomalies);
  const regionMap = mapImage({
    fileSize: source.length,
    dosHeader: { offset: 0, length: DOS_HEADER.size },
    peHeaders: { offset: peOffset, length: tableOffset - peOffset },
    sectionTable,
    sizeOfHeaders,
    sections,
    debugEntries,
    symbolTable,
    certificateTable,
  });
  return {
    source,
    fileSize: source.length,
    ...dos,
    peSignature: { offset: peOffset, length: PE_SIGNATURE_SIZE },
    coffHeader,
    optionalHeader,
    directories,
    sectionTable,
    sectionTableByDirectories: optionalAt + fixedSize + optionalHeader.numberOfRvaAndSizes.value * DATA_DIRECTORY.size,
    sections,
    debugEntries,
    certificateTable,
    symbolTable,
    kernelHeaders: readKernelHeaders(source, coffHeader),
    regionMap,
    anomalies,
  };
}

function readDos(source: ByteSource): Pick<Image, 'dosHeader' | 'zbootHeader'> {
  const size = DOS_HEADER.size;
  if (source.length < size) {
    const at: Span = { offset: 0, length: size };
    throw new ReadError({
      code: 'dos-header-truncated',
      path: 'dosHeader',
      at,
      expected: `${size} bytes`,
      actual: source.length,
    });
  }
  const bytes = source.slice(0, size);
  const dosHeader = decode(DOS_HEADER, bytes, 0, DOS_HEADER.name);
  const { magic } = dosHeader;
  if (magic.value !== DOS_MAGIC) {
    throw new ReadError({
      code: 'dos-magic',
      path: magic.path,
      at: magic,
      expected: '0x5a4d (MZ)',
      actual: magic.value,
    });
  }
  return { dosHeader, zbootHeader: decode(ZBOOT_HEADER, bytes, 0, ZBOOT_HEADER.name) };
}

function readCoff(source: ByteSource, pointer: Image['dosHeader']['peHeaderOffset']): CoffHeader {
  const offset = pointer.value;
  const coffAt = offset + PE_SIGNATURE_SIZE;
  // The two bytes after the COFF header are the optional header's magic, which decides how the rest is read.
  if (coffAt + COFF_HEADER.size + 2 > source.length) {
    const expected = 'an offset with room for the PE headers in the file';
    throw new ReadError({ code: 'pe-header-outside-file', path: pointer.path, at: pointer, expected, actual: offset });
  }
  const bytes = source.slice(offset, PE_SIGNATURE_SIZE + COFF_HEADER.size);
  const signature = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (signature !== PE_SIGNATURE) {
    const at: Span = { offset, length: PE_SIGNATURE_SIZE };
    throw new ReadError({
      code: 'pe-signature',
      path: 'peSignature',
      at,
      expected: '0x4550 (PE\\0\\0)',
      actual: signature,
    });
  }
  return decode(COFF_HEADER, bytes.subarray(PE_SIGNATURE_SIZE), coffAt, COFF_HEADER.name);
}

function readOptionalHeader(source: ByteSource, offset: number): { optionalHeader: OptionalHeader; fixedSize: number } {
  const head = source.slice(offset, 2);
  const magic = new DataView(head.buffer, head.byteOffset, head.length).getUint16(0, true);
  const path = 'optionalHeader';
  if (magic !== MAGIC_PE32 && magic !== MAGIC_PE32_PLUS) {
    const at: Span = { offset, length: 2 };
    throw new ReadError({
      code: 'optional-header-magic',
      path: `${path}.magic`,
      at,
      expected: '0x10b or 0x20b',
      actual: magic,
    });
  }
  const fixedSize = magic === MAGIC_PE32 ? OPTIONAL_HEADER_PE32.size : OPTIONAL_HEADER_PE32_PLUS.size;
  const bytes = source.slice(offset, fixedSize);
  if (bytes.length < fixedSize) {
    const at: Span = { offset, length: fixedSize };
    throw new ReadError({
      code: 'optional-header-truncated',
      path,
      at,
      expected: `${fixedSize} bytes`,
      actual: bytes.length,
    });
  }
  const optionalHeader =
    magic === MAGIC_PE32
      ? decode(OPTIONAL_HEADER_PE32, bytes, offset, path)
      : Object.assign(decode(OPTIONAL_HEADER_PE32_PLUS, bytes, offset, path), { baseOfData: null });
  return { optionalHeader, fixedSize };
}

function readDirectories(
  source: ByteSource,
  optionalAt: number,
  fixedSize: number,
  coffHeader: CoffHeader,
  optionalHeader: OptionalHeader,
  anomalies: Anomaly[],
): readonly DataDirectory[] {
  const { numberOfRvaAndSizes } = optionalHeader;
  const start = optionalAt + fixedSize;
  const room = Math.min(coffHeader.sizeOfOptionalHeader.value - fixedSize, source.length - start);
  const count = Math.min(numberOfRvaAndSizes.value, Math.max(0, Math.floor(room / DATA_DIRECTORY.size)));
  if (count < numberOfRvaAndSizes.value) {
    anomalies.push({ code: 'directories-cut', path: numberOfRvaAndSizes.path, at: numberOfRvaAndSizes });
  }
  const bytes = source.slice(start, count * DATA_DIRECTORY.size);
  const directories: DataDirectory[] = [];
  for (let index = 0; index < count; index += 1) {
    const within = index * DATA_DIRECTORY.size;
    const fields = decode(DATA_DIRECTORY, bytes.subarray(within), start + within, `directories[${index}]`);
    directories.push(Object.assign(fields, { index }));
  }
  return directories;
}

function readSections(
  source: ByteSource,
  tableOffset: number,
  coffHeader: CoffHeader,
  strings: Span | null,
  anomalies: Anomaly[],
): { sectionTable: Span; sections: readonly Section[] } {
  const { numberOfSections } = coffHeader;
  const sectionTable: Span = { offset: tableOffset, length: numberOfSections.value * SECTION_HEADER.size };
  if (endOf(sectionTable) > source.length) {
    const expected = `a table of ${sectionTable.length} bytes in the file`;
    const actual = numberOfSections.value;
    throw new ReadError({
      code: 'section-table-outside-file',
      path: numberOfSections.path,
      at: numberOfSections,
      expected,
      actual,
    });
  }
  const bytes = source.slice(tableOffset, sectionTable.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const table = { source, offset: tableOffset, view, strings };
  const sections = Array.from({ length: numberOfSections.value }, (_, index) => new TableSection(table, index));
  const unresolved = sections.filter(
    (section) =>
      bytes[section.index * SECTION_HEADER.size] === SLASH &&
      findLongName(source, section.name.value, strings) === null,
  );
  for (const { name } of unresolved.slice(0, ANOMALY_LIMIT)) {
    anomalies.push({ code: 'long-name-unresolved', path: name.path, at: name });
  }
  return { sectionTable, sections };
}
