import { printPlan } from '../../../generators/index.ts';
import type { CampaignCase } from '../../../generators/index.ts';
import { levelOf } from '../../../properties/index.ts';
import type { ProfileName, Rule } from '../../../properties/index.ts';
import type { Rewriter } from '../../contract/index.ts';
import { layoutOf } from '../../judging/index.ts';
import type { AppendPlace, CaseRow, CaseSet, Finding } from '../../results/index.ts';
import { requestTo } from '../examine.ts';
import type { Examination } from '../examine.ts';
import { appendsOf } from '../sequence.ts';

/** One broken rule of a stored case. */
export interface BrokenRule {
  readonly id: string;
  readonly findings: readonly Finding[];
  /** Where in the sequence of appends it is broken; `null` for the first append. */
  readonly append: AppendPlace | null;
}

/** A further append of a stored case, and what came of it; where it was not made, nothing did. */
export interface StoredAppend {
  readonly request: { readonly name: string; readonly characteristics: number };
  readonly content: Uint8Array;
  readonly answer: { readonly kind: string; readonly detail: string } | null;
  readonly output: Uint8Array | null;
}

/** A case with everything that is needed to run it again without the generator. */
export interface StoredCase {
  readonly row: CaseRow;
  readonly image: Uint8Array;
  readonly content: Uint8Array;
  readonly request: { readonly name: string; readonly characteristics: number };
  /** What is appended after that, each to the output of the append before. */
  readonly further: readonly StoredAppend[];
  /** The subject's output, or `null` when it left none. */
  readonly output: Uint8Array | null;
  readonly answer: { readonly kind: string; readonly detail: string };
  readonly broken: readonly BrokenRule[];
  readonly profile: ProfileName;
  /** How the answer differs in a process that has served no other call, in words; `null` where it does not. */
  readonly dependsOnState: string | null;
  /** Whether it is kept as it was seen because, run again, it did not show any more what it is for. */
  readonly seenOnce: boolean;
  readonly subject: { readonly id: string; readonly command: readonly string[] | null };
}

/** What a case is stored from. */
export interface CaseOrigin {
  readonly id: string;
  readonly seed: number;
  readonly set: CaseSet;
  readonly index: number;
  /** The command that runs the case again. */
  readonly replay: string;
}

/** What tells a case from every other: its plan, and what was done to the image of it. */
export function nameOfCase({ plan, mutations = [] }: CampaignCase): string {
  return [printPlan(plan), ...mutations].join('; ');
}

/** Puts a case together with what the subject made of it. Rules that only inform are not listed as broken. */
export function storeCase(
  origin: CaseOrigin,
  examined: CampaignCase,
  { call, stages, verdicts }: Examination,
  rules: readonly Rule[],
  profile: ProfileName,
  subject: Rewriter,
): StoredCase {
  const broken = rules.flatMap(({ id }, position) => {
    const verdict = verdicts[position];
    if (verdict?.kind !== 'fail' || levelOf(id, profile) === 'info') return [];
    return [{ id, findings: verdict.findings, append: verdict.append ?? null }];
  });
  const [{ answer, requests, after }] = call.steps;
  const [{ name, content, characteristics }] = requests;
  const output = answer.kind === 'rewritten' ? answer.bytes : null;
  return {
    row: {
      ...origin,
      plan: printPlan(examined.plan),
      mutations: examined.mutations ?? [],
      features: examined.features,
      sections: call.before.ok ? call.before.image.sections.length : 0,
      inputSize: examined.image.length,
      outputSize: output === null ? null : output.length,
      layouts: { before: layoutOf(call.before), after: after === null ? null : layoutOf(after) },
      rules: broken.map(({ id }) => id),
    },
    image: examined.image,
    content,
    request: { name, characteristics },
    further: storedAppends(examined, stages, subject),
    output,
    answer: { kind: answer.kind, detail: 'detail' in answer ? answer.detail : '' },
    broken,
    profile,
    dependsOnState: null,
    seenOnce: false,
    subject: { id: subject.id, command: subject.command },
  };
}

/** The further appends as they were asked for; those that were not made, as they would have been. */
function storedAppends(
  { further = [] }: CampaignCase,
  stages: Examination['stages'],
  subject: Rewriter,
): readonly StoredAppend[] {
  const made = appendsOf(stages);
  return further.map((drawn, position): StoredAppend => {
    const step = made[position]?.call.steps[0];
    const { name, characteristics, content } = step?.requests[0] ?? requestTo(subject, drawn);
    const answer = step?.answer;
    const said = answer === undefined ? null : { kind: answer.kind, detail: 'detail' in answer ? answer.detail : '' };
    const output = answer?.kind === 'rewritten' ? answer.bytes : null;
    return { request: { name, characteristics }, content, answer: said, output };
  });
}
