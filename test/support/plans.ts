import { caseAt } from '../../generators/index.ts';
import type { AppendRequest } from '../../src/contract/index.ts';
import { appendSections, memoryAccess, planAppend } from '../../src/rewriter/index.ts';
import type { AppendOptions, AppendPlan, AppendResult, Refusal } from '../../src/rewriter/index.ts';

/** A generated image, one to three sections to append to it, and what the rewriter may do. */
export interface SeveralCase {
  readonly index: number;
  readonly image: Uint8Array;
  readonly requests: readonly AppendRequest[];
  readonly options: AppendOptions;
}

/** Names of the further sections; none that the generator gives. */
const FURTHER_NAMES = ['.second', '.third'];

/** The case at (seed, index) with one to three sections in turn; signed images are stripped every other time. */
export function severalAt(seed: number, index: number): SeveralCase {
  const { image, request } = caseAt(seed, index);
  const further = FURTHER_NAMES.slice(0, index % 3).map((name, position) => {
    const content = Uint8Array.from({ length: 1 + ((index * 37) % 1500) }, (_, at) => (at * 3 + position * 50) & 0xff);
    return { name, content, characteristics: 0x4000_0040 };
  });
  return { index, image, requests: [request, ...further], options: { stripSignature: index % 2 === 0 } };
}

/** What the rewriter makes of it in memory. */
export function appended({ image, requests, options }: SeveralCase): AppendResult {
  return appendSections(image, requests, options);
}

/** What the rewriter plans to make of it. */
export function planned({ image, requests, options }: SeveralCase): AppendPlan | Refusal {
  const sections = requests.map((request) => ({ ...request, content: memoryAccess(request.content) }));
  return planAppend(memoryAccess(image), sections, options);
}

/** A plan with all that it was made for and came to. */
export interface CarriedOut extends SeveralCase {
  readonly plan: AppendPlan;
  readonly output: Uint8Array;
}

/** The first so many cases of a seed, without those that are refused. */
export function carriedOut(seed: number, count: number): readonly CarriedOut[] {
  return Array.from({ length: count }, (_, index) => severalAt(seed, index)).flatMap((several) => {
    const plan = planned(several);
    const result = appended(several);
    return plan.kind === 'planned' && result.kind === 'rewritten' ? [{ ...several, plan, output: result.bytes }] : [];
  });
}
