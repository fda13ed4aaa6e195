import * as fc from 'fast-check';
import { caseFromPlan } from '../case.ts';
import type { ZbootCase } from '../case.ts';
import { DULL_PLAN, PlanError } from '../plan/plan.ts';
import type { Plan } from '../plan/plan.ts';
import { PLAN_KEYS } from '../plan/fields.ts';
import { parsePlan, printPlan } from '../plan/text.ts';
import { EXTREMES } from './extreme-list.ts';

/** The keys in which a case still has the values of its extreme, by the case. */
const MADE = new WeakMap<object, readonly (keyof Plan)[]>();

function planOf(index: number): Plan {
  const extreme = EXTREMES[index];
  if (extreme === undefined) {
    throw new RangeError(`extremeCase: index must be a whole number from 0 to ${EXTREMES.length - 1}, not ${index}.`);
  }
  return parsePlan(extreme.plan);
}

function remember(zbootCase: ZbootCase, keys: readonly (keyof Plan)[]): ZbootCase {
  MADE.set(zbootCase, keys);
  return zbootCase;
}

/** The keys in which a plan is not the dull one. */
function ownKeys(plan: Plan): readonly (keyof Plan)[] {
  return PLAN_KEYS.filter((key) => printPlan({ ...DULL_PLAN, [key]: plan[key] }) !== printPlan(DULL_PLAN));
}

/**
 * The case at an end of what images can be.
 *
 * @param index 0 to the length of {@link EXTREMES} - 1
 * @throws RangeError on any other index
 */
export function extremeCase(index: number): ZbootCase {
  const plan = planOf(index);
  return remember(caseFromPlan(plan), ownKeys(plan));
}

/** The case of an extreme, and those in which some of what makes it one is as in the dull plan; shrinks towards less of it. */
export function nearExtreme(index: number): fc.Arbitrary<ZbootCase> {
  const whole = planOf(index);
  const make = (keys: (keyof Plan)[]): ZbootCase => {
    const kept = Object.fromEntries(keys.map((key) => [key, whole[key]]));
    try {
      return remember(caseFromPlan({ ...DULL_PLAN, ...kept }), keys);
    } catch (cause) {
      // Some values need others, such as a section of relocations their number: without these there is no image.
      if (!(cause instanceof PlanError)) throw cause;
      return remember(caseFromPlan(whole), ownKeys(whole));
    }
  };
  return fc.subarray([...ownKeys(whole)]).map(make, (value) => {
    const keys = typeof value === 'object' && value !== null ? MADE.get(value) : undefined;
    if (keys === undefined) throw new Error('this case is not an extreme');
    return [...keys];
  });
}
