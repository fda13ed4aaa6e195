import { interactionsOf } from '../../generators/index.ts';
import type { CampaignCase, CaseAddress } from '../../generators/index.ts';
import { isInherited, isWithheld, lacksOutput, refusalGrounds, repeatedStep } from '../../properties/index.ts';
import type { Call, RefusalGrounds, Rule, Step } from '../../properties/index.ts';
import type { Answer } from '../contract/index.ts';
import { ANSWER_KINDS } from '../results/index.ts';
import type { AnswerKind, Verdict } from '../results/index.ts';
import { aspectsOf } from './aspects.ts';
import { codeOfAnswer, keyOfAnswer } from './evidence.ts';
import type { Examination } from './examine.ts';
import { appendsOf, callAt } from './sequence.ts';
import { EMPTY_TALLY, SILENT_RULE } from './tally.ts';
import type { Hit, PolicyTally, RuleTally, Tally } from './tally.ts';

/** Whether the subject was still running after its time limit, whatever else it did. */
export function isLate(answer: Answer): boolean {
  return answer.kind === 'timed-out' || (answer.kind === 'misbehaved' && answer.late === true);
}

/** The tally of one case: all that a campaign keeps of it. */
export function observe(
  address: CaseAddress,
  { image, features }: Pick<CampaignCase, 'image' | 'features'>,
  { call, stages, verdicts }: Examination,
  rules: readonly Rule[],
): Tally {
  const [{ answer, requests }] = call.steps;
  const hit: Hit = { ...address, inputSize: image.length, append: 1 };
  const further = appendsOf(stages).length;
  const code = codeOfAnswer(answer);
  const example = { at: address, text: 'detail' in answer ? answer.detail : '' };
  const random = address.set === 'random';
  const refusals =
    address.set === 'hostile' ? hostileRefusal(answer) : refusalsOf(refusalGrounds(call.before, requests), answer);
  return {
    executed: { ...EMPTY_TALLY.executed, [address.set]: 1 },
    answers: {
      [keyOfAnswer(answer)]: { kind: answer.kind, code, count: 1, late: isLate(answer) ? 1 : 0, example },
    },
    ...refusals,
    sequences: further === 0 ? EMPTY_TALLY.sequences : { cases: 1, appends: 1 + further },
    features: random ? onceEach(features) : {},
    interactions: random ? onceEach(interactionsOf(features)) : {},
    rules: ruleTallies(rules, { call, stages, verdicts }, isChosen(refusals.refused) ? call : null, hit),
  };
}

/** Whether a case was refused that need not have been; whoever refuses a broken image withholds nothing. */
function isChosen({ may, wrong }: Tally['refused']): boolean {
  return may + wrong > 0;
}

function onceEach(labels: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries(labels.map((label) => [label, 1]));
}

/** Whoever refuses a broken image owes nobody a reason, so these are counted apart from all other refusals. */
function hostileRefusal({ kind }: Answer): Pick<Tally, 'refused' | 'policies'> {
  return { refused: { must: 0, may: 0, wrong: 0, hostile: kind === 'refused' ? 1 : 0 }, policies: {} };
}

/** Which of the three counts of refusals each kind of grounds adds to. */
const COUNT_OF = { must: 'must', may: 'may', none: 'wrong' } as const;

function refusalsOf(grounds: RefusalGrounds, answer: Answer): Pick<Tally, 'refused' | 'policies'> {
  const refused = answer.kind === 'refused' ? 1 : 0;
  const counts = { must: 0, may: 0, wrong: 0, hostile: 0, [COUNT_OF[grounds.kind]]: refused };
  if (grounds.kind !== 'may') return { refused: counts, policies: {} };
  const counted = { cases: 1, refused, rewritten: answer.kind === 'rewritten' ? 1 : 0 };
  const isAlone = grounds.policies.length === 1;
  const policy: PolicyTally = { ...counted, alone: isAlone ? counted : { cases: 0, refused: 0, rewritten: 0 } };
  return { refused: counts, policies: Object.fromEntries(grounds.policies.map((name) => [name, policy])) };
}

/** @param declined the call where it was refused and need not have been */
function ruleTallies(
  rules: readonly Rule[],
  { call, stages, verdicts }: Examination,
  declined: Call | null,
  hit: Hit,
): Readonly<Record<string, RuleTally>> {
  const tallies: Record<string, RuleTally> = {};
  for (const [position, verdict] of verdicts.entries()) {
    const rule = rules[position];
    if (rule === undefined) continue;
    const place = verdict.kind === 'fail' ? (verdict.append ?? null) : null;
    const tally = ruleTallyOf(rule, verdict, hit, () => answerTo(rule, callAt(call, stages, place)));
    const withheld = tally.withoutOutput > 0 && declined !== null && isWithheld(rule, declined);
    tallies[rule.id] = withheld ? WITHHELD : tally;
  }
  return tallies;
}

/**
 * The kind of answer that a rule has judged: that to the call itself, or the worst of all for a rule that looks at more of
 * them, so that a crash of the second call is not taken for an output of the first.
 */
export function answerTo(rule: Rule, call: Call): AnswerKind {
  const worst = Math.max(
    0,
    ...lookedAt(rule, call).map(({ answer: { kind } }) => (kind === 'unavailable' ? 0 : rank(kind))),
  );
  return ANSWER_KINDS[worst] ?? 'rewritten';
}

/** The steps of a call that a rule looks at, by what it needs of them. */
function lookedAt(rule: Rule, call: Call): readonly Step[] {
  const needs = rule.scope === 'call' ? (rule.needs ?? 'once') : 'once';
  if (needs === 'twice') return call.steps;
  const repeated = needs === 'same' ? repeatedStep(call) : undefined;
  return repeated === undefined ? call.steps.slice(0, 1) : [call.steps[0], repeated];
}

const rank = (kind: AnswerKind): number => ANSWER_KINDS.indexOf(kind);

const PASSED: RuleTally = { ...SILENT_RULE, passed: 1 };
const WITHOUT_OUTPUT: RuleTally = { ...SILENT_RULE, withoutOutput: 1 };
const WITHHELD: RuleTally = { ...WITHOUT_OUTPUT, withheld: 1 };

function ruleTallyOf({ id }: Rule, verdict: Verdict, hit: Hit, answered: () => AnswerKind): RuleTally {
  switch (verdict.kind) {
    case 'pass':
      return PASSED;
    case 'vacuous':
      return vacuous(verdict.reason);
    case 'skip':
      return lacksOutput(verdict.reason) ? WITHOUT_OUTPUT : skipped(verdict.reason);
    case 'fail': {
      const at = verdict.append === undefined ? hit : { ...hit, append: verdict.append.number };
      const answer = answered();
      const aspects = Object.fromEntries(aspectsOf(id, verdict, answer).map((aspect) => [aspect, at]));
      return { ...SILENT_RULE, failed: 1, failedWith: { [answer]: 1 }, first: at, smallest: at, aspects };
    }
    case 'error':
      return {
        ...SILENT_RULE,
        errored: 1,
        error: { at: { set: hit.set, index: hit.index }, message: verdict.message },
      };
  }
}

/** There are some hundred reasons, and every case gives half of them: one object for each serves all cases. */
function onceFor(
  make: (reason: string, counted: Readonly<Record<string, number>>) => RuleTally,
): (reason: string) => RuleTally {
  const known = new Map<string, RuleTally>();
  return (reason: string): RuleTally => {
    const tally = known.get(reason) ?? make(reason, Object.fromEntries([[reason, 1]]));
    known.set(reason, tally);
    return tally;
  };
}

const skipped = onceFor((reason, reasons) => {
  return { ...SILENT_RULE, skipped: 1, inherited: isInherited(reason) ? 1 : 0, reasons };
});

const vacuous = onceFor((_, vacuousReasons) => ({ ...SILENT_RULE, vacuous: 1, vacuousReasons }));
