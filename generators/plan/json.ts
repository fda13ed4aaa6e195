import { DULL_PLAN, PlanError, cutForMessage } from './plan.ts';
import type { Plan } from './plan.ts';
import { printName } from './request-field.ts';
import { checkPlanValues, PLAN_FIELDS, PLAN_KEYS } from './fields.ts';

/**
 * Reads a plan from a JSON value: an object with the keys of a plan, whose values are what `JSON.stringify` makes of a
 * plan or the texts that a printed plan has for them. Keys that are absent take the value of {@link DULL_PLAN}.
 *
 * @throws {@link PlanError} naming the bad key or value, the allowed ones and what to do
 */
export function planFromJson(value: unknown): Plan {
  if (!isRecord(value)) {
    throw new PlanError('plan: the JSON is not an object; write {"machine": "arm64", …} with the keys of a plan');
  }
  const values: Record<string, unknown> = {};
  for (const [name, given] of Object.entries(value)) {
    const key = PLAN_KEYS.find((each) => each === name);
    if (key === undefined) {
      throw new PlanError(`plan: "${cutForMessage(name)}" is not a key of a plan; use some of ${PLAN_KEYS.join(', ')}`);
    }
    values[key] = parseValue(key, given);
  }
  const plan = { ...DULL_PLAN, ...values };
  checkPlanValues(plan);
  return plan;
}

/** Every value has a text form, so JSON is turned into that and read by the same rules. */
function parseValue(key: keyof Plan, given: unknown): Plan[keyof Plan] {
  const { allowed, parse } = PLAN_FIELDS[key];
  const text = textOf(key, given);
  const value = text === undefined ? undefined : parse(text);
  if (value === undefined) {
    const found = cutForMessage(JSON.stringify(given));
    throw new PlanError(`plan: ${key}=${found} is not a value that can be read; it must be ${allowed}`);
  }
  return value;
}

function textOf(key: keyof Plan, given: unknown): string | undefined {
  if (typeof given === 'string' || typeof given === 'number') return String(given);
  if (Array.isArray(given)) {
    const texts = given.map((each: unknown) => (typeof each === 'number' ? String(each) : textOfEntry(key, each)));
    if (!texts.every((each) => each !== undefined)) return undefined;
    // An empty list has a text of its own.
    return texts.length === 0 ? 'none' : texts.join(',');
  }
  return key === 'request' ? textOfRequest(given) : undefined;
}

function textOfEntry(key: keyof Plan, given: unknown): string | undefined {
  if (key === 'sections') return joined(given, ['name', 'kind', 'blocks', 'virtual']);
  if (key === 'further') return textOfRequest(given);
  return key === 'values' ? joined(given, ['field', 'value']) : undefined;
}

/** A request may leave out what its content looks like, as its text may. */
function textOfRequest(given: unknown): string | undefined {
  if (!isRecord(given) || typeof given['name'] !== 'string') return undefined;
  const keys = ['name', 'blocks', 'extra', 'characteristics', ...('content' in given ? ['content'] : [])];
  return joined({ ...given, name: printName(given['name']) }, keys);
}

/** The values of an object's keys joined by colons, or undefined when it has other keys or other values than that. */
function joined(value: unknown, keys: readonly string[]): string | undefined {
  if (!isRecord(value) || Object.keys(value).some((key) => !keys.includes(key))) return undefined;
  const parts = keys.map((key) => value[key]);
  return parts.every((part) => typeof part === 'string' || typeof part === 'number') ? parts.join(':') : undefined;
}

/** The generators import no code of other layers, so `src/files` has a function of this name and they have another. */
function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
