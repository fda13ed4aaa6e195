import type { AppendOptions } from '../options.ts';
import { hex, refuse, span } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import * as at from './fields.ts';
import type { RandomAccess } from './random-access.ts';

/** The largest FileAlignment that the PE format allows. */
const FILE_ALIGNMENT_MAX = 0x1_0000;
/** Above this a rounded address cannot stay below 2 GiB together with any section. */
const SECTION_ALIGNMENT_MAX = 0x4000_0000;
/** PE format, "Optional Header": images are limited to 2 GiB. */
export const SIZE_OF_IMAGE_MAX = 0x7fff_ffff;
/** The largest value of the 16-bit NumberOfSections; an image that is there cannot take one more. */
const NUMBER_OF_SECTIONS_MAX = 0xffff;

/** What the headers say, as far as an append depends on it; every value was checked against the file's length. */
export interface Headers {
  readonly fileLength: number;
  readonly peOffset: number;
  readonly optionalOffset: number;
  readonly directoriesOffset: number;
  readonly numberOfRvaAndSizes: number;
  readonly tableOffset: number;
  readonly tableEnd: number;
  readonly numberOfSections: number;
  readonly sectionAlignment: number;
  readonly fileAlignment: number;
  readonly sizeOfImage: number;
  readonly sizeOfHeaders: number;
}

/**
 * Reads the DOS, zboot, file and optional header.
 *
 * @returns the headers, or a refusal `not-pe`, `not-zboot`, `malformed-headers`, `malformed-alignment`, `signed-image`,
 *   `too-many-sections` or `too-large`. PE format, "MS-DOS Stub" to "Optional Header".
 */
export function readHeaders(image: RandomAccess, options: AppendOptions): Headers | Refusal {
  const peOffset = findPe(image);
  if (typeof peOffset !== 'number') return peOffset;
  const foreign = options.anyPe === true ? null : checkZboot(image);
  if (foreign !== null) return foreign;
  const headers = readLayout(image, peOffset);
  if ('kind' in headers) return headers;
  const fault = checkSizes(headers) ?? checkAlignments(headers);
  if (fault !== null) return fault;
  return (options.stripSignature === true ? null : checkUnsigned(image, headers)) ?? headers;
}

/** File offset of the directory entry with the given index, or `null` when the image has none. */
export function directoryOffset(headers: Headers, index: number): number | null {
  return index < headers.numberOfRvaAndSizes ? headers.directoriesOffset + index * at.DIRECTORY_LENGTH : null;
}

function findPe(image: RandomAccess): number | Refusal {
  const length = image.length;
  if (length < at.DOS_HEADER_LENGTH) {
    return refuse('not-pe', `The file has ${length} bytes, less than a DOS header of 64; name an EFI zboot image.`);
  }
  if (length > at.U32_MAX) {
    return refuse('too-large', `The file has ${length} bytes, but PE offsets end at 0xffffffff; name a smaller image.`);
  }
  const magic = image.u16(0);
  if (magic !== at.MZ_MAGIC) {
    return refuse('not-pe', `The first two bytes read ${hex(magic)} instead of "MZ"; name an EFI zboot image.`);
  }
  const peOffset = image.u32(at.PE_OFFSET_AT);
  if (peOffset < at.DOS_HEADER_LENGTH || peOffset + at.PE_OPTIONAL_HEADER_AT + 2 > length) {
    const where = `The PE header offset at 0x3c is ${hex(peOffset)}`;
    return refuse('not-pe', `${where}, not between 0x40 and the file's end ${hex(length)}; name an EFI zboot image.`);
  }
  const signature = image.u32(peOffset);
  if (signature !== at.PE_SIGNATURE) {
    const found = `The word at ${hex(peOffset)} is ${hex(signature)}`;
    return refuse('not-pe', `${found} instead of the PE signature 0x4550; name an EFI zboot image.`);
  }
  return peOffset;
}

function checkZboot(image: RandomAccess): Refusal | null {
  if (image.u32(0) === at.MZ_WORD && image.u32(at.ZIMG_MAGIC_AT) === at.ZIMG_WORD) return null;
  const found = 'The first eight bytes are not "MZ", two zeros and "zimg"';
  return refuse('not-zboot', `${found}; name an EFI zboot image, or allow any PE image.`);
}

function readLayout(image: RandomAccess, peOffset: number): Headers | Refusal {
  const optionalOffset = peOffset + at.PE_OPTIONAL_HEADER_AT;
  const magic = image.u16(optionalOffset);
  if (magic !== at.PE32_MAGIC && magic !== at.PE32_PLUS_MAGIC) {
    return malformed(`The optional header's Magic at ${hex(optionalOffset)} is ${hex(magic)}, not 0x10b or 0x20b`);
  }
  const directoriesAt = magic === at.PE32_MAGIC ? at.PE32_DIRECTORIES_AT : at.PE32_PLUS_DIRECTORIES_AT;
  const directoriesOffset = optionalOffset + directoriesAt;
  if (directoriesOffset > image.length) {
    return malformed(`The file ends at ${hex(image.length)} inside the optional header at ${hex(optionalOffset)}`);
  }
  const numberOfRvaAndSizes = image.u32(directoriesOffset - 4);
  if (numberOfRvaAndSizes > at.DIRECTORY_COUNT_MAX) {
    return malformed(`NumberOfRvaAndSizes at ${hex(directoriesOffset - 4)} is ${numberOfRvaAndSizes}, more than 16`);
  }
  const sizeOfOptionalHeader = image.u16(peOffset + at.PE_SIZE_OF_OPTIONAL_HEADER_AT);
  const expected = directoriesAt + at.DIRECTORY_LENGTH * numberOfRvaAndSizes;
  if (sizeOfOptionalHeader !== expected) {
    const where = `SizeOfOptionalHeader at ${hex(peOffset + at.PE_SIZE_OF_OPTIONAL_HEADER_AT)}`;
    const needed = `${numberOfRvaAndSizes} data directories need ${hex(expected)}`;
    return malformed(`${where} is ${hex(sizeOfOptionalHeader)}, but ${needed}`);
  }
  const numberOfSections = image.u16(peOffset + at.PE_NUMBER_OF_SECTIONS_AT);
  const tableOffset = optionalOffset + sizeOfOptionalHeader;
  return {
    fileLength: image.length,
    peOffset,
    optionalOffset,
    directoriesOffset,
    numberOfRvaAndSizes,
    tableOffset,
    tableEnd: tableOffset + numberOfSections * at.SECTION_HEADER_LENGTH,
    numberOfSections,
    sectionAlignment: image.u32(optionalOffset + at.OPTIONAL_SECTION_ALIGNMENT_AT),
    fileAlignment: image.u32(optionalOffset + at.OPTIONAL_FILE_ALIGNMENT_AT),
    sizeOfImage: image.u32(optionalOffset + at.OPTIONAL_SIZE_OF_IMAGE_AT),
    sizeOfHeaders: image.u32(optionalOffset + at.OPTIONAL_SIZE_OF_HEADERS_AT),
  };
}

function checkSizes(headers: Headers): Refusal | null {
  const { fileLength, numberOfSections, sizeOfHeaders, sizeOfImage, tableOffset, tableEnd } = headers;
  const sizeOfHeadersAt = hex(headers.optionalOffset + at.OPTIONAL_SIZE_OF_HEADERS_AT);
  if (numberOfSections === 0) {
    return malformed(`NumberOfSections at ${hex(headers.peOffset + at.PE_NUMBER_OF_SECTIONS_AT)} is 0`);
  }
  if (tableEnd > fileLength) {
    return malformed(`The section table ${span(tableOffset, tableEnd)} runs past the file's end ${hex(fileLength)}`);
  }
  if (numberOfSections === NUMBER_OF_SECTIONS_MAX) {
    return refuse(
      'too-many-sections',
      'The image has 65535 sections, the most that NumberOfSections can count; drop one.',
    );
  }
  if (sizeOfHeaders < tableEnd || sizeOfHeaders > fileLength) {
    const bounds = `the section table ends at ${hex(tableEnd)} and the file at ${hex(fileLength)}`;
    return malformed(`SizeOfHeaders at ${sizeOfHeadersAt} is ${hex(sizeOfHeaders)}, but ${bounds}`);
  }
  if (sizeOfImage > SIZE_OF_IMAGE_MAX || sizeOfImage <= sizeOfHeaders) {
    const where = `SizeOfImage at ${hex(headers.optionalOffset + at.OPTIONAL_SIZE_OF_IMAGE_AT)}`;
    const bounds = `above SizeOfHeaders ${hex(sizeOfHeaders)} and at most 0x7fffffff`;
    return malformed(`${where} is ${hex(sizeOfImage)}, but must be ${bounds}`);
  }
  return null;
}

function checkAlignments(headers: Headers): Refusal | null {
  const { fileAlignment, sectionAlignment, optionalOffset } = headers;
  if (!isPowerOfTwo(fileAlignment) || fileAlignment > FILE_ALIGNMENT_MAX) {
    const where = `FileAlignment at ${hex(optionalOffset + at.OPTIONAL_FILE_ALIGNMENT_AT)} is ${hex(fileAlignment)}`;
    return refuse('malformed-alignment', `${where}, not a power of two up to 0x10000; rebuild the image.`);
  }
  if (!isPowerOfTwo(sectionAlignment) || sectionAlignment > SECTION_ALIGNMENT_MAX) {
    const where = `SectionAlignment at ${hex(optionalOffset + at.OPTIONAL_SECTION_ALIGNMENT_AT)}`;
    const detail = `${where} is ${hex(sectionAlignment)}, not a power of two up to 0x40000000; rebuild the image.`;
    return refuse('malformed-alignment', detail);
  }
  return null;
}

function checkUnsigned(image: RandomAccess, headers: Headers): Refusal | null {
  const entry = directoryOffset(headers, at.CERTIFICATE_DIRECTORY);
  if (entry === null) return null;
  const size = image.u32(entry + 4);
  if (size === 0) return null;
  if (image.u32(entry) === 0) {
    // EDK2 and shim go by the size alone: to them such an image is signed, and wrongly.
    const found = `The certificate directory at ${hex(entry)} names ${hex(size)} bytes and no place`;
    return refuse('malformed-certificates', `${found}; clear the entry, or strip the signature.`);
  }
  const where = `the certificate directory at ${hex(entry)} holds ${hex(size)} bytes at ${hex(image.u32(entry))}`;
  return refuse(
    'signed-image',
    `The image is signed (${where}); append to the unsigned image, or strip the signature, and sign the result.`,
  );
}

/** Halving is exact, and leads to 1 from powers of two alone; bit operators would take alignments of 2 GiB for negative. */
function isPowerOfTwo(value: number): boolean {
  let rest = value;
  while (rest > 1) rest /= 2;
  return rest === 1;
}

function malformed(found: string): Refusal {
  return refuse('malformed-headers', `${found}; rebuild the image or copy it again.`);
}
