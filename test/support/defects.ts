import { caseFromPlan, parsePlan } from '../../generators/index.ts';
import { levelOf } from '../../properties/index.ts';
import { examine } from '../../src/campaign/index.ts';
import { diagnose } from '../../src/defects/index.ts';
import type { DefectCase } from '../../src/defects/index.ts';
import type { Defect } from '../../src/results/index.ts';
import { builtinSubject } from '../../src/subjects/index.ts';
import { JUDGING_RULES } from '../saboteurs/index.ts';
import type { Saboteur } from '../saboteurs/index.ts';

const GOOD = builtinSubject('0');

/** The mistakes that are found behind what a wrong rewriter does on its cases. */
export async function defectsOf({ plans, sabotage }: Pick<Saboteur, 'plans' | 'sabotage'>): Promise<readonly Defect[]> {
  const cases: DefectCase[] = [];
  for (const [index, plan] of plans.entries()) {
    const { call, verdicts } = await examine(caseFromPlan(parsePlan(plan)), sabotage(GOOD), JUDGING_RULES, 'twice');
    const failing = JUDGING_RULES.filter((_, position) => verdicts[position]?.kind === 'fail').map(({ id }) => id);
    cases.push({ id: `plan ${index}`, call, failing });
  }
  const rules = JUDGING_RULES.flatMap((rule) => {
    const [first, ...others] = cases.filter(({ failing }) => failing.includes(rule.id));
    const level = levelOf(rule.id, 'zboot');
    return first === undefined ? [] : [{ rule, level, failed: 1 + others.length, caseId: first.id }];
  });
  return (await diagnose(cases, rules)).defects;
}
