import { fileOffsetOf, isZboot, lengthSpan, payloadSpan, statedLength } from '../../reader/index.ts';
import type { Clash, Image, Section } from '../../reader/index.ts';
import { contains, endOf } from '../../results/index.ts';
import type { Span } from '../../results/index.ts';
import { debugDetail } from './debug-detail.ts';
import { memoryOverlaps } from './memory-overlaps.ts';
import type { MemoryOverlap } from './memory-overlaps.ts';
import { sectionName } from './name-text.ts';
import { CERTIFICATE_DIRECTORY, DIRECTORIES } from './value-names.ts';

/** The payload as the zboot header places it. */
export interface Payload extends Span {
  readonly compressionType: string;
  /** Where the decompressed length stands. */
  readonly lengthWord: Span;
  /** The decompressed length that stands there, in bytes; null where the file ends before it. */
  readonly decompressedLength: number | null;
  /** Number of the section whose data holds the payload whole, or null. */
  readonly section: number | null;
}

/** Something that lies inside a region, or across some; of length 0 when it is a single place. */
export interface Feature extends Span {
  readonly kind: 'payload' | 'payload-length' | 'directory' | 'debug-data' | 'entry-point' | 'kernel-header';
  /** What it belongs to: the path of a field or of an entry. */
  readonly owner: string;
}

/** Bytes that a header claims and that the file does not have. */
export interface Beyond extends Span {
  /** What claims them, such as `sections[3]`. */
  readonly owner: string;
}

/** What there is to say of an image beside what its headers say themselves. */
export interface Inspection {
  /** How the file is called in what is printed. */
  readonly path: string;
  readonly image: Image;
  /** Null for an image without a zboot header. */
  readonly payload: Payload | null;
  /** In the order of their offsets, those outside the file left out. */
  readonly features: readonly Feature[];
  readonly beyond: readonly Beyond[];
  readonly clashes: readonly Clash[];
  readonly overlaps: readonly MemoryOverlap[];
  /** What is known of the data of each debug entry, in words; empty where nothing is. */
  readonly debugDetails: readonly string[];
  /** The names of all sections for people, each resolved once: a long one has to be fetched from the file. */
  readonly sectionNames: readonly string[];
  /** File offset of the bytes that a directory names, for those of the sixteen that are there; else null. */
  readonly directoryOffsets: readonly (number | null)[];
}

/**
 * Works out all that is told of an image; takes time in proportion to its headers and to the logarithm of its sections.
 *
 * @param path what the renderers call the image; nothing is read from there
 * @param image what `readImage` made of the bytes; a source that it was read from has to stay open for the renderers
 */
export function inspectImage(path: string, image: Image): Inspection {
  const payload = payloadOf(image);
  const directoryOffsets = locateDirectories(image);
  const claims = [...claimsOf(image), ...(payload === null ? [] : [{ owner: 'payload', ...spanOf(payload) }])];
  return {
    path,
    image,
    payload,
    features: featuresOf(image, payload, directoryOffsets),
    beyond: claims.filter((claim) => claim.length > 0 && endOf(claim) > image.fileSize),
    clashes: image.regionMap.clashes,
    overlaps: memoryOverlaps(image),
    debugDetails: image.debugEntries.map((entry) => debugDetail(image, entry)),
    sectionNames: image.sections.map(sectionName),
    directoryOffsets,
  };
}

function spanOf({ offset, length }: Span): Span {
  return { offset, length };
}

function payloadOf(image: Image): Payload | null {
  if (!isZboot(image)) return null;
  const { zbootHeader, sections } = image;
  const span = payloadSpan(image);
  const holder = sections.find(({ rawData }) => span.length > 0 && contains(rawData, span));
  return {
    ...span,
    compressionType: zbootHeader.compressionType.value,
    lengthWord: lengthSpan(image),
    decompressedLength: statedLength(image),
    section: holder?.index ?? null,
  };
}

/** Where the bytes of the sixteen directories lie; the certificate directory holds an offset already. */
function locateDirectories({ directories, sections, optionalHeader }: Image): readonly (number | null)[] {
  return directories.slice(0, DIRECTORIES.length).map(({ index, virtualAddress, size }) => {
    if (size.value === 0 || virtualAddress.value === 0) return null;
    if (index === CERTIFICATE_DIRECTORY) return virtualAddress.value;
    return fileOffsetOf(virtualAddress.value, sections, optionalHeader.sizeOfHeaders.value);
  });
}

function featuresOf(
  image: Image,
  payload: Payload | null,
  directoryOffsets: Inspection['directoryOffsets'],
): readonly Feature[] {
  const { sections, optionalHeader, directories, debugEntries, kernelHeaders, fileSize } = image;
  const features: Feature[] = [];
  if (payload !== null) {
    features.push({ kind: 'payload', owner: 'payload', ...spanOf(payload) });
    if (payload.decompressedLength !== null) {
      features.push({ kind: 'payload-length', owner: 'payload', ...payload.lengthWord });
    }
  }
  const entry = optionalHeader.addressOfEntryPoint;
  const entryOffset =
    entry.value === 0 ? null : fileOffsetOf(entry.value, sections, optionalHeader.sizeOfHeaders.value);
  if (entryOffset !== null) features.push({ kind: 'entry-point', owner: entry.path, offset: entryOffset, length: 0 });
  for (const [index, offset] of directoryOffsets.entries()) {
    // The certificate table is a region of its own.
    if (offset === null || index === CERTIFICATE_DIRECTORY) continue;
    const length = directories[index]?.size.value ?? 0;
    features.push({ kind: 'directory', owner: `directories[${index}]`, offset, length });
  }
  for (const { kind, ...span } of kernelHeaders) features.push({ kind: 'kernel-header', owner: kind, ...span });
  for (const { index, data } of debugEntries) {
    if (data.length > 0) features.push({ kind: 'debug-data', owner: `debugEntries[${index}]`, ...data });
  }
  return features.filter(({ offset }) => offset < fileSize).sort((a, b) => a.offset - b.offset || b.length - a.length);
}

/** Every claim that headers make on bytes of the file, as they make it. */
function claimsOf({ sections, debugEntries, symbolTable, certificateTable }: Image): readonly Beyond[] {
  const strings = symbolTable?.strings ?? null;
  return [
    ...sections.map((section: Section) => ({ owner: `sections[${section.index}]`, ...section.rawData })),
    ...debugEntries.map(({ index, data }) => ({ owner: `debugEntries[${index}]`, ...data })),
    ...(symbolTable === null ? [] : [{ owner: 'symbolTable', ...symbolTable.symbols }]),
    ...(strings === null ? [] : [{ owner: 'stringTable', ...strings }]),
    ...(certificateTable === null ? [] : [{ owner: 'certificateTable', ...certificateTable.span }]),
  ];
}
