import { PlanError, featuresOfPlan, parsePlan, planFromJson } from '../../../../generators/index.ts';
import type { Plan } from '../../../../generators/index.ts';
import { parseDocument } from '../../../files/index.ts';
import { UsageError } from '../../exit.ts';
import { readInput } from '../../files.ts';

/** The most bytes that are read of a plan; a section takes less than a hundred. */
const PLAN_LIMIT = 2 ** 24;

/**
 * Reads the value of `--plan`: a text of `key=value`, JSON when it starts with `{`, or `@` and the name of a file that
 * holds either.
 *
 * @throws UsageError with what is wrong with the plan or with its file
 */
export async function planOfOption(value: string): Promise<Plan> {
  if (!value.startsWith('@')) return planOf(value.trim(), '--plan');
  const file = value.slice(1);
  const text = (await readInput(file, 'plan', PLAN_LIMIT)).toString('utf8');
  return planOf(text.replace(/^\ufeff/, '').trim(), file);
}

function planOf(text: string, where: string): Plan {
  if (text === '') throw new UsageError(`${where}: the plan is empty; write, for example, machine=arm64.`);
  try {
    const plan = text.startsWith('{') ? planFromJson(parseDocument(text)) : parsePlan(text);
    // Whether the values fit together shows only when they are laid out.
    featuresOfPlan(plan);
    return plan;
  } catch (cause) {
    if (cause instanceof PlanError) throw new UsageError(`${where}: ${cause.message.replace(/^plan: /, '')}.`);
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new UsageError(`${where}: the plan starts with "{" but is not JSON (${cause.message}); correct it.`);
  }
}
