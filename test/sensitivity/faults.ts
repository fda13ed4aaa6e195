/** All faults: every mistake whenever it can be made, and firm ones behind each trigger. */
import { MISSING_REFUSALS, WRONG_REFUSAL } from './answer-mistakes.ts';
import { ARITHMETIC_MISTAKES } from './arithmetic-mistakes.ts';
import { byteMistakes } from './byte-operators.ts';
import { BYTE_SITES, textSite } from './byte-sites.ts';
import { CONSISTENT_MISTAKES } from './consistent-mistakes.ts';
import type { Fault, Mistake } from './fault.ts';
import { FIELD_SITES } from './field-sites.ts';
import { numberMistakes } from './number-mistakes.ts';
import { TABLE_MISTAKES } from './table-mistakes.ts';
import { ALWAYS, TRIGGERS } from './triggers.ts';
import type { Trigger } from './triggers.ts';

/** Faults with another trigger than all cases, of all triggers together. */
const TRIGGERED = 2200;

/** Every mistake in a right output. */
const IN_OUTPUTS: readonly Mistake[] = [
  ...FIELD_SITES.flatMap((site) => (site.kind === 'text' ? byteMistakes(textSite(site)) : numberMistakes(site))),
  ...BYTE_SITES.flatMap(byteMistakes),
  ...TABLE_MISTAKES,
  ...ARITHMETIC_MISTAKES,
  ...CONSISTENT_MISTAKES,
];

/** Mistakes that no property of a case rules out. */
export const FIRM: readonly Mistake[] = IN_OUTPUTS.filter(({ shows }) => shows === 'firm');

/** Where the right rewriter refuses for one reason. */
const REFUSALS: readonly Trigger[] = [...new Set(MISSING_REFUSALS.map(({ site }) => site))].map((site) => ({
  name: site,
  holds: ({ refusal }) => refusal !== null && site === `refusal ${refusal}`,
}));

/** Every condition by its name. */
export const TRIGGERS_BY_NAME: ReadonlyMap<string, Trigger> = new Map(
  [ALWAYS, ...TRIGGERS, ...REFUSALS].map((trigger) => [trigger.name, trigger]),
);

/**
 * The firm mistakes of one trigger: as many for each, spread evenly over all of them, and each trigger begins one further
 * than the one before. So each trigger meets every part of an image, and each mistake some triggers.
 */
function firmOf(position: number): readonly Mistake[] {
  const count = Math.min(FIRM.length, Math.floor(TRIGGERED / TRIGGERS.length) - 1);
  return Array.from({ length: count }, (_, index) => {
    return FIRM[(position + Math.floor((index * FIRM.length) / count)) % FIRM.length];
  }).filter((mistake) => mistake !== undefined);
}

/** Every fault, in an order that is the same everywhere. */
export const FAULTS: readonly Fault[] = [
  ...[...IN_OUTPUTS, WRONG_REFUSAL].map((mistake) => ({ mistake, trigger: ALWAYS.name })),
  ...TRIGGERS.flatMap(({ name }, position) =>
    [...firmOf(position), WRONG_REFUSAL].map((mistake) => ({ mistake, trigger: name })),
  ),
  ...MISSING_REFUSALS.map((mistake) => ({ mistake, trigger: mistake.site })),
];
