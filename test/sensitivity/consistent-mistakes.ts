/** Mistakes that leave an image without contradictions: every field agrees with every other, and yet it is not what was asked. */
import { endOf } from '../../src/results/index.ts';
import type { Section } from '../../src/reader/index.ts';
import { onOutput } from './fault.ts';
import type { Group, Mistake, Patch, Spoilt } from './fault.ts';
import type { GoodAppend } from './good-append.ts';
import { littleEndian } from './little-endian.ts';

/** A field, as far as it is written to. */
interface Target {
  readonly offset: number;
  readonly length: number;
}

const DEBUG_DIRECTORY = 6;
const RELOCATION_DIRECTORY = 5;
/** IMAGE_FILE_RELOCS_STRIPPED. [PE format, Characteristics] */
const RELOCS_STRIPPED = 0x0001;
/** What a buffer holds that nobody cleared. */
const GARBAGE = 0xa5;
const SPACE = 0x20;

function set({ offset, length }: Target, value: number): Patch {
  return { offset, bytes: littleEndian(BigInt(value), length) };
}

/** Another file with some fields written to. */
function remade(bytes: Uint8Array, ...patches: readonly Patch[]): Spoilt {
  for (const { offset, bytes: written } of patches) bytes.set(written, offset);
  return { kind: 'replaced', bytes };
}

function patches(...all: readonly Patch[]): Spoilt {
  return { kind: 'patched', patches: all };
}

/** The output with so many bytes of one value put in at an offset, and the same for what lies behind. */
function inserted(output: Uint8Array, offset: number, length: number, value: number): Uint8Array {
  const bytes = new Uint8Array(output.length + length).fill(value, offset, offset + length);
  bytes.set(output.subarray(0, offset));
  bytes.set(output.subarray(offset), offset + length);
  return bytes;
}

/** Symbols behind the new section, which move with what is put in before them. */
function movedSymbols({ after, added }: GoodAppend, distance: number): readonly Patch[] {
  const pointer = after.coffHeader.pointerToSymbolTable;
  return pointer.value >= endOf(added.rawData) ? [set(pointer, pointer.value + distance)] : [];
}

function block({ after }: GoodAppend): number {
  return after.optionalHeader.fileAlignment.value;
}

/** The new data a block further on, with something before it. */
function furtherOn(good: GoodAppend, value: number): Spoilt {
  const { added, output } = good;
  const bytes = inserted(output, added.rawData.offset, block(good), value);
  return remade(
    bytes,
    set(added.pointerToRawData, added.rawData.offset + block(good)),
    ...movedSymbols(good, block(good)),
  );
}

/** A block of padding more than there has to be, which SizeOfRawData counts or not. */
function longerData(good: GoodAppend, counted: 'counted' | 'not counted'): Spoilt {
  const { added, output } = good;
  const bytes = inserted(output, endOf(added.rawData), block(good), 0);
  const size = added.sizeOfRawData.value + block(good);
  return remade(
    bytes,
    ...(counted === 'counted' ? [set(added.sizeOfRawData, size)] : []),
    ...movedSymbols(good, block(good)),
  );
}

/** The new section further up in memory, with the pages between reserved and used by nobody. */
function higherUp(good: GoodAppend, pages: number): Spoilt {
  const { added, after } = good;
  const { sectionAlignment, sizeOfImage } = after.optionalHeader;
  const distance = pages * sectionAlignment.value;
  return patches(
    set(added.virtualAddress, added.virtualAddress.value + distance),
    set(sizeOfImage, sizeOfImage.value + distance),
  );
}

/** The new data behind what used to end the file. */
function behindOverlay(good: GoodAppend): Spoilt | null {
  const { added, output } = good;
  const [start, end] = [added.rawData.offset, endOf(added.rawData)];
  if (end >= output.length) return null;
  const bytes = output.slice();
  bytes.set(output.subarray(end), start);
  const at = start + output.length - end;
  bytes.set(output.subarray(start, end), at);
  return remade(bytes, set(added.pointerToRawData, at), ...movedSymbols(good, start - end));
}

function withoutSymbols({ after, output }: GoodAppend): Spoilt | null {
  const { pointerToSymbolTable: pointer, numberOfSymbols: count } = after.coffHeader;
  if (pointer.value === 0) return null;
  return remade(output.slice(0, pointer.value), set(pointer, 0), set(count, 0));
}

function clearedDirectory({ after }: GoodAppend, index: number): readonly Patch[] {
  const directory = after.directories[index];
  if (directory === undefined || directory.size.value === 0) return [];
  return [set(directory.virtualAddress, 0), set(directory.size, 0)];
}

function withoutDirectory(good: GoodAppend, index: number): Spoilt | null {
  const cleared = clearedDirectory(good, index);
  return cleared.length === 0 ? null : patches(...cleared);
}

function withoutRelocations(good: GoodAppend): Spoilt | null {
  const cleared = clearedDirectory(good, RELOCATION_DIRECTORY);
  const { characteristics } = good.after.coffHeader;
  return cleared.length === 0
    ? null
    : patches(...cleared, set(characteristics, characteristics.value | RELOCS_STRIPPED));
}

/** The table in another order. */
function sorted(good: GoodAppend, key: (section: Section) => number): Spoilt {
  const { sections, sectionTable, source } = good.after;
  const order = sections.toSorted((one, other) => key(one) - key(other) || one.index - other.index);
  const headers = order.map(({ header }) => source.slice(header.offset, header.length));
  return patches({ offset: sectionTable.offset, bytes: new Uint8Array(Buffer.concat(headers)) });
}

/** A table without the old sections that have no data. */
function withoutEmpty(good: GoodAppend): Spoilt | null {
  const { sections, sectionTable, source, coffHeader } = good.after;
  const kept = sections.filter(({ rawData, index }) => rawData.length > 0 || index === good.added.index);
  if (kept.length === sections.length) return null;
  const bytes = new Uint8Array(sectionTable.length);
  bytes.set(Buffer.concat(kept.map(({ header }) => source.slice(header.offset, header.length))));
  return patches({ offset: sectionTable.offset, bytes }, set(coffHeader.numberOfSections, kept.length));
}

function paddedName({ added: { name } }: GoodAppend): Spoilt {
  const bytes = new Uint8Array(name.length).fill(SPACE);
  bytes.set(Buffer.from(name.value, 'latin1'));
  return patches({ offset: name.offset, bytes });
}

type Row = readonly [
  site: string,
  operator: string,
  group: Group,
  shows: Mistake['shows'],
  spoil: (good: GoodAppend) => Spoilt | null,
];

const ROWS: readonly Row[] = [
  ['new section', 'its data a block further on', 'unit', 'firm', (good) => furtherOn(good, 0)],
  ['new section', 'its data a block further on, after garbage', 'unit', 'firm', (good) => furtherOn(good, GARBAGE)],
  ['new section', 'a block of padding more', 'rounding', 'firm', (good) => longerData(good, 'counted')],
  ['new section', 'a block more after it', 'rounding', 'firm', (good) => longerData(good, 'not counted')],
  ['new section', 'a page higher up', 'unit', 'firm', (good) => higherUp(good, 1)],
  ['new section', 'many pages higher up', 'shift', 'firm', (good) => higherUp(good, 1000)],
  ['new section', 'its data after the overlay', 'swapped', 'sometimes', behindOverlay],
  ['new section', 'its name padded with spaces', 'changed', 'sometimes', paddedName],
  [
    'new section',
    'not in memory',
    'zeroed',
    'firm',
    ({ added }) => patches(set(added.virtualAddress, 0), set(added.virtualSize, 0)),
  ],
  [
    'section table',
    'sorted by address',
    'swapped',
    'sometimes',
    (good) => sorted(good, ({ virtualAddress }) => virtualAddress.value),
  ],
  [
    'section table',
    'sorted by place in the file',
    'swapped',
    'sometimes',
    (good) => sorted(good, ({ pointerToRawData }) => pointerToRawData.value),
  ],
  ['section table', 'without sections that have no data', 'part', 'sometimes', withoutEmpty],
  ['symbol table', 'stripped', 'zeroed', 'sometimes', withoutSymbols],
  ['debug directory', 'stripped', 'zeroed', 'sometimes', (good) => withoutDirectory(good, DEBUG_DIRECTORY)],
  ['relocations', 'stripped', 'zeroed', 'sometimes', withoutRelocations],
];

/** Mistakes that contradict nothing but the input and the request. */
export const CONSISTENT_MISTAKES: readonly Mistake[] = ROWS.map(([site, operator, group, shows, spoil]) =>
  onOutput({ site, operator, group, shows }, spoil),
);
