/**
 * Goal: what goes wrong at the second or the third append alone is found by the cases that every default run asks, is told of
 * that append, and shrinks to as many appends as it takes.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { furtherAt } from '../../generators/draw/further.ts';
import { caseOf } from '../../generators/index.ts';
import type { CampaignCase, CaseAddress } from '../../generators/index.ts';
import { examine } from '../../src/campaign/index.ts';
import { Shrinker, wantedOf } from '../../src/campaign/shrink/shrinker.ts';
import type { Verdict } from '../../src/results/index.ts';
import { builtinSubject } from '../../src/subjects/index.ts';
import { JUDGING_RULES } from '../saboteurs/index.ts';
import { SEQUENCE_SABOTEURS } from '../saboteurs/sequences.ts';
import type { SequenceSaboteur } from '../saboteurs/sequences.ts';
import { sampleOf } from '../support/effort.ts';

const GOOD = builtinSubject('0');
/** Random cases of a default run. */
const RUNS = 3000;
const SEEDS = [1, 2, 3];

interface Drawn {
  readonly address: CaseAddress;
  readonly drawn: CampaignCase;
}

/** The random cases of a default run that are sequences. */
function sequencesOf(seed: number): readonly Drawn[] {
  return Array.from({ length: RUNS }, (_, index) => ({ set: 'random', index }) as const)
    .filter(({ set, index }) => furtherAt(seed, set, index).length > 0)
    .map((address) => ({ address, drawn: caseOf(seed, address) }));
}

const sequences = new Map<number, readonly Drawn[]>();
beforeAll(() => {
  for (const seed of SEEDS) sequences.set(seed, sequencesOf(seed));
});

/** The first sequence of a seed on which the rule of a saboteur fails at the append from which it is wrong. */
async function caughtIn(
  seed: number,
  { sabotage, caughtBy, appends }: SequenceSaboteur,
): Promise<{ readonly address: CaseAddress; readonly verdict: Verdict | undefined } | null> {
  const subject = sabotage(GOOD);
  const position = JUDGING_RULES.findIndex(({ id }) => id === caughtBy);
  for (const { address, drawn } of sequences.get(seed) ?? []) {
    const { verdicts } = await examine(drawn, subject, JUDGING_RULES, 'once');
    const verdict = verdicts[position];
    if (verdict?.kind === 'fail' && verdict.append?.number === appends) return { address, verdict };
  }
  return null;
}

describe('a rewriter that goes wrong at a later append only', () => {
  const pairs = SEEDS.flatMap((seed) => SEQUENCE_SABOTEURS.map((saboteur) => ({ seed, ...saboteur })));

  it.each(pairs)('is caught by the default cases of seed $seed where it $name', async ({ seed, ...saboteur }) => {
    const caught = await caughtIn(seed, saboteur);
    expect(caught?.verdict).toMatchObject({ append: { number: saboteur.appends, against: 'previous' } });
  });

  it.each(SEQUENCE_SABOTEURS)('shrinks to $appends appends where it $name', async (saboteur) => {
    const caught = await caughtIn(1, saboteur);
    const rule = JUDGING_RULES.find(({ id }) => id === saboteur.caughtBy);
    if (caught === null || rule === undefined) throw new Error('the test above says why');
    const subject = saboteur.sabotage(GOOD);
    const shrinker = new Shrinker(subject, JUDGING_RULES, 1, 2000);
    const { smallest, steps } = await shrinker.shrink(wantedOf(rule), caught.address, () => false);
    expect(smallest.plan.further).toHaveLength(saboteur.appends - 1);
    expect(smallest.further).toHaveLength(saboteur.appends - 1);
    expect(smallest.image.length).toBeLessThanOrEqual(caseOf(1, caught.address).image.length);
    expect(steps).toBeGreaterThan(0);
  });
});

describe('the builtin rewriter', () => {
  it.each(sampleOf(SEEDS, { quick: 1 }))('is blameless in every sequence of seed %i', async (seed) => {
    const blamed: string[] = [];
    for (const { address, drawn } of sequences.get(seed) ?? []) {
      const { verdicts } = await examine(drawn, GOOD, JUDGING_RULES, 'once');
      for (const [position, { id }] of JUDGING_RULES.entries()) {
        const verdict = verdicts[position];
        if (verdict?.kind !== 'fail' && verdict?.kind !== 'error') continue;
        blamed.push(`${id} in case ${address.index}: ${JSON.stringify(verdict)}`);
      }
    }
    expect(blamed).toEqual([]);
  });
});
