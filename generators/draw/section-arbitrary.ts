import * as fc from 'fast-check';
import type { SectionKind, SectionPlan } from '../plan/plan.ts';
import { ranges, weighted } from './weighted.ts';

/** Names by kind; the first is the plainest, those of eight characters leave no zero byte after them. */
const NAMES: Readonly<Record<SectionKind, readonly string[]>> = {
  data: ['.data', '.sdata', '.config', '.initcfg'],
  rodata: ['.rodata', '.dtb', '.osrel', '.uname', '.notes+x'],
  code: ['.init', '.exit', '.head'],
  bss: ['.bss', '.sbss', '.noinit'],
  sbat: ['.sbat'],
  reloc: ['.reloc'],
};

/** What names of eight bytes become where nothing may be odd. */
export const PLAIN_NAMES: ReadonlyMap<string, string> = new Map([
  ['.initcfg', '.initc'],
  ['.notes+x', '.notes'],
]);

/** A section as drawn: not yet named, and its numbers not yet brought in line with its kind. */
interface Draft {
  readonly kind: SectionKind;
  readonly blocks: number;
  readonly virtual: number | 'raw';
  readonly name: number;
}

const VIRTUAL = ranges(
  { weight: 30, low: 0, high: 0 },
  { weight: 30, low: -511, high: -1 },
  { weight: 5, low: -65_535, high: -512 },
  { weight: 20, low: 1, high: 0x3000 },
  { weight: 8, low: 0x3001, high: 0x40400 },
);

const DRAFT: fc.Arbitrary<Draft> = fc
  .tuple(
    weighted<SectionKind>([32, 'data'], [28, 'rodata'], [12, 'code'], [26, 'bss'], [2, 'sbat']),
    weighted([58, 1], [17, 2], [7, 3], [3, 5], [1, 9], [14, 0]),
    fc.oneof(
      { withCrossShrink: true },
      { weight: 8, arbitrary: VIRTUAL },
      { weight: 1, arbitrary: fc.constant('raw' as const) },
    ),
    ranges({ weight: 8, low: 0, high: 2 }, { weight: 2, low: 3, high: 4 }),
  )
  .map(([kind, blocks, virtual, name]) => ({ kind, blocks, virtual, name }));

const DRAFTS = fc.array(DRAFT, { maxLength: 5, size: 'max' });

/** `.text` itself: extra raw data and how VirtualSize relates to it. */
const TEXT: fc.Arbitrary<SectionPlan> = fc
  .tuple(
    weighted([65, 0], [18, 2], [9, 3], [4, 6], [1, 16]),
    ranges({ weight: 50, low: 0, high: 0 }, { weight: 35, low: -511, high: -1 }, { weight: 15, low: 1, high: 0x2000 }),
  )
  .map(([blocks, virtual]) => ({ name: '.text', kind: 'code', blocks, virtual }));

/** Section tables in which `.text` mostly comes first; the sections agree with the rules of a plan. */
export const SECTIONS: fc.Arbitrary<readonly SectionPlan[]> = fc
  .tuple(TEXT, DRAFTS, weighted([58, 0], [26, 1], [9, 2], [7, 5]))
  .map(([text, drafts, textIndex]) => {
    const names = new Set<string>();
    const others = drafts.map((draft) => finish(draft, names));
    const table = [...others.slice(0, textIndex), text, ...others.slice(textIndex)];
    return table.map((section, index) =>
      section.virtual === 'raw' && index === table.length - 1 ? { ...section, virtual: 0 } : section,
    );
  });

function finish(draft: Draft, names: Set<string>): SectionPlan {
  const { kind } = draft;
  const name = uniqueName(NAMES[kind][draft.name % NAMES[kind].length] ?? '.data', names);
  const raw = kind === 'bss' ? 0 : kind === 'code' ? Math.max(draft.blocks, 1) : draft.blocks;
  const blocks = kind === 'sbat' ? 1 : raw;
  if (blocks > 0) {
    const usable = draft.virtual !== 'raw' || kind === 'data' || kind === 'rodata';
    return { name, kind, blocks, virtual: usable && kind !== 'sbat' ? draft.virtual : 0 };
  }
  const extent = draft.virtual === 'raw' ? 0 : Math.abs(draft.virtual);
  return { name, kind, blocks, virtual: extent === 0 ? 64 : extent };
}

function uniqueName(wanted: string, names: Set<string>): string {
  let name = wanted;
  for (let copy = 1; names.has(name); copy += 1) {
    name = `${wanted.slice(0, 6)}${copy}`;
  }
  names.add(name);
  return name;
}
