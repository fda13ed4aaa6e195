import * as fc from 'fast-check';
import type { Plan } from '../plan/plan.ts';
import { VALUES } from './values-arbitrary.ts';
import { ranges, weighted } from './weighted.ts';

/**
 * What the format allows and kernels do not have: fields with other values than usual, tables, geometry and sizes. These
 * come together or not at all, and independently of what breaks named rules on purpose.
 */
export type Unusual = Pick<
  Plan,
  | 'values'
  | 'typeTail'
  | 'nameTails'
  | 'slack'
  | 'rawSlack'
  | 'rawExcess'
  | 'sectionFlags'
  | 'objectTables'
  | 'objectRecords'
  | 'symbolCount'
  | 'strings'
  | 'imageSlack'
  | 'addressOrder'
  | 'addressStart'
  | 'addressGap'
  | 'tables'
  | 'tableLength'
  | 'relocations'
  | 'relocationSlots'
  | 'debugMore'
  | 'debugWord'
  | 'gapFill'
> & {
  /** Debug directories and data where kernels have none. */
  readonly debugAt: 'drawn' | 'other' | 'overlay';
  /** FileAlignment and SectionAlignment below a page, 0 for those that were drawn. */
  readonly flatAlignment: 0 | 512 | 1024 | 2048;
  /** The gap's rank, of one grain where none was drawn; `null` for what was drawn. */
  readonly gapRank: 0 | 2 | 3 | null;
  /** VirtualSize 0 for the last section, which has the highest address. */
  readonly lastVirtual: 'drawn' | 'raw';
  /** Bytes of overlay beside what was drawn. */
  readonly moreOverlay: number;
};

/** Every directory but those of certificates, relocations and debug data. */
const TABLES = [2, 3, 10, 0, 1, 7, 8, 9, 11, 12, 13, 14, 15];
/** PE format, "Debug Type": all but CodeView and EX_DLLCHARACTERISTICS, and one that nobody has defined. */
const DEBUG_TYPES = [13, 16, 12, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 14, 15, 17, 19, 0x1001];
/** MEM_NOT_PAGED, MEM_NOT_CACHED, MEM_SHARED, MEM_DISCARDABLE, GPREL, ALIGN_16BYTES. [PE format, Section Flags] */
const SECTION_FLAGS = [0x0800_0000, 0x0400_0000, 0x1000_0000, 0x0200_0000, 0x8000, 0x0050_0000];

const FIRST = fc.tuple(
  VALUES,
  weighted<Plan['typeTail']>([90, 'zero'], [10, 'live']),
  weighted<Plan['nameTails']>([90, 'zero'], [10, 'live']),
  weighted<Plan['slack']>([80, 'zero'], [10, 'padding'], [10, 'live']),
  weighted<Plan['rawSlack']>([84, 'zero'], [16, 'live']),
  weighted([86, 0], [10, 1], [4, 3]),
  weighted([80, 0], ...SECTION_FLAGS.map((flag) => [4, flag] as const)),
  weighted([86, 0], [4, 1], [4, 2], [6, 5]),
  weighted([30, 1], [20, 2], [50, 300]),
);
const SECOND = fc.tuple(
  ranges({ weight: 80, low: 3, high: 3 }, { weight: 10, low: 1, high: 40 }, { weight: 10, low: 100, high: 700 }),
  ranges({ weight: 80, low: 0, high: 0 }, { weight: 12, low: 1, high: 8 }, { weight: 8, low: 20, high: 300 }),
  weighted([86, 0], [8, 1], [4, 3], [2, 40]),
  weighted<Plan['addressOrder']>([82, 'table'], [10, 'reversed'], [8, 'rotated']),
  ranges({ weight: 86, low: 0, high: 0 }, { weight: 12, low: 1, high: 16 }, { weight: 2, low: 100, high: 4000 }),
  fc.oneof(
    { withCrossShrink: true },
    { weight: 60, arbitrary: fc.constant<readonly number[]>([]) },
    { weight: 40, arbitrary: fc.subarray([...TABLES], { maxLength: 5 }) },
  ),
  ranges({ weight: 82, low: 0, high: 0 }, { weight: 16, low: 1, high: 7 }, { weight: 2, low: 8, high: 60 }),
  fc.oneof(
    { withCrossShrink: true },
    { weight: 75, arbitrary: fc.constant<readonly number[]>([]) },
    { weight: 25, arbitrary: fc.subarray([...DEBUG_TYPES], { minLength: 1, maxLength: 4 }) },
  ),
);
const THIRD = fc.tuple(
  weighted([70, 0x40], [10, 0x41], [10, 0x1234_5640], [10, 0x8000_0000]),
  weighted<Unusual['debugAt']>([64, 'drawn'], [18, 'other'], [18, 'overlay']),
  weighted<Unusual['flatAlignment']>([88, 0], [6, 512], [3, 1024], [3, 2048]),
  weighted<Plan['gapFill']>([60, 'live'], [40, 'zero']),
  weighted([90, 0], [6, 1], [4, 5]),
  weighted([50, 80], [20, 96], [30, 280]),
  weighted([60, 4], [15, 2], [15, 6], [10, 130]),
  weighted<Unusual['gapRank']>([68, null], [10, 0], [14, 2], [8, 3]),
  weighted<Unusual['lastVirtual']>([72, 'drawn'], [28, 'raw']),
  ranges(
    { weight: 84, low: 0, high: 0 },
    { weight: 14, low: 257, high: 5000 },
    { weight: 2, low: 5001, high: 100_000 },
  ),
);

const SOME: fc.Arbitrary<Unusual> = fc.tuple(FIRST, SECOND, THIRD).map(([first, second, third]) => {
  const [values, typeTail, nameTails, slack, rawSlack, rawExcess, sectionFlags, objectTables, objectRecords] = first;
  const [symbolCount, strings, imageSlack, addressOrder, addressGap, tables, relocations, debugMore] = second;
  const [debugWord, debugAt, flatAlignment, gapFill, addressStart, tableLength, relocationSlots, ...others] = third;
  const [gapRank, lastVirtual, moreOverlay] = others;
  return {
    values,
    typeTail,
    nameTails,
    slack,
    rawSlack,
    rawExcess,
    sectionFlags,
    objectTables,
    objectRecords,
    symbolCount,
    strings,
    imageSlack,
    addressOrder,
    addressStart,
    addressGap,
    tables,
    tableLength,
    relocations,
    relocationSlots,
    gapFill,
    debugMore,
    debugWord,
    debugAt,
    flatAlignment,
    gapRank,
    lastVirtual,
    moreOverlay,
  };
});

/** All of it in about two of five cases, `none` in the others; shrinks to that. */
export const UNUSUAL: fc.Arbitrary<Unusual | 'none'> = fc.oneof(
  { withCrossShrink: true },
  { weight: 60, arbitrary: fc.constant('none' as const) },
  { weight: 40, arbitrary: SOME },
);
