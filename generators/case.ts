import * as fc from 'fast-check';
import type { AppendRequest } from '../src/contract/index.ts';
import { declaredBy } from './features/declared.ts';
import { emit } from './emit/emit.ts';
import { featuresOf } from './features/feature-list.ts';
import { fillSeeded, streamSeed } from './bytes/fill.ts';
import { requestLength } from './layout/agreement.ts';
import { layOut, STREAM } from './layout/layout.ts';
import { KERNEL_KINDS, kernelPlan } from './draw/kernels.ts';
import type { KernelKind } from './draw/kernels.ts';
import type { ContentKind, Plan } from './plan/plan.ts';
import { foreignPlan, zbootPlan } from './draw/plan-arbitrary.ts';
import { printPlan } from './plan/text.ts';
import { portable } from './portable.ts';
import type { PortableArbitrary } from './portable.ts';

/** One generated image and the request to append to it. */
export interface ZbootCase {
  readonly plan: Plan;
  readonly image: Uint8Array;
  readonly request: AppendRequest;
  /** What is to be appended after that, each to the output of the append before. */
  readonly further: readonly AppendRequest[];
  /** Labels out of `FEATURES`, in that order. */
  readonly features: readonly string[];
  /** Ids of the `zboot` profile's rules that the features break, sorted. */
  readonly declares: readonly string[];
}

/**
 * Builds the image and the request that a plan describes; the same plan gives the same bytes everywhere.
 *
 * @throws PlanError naming the bad value when a plan cannot be laid out
 */
export function caseFromPlan(plan: Plan): ZbootCase {
  const layout = layOut(plan);
  return {
    plan,
    image: emit(layout).bytes,
    request: requestOf(plan),
    further: furtherOf(plan),
    features: featuresOf(layout),
    declares: declaredBy(layout),
  };
}

/** What content that is to look like a kind of file starts with: ELF of 64 bits, `MZ`, the mark of UTF-8, a command line. */
const CONTENT_STARTS: Readonly<Partial<Record<ContentKind, readonly number[]>>> = {
  elf: [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0],
  pe: [0x4d, 0x5a, 0, 0],
  bom: [0xef, 0xbb, 0xbf],
  text: Array.from('console=ttyAMA0 root=/dev/vda1\n', (char) => char.charCodeAt(0)),
};

/** The section that a plan asks to append. */
export function requestOf(plan: Plan): AppendRequest {
  return requestFrom(plan, streamSeed(plan.seed, STREAM.request));
}

/** The sections that a plan asks to append after that. */
export function furtherOf(plan: Plan): readonly AppendRequest[] {
  const seed = streamSeed(plan.seed, STREAM.further);
  return plan.further.map((request, rank) =>
    requestFrom({ request, fileAlignment: plan.fileAlignment }, streamSeed(seed, rank)),
  );
}

function requestFrom(plan: Pick<Plan, 'request' | 'fileAlignment'>, seed: number): AppendRequest {
  const { name, characteristics, content: kind } = plan.request;
  const content = new Uint8Array(requestLength(plan));
  if (kind !== 'zeros') fillSeeded(content, 0, content.length, seed, 'any');
  content.set((CONTENT_STARTS[kind] ?? []).slice(0, content.length));
  return { name, content, characteristics };
}

const CASE = zbootPlan().map((plan) => {
  const built = caseFromPlan(plan);
  // Not enumerable, so that a drawn case equals one that was built from its plan.
  return Object.defineProperty(built, fc.toStringMethod, { value: () => `zbootCase(${printPlan(plan)})` });
});

/** Valid cases; each prints as `zbootCase(<plan text>)` and shrinks towards an image of one section. */
export function zbootCase(): PortableArbitrary<ZbootCase> {
  return portable(CASE);
}

const FOREIGN_CASE = foreignPlan().map((plan) => {
  const built = caseFromPlan(plan);
  return Object.defineProperty(built, fc.toStringMethod, { value: () => `foreignCase(${printPlan(plan)})` });
});

/**
 * Valid cases whose images are not zboot images: plain PE images, kernels that are not compressed, unified kernel images. Each
 * prints as `foreignCase(<plan text>)`.
 */
export function foreignCase(): PortableArbitrary<ZbootCase> {
  return portable(FOREIGN_CASE);
}

/** The seed of what is drawn beside the random cases is another one, so that both do not go the same ways. */
const FOREIGN_SEED = 0x666f_7265;

/** The campaign's seed for foreign cases. */
export function foreignSeed(seed: number): number {
  return (seed ^ FOREIGN_SEED) >>> 0;
}

/** The foreign case at (seed, index); it does not depend on which cases were made before. */
export function foreignAt(seed: number, index: number): ZbootCase {
  return drawAt(FOREIGN_CASE, foreignSeed(seed), index);
}

const WORD = 0x1_0000_0000;

/**
 * The seed of one case in a campaign: neighbouring indexes and neighbouring campaign seeds give unrelated seeds.
 *
 * @param seed the campaign's seed, a whole number
 * @param index the case's index, a whole number from 0 up to 2^53
 * @returns a signed 32-bit integer, the form that fast-check uses unchanged
 */
export function caseSeed(seed: number, index: number): number {
  const high = Math.floor(index / WORD);
  return streamSeed(streamSeed(seed, high), index % WORD) | 0;
}

/** The case at (seed, index); it does not depend on which cases were made before. */
export function caseAt(seed: number, index: number): ZbootCase {
  return drawAt(CASE, seed, index);
}

/** Where plans are drawn from: all that the generator knows, or the shape of one kind of kernel. */
export type PlanSource = 'random' | KernelKind;

const KERNEL_PLANS = new Map<PlanSource, fc.Arbitrary<Plan>>(
  (Object.keys(KERNEL_KINDS) as readonly KernelKind[]).map((kind) => [kind, fc.noBias(kernelPlan(kind))]),
);

/**
 * The plan at (seed, index) of a source; that of `random` is the plan of {@link caseAt}.
 *
 * @throws RangeError on a source that there is not, and on what is no whole number
 */
export function planAt(source: PlanSource, seed: number, index: number): Plan {
  const plans = source === 'random' ? zbootPlan() : KERNEL_PLANS.get(source);
  if (plans === undefined) throw new RangeError(`planAt: there is no plan source ${JSON.stringify(source)}.`);
  return drawAt(plans, seed, index);
}

/** The names of the features that a plan's case has, without making its bytes. */
export function featuresOfPlan(plan: Plan): readonly string[] {
  return featuresOf(layOut(plan));
}

/** What an arbitrary draws at (seed, index), whatever was drawn before. @throws RangeError on what is no whole number */
export function drawAt<T>(arbitrary: fc.Arbitrary<T>, seed: number, index: number): T {
  if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(index) || index < 0) {
    throw new RangeError(`case (${seed}, ${index}): seed and index must be whole numbers, and the index at least 0.`);
  }
  const [drawn] = fc.sample(arbitrary, { seed: caseSeed(seed, index), numRuns: 1 });
  if (drawn === undefined) {
    throw new Error(`case (${seed}, ${index}): fast-check drew nothing; this is a bug in the generator`);
  }
  return drawn;
}
