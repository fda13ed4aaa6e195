/** Mistakes in a run of bytes: what a wrong rewriter leaves there instead of the right ones. */
import type { Span } from '../../src/results/index.ts';
import { onOutput, patched } from './fault.ts';
import type { Group, Mistake } from './fault.ts';
import type { GoodAppend } from './good-append.ts';

/** A run of bytes of an output. */
export interface ByteSite {
  readonly name: string;
  /** Whether the bytes may lie elsewhere than in the input, so that what lay at their place before is a mistake. */
  readonly moves: 'sometimes' | 'never';
  /** Whether the right bytes are the same in each image, so that little is lost when they are lost. */
  readonly holds: 'anything' | 'constant';
  readonly found: 'everywhere' | 'somewhere';
  /** How many of them there may be: some, pages or more. */
  readonly size: 'short' | 'pages' | 'long';
  /** The bytes in the output; `null` where it has none. */
  readonly find: (good: GoodAppend) => Span | null;
}

interface ByteOperator {
  readonly name: string;
  readonly group: Group;
  readonly meant?: (site: ByteSite) => boolean;
  readonly shows?: Mistake['shows'];
  /** Wrong bytes from some place of the run on; `null` where there are none. */
  readonly wrong: (right: Uint8Array, found: Found) => Wrong | null;
}

interface Found {
  readonly good: GoodAppend;
  readonly at: Span;
}

interface Wrong {
  readonly from: number;
  readonly bytes: Uint8Array;
}

/** Bits of a byte that are changed; one that no padding has and one that changes an ASCII letter to another. */
const FLIPPED = 0x01;
const PAGE = 4096;
const SEGMENT = 65_536;

function flipped(name: string, place: (length: number) => number): ByteOperator {
  return {
    name,
    group: 'changed',
    shows: 'firm',
    wrong: (right) => {
      const from = place(right.length);
      return { from, bytes: Uint8Array.of((right[from] ?? 0) ^ FLIPPED) };
    },
  };
}

/** Only so many bytes are copied. */
function only(length: number, sizes: readonly ByteSite['size'][]): ByteOperator {
  return {
    name: `only the first ${length}`,
    group: 'part',
    meant: ({ size, holds }) => sizes.includes(size) && holds === 'anything',
    wrong: (right) => (right.length <= length ? null : { from: length, bytes: new Uint8Array(right.length - length) }),
  };
}

const anything = ({ holds }: ByteSite): boolean => holds === 'anything';

const OPERATORS: readonly ByteOperator[] = [
  {
    name: 'zeroed',
    group: 'zeroed',
    meant: anything,
    wrong: (right) => ({ from: 0, bytes: new Uint8Array(right.length) }),
  },
  {
    name: 'filled with 0xff',
    group: 'changed',
    wrong: (right) => ({ from: 0, bytes: new Uint8Array(right.length).fill(0xff) }),
  },
  {
    name: 'stale',
    group: 'stale',
    meant: ({ moves }) => moves === 'sometimes',
    wrong: (_, { good, at }) => ({ from: 0, bytes: good.input.slice(at.offset, at.offset + at.length) }),
  },
  flipped('first byte changed', () => 0),
  flipped('middle byte changed', (length) => Math.floor(length / 2)),
  flipped('last byte changed', (length) => length - 1),
  {
    name: 'first byte lost',
    group: 'zeroed',
    meant: anything,
    wrong: () => ({ from: 0, bytes: new Uint8Array(1) }),
  },
  {
    name: 'one byte too early',
    group: 'unit',
    meant: anything,
    wrong: (right) => {
      const bytes = new Uint8Array(right.length);
      bytes.set(right.subarray(1));
      return { from: 0, bytes };
    },
  },
  {
    name: 'one byte too late',
    group: 'unit',
    meant: anything,
    wrong: (right) => {
      const bytes = new Uint8Array(right.length);
      bytes.set(right.subarray(0, -1), 1);
      return { from: 0, bytes };
    },
  },
  {
    name: 'only the first half',
    group: 'part',
    meant: anything,
    wrong: (right) => {
      const from = Math.ceil(right.length / 2);
      return { from, bytes: new Uint8Array(right.length - from) };
    },
  },
  {
    name: 'only the second half',
    group: 'part',
    meant: anything,
    wrong: (right) => ({ from: 0, bytes: new Uint8Array(Math.floor(right.length / 2)) }),
  },
  only(PAGE, ['pages', 'long']),
  only(SEGMENT, ['long']),
  {
    name: 'first half twice',
    group: 'twice',
    meant: anything,
    wrong: (right) => {
      const half = Math.floor(right.length / 2);
      return { from: half, bytes: right.slice(0, half) };
    },
  },
  {
    name: 'first two bytes swapped',
    group: 'swapped',
    meant: anything,
    wrong: (right) => {
      const [first, second] = right;
      return first === undefined || second === undefined ? null : { from: 0, bytes: Uint8Array.of(second, first) };
    },
  },
  {
    name: 'reversed',
    group: 'swapped',
    meant: anything,
    wrong: (right) => ({ from: 0, bytes: right.slice().reverse() }),
  },
];

/** Every mistake that makes sense in a run of bytes. */
export function byteMistakes(site: ByteSite): readonly Mistake[] {
  return OPERATORS.filter(({ meant }) => meant?.(site) ?? true).map(({ name, group, shows, wrong }) =>
    onOutput(
      {
        site: site.name,
        operator: name,
        group,
        shows: site.found === 'everywhere' ? (shows ?? 'sometimes') : 'sometimes',
      },
      (good) => {
        const at = site.find(good);
        if (at === null || at.length <= 0) return null;
        const right = good.output.subarray(at.offset, at.offset + at.length);
        if (right.length === 0) return null;
        const spoilt = wrong(right, { good, at });
        return spoilt === null ? null : patched(at.offset + spoilt.from, spoilt.bytes);
      },
    ),
  );
}
