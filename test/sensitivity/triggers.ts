/** The conditions under which mistakes are made: what a rewriter may have thought of in all cases but these. */
import { FEATURES } from '../../generators/index.ts';
import { payloadSpan } from '../../src/reader/index.ts';
import type { Image } from '../../src/reader/index.ts';
import { endOf } from '../../src/results/index.ts';
import type { Asked } from './fault.ts';
import { roundUp } from './good-append.ts';

/** A condition with its name. */
export interface Trigger {
  readonly name: string;
  readonly holds: (asked: Asked) => boolean;
}

/** The trigger that holds in every case. */
export const ALWAYS: Trigger = { name: 'always', holds: () => true };

const KIB = 1024;

function ofImage(name: string, holds: (image: Image) => boolean): Trigger {
  return { name, holds: ({ before }) => before.ok && holds(before.image) };
}

/** Sizes and counts above a bound, for each of some bounds. */
function above(what: string, bounds: readonly number[], size: (image: Image) => number): readonly Trigger[] {
  return bounds.map((bound) => ofImage(`${what} above ${bound}`, (image) => size(image) > bound));
}

function addressEnd({ sections }: Image): number {
  return sections.reduce((high, { extent }) => Math.max(high, endOf(extent)), 0);
}

function dataEnd({ sections }: Image): number {
  return sections.reduce((high, { rawData }) => (rawData.length > 0 ? Math.max(high, endOf(rawData)) : high), 0);
}

function overlayLength({ regionMap }: Image): number {
  return regionMap.regions.reduce((sum, { kind, length }) => sum + (kind === 'overlay' ? length : 0), 0);
}

const COUNTS: readonly Trigger[] = [
  ...above('sections', [3, 8, 16, 64, 96, 255, 1000], ({ sections }) => sections.length),
  ...above('symbols', [1, 16, 255], ({ coffHeader }) => coffHeader.numberOfSymbols.value),
  ...above('debug entries', [1, 2], ({ debugEntries }) => debugEntries.length),
  ...above('directories', [6, 8], ({ directories }) => directories.length),
];

const SIZES: readonly Trigger[] = [
  ...[512, KIB, 4 * KIB, 64 * KIB, KIB * KIB].map((bound) => ({
    name: `content above ${bound}`,
    holds: ({ request }: Asked) => request.content.length > bound,
  })),
  ...above('file', [16 * KIB, 64 * KIB, KIB * KIB], ({ fileSize }) => fileSize),
  ...above('payload', [KIB, 4 * KIB, 16 * KIB, 64 * KIB], (image) => payloadSpan(image).length),
  ...above('overlay', [0, 256, 4 * KIB], overlayLength),
  ...above('DOS stub', [0, 128], ({ peSignature }) => peSignature.offset - 64),
  ...above('addresses', [64 * KIB, 2 ** 24, 2 ** 28], addressEnd),
];

function fits(multiple: number, { request, before }: Asked, of: 'fileAlignment' | 'sectionAlignment'): boolean {
  if (!before.ok) return false;
  const alignment = before.image.optionalHeader[of].value;
  const rest = request.content.length - multiple;
  return rest > 0 && alignment > 0 && rest % alignment === 0;
}

const BOUNDARIES: readonly Trigger[] = [
  { name: 'content of whole blocks', holds: (asked) => fits(0, asked, 'fileAlignment') },
  { name: 'content of whole blocks and a byte', holds: (asked) => fits(1, asked, 'fileAlignment') },
  { name: 'content of whole blocks less a byte', holds: (asked) => fits(-1, asked, 'fileAlignment') },
  { name: 'content of whole pages', holds: (asked) => fits(0, asked, 'sectionAlignment') },
  { name: 'content of one byte', holds: ({ request }) => request.content.length === 1 },
  { name: 'content of odd length', holds: ({ request }) => request.content.length % 2 === 1 },
  { name: 'a name of eight bytes', holds: ({ request }) => request.name.length === 8 },
  { name: 'headers that grow', holds: ({ good }) => good !== null && good.headerShift > 0 },
  { name: 'headers that stay', holds: ({ good }) => good?.headerShift === 0 },
  {
    name: 'a signature that is removed',
    holds: ({ before, good }) => good !== null && before.ok && before.image.certificateTable !== null,
  },
  ofImage(
    'headers that end with the table',
    ({ sectionTable, optionalHeader }) => endOf(sectionTable) === optionalHeader.sizeOfHeaders.value,
  ),
  ofImage('the last of the table is not the highest', (image) => {
    const last = image.sections.at(-1);
    return last !== undefined && endOf(last.extent) < addressEnd(image);
  }),
  ofImage('the last of the table is not the last in the file', (image) => {
    const last = image.sections.at(-1);
    return last !== undefined && last.rawData.length > 0 && endOf(last.rawData) < dataEnd(image);
  }),
  ofImage('the last of the table has no data', ({ sections }) => sections.at(-1)?.rawData.length === 0),
  ofImage('the highest has VirtualSize 0', (image) => {
    const end = addressEnd(image);
    return image.sections.some(({ extent, virtualSize }) => endOf(extent) === end && virtualSize.value === 0);
  }),
  ofImage('data that ends inside a block', (image) => {
    const { value } = image.optionalHeader.fileAlignment;
    return value > 0 && dataEnd(image) % value !== 0;
  }),
  ofImage('memory that is reserved after the sections', (image) => {
    const { sizeOfImage, sectionAlignment } = image.optionalHeader;
    return sizeOfImage.value > roundUp(addressEnd(image), sectionAlignment.value);
  }),
  ofImage(
    'alignments that are equal',
    ({ optionalHeader }) => optionalHeader.fileAlignment.value === optionalHeader.sectionAlignment.value,
  ),
  ofImage('a file of odd length', ({ fileSize }) => fileSize % 2 === 1),
];

/** Every condition but that of all cases: the labels of the generator first. */
export const TRIGGERS: readonly Trigger[] = [
  ...FEATURES.map(({ name }): Trigger => ({ name, holds: ({ features }) => features.has(name) })),
  ...COUNTS,
  ...SIZES,
  ...BOUNDARIES,
];
