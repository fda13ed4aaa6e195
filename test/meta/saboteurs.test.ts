import { readFile, writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { caseAt, caseFromPlan, parsePlan } from '../../generators/index.ts';
import type { ZbootCase } from '../../generators/index.ts';
import { levelOf } from '../../properties/index.ts';
import type { Rule } from '../../properties/index.ts';
import { examine } from '../../src/campaign/index.ts';
import type { Rewriter } from '../../src/contract/index.ts';
import { builtinSubject } from '../../src/subjects/index.ts';
import { JUDGING_RULES, SABOTEURS, renderPage } from '../saboteurs/index.ts';
import type { Saboteur } from '../saboteurs/index.ts';

const PAGE = new URL('../../docs/saboteurs.md', import.meta.url);
const GOOD = builtinSubject('0');
/** Faults of the published list that have to have a saboteur. */
const LISTED_FAULTS = [1, 2, 3, 4, 5, 7, 11, 14, 15, 16, 19, 20, 21, 22, 26];
const RANDOM_SEED = 1;
const RANDOM_CASES = 1500;

/** What rules say of a subject over some plans: the ids that failed, and the checkers that broke. */
interface Outcome {
  readonly failed: readonly string[];
  readonly broken: readonly string[];
}

async function outcomeOf(subject: Rewriter, plans: readonly string[]): Promise<Outcome> {
  const failed = new Set<string>();
  const broken: string[] = [];
  for (const plan of plans) {
    const { verdicts } = await examine(caseFromPlan(parsePlan(plan)), subject, JUDGING_RULES, 'twice');
    for (const [index, { id }] of JUDGING_RULES.entries()) {
      const verdict = verdicts[index];
      if (verdict?.kind === 'fail') failed.add(id);
      if (verdict?.kind === 'error') broken.push(`${id}: ${verdict.message}`);
    }
  }
  return { failed: [...failed].sort(), broken };
}

/** The rules that have to find a saboteur: the errors that it declares, or its warnings where it declares none. */
function decidingRules({ caughtBy }: Saboteur): readonly Rule[] {
  const declared = JUDGING_RULES.filter(({ id }) => caughtBy.includes(id));
  const errors = declared.filter(({ id }) => levelOf(id, 'zboot') === 'error');
  return errors.length > 0 ? errors : declared;
}

async function fails(zbootCase: ZbootCase, subject: Rewriter, rules: readonly Rule[]): Promise<boolean> {
  const { verdicts } = await examine(zbootCase, subject, rules, 'twice');
  return verdicts.some(({ kind }) => kind === 'fail');
}

/** The names of the saboteurs that no random case tells from the good rewriter. */
async function hiddenFromRandomCases(): Promise<readonly string[]> {
  let hidden = SABOTEURS.map((saboteur) => ({
    name: saboteur.name,
    subject: saboteur.sabotage(GOOD),
    rules: decidingRules(saboteur),
  }));
  for (let index = 0; index < RANDOM_CASES && hidden.length > 0; index += 1) {
    const zbootCase = caseAt(RANDOM_SEED, index);
    const still = [];
    for (const each of hidden) {
      const found = (await fails(zbootCase, each.subject, each.rules)) && !(await fails(zbootCase, GOOD, each.rules));
      if (!found) still.push(each);
    }
    hidden = still;
  }
  return hidden.map(({ name }) => name);
}

describe('saboteurs', () => {
  it.each(SABOTEURS.map((saboteur) => [saboteur.name, saboteur] as const))(
    'the one that %s is caught by exactly the rules that it declares',
    async (_, { sabotage, plans, caughtBy }) => {
      expect(await outcomeOf(sabotage(GOOD), plans)).toEqual({ failed: [...caughtBy].sort(), broken: [] });
    },
  );

  it('leave the good rewriter blameless on every image that betrays one of them', async () => {
    const plans = [...new Set(SABOTEURS.flatMap((saboteur) => saboteur.plans))];
    expect(await outcomeOf(GOOD, plans)).toEqual({ failed: [], broken: [] });
  });

  it('have names of their own', () => {
    const names = SABOTEURS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(LISTED_FAULTS)('show fault %i', (fault) => {
    expect(SABOTEURS.map((saboteur) => saboteur.fault)).toContain(fault);
  });

  it(`are all found by the first ${RANDOM_CASES} random cases of seed ${RANDOM_SEED}`, async () => {
    expect(await hiddenFromRandomCases()).toEqual([]);
  });
});

describe('the page about saboteurs', () => {
  beforeAll(async () => {
    if (process.env['UPDATE_DOCS'] === '1') await writeFile(PAGE, renderPage(SABOTEURS));
  });

  it('says what the list says; npm run docs rewrites it', async () => {
    expect(await readFile(PAGE, 'utf8')).toBe(renderPage(SABOTEURS));
  });
});
