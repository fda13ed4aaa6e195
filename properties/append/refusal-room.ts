import type { Image } from '../../src/reader/index.ts';
import { endOf, overlaps } from '../../src/results/index.ts';
import type { Place, Span } from '../../src/results/index.ts';
import { U32_LIMIT, alignUp } from '../bytes/arithmetic.ts';
import { place } from '../findings.ts';
import { DIRECTORY } from '../image/directories-facts.ts';
import { byAddress, firstAddressAfter, firstRawData, rawDataEnd } from '../image/facts.ts';
import { isPadded } from '../image/padding.ts';
import type { AppendRequests } from '../rule.ts';
import { oddDebugDirectory } from './directories.ts';
import { CERTIFICATE_DIRECTORY, contentLength, headerLimit, isInUse, moreHeaders, slotOf } from './facts.ts';
import type { ReasonToDecline, ReasonToRefuse } from './reason.ts';

/** Sizes from here on overflow signed 32-bit arithmetic. */
const SIGNED_LIMIT = 2 ** 31;
/** Directories that loaders follow by address. */
const FOLLOWED = [
  { number: DIRECTORY.resources, what: 'the resources point' },
  { number: DIRECTORY.relocations, what: 'the relocations point' },
  { number: DIRECTORY.debug, what: 'the debug entries point' },
] as const;
/** Where a finding points that is about the whole input. */
const INPUT: Place = { file: 'before', offset: 0, length: 0 };

/** Fields that could not hold their new values, and headers that can take the new ones nowhere. */
export function* noSpace(before: Image, requests: AppendRequests): Generator<ReasonToRefuse> {
  const { sizeOfHeaders, sizeOfImage, sizeOfInitializedData } = before.optionalHeader;
  const length = contentLength(requests);
  if (sizeOfInitializedData.value + length >= U32_LIMIT) {
    yield { because: 'SizeOfInitializedData would not fit its field', at: place(sizeOfInitializedData, 'before') };
  }
  if (newImageEnd(before, requests) >= U32_LIMIT) {
    yield { because: 'the new section would end past 4 GiB', at: place(sizeOfImage, 'before') };
  }
  const [header] = before.kernelHeaders;
  if (header !== undefined && mustHeadersGrow(before, requests.length)) {
    const because = "the headers have no room, and loaders find this kernel's data by file offsets";
    yield { because, at: place(header, 'before') };
  }
  if (headersAreStuck(before, requests.length)) {
    const because = 'the headers have no room and cannot grow below the first section';
    yield { because, at: place(sizeOfHeaders, 'before') };
  }
  // PE-LAF-014, for the input and for the output; of a signature nothing need be left there, so its bytes do not count.
  const kept = before.fileSize - (before.certificateTable?.span.length ?? 0);
  if (before.fileSize >= U32_LIMIT || kept + length >= U32_LIMIT) {
    yield { because: 'a file offset would not fit its field', at: INPUT };
  }
}

/**
 * Bytes in the way of new headers that are known by their address: there they have to stay, and no table goes around
 * them.
 */
export function* fixedSlack(before: Image, count: number): Generator<ReasonToRefuse> {
  const { directories, optionalHeader } = before;
  const { offset, length } = slotOf(before, count);
  const slot = { offset, length: Math.min(length, Math.max(0, optionalHeader.sizeOfHeaders.value - offset)) };
  const because = 'bytes after the section table are referred to by address and cannot move';
  for (const { index, virtualAddress, size } of directories) {
    if (index === CERTIFICATE_DIRECTORY || !isIn(slot, virtualAddress.value, size.value)) continue;
    yield { because, at: place(virtualAddress, 'before') };
  }
  const { addressOfEntryPoint } = optionalHeader;
  if (isIn(slot, addressOfEntryPoint.value, 1)) yield { because, at: place(addressOfEntryPoint, 'before') };
  for (const { addressOfRawData, sizeOfData } of trustedEntries(before)) {
    if (isIn(slot, addressOfRawData.value, sizeOfData.value)) yield { because, at: place(addressOfRawData, 'before') };
  }
}

/** The debug entries; those of a directory that cannot be read whole may be anything. */
function trustedEntries(before: Image): Image['debugEntries'] {
  return oddDebugDirectory(before).next().done === true ? before.debugEntries : [];
}

/** Whether bytes named by address and length reach into a part of the headers, where addresses are offsets. */
function isIn(part: Span, address: number, length: number): boolean {
  return address > 0 && overlaps({ offset: address, length }, part);
}

/**
 * Whether so many headers, and the data after the table that has to move out of their way, need more room than the
 * headers have, and than there is below the first section.
 */
function headersAreStuck(before: Image, count: number): boolean {
  const { fileAlignment, sizeOfHeaders } = before.optionalHeader;
  const end = crowdedEnd(before, count);
  if (end <= headerLimit(before)) return false;
  const needed = alignUp(end - sizeOfHeaders.value, fileAlignment.value);
  const lowest = byAddress(before).find(({ extent }) => extent.length > 0);
  if (needed === null || lowest === undefined) return false;
  // Where the first data lies further on, the headers can take what is between.
  if (end <= Math.min(firstRawData(before) ?? 0, lowest.virtualAddress.value)) return false;
  return sizeOfHeaders.value + needed > lowest.virtualAddress.value;
}

/** Where so many headers end together with the data after the table that has to move out of their way. */
function crowdedEnd(before: Image, count: number): number {
  // What the entries of a directory name that cannot be read whole may be anything, and need not be moved.
  const isOdd = oddDebugDirectory(before).next().done !== true;
  const claimed = isOdd ? [] : before.regionMap.regions.filter(({ kind }) => kind === 'claimed-slack');
  return claimed.reduce((sum, { length }) => sum + length, endOf(slotOf(before, count)));
}

/** Whether so many headers have no room, by themselves or together with the data that has to make room for them. */
function mustHeadersGrow(before: Image, count: number): boolean {
  const [slot, limit] = [slotOf(before, count), headerLimit(before)];
  return endOf(slot) > limit || (isInUse(before, slot) && crowdedEnd(before, count) > limit);
}

/** Addresses in the headers that loaders act on, that lead nowhere and would lead into a new section. */
export function* captured(before: Image, requests: AppendRequests): Generator<ReasonToRefuse> {
  const { optionalHeader, directories } = before;
  const { addressOfEntryPoint } = optionalHeader;
  const claims = [
    { what: 'the entry point points', field: addressOfEntryPoint, length: 1, granularity: 1 },
    ...FOLLOWED.flatMap(({ number, what }) => {
      const directory = directories[number];
      if (directory === undefined) return [];
      const { virtualAddress, size } = directory;
      // Resources are a tree with its root first; of relocations and debug entries any part is taken for some.
      const length = number === DIRECTORY.resources ? Math.min(1, size.value) : size.value;
      return [{ what, field: virtualAddress, length, granularity: 1 }];
    }),
    // What finds debug data by its address goes by the data of a section in the file, with its padding (PE-DIR-032).
    ...trustedEntries(before).map(({ addressOfRawData: field, sizeOfData }) => {
      const length = Math.min(1, sizeOfData.value);
      return { what: 'the debug data points', field, length, granularity: optionalHeader.fileAlignment.value };
    }),
  ];
  let end = firstAddressAfter(before);
  for (const { content } of requests) {
    const start = alignUp(end, optionalHeader.sectionAlignment.value) ?? end;
    end = start + content.length;
    for (const { what, field, length, granularity } of claims) {
      const taken = alignUp(content.length, granularity) ?? content.length;
      if (!overlaps({ offset: field.value, length }, { offset: start, length: taken })) continue;
      yield { because: `${what} nowhere and would point into the new section`, at: place(field, 'before') };
    }
  }
  yield* grownOnto(before, end);
}

/** Relocations that reach beyond the image: firmware refuses it for them, and would apply them once it is longer. */
function* grownOnto({ optionalHeader, directories }: Image, end: number): Generator<ReasonToRefuse> {
  const relocations = directories[DIRECTORY.relocations];
  if (relocations === undefined) return;
  const start = optionalHeader.sizeOfImage.value;
  const limit = alignUp(end, optionalHeader.sectionAlignment.value) ?? end;
  const { virtualAddress, size } = relocations;
  if (!overlaps({ offset: virtualAddress.value, length: size.value }, { offset: start, length: limit - start })) return;
  const because = 'the relocations extend past the image, which would grow over them';
  yield { because, at: place(virtualAddress, 'before') };
}

/** Addresses between the headers and the first section, where headers without room grow. */
function* capturedByHeaders({
  optionalHeader,
  directories,
  debugEntries,
  sections,
}: Image): Generator<ReasonToDecline> {
  const start = optionalHeader.sizeOfHeaders.value;
  const fields = [
    optionalHeader.addressOfEntryPoint,
    ...FOLLOWED.flatMap(({ number }) => directories[number]?.virtualAddress ?? []),
    ...debugEntries.map(({ addressOfRawData }) => addressOfRawData),
  ];
  const lowest = sections.reduce(
    (low, { extent }) => (extent.length > 0 ? Math.min(low, extent.offset) : low),
    Infinity,
  );
  for (const field of fields) {
    if (field.value < start || field.value >= lowest) continue;
    const because = 'an address points nowhere and would point into the headers';
    yield { because, policy: 'addresses that point to where headers grow', at: place(field, 'before') };
  }
}

/** What makes an append more than adding at free places. */
export function* inTheWay(before: Image, requests: AppendRequests): Generator<ReasonToDecline> {
  yield* slotInTheWay(before, requests.length);
  // Not every rewriter is asked to touch a signature: one may refuse, remove it or keep it as a whole, which a rule of
  // its own judges. The same goes for a certificate directory that leads nowhere, or into something else.
  if (before.certificateTable !== null) {
    const at = place(before.certificateTable.span, 'before');
    yield { because: 'the image is signed', policy: 'signed images', at };
  }
  yield* nearLimits(before, requests);
}

/** Headers that find no room after the table, or find bytes there that are in use; both when those would have to go. */
function* slotInTheWay(before: Image, count: number): Generator<ReasonToDecline> {
  const slot = slotOf(before, count);
  const at = place(slot, 'before');
  const inHeaders = {
    offset: slot.offset,
    length: Math.max(0, Math.min(endOf(slot), headerLimit(before)) - slot.offset),
  };
  const isUsed = inHeaders.length > 0 && isInUse(before, inHeaders);
  if (mustHeadersGrow(before, count)) {
    const policy = 'images whose headers have to grow';
    yield { because: `the headers have no room for ${moreHeaders(count)}`, policy, at };
    yield* capturedByHeaders(before);
  }
  if (isUsed) {
    const policy = isPadded(before)
      ? 'images with padding other than zeros after the section table'
      : 'images with live bytes after the section table, such as BTI kernels';
    yield { because: 'the bytes after the section table are in use', policy, at };
  }
}

/** Sizes that can still be told by their fields, and that others may not take. */
function* nearLimits(before: Image, requests: AppendRequests): Generator<ReasonToDecline> {
  const { fileAlignment, sizeOfImage, sizeOfInitializedData } = before.optionalHeader;
  if (newImageEnd(before, requests) >= SIGNED_LIMIT) {
    const policy = 'images that would not fit into 2 GiB';
    yield { because: 'the image would not fit into 2 GiB', policy, at: place(sizeOfImage, 'before') };
  }
  const rounded = (length: number): number => alignUp(length, fileAlignment.value) ?? length;
  const size = requests.reduce((sum, { content }) => sum + rounded(content.length), 0);
  if (sizeOfInitializedData.value + size >= U32_LIMIT) {
    const policy = 'images whose SizeOfInitializedData would barely fit its field';
    const at = place(sizeOfInitializedData, 'before');
    yield { because: 'SizeOfInitializedData would not fit its field', policy, at };
  }
  const dataEnd = rawDataEnd(before);
  if (rounded(dataEnd) + size + before.fileSize - dataEnd >= U32_LIMIT) {
    const policy = 'files that would barely stay below 4 GiB';
    yield { because: 'a file offset would not fit its field', policy, at: INPUT };
  }
}

/** SizeOfImage after an append of these sections. */
function newImageEnd(before: Image, requests: AppendRequests): number {
  const alignment = before.optionalHeader.sectionAlignment.value;
  const rounded = (address: number): number => alignUp(address, alignment) ?? address;
  return rounded(requests.reduce((end, { content }) => rounded(end) + content.length, firstAddressAfter(before)));
}
