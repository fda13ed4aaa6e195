import * as fc from 'fast-check';
import type { ContentKind, RequestPlan, SectionPlan } from '../plan/plan.ts';
import { ranges, weighted } from './weighted.ts';

/** Read-only initialised data, and the same discardable. */
const READ_ONLY_DATA = 0x40000040;
const DISCARDABLE_DATA = 0x42000040;
/**
 * Flags that a rewriter may decline or has to set exactly: code, writable data, code that cannot run, data that is not
 * cached, not paged, aligned or shared, no flags and all of them.
 */
const RISKY = [
  0x6000_0020, 0xc000_0040, 0x4000_0020, 0x4400_0040, 0x4800_0040, 0x4030_0040, 0x5000_0040, 0, 0xffff_ffff,
  0x4000_0080, 0xe000_0020, 0x6000_0060, 0x4000_0840,
];

/** Names that no section can have: too short, too long, those that stand for something else, those that are not ASCII. */
const BAD_NAMES = [
  '',
  '.bpf.long',
  '/4',
  '//////',
  '$',
  '.bpf$a',
  '.reloc',
  'a b',
  '.bpf\0x',
  '\0.bpf',
  '\u00e4',
  '.\u007f',
  '\t',
];

/** Names that any section may have and that some tools take for something else: an option, a list, a number, a pattern. */
const TELLING_NAMES = [
  '.bpf.ab1',
  '-x',
  '.a=b',
  'a,b:c',
  '1234',
  '*?[a]',
  '(a|b);',
  '#@^{}',
  '"\'`<&>',
  '%s~!',
  'bpf',
  '.initrd',
  '.debug',
  '.rdata',
];

/** All names that are drawn though a tool may take them for something else, or no section may have them. */
export const ODD_NAMES: ReadonlySet<string> = new Set([...BAD_NAMES, ...TELLING_NAMES]);

const NAME = weighted(
  [82 * TELLING_NAMES.length, '.bpf'],
  [5 * TELLING_NAMES.length, '.linux'],
  [3 * TELLING_NAMES.length, '.x'],
  [3 * TELLING_NAMES.length, '.cmdline'],
  [2 * TELLING_NAMES.length, 'b'],
  ...TELLING_NAMES.map((name) => [5, name] as const),
);
/** Names that are almost one that is taken, or are. */
export type Likeness = 'none' | 'taken' | 'case' | 'prefix' | 'longer' | 'twin';
export const CHARACTERISTICS = weighted(
  [88 * RISKY.length, READ_ONLY_DATA],
  [7 * RISKY.length, DISCARDABLE_DATA],
  ...RISKY.map((flags) => [5, flags] as const),
);
export const CONTENT = weighted<ContentKind>(
  [86, 'filler'],
  [4, 'zeros'],
  [4, 'elf'],
  [2, 'pe'],
  [2, 'bom'],
  [2, 'text'],
);

/** Whole alignments and the bytes that are added to them; the shortest content first. */
const LENGTH: fc.Arbitrary<readonly [blocks: number, extra: number]> = fc.oneof(
  { withCrossShrink: true },
  { weight: 12, arbitrary: fc.constant([0, 1] as const) },
  { weight: 31, arbitrary: fc.tuple(fc.constant(0), ranges({ weight: 1, low: 2, high: 511 })) },
  { weight: 10, arbitrary: fc.tuple(fc.constant(1), fc.constant(-1)) },
  { weight: 10, arbitrary: fc.tuple(fc.constant(1), fc.constant(0)) },
  { weight: 10, arbitrary: fc.tuple(fc.constant(1), fc.constant(1)) },
  { weight: 20, arbitrary: fc.tuple(ranges({ weight: 1, low: 1, high: 6 }), ranges({ weight: 1, low: 1, high: 511 })) },
  { weight: 4, arbitrary: fc.tuple(ranges({ weight: 1, low: 7, high: 40 }), ranges({ weight: 1, low: 0, high: 511 })) },
  { weight: 1, arbitrary: fc.tuple(fc.constant(0), ranges({ weight: 1, low: 20_000, high: 200_000 })) },
  { weight: 3, arbitrary: fc.constant([0, 0] as const) },
  // Whole blocks of the smallest FileAlignment, which need not be whole blocks of the image's.
  { weight: 4, arbitrary: fc.tuple(fc.constant(0), ranges({ weight: 1, low: 512, high: 7680, step: 512 })) },
);

/** Append requests; mostly `.bpf` with a content that is not a multiple of FileAlignment. */
export const REQUEST: fc.Arbitrary<RequestPlan> = fc
  .tuple(
    fc.oneof(
      { withCrossShrink: true },
      { weight: 96, arbitrary: NAME },
      { weight: 4, arbitrary: fc.constantFrom(...BAD_NAMES) },
    ),
    LENGTH,
    CHARACTERISTICS,
    CONTENT,
  )
  .map(([name, [blocks, extra], characteristics, content]) => ({ name, blocks, extra, characteristics, content }));

/** Whether the requested name is one that the image has, or near to one. */
export const LIKENESS = weighted<Likeness>(
  [92, 'none'],
  [4, 'taken'],
  [1, 'case'],
  [1, 'prefix'],
  [1, 'longer'],
  [1, 'twin'],
);

const NAME_LENGTH = 8;

/** The request with a name that is like that of one of the sections, or as it is where there is none to be like. */
export function likened(request: RequestPlan, likeness: Likeness, sections: readonly SectionPlan[]): RequestPlan {
  const name = sections.at(-1)?.name ?? request.name;
  switch (likeness) {
    case 'none':
      return request;
    case 'taken':
      return { ...request, name };
    case 'case':
      return { ...request, name: name.toUpperCase() };
    case 'prefix':
      return { ...request, name: name.slice(0, -1) };
    case 'longer':
      return { ...request, name: `${name}x`.slice(0, NAME_LENGTH) };
    case 'twin':
      // Equal but for the last of eight bytes.
      return { ...request, name: `${name.padEnd(NAME_LENGTH - 1, '_').slice(0, NAME_LENGTH - 1)}2` };
  }
}
