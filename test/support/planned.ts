/**
 * What a plan says of debug data, of header fields and of everything that kernels do not have, and what a reader finds of
 * it in the image. It is worked out from the plan alone, so that no layout of the generator vouches for itself.
 */
import { expect } from 'vitest';
import type { Plan } from '../../generators/index.ts';
import { relocationBlocks } from '../../src/reader/index.ts';
import type { Image, Section } from '../../src/reader/index.ts';

/** With longer tables than this the global pointer has a size. */
const SHORT_TABLE = 80;
/** Directories whose size the format fixes, for some machines: whole entries of functions, the global pointer, the TLS. */
const FIXED_SIZES: Readonly<Record<number, (plan: Plan) => number>> = {
  3: ({ machine, tableLength }) =>
    machine === 'x86-64'
      ? tableLength - 4 - ((tableLength - 4) % 12)
      : tableLength - (tableLength % (machine === 'arm64' ? 8 : 1)),
  8: ({ tableLength }) => (tableLength <= SHORT_TABLE ? 0 : tableLength),
  9: ({ machine }) => (machine.endsWith('32') ? 24 : 40),
};

/** The value that a plan gives a field instead of the usual one. */
export function valueOf({ values }: Plan, name: string): number | undefined {
  return values.find(({ field }) => field === name)?.value;
}

/** Data of the debug entries, their order and where directory and data lie. */
export function expectDebug(image: Image, plan: Plan): void {
  const types = [...{ none: [], dll: [20], codeview: [2], both: [20, 2] }[plan.debug], ...plan.debugMore];
  expect(image.debugEntries.map(({ type }) => type.value)).toEqual(types);
  for (const { type, sizeOfData, addressOfRawData, pointerToRawData } of image.debugEntries) {
    if (type.value === 20) expect(sizeOfData.value).toBe(4);
    if (type.value === 2) expect(sizeOfData.value).toBe(40 + plan.debugPath);
    expect(addressOfRawData.value === 0 ? 'zero' : 'loaded').toBe(plan.debugAddress);
    const inHeaders = pointerToRawData.value < image.optionalHeader.sizeOfHeaders.value;
    const inSection = image.sections.some(({ rawData }) => {
      const within = pointerToRawData.value - rawData.offset;
      return within >= 0 && within < rawData.length;
    });
    expect(inHeaders ? 'slack' : inSection ? 'section' : 'overlay').toBe(plan.debugPlace);
  }
  const [word] = image.debugEntries.filter(({ type }) => type.value === 20);
  if (word !== undefined) expect(u32(image, word.pointerToRawData.value)).toBe(plan.debugWord);
  expectDebugDirectory(image, plan);
}

function expectDebugDirectory(image: Image, plan: Plan): void {
  const [directory] = image.directories.slice(6);
  const text = image.sections.find(({ name }) => name.value === '.text');
  if (image.debugEntries.length === 0 || directory === undefined || text === undefined) return;
  const isInText =
    directory.virtualAddress.value >= text.extent.offset &&
    directory.virtualAddress.value < text.extent.offset + text.extent.length;
  if (plan.debugDirectory !== 'other') expect(isInText).toBe(true);
  if (!isInText) return;
  // Behind the code there is nothing but the directory, what it points to and the tables, up to a multiple of 8.
  const data =
    plan.debugPlace === 'section' ? image.debugEntries.reduce((sum, each) => sum + each.sizeOfData.value, 0) : 0;
  const end = directory.virtualAddress.value + directory.size.value + data + plan.tableLength * plan.tables.length;
  const left = text.virtualAddress.value + Math.min(text.rawData.length, text.extent.length) - end;
  expect(left).toBeGreaterThanOrEqual(0);
  if (plan.debugDirectory === 'back' && plan.position !== 'last') expect(left).toBeLessThan(16);
}

function u32(image: Image, offset: number): number {
  const bytes = image.source.slice(offset, 4);
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
}

/** Everything else that only some plans have. */
export function expectUnusual(image: Image, plan: Plan): void {
  expectValues(image, plan);
  expectTables(image, plan);
  expectAddresses(image, plan);
  expectTails(image, plan);
}

function expectValues(image: Image, plan: Plan): void {
  const found: Readonly<Record<string, { readonly value: unknown } | null | undefined>> = {
    ...image.zbootHeader,
    ...image.coffHeader,
    ...image.optionalHeader,
    mzWord: image.zbootHeader.mzWord,
  };
  for (const { field, value } of plan.values) {
    if (field.startsWith('debug')) {
      const name = field.charAt(5).toLowerCase() + field.slice(6);
      for (const entry of image.debugEntries) {
        const fields: Readonly<Record<string, unknown>> = { ...entry };
        expect(fields[name], field).toHaveProperty('value', value);
      }
    } else {
      // Who has line numbers cannot say that they were removed.
      const removed = field === 'characteristics' && plan.objectTables > 0 ? 4 : 0;
      expect(Number(found[field]?.value), field).toBe(removed === 0 ? value : value & ~removed);
    }
  }
}

function expectTables(image: Image, plan: Plan): void {
  for (const [index, { virtualAddress, size }] of image.directories.entries()) {
    if ([4, 5, 6].includes(index)) continue;
    const isFilled = plan.tables.includes(index);
    expect(virtualAddress.value > 0, `directory ${index}`).toBe(isFilled);
    expect(size.value, `directory ${index}`).toBe(isFilled ? (FIXED_SIZES[index]?.(plan) ?? plan.tableLength) : 0);
  }
  const relocations = image.directories[5];
  const blocks = [...relocationBlocks(image)];
  expect(blocks.length).toBe(plan.relocations);
  for (const { blockSize } of blocks) expect(blockSize.value).toBe(8 + 2 * plan.relocationSlots);
  expect((relocations?.size.value ?? 0) > 0).toBe(plan.relocations > 0);
}

function expectAddresses(image: Image, plan: Plan): void {
  const { sectionAlignment, sizeOfImage } = image.optionalHeader;
  const order = orderOf(plan.addressOrder, image.sections);
  const gap = (order.length > 1 ? plan.addressGap : 0) * sectionAlignment.value;
  const lowest = Math.ceil(image.optionalHeader.sizeOfHeaders.value / sectionAlignment.value) + plan.addressStart;
  expect(order[0]?.virtualAddress.value).toBe(lowest * sectionAlignment.value);
  for (const [rank, section] of order.entries()) {
    const before = order[rank - 1];
    if (before === undefined) continue;
    const end = before.extent.offset + before.extent.length;
    const expected = Math.ceil(end / sectionAlignment.value) * sectionAlignment.value;
    expect(section.virtualAddress.value).toBe(expected + (rank === order.length - 1 ? gap : 0));
  }
  const last = order.at(-1)?.extent ?? { offset: 0, length: 0 };
  const beyond = sizeOfImage.value - (last.offset + last.length) - plan.imageSlack * sectionAlignment.value;
  expect(beyond).toBeGreaterThanOrEqual(0);
  expect(beyond).toBeLessThan(sectionAlignment.value);
}

function orderOf(order: Plan['addressOrder'], sections: readonly Section[]): readonly Section[] {
  if (order === 'table') return sections;
  return order === 'reversed' ? sections.toReversed() : [...sections.slice(1), ...sections.slice(0, 1)];
}

function expectTails(image: Image, plan: Plan): void {
  for (const section of image.sections) {
    const { name, numberOfRelocations, numberOfLinenumbers, pointerToRelocations } = section;
    const [relocations, lines] = section.index < plan.objectTables ? [plan.objectRecords, lineNumbers(plan)] : [0, 0];
    expect([numberOfRelocations.value, numberOfLinenumbers.value]).toEqual([relocations, lines]);
    expect(pointerToRelocations.value > 0).toBe(relocations > 0);
    const tail = image.source.slice(
      name.offset + Math.min(8, name.value.length + 1),
      7 - Math.min(7, name.value.length),
    );
    if (tail.length > 0) expect(tail.every((byte) => byte === 0)).toBe(plan.nameTails === 'zero');
    expectSlack(image, plan, section);
  }
  if (plan.shape !== 'zboot') return;
  const { compressionType } = image.zbootHeader;
  const end = compressionType.offset + plan.compression.length + 1;
  const rest = image.source.slice(end, compressionType.offset + 32 - end);
  expect(rest.every((byte) => byte === 0)).toBe(plan.typeTail === 'zero');
}

/** One more than there are relocations. */
function lineNumbers({ objectRecords }: Plan): number {
  return objectRecords + 1;
}

/** Raw data behind what is loaded. */
function expectSlack(image: Image, plan: Plan, { rawData, extent, name }: Section): void {
  const length = rawData.length - extent.length;
  if (length <= 0 || name.value === '.sbat') return;
  const slack = image.source.slice(rawData.offset + extent.length, length);
  expect(slack.every((byte) => byte === 0)).toBe(plan.rawSlack === 'zero');
}

/** Bytes behind the sections that neither symbols and strings nor certificates are: overlay, debug data, object tables. */
export function expectOverlay(image: Image, plan: Plan): void {
  const debugData =
    plan.debugPlace === 'overlay' ? image.debugEntries.reduce((sum, each) => sum + each.sizeOfData.value, 0) : 0;
  const tables = (10 * plan.objectRecords + 6 * lineNumbers(plan)) * Math.min(plan.objectTables, image.sections.length);
  const found = image.regionMap.regions
    .filter(({ kind }) => kind === 'overlay')
    .reduce((sum, { length }) => sum + length, 0);
  const beyond = found - plan.overlay - debugData - tables;
  // Debug data starts at a multiple of 4, certificates at one of 8.
  expect(beyond).toBeGreaterThanOrEqual(0);
  expect(beyond).toBeLessThan((debugData > 0 ? 4 : 1) + (plan.certificates > 0 ? 7 : 0));
}
