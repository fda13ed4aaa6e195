import * as fc from 'fast-check';
import type { Plan } from '../plan/plan.ts';
import { ranges, weighted } from './weighted.ts';

/**
 * What loaders accept and yet breaks a named rule, and what few images have. These choices come together or not at
 * all: that leaves most cases plain and still lets every oddity meet every other.
 */
export type Oddities = Pick<
  Plan,
  | 'grain'
  | 'debug'
  | 'debugPlace'
  | 'debugDirectory'
  | 'debugAddress'
  | 'debugPath'
  | 'imageBase'
  | 'bssPointer'
  | 'rawCut'
  | 'overlay'
  | 'gap'
  | 'rawOrder'
  | 'symbols'
  | 'certificates'
  | 'nxCompat'
> & {
  readonly naming: 'plain' | 'long';
  /** Fillers that make the table longer than 96, or 0. */
  readonly manySections: number;
  /** Instead of the room that was drawn: what rounding leaves, or none at all. */
  readonly headerRoom: 'drawn' | 'minimal' | 'none';
};

/** Which of the three kinds of data after the raw data there are. */
const TAILS = {
  none: [],
  overlay: ['overlay'],
  symbols: ['symbols'],
  overlaySymbols: ['overlay', 'symbols'],
  overlaySigned: ['overlay', 'signed'],
  symbolsSigned: ['symbols', 'signed'],
  all: ['overlay', 'symbols', 'signed'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

const TAIL = weighted<keyof typeof TAILS>(
  [74, 'none'],
  [7, 'overlay'],
  [7, 'symbols'],
  [3, 'overlaySymbols'],
  [3, 'overlaySigned'],
  [3, 'symbolsSigned'],
  [3, 'all'],
);

const OVERLAY = ranges({ weight: 3, low: 8, high: 64, step: 8 }, { weight: 2, low: 1, high: 64 });
/** Bytes that raw data falls short of its last block: the least, whole words, and anything. */
const RAW_CUT = ranges(
  { weight: 85, low: 0, high: 0 },
  { weight: 5, low: 8, high: 248, step: 8 },
  { weight: 10, low: 1, high: 511 },
);
const DEBUG_PATH = ranges(
  { weight: 55, low: 0, high: 0 },
  { weight: 20, low: 4, high: 8, step: 4 },
  { weight: 15, low: 1, high: 7 },
  { weight: 10, low: 8, high: 150 },
);
/** Most tables beyond the specification's limit are just beyond it; few are long, and very few as long as can be. */
const MANY_SECTIONS = ranges(
  { weight: 36_000, low: 0, high: 0 },
  { weight: 3800, low: 97, high: 130 },
  { weight: 180, low: 131, high: 700 },
  { weight: 19, low: 701, high: 8000 },
  { weight: 1, low: 8001, high: 65_000 },
);
/** The lowest, the usual one of 32-bit programs, one beyond 2^31, the usual one of 64-bit programs, a high one. */
const IMAGE_BASE = weighted(
  [88, 0],
  [2, 0x1_0000],
  [4, 0x40_0000],
  [2, 0x8000_0000],
  [3, 0x1_4000_0000],
  [1, 0x7fff_ffff_0000],
);

const ODD: fc.Arbitrary<Oddities> = fc
  .tuple(
    fc.tuple(
      weighted<Plan['grain']>([16, 'block'], [84, 'page']),
      weighted<Oddities['headerRoom']>([12, 'minimal'], [78, 'drawn'], [10, 'none']),
      weighted<Plan['debug']>([52, 'none'], [12, 'dll'], [20, 'codeview'], [16, 'both']),
      weighted<Plan['debugPlace']>([65, 'slack'], [35, 'section']),
      weighted<Plan['debugDirectory']>([60, 'front'], [40, 'back']),
      weighted<Plan['debugAddress']>([60, 'zero'], [40, 'loaded']),
      DEBUG_PATH,
      IMAGE_BASE,
    ),
    fc.tuple(
      weighted<Plan['bssPointer']>([60, 'zero'], [24, 'end'], [16, 'headers']),
      RAW_CUT,
      TAIL,
      OVERLAY,
      weighted([88, 0], [8, 1], [4, 3]),
      weighted<Plan['rawOrder']>([76, 'table'], [12, 'reversed'], [12, 'rotated']),
      weighted<Plan['nxCompat']>([88, 'set'], [12, 'clear']),
      weighted<Oddities['naming']>([86, 'plain'], [14, 'long']),
      MANY_SECTIONS,
    ),
  )
  .map(([first, second]) => {
    const [grain, headerRoom, debug, debugPlace, debugDirectory, debugAddress, debugPath, imageBase] = first;
    const [bssPointer, rawCut, tail, overlay, gap, rawOrder, nxCompat, naming, manySections] = second;
    const parts: readonly string[] = TAILS[tail];
    return {
      grain,
      headerRoom,
      debug,
      debugPlace: debug === 'none' ? 'slack' : debugPlace,
      debugDirectory: debug === 'none' ? 'front' : debugDirectory,
      debugAddress: debug === 'none' ? 'zero' : debugAddress,
      debugPath: debug === 'none' || debug === 'dll' ? 0 : debugPath,
      imageBase,
      bssPointer,
      rawCut,
      overlay: parts.includes('overlay') ? overlay : 0,
      gap,
      rawOrder,
      symbols: parts.includes('symbols') ? 'table' : 'none',
      certificates: parts.includes('signed') ? 1 : 0,
      nxCompat,
      naming,
      manySections,
    };
  });

/**
 * All oddities of a case, `none` for the plain ones, which are about two in three, or `smallest`: headers and data in
 * blocks of FileAlignment, as small as they can be, and nothing else that is odd. Shrinks to that.
 */
export const ODDITIES: fc.Arbitrary<Oddities | 'smallest' | 'none'> = fc.oneof(
  { withCrossShrink: true },
  { weight: 3, arbitrary: fc.constant('smallest' as const) },
  { weight: 61, arbitrary: fc.constant('none' as const) },
  { weight: 36, arbitrary: ODD },
);
