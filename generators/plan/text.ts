import { DULL_PLAN, PlanError, cutForMessage } from './plan.ts';
import type { Plan } from './plan.ts';
import { checkPlanValues, PLAN_FIELDS, PLAN_KEYS } from './fields.ts';
import type { PlanField } from './fields.ts';

/** Keys that are always printed, so that the shortest text still says what it is. */
const ALWAYS_PRINTED: readonly string[] = ['machine', 'sections', 'request'];

/**
 * Prints a plan as one line of `key=value` separated by spaces, without quotes. Values that equal {@link DULL_PLAN}
 * are left out, but for machine, sections and request.
 */
export function printPlan(plan: Plan): string {
  return PLAN_KEYS.flatMap((key) => {
    const text = printValue(key, plan[key]);
    return ALWAYS_PRINTED.includes(key) || text !== printValue(key, DULL_PLAN[key]) ? [`${key}=${text}`] : [];
  }).join(' ');
}

function printValue<K extends keyof Plan>(key: K, value: Plan[K]): string {
  const field: PlanField<Plan[K]> = PLAN_FIELDS[key];
  return field.print(value);
}

/**
 * Reads a line that {@link printPlan} wrote or a person typed; keys that are absent take the value of
 * {@link DULL_PLAN}, and order does not matter.
 *
 * @throws {@link PlanError} naming the bad key or value, the allowed ones and what to do
 */
export function parsePlan(text: string): Plan {
  const values: Record<string, unknown> = {};
  for (const word of text.split(/\s+/).filter((each) => each !== '')) {
    const [name = '', ...rest] = word.split('=');
    const key = PLAN_KEYS.find((each) => each === name);
    if (key === undefined || rest.length !== 1) {
      const [keys, found] = [PLAN_KEYS.join(', '), cutForMessage(word)];
      throw new PlanError(`plan: "${found}" is not key=value with a known key; write key=value with one of ${keys}`);
    }
    if (Object.hasOwn(values, key)) {
      throw new PlanError(`plan: the key "${key}" is given twice; keep one of the two`);
    }
    values[key] = parseValue(key, rest.join(''));
  }
  const plan = { ...DULL_PLAN, ...values };
  checkPlanValues(plan);
  return plan;
}

function parseValue<K extends keyof Plan>(key: K, text: string): Plan[K] {
  const field: PlanField<Plan[K]> = PLAN_FIELDS[key];
  const value = field.parse(text);
  if (value === undefined) {
    const found = cutForMessage(text);
    throw new PlanError(`plan: ${key}=${found} is not a value that can be read; it must be ${field.allowed}`);
  }
  return value;
}
