/** What a wrong rewriter writes instead of the right number. */
import type { Kind } from './kinds.ts';
import type { FieldSite } from './field-sites.ts';
import type { Group, Mistake } from './fault.ts';
import type { GoodAppend } from './good-append.ts';

/** A number in the output, and what stood at its place in the input. */
interface FoundNumber {
  readonly value: bigint;
  readonly old: bigint | null;
  readonly bits: number;
}

/** One way to get a number wrong. */
export interface NumberOperator {
  readonly name: string;
  readonly group: Group;
  /** The fields at which the mistake makes sense. */
  readonly meant: (site: FieldSite) => boolean;
  readonly shows?: Mistake['shows'];
  /** The wrong value, which is cut to the width of the field; `null` where there is none. */
  readonly wrong: (found: FoundNumber, good: GoodAppend) => bigint | null;
}

const BYTE = 8n;
/** Bytes of a section header. [PE format, Section Table (Section Headers)] */
const SECTION_HEADER = 40n;

/** A size up to which a value is cut, and the kinds whose values can be larger. No loader takes an image beyond 2 GiB. */
const CUTS: readonly (readonly [bits: number, kinds: readonly Kind[]])[] = [
  [8, ['number', 'count', 'flags', 'low', 'length']],
  [16, ['number', 'flags', 'offset', 'place', 'address', 'memory', 'bytes', 'wide', 'alignment']],
  [20, ['offset', 'bytes', 'memory']],
  [24, ['place', 'address']],
  [28, ['place']],
  [32, ['wide']],
];

/** Offsets that only some images have are not looked for further on than this many bits reach. */
const SHORT = 16;

function isFoundNear({ kind, found }: FieldSite): boolean {
  return kind === 'offset' && found === 'somewhere';
}

function unit(name: string, kinds: readonly Kind[], step: (good: GoodAppend) => number): NumberOperator {
  const wrong: NumberOperator['wrong'] = ({ value }, good) => value + BigInt(step(good));
  return { name, group: 'unit', meant: ({ kind }) => kinds.includes(kind), shows: 'firm', wrong };
}

function rounded(
  name: string,
  kinds: readonly Kind[],
  alignment: (good: GoodAppend) => number,
  way: 'up' | 'down',
): NumberOperator {
  const wrong: NumberOperator['wrong'] = ({ value }, good) => {
    const grain = BigInt(alignment(good));
    if (grain === 0n) return null;
    const rest = value % grain;
    if (rest === 0n) return null;
    return way === 'down' ? value - rest : value - rest + grain;
  };
  const isVoid = ({ right }: FieldSite): boolean => right === 'blocks' && alignment === fileAlignment;
  return { name, group: 'rounding', meant: (site) => kinds.includes(site.kind) && !isVoid(site), wrong };
}

/** A file offset that moved by something else; an offset of 0 leads nowhere and does not move. */
function moved(
  name: string,
  distance: (found: FoundNumber & { old: bigint }, good: GoodAppend) => bigint,
): NumberOperator {
  return {
    name,
    group: 'shift',
    meant: ({ kind, name: site }) => kind === 'offset' && !site.startsWith('new section'),
    wrong: ({ value, old, bits }, good) =>
      old === null || old === 0n ? null : old + distance({ value, old, bits }, good),
  };
}

const fileAlignment = ({ after }: GoodAppend): number => after.optionalHeader.fileAlignment.value;
const sectionAlignment = ({ after }: GoodAppend): number => after.optionalHeader.sectionAlignment.value;

const IN_FILE: readonly Kind[] = ['offset', 'bytes'];
const IN_MEMORY: readonly Kind[] = ['place', 'address', 'memory', 'length'];

const any = (): boolean => true;

/** Every way, whatever the field. */
export const NUMBER_OPERATORS: readonly NumberOperator[] = [
  { name: 'zeroed', group: 'zeroed', meant: any, wrong: () => 0n },
  { name: 'all ones', group: 'changed', meant: any, wrong: () => -1n },
  { name: 'stale', group: 'stale', meant: ({ written }) => written !== 'never', wrong: ({ old }) => old },
  { name: 'one more', group: 'unit', meant: any, shows: 'firm', wrong: ({ value }) => value + 1n },
  { name: 'one less', group: 'unit', meant: any, shows: 'firm', wrong: ({ value }) => value - 1n },
  unit('a block more', IN_FILE, fileAlignment),
  unit('a block less', IN_FILE, (good) => -fileAlignment(good)),
  unit('a page more', IN_MEMORY, sectionAlignment),
  unit('a page less', IN_MEMORY, (good) => -sectionAlignment(good)),
  ...CUTS.map(([size, kinds]): NumberOperator => ({
    name: `cut to ${size} bits`,
    group: 'cut',
    meant: (site) => kinds.includes(site.kind) && site.bits > size && !(size > SHORT && isFoundNear(site)),
    wrong: ({ value, bits }) => (bits <= size ? null : BigInt.asUintN(size, value)),
  })),
  rounded('rounded up to FileAlignment', [...IN_FILE, 'memory', 'length'], fileAlignment, 'up'),
  rounded('rounded down to FileAlignment', IN_FILE, fileAlignment, 'down'),
  rounded('rounded up to SectionAlignment', [...IN_FILE, 'address', 'memory', 'length'], sectionAlignment, 'up'),
  rounded('rounded down to SectionAlignment', [...IN_FILE, 'address', 'memory', 'length'], sectionAlignment, 'down'),
  moved('moved twice', ({ value, old }) => 2n * (value - old)),
  moved('moved the other way', ({ value, old }) => old - value),
  moved('moved as the headers grew', (_, { headerShift }) => BigInt(headerShift)),
  moved('moved by the content', (_, { added }) => BigInt(added.sizeOfRawData.value)),
  moved('moved by a section header', () => SECTION_HEADER),
  {
    name: 'moved as the data',
    group: 'shift',
    meant: ({ kind }) => kind === 'address' || kind === 'place',
    wrong: ({ value }, { dataShift }) => (value === 0n ? null : value + BigInt(dataShift)),
  },
  {
    name: 'its bytes swapped',
    group: 'swapped',
    meant: ({ bits }) => bits > 8,
    wrong: ({ value, bits }) => swappedBytes(value, bits),
  },
  flag('lowest flag lost', (value) => value & (value - 1n)),
  flag('highest flag lost', (value) => (value === 0n ? null : value ^ (1n << BigInt(value.toString(2).length - 1)))),
  { ...flag('lowest free flag set', (value) => value | (value + 1n)), shows: 'firm' },
  flag('last flag changed', (value, bits) => value ^ (1n << BigInt(bits - 1))),
  scaled('doubled', (value) => value * 2n),
  scaled('halved', (value) => value / 2n),
];

function flag(name: string, wrong: (value: bigint, bits: number) => bigint | null): NumberOperator {
  return {
    name,
    group: 'changed',
    meant: ({ kind }) => kind === 'flags',
    wrong: ({ value, bits }) => wrong(value, bits),
  };
}

function scaled(name: string, wrong: (value: bigint) => bigint): NumberOperator {
  return {
    name,
    group: 'changed',
    meant: ({ kind }) => kind === 'alignment',
    shows: 'firm',
    wrong: ({ value }) => wrong(value),
  };
}

function swappedBytes(value: bigint, bits: number): bigint {
  let [swapped, rest] = [0n, value];
  for (let done = 0; done < bits; done += 8) {
    swapped = (swapped << BYTE) | (rest & 0xffn);
    rest >>= BYTE;
  }
  return swapped;
}
