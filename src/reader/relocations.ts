/**
 * The base relocations that directory 5 names, read while they are asked for: a file may claim gigabytes of them. Every
 * step goes forward by at least the head of a block, and nothing is read that is not in the file.
 * [PE format, The .reloc Section (Image Only)]
 */
import { endOf } from '../results/index.ts';
import type { Span } from '../results/index.ts';
import { holderOf } from './file-offsets.ts';
import { RELOCATION_BLOCK } from './layouts.ts';
import type { DataDirectory, Image, RelocationBlock, RelocationEnd, RelocationEntry } from './model.ts';
import { u16 } from './scalar.ts';
import type { Field } from './struct.ts';
import { Window } from './window.ts';

const { fields: SLOTS, size: HEAD_SIZE } = RELOCATION_BLOCK;

/** Directory number. [PE format, Optional Header Data Directories] */
const RELOCATION_DIRECTORY = 5;
/** Blocks start at multiples of this. [PE format, The .reloc Section] */
const BLOCK_ALIGNMENT = 4;
/** Bytes of an entry: 4 bits of type above 12 bits of offset in the page. [PE format, Base Relocation Block] */
const ENTRY_SIZE = 2;
const OFFSET_RANGE = 2 ** 12;
/** Adjusts the high half of a word; the entry behind it is the low half. [PE format, Base Relocation Types] */
const HIGH_ADJUST = 4;
/** Bytes that are fetched at once. */
const READ_AHEAD = 2 ** 16;

/**
 * The relocation blocks, up to the first that is malformed or not in the file; at the end, where and why they end. `null`
 * for an image without a directory of relocations, or with one of size 0. A directory that starts at address 0 is read as
 * loaders read it, from the headers.
 */
export function* relocationBlocks(image: Image): Generator<RelocationBlock, RelocationEnd | null> {
  const directory = image.directories[RELOCATION_DIRECTORY];
  if (directory === undefined || directory.size.value === 0) return null;
  const { data, goesOn } = loadedRun(image, directory);
  const bytes = new Window(image.source, data, READ_AHEAD);
  let done = 0;
  for (let index = 0; done < directory.size.value; index += 1) {
    const room = directory.size.value - done;
    const offset = data.offset + done;
    const isThere = (length: number): boolean => done + length <= data.length;
    if (!isThere(Math.min(room, HEAD_SIZE))) return { reason: goesOn, address: directory.virtualAddress.value + done };
    if (room < HEAD_SIZE) return { reason: 'rest', rest: { offset, length: room } };
    const page = bytes.read(SLOTS.pageRva.as, offset + SLOTS.pageRva.at);
    const length = bytes.read(SLOTS.blockSize.as, offset + SLOTS.blockSize.at);
    // Every block starts aligned, so only the last may end anywhere: the empty table of many EFI programs has 10 bytes.
    const step = length === room ? ENTRY_SIZE : BLOCK_ALIGNMENT;
    if (length < HEAD_SIZE || length % step !== 0 || length > room) {
      return { reason: 'block-size', blockSize: field(index, offset, 'blockSize', length), room };
    }
    if (!isThere(length)) return { reason: goesOn, address: directory.virtualAddress.value + done };
    yield new FetchedBlock(index, { offset, length }, page);
    done += length;
  }
  return { reason: 'complete' };
}

/** The relocations of a block, those of type 0 too, which do nothing. An entry and its parameter are one. */
export function* relocationEntries(
  { source }: Image,
  { span, pageRva }: RelocationBlock,
): Generator<RelocationEntry, void> {
  if (span.length === HEAD_SIZE) return;
  const bytes = new Window(source, span, READ_AHEAD);
  const page = pageRva.value;
  const end = endOf(span);
  let offset = span.offset + HEAD_SIZE;
  while (offset < end) {
    const word = bytes.read(u16, offset);
    const type = Math.floor(word / OFFSET_RANGE);
    const hasParameter = type === HIGH_ADJUST && offset + 2 * ENTRY_SIZE <= end;
    const length = hasParameter ? 2 * ENTRY_SIZE : ENTRY_SIZE;
    const parameter = hasParameter ? bytes.read(u16, offset + ENTRY_SIZE) : null;
    yield { at: { offset, length }, type, address: page + (word % OFFSET_RANGE), parameter };
    offset += length;
  }
}

/**
 * The bytes of the file that are loaded where a directory starts, one behind the other and no more than the directory
 * has, and why there are no more of them where it has more.
 */
function loadedRun(
  { sections, optionalHeader, fileSize }: Image,
  { virtualAddress, size }: DataDirectory,
): { readonly data: Span; readonly goesOn: 'no-data' | 'other-region' } {
  const address = virtualAddress.value;
  const holder = holderOf(address, sections);
  const headers: Span = { offset: 0, length: optionalHeader.sizeOfHeaders.value };
  const raw = holder?.rawData ?? headers;
  const distance = address - (holder?.virtualAddress.value ?? 0);
  const offset = raw.offset + distance;
  const present = Math.min(raw.length - distance, fileSize - offset, size.value);
  const regionEnds = Math.max(holder?.extent.length ?? 0, raw.length) - distance;
  return {
    data: { offset, length: Math.max(0, present) },
    goesOn: regionEnds > 0 && present === regionEnds ? 'other-region' : 'no-data',
  };
}

/** A block that makes its fields when they are asked for: a file may have very many blocks, and few are ever wrong. */
class FetchedBlock implements RelocationBlock {
  readonly index: number;
  readonly span: Span;
  readonly #page: number;

  constructor(index: number, span: Span, page: number) {
    this.index = index;
    this.span = span;
    this.#page = page;
  }

  get pageRva(): Field<number> {
    return field(this.index, this.span.offset, 'pageRva', this.#page);
  }

  get blockSize(): Field<number> {
    return field(this.index, this.span.offset, 'blockSize', this.span.length);
  }
}

function field(index: number, blockAt: number, name: keyof typeof SLOTS, value: number): Field<number> {
  const { at, as } = SLOTS[name];
  return { offset: blockAt + at, length: as.size, path: `relocationBlocks[${index}].${name}`, value };
}
