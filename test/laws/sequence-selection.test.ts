/** Goal: the verdict on a rule is the same whatever other rules a case is judged by, sequences of appends included. */
import { beforeAll, describe, expect, it } from 'vitest';
import { caseOf } from '../../generators/index.ts';
import type { CampaignCase } from '../../generators/index.ts';
import { PROFILES } from '../../properties/index.ts';
import type { Rule } from '../../properties/index.ts';
import { examine } from '../../src/campaign/index.ts';
import { selectRules } from '../../src/judging/index.ts';
import type { Verdict } from '../../src/results/index.ts';
import { builtinSubject } from '../../src/subjects/index.ts';
import { JUDGING_RULES, SABOTEURS } from '../saboteurs/index.ts';
import { SEQUENCE_SABOTEURS } from '../saboteurs/sequences.ts';
import { sampleOf } from '../support/effort.ts';

const GOOD = builtinSubject('0');
/** The first sequences among the random cases of seed 1. */
const SEQUENCES = 8;

/** A saboteur that some rules see at once and others as sequences go on; with some that are seen late, and a sample of all. */
const NAMED = ['raises every VirtualSize to the raw size'];
const TRIED = [
  ...SABOTEURS.filter(({ name }) => NAMED.includes(name)),
  ...sampleOf(SEQUENCE_SABOTEURS, { quick: 3 }),
  ...sampleOf(SABOTEURS, { quick: 6 }),
];

/** Rules that are asked alone beside those that fail: of outputs, of pairs and of answers. */
const ALONE: readonly Rule[] = JUDGING_RULES.filter(({ id }) =>
  ['PR-NEW-003', 'PR-SEC-001', 'PR-REF-001'].includes(id),
);

let sequences: readonly CampaignCase[] = [];
beforeAll(() => {
  const found: CampaignCase[] = [];
  for (let index = 0; found.length < SEQUENCES; index += 1) {
    const drawn = caseOf(1, { set: 'random', index });
    if ((drawn.further ?? []).length > 0) found.push(drawn);
  }
  sequences = found;
});

/** What becomes of a rule in a verdict: whether it holds, and at which append it does not. */
function toldOf(verdict: Verdict | undefined): unknown {
  return verdict?.kind === 'fail' ? ['fail', verdict.append ?? 'first'] : verdict;
}

describe('a rule', () => {
  it.each(TRIED)('says the same alone as among all others of a rewriter that $name', async ({ sabotage }) => {
    const subject = sabotage(GOOD);
    for (const drawn of sequences) {
      const all = await examine(drawn, subject, JUDGING_RULES, 'once');
      const failing = JUDGING_RULES.filter((_, position) => all.verdicts[position]?.kind === 'fail');
      for (const rule of new Set([...failing.slice(0, 3), ...ALONE])) {
        const { verdicts, stages } = await examine(drawn, subject, [rule], 'once');
        const among = all.verdicts[JUDGING_RULES.indexOf(rule)];
        expect([rule.id, stages.length, toldOf(verdicts[0])]).toEqual([rule.id, all.stages.length, toldOf(among)]);
      }
    }
  });

  it.each(PROFILES)('lets sequences go on as far in profile $name as in any other', async ({ name: profile }) => {
    const rules = selectRules({ profile, rules: [], excludedRules: [] });
    const [, ...others] = TRIED;
    for (const { sabotage } of others.slice(0, 4)) {
      for (const drawn of sequences.slice(0, 4)) {
        const [ours, none] = [sabotage(GOOD), [] as const];
        const judged = await examine(drawn, ours, rules, 'once');
        expect(judged.stages).toHaveLength((await examine(drawn, ours, none, 'once')).stages.length);
      }
    }
  });
});
