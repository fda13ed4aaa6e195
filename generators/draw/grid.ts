import * as fc from 'fast-check';
import { caseFromPlan } from '../case.ts';
import type { ZbootCase } from '../case.ts';
import { DULL_PLAN } from '../plan/plan.ts';
import type { Plan, SectionPlan } from '../plan/plan.ts';

/** Which value of each dimension a case of the grid has, in the order of the dimensions; 0 is the dullest. */
type Coordinates = readonly number[];

/** One dimension of the grid: what each of its values sets in the plan. */
type Dimension = readonly ((plan: Plan) => Partial<Plan>)[];

const TEXT: SectionPlan = { name: '.text', kind: 'code', blocks: 0, virtual: 0 };
const DATA: SectionPlan = { name: '.data', kind: 'data', blocks: 1, virtual: 64 };
const RODATA: SectionPlan = { name: '.rodata', kind: 'rodata', blocks: 1, virtual: -12 };
const BSS: SectionPlan = { name: '.bss', kind: 'bss', blocks: 0, virtual: 48 };

const ALIGNMENTS: Dimension = [
  [512, 4096],
  [512, 65_536],
  [4096, 4096],
].map(([fileAlignment = 0, sectionAlignment = 0]) => () => ({ fileAlignment, sectionAlignment }));

/** One to three sections, and where the bss is among them; those with the least data come first. */
const TABLES: Dimension = [
  [TEXT],
  [TEXT, BSS],
  [BSS, TEXT],
  [TEXT, DATA],
  [TEXT, DATA, BSS],
  [TEXT, BSS, DATA],
  [BSS, TEXT, DATA],
  [TEXT, RODATA, DATA],
].map((sections) => () => ({ sections }));

const POSITIONS: Dimension = (['first', 'middle', 'last'] as const).map((position) => () => ({ position }));

/** BTI's word and a CodeView record of 44 bytes after it: together they end on a multiple of 8. */
const SLACK: Dimension = [
  () => ({}),
  ({ directories }) => ({ debug: 'both', debugPath: 4, directories: Math.max(directories, 7) }),
];

/** A length that is not a multiple of anything. */
const OVERLAYS: Dimension = [0, 13].map((overlay) => () => ({ overlay }));

/**
 * Free header bytes: one section header, as close below one as headers aligned to 8 allow (39 after a CodeView path
 * that is one byte longer, else 32), none, and plenty. The first gives the smallest images, for shrinking goes there.
 */
const ROOMS: Dimension = [
  () => ({ headerRoom: 40 }),
  ({ debugPath, debug }) => ({ headerRoom: 32, debugPath: debug === 'none' ? 0 : debugPath + 1 }),
  () => ({ headerRoom: 0 }),
  () => ({ headerRoom: 'page' }),
];

/** The rooms come last, for they depend on what is in the slack. */
const DIMENSIONS: readonly Dimension[] = [ALIGNMENTS, TABLES, POSITIONS, SLACK, OVERLAYS, ROOMS];

/** How many cases the grid has. */
export const GRID_SIZE = DIMENSIONS.reduce((product, { length }) => product * length, 1);

const GRID_PLAN: Plan = {
  ...DULL_PLAN,
  payload: 200,
  request: { name: '.bpf', blocks: 0, extra: 100, characteristics: 0x40000040, content: 'filler' },
};

function planOf(coordinates: Coordinates): Plan {
  return DIMENSIONS.reduce<Plan>((plan, dimension, at) => {
    const choose = dimension[coordinates[at] ?? 0];
    return choose === undefined ? plan : { ...plan, ...choose(plan) };
  }, GRID_PLAN);
}

/** The coordinates of the cases that were made here, which is how fast-check finds its way back to shrink one. */
const MADE = new WeakMap<object, Coordinates>();

function make(coordinates: Coordinates): ZbootCase {
  const zbootCase = caseFromPlan(planOf(coordinates));
  MADE.set(zbootCase, coordinates);
  return zbootCase;
}

function coordinatesOf(value: unknown): number[] {
  const coordinates = typeof value === 'object' && value !== null ? MADE.get(value) : undefined;
  if (coordinates === undefined) throw new Error('this case is not one of the grid');
  return [...coordinates];
}

/**
 * One case of the grid: every combination of alignments, tables, payload places, slack data, overlay and header room.
 *
 * @param index 0 to {@link GRID_SIZE} - 1; 0 is the dullest
 * @throws RangeError on any other index
 */
export function gridCase(index: number): ZbootCase {
  if (!Number.isSafeInteger(index) || index < 0 || index >= GRID_SIZE) {
    throw new RangeError(`gridCase: index must be a whole number from 0 to ${GRID_SIZE - 1}, not ${index}.`);
  }
  let rest = index;
  const coordinates = DIMENSIONS.map(({ length }) => {
    const coordinate = rest % length;
    rest = (rest - coordinate) / length;
    return coordinate;
  });
  return make(coordinates);
}

/** All cases of the grid; shrinks one dimension after the other towards the dullest. */
export function anyGridCase(): fc.Arbitrary<ZbootCase> {
  const coordinates = DIMENSIONS.map(({ length }) => fc.integer({ min: 0, max: length - 1 }));
  return fc.tuple(...coordinates).map(make, coordinatesOf);
}
