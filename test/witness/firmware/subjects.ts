/** The images that the firmware is asked about: generated ones, and what the builtin rewriter appends to them. */
import {
  EXTREMES,
  GRID_SIZE,
  KERNEL_KINDS,
  caseAt,
  caseFromPlan,
  extremeCase,
  gridCase,
  planAt,
  printPlan,
} from '../../../generators/index.ts';
import type { KernelKind, ZbootCase } from '../../../generators/index.ts';
import { builtinSubject } from '../../../src/subjects/index.ts';

/** One image, and how anybody can make it again. */
export interface Subject {
  readonly kind: 'generated' | 'appended';
  /** Where the case comes from, such as `case (1, 5)`. */
  readonly title: string;
  /** The plan's text. */
  readonly plan: string;
  /** Labels of the case, which an output shares with its input. */
  readonly features: readonly string[];
  readonly bytes: Uint8Array;
}

/** Which cases to take. */
export interface Selection {
  readonly seed: number;
  /** How many random cases. */
  readonly runs: number;
  /** How many cases in the shape of each kind of kernel. */
  readonly kernels: number;
  /** How many cases of the grid, spread evenly over it. */
  readonly grid: number;
}

/** All cases of the grid. */
export const WHOLE_GRID = GRID_SIZE;

const REWRITER = builtinSubject();

/** The image of each case, and the output if the rewriter does not refuse it, one after the other. */
export async function* subjectsOf({ seed, runs, kernels, grid }: Selection): AsyncGenerator<Subject, void> {
  for (let count = 0; count < grid; count += 1) {
    const index = Math.floor((count * GRID_SIZE) / grid);
    yield* subjectsIn(`case ${index} of the grid`, gridCase(index));
  }
  // The list of extremes is as fixed as the grid, and comes with all of it.
  const extremes = grid < WHOLE_GRID ? [] : EXTREMES.entries();
  for (const [index, { name }] of extremes) yield* subjectsIn(`extreme ${index}, ${name}`, extremeCase(index));
  for (const kind of Object.keys(KERNEL_KINDS) as readonly KernelKind[]) {
    for (let index = 0; index < kernels; index += 1) {
      yield* subjectsIn(`case (${seed}, ${index}) of ${kind}`, caseFromPlan(planAt(kind, seed, index)));
    }
  }
  for (let index = 0; index < runs; index += 1) yield* subjectsIn(`case (${seed}, ${index})`, caseAt(seed, index));
}

async function* subjectsIn(title: string, zbootCase: ZbootCase): AsyncGenerator<Subject, void> {
  const { plan, features, image, request, declares } = zbootCase;
  // Beyond 2 GiB it depends on the machine whether there is so much memory.
  if (declares.includes('PE-OPT-027')) return;
  const common = { title, plan: printPlan(plan), features };
  yield { ...common, kind: 'generated', bytes: image };
  const answer = await REWRITER.append(image, request, { previousOutput: null });
  if (answer.kind === 'rewritten') yield { ...common, kind: 'appended', bytes: answer.bytes };
}
