import { counted, grouped, oneLine } from '../../src/page/index.ts';
import type { RuleRow } from '../../src/results/index.ts';

const REASON_LENGTH_MAX = 160;

/** Why a rule neither failed nor passed in any case, in words that may follow a colon: the commonest reasons first. */
export function idleReasons({ vacuousReasons, skipReasons, withoutOutput, withheld }: RuleRow): string {
  const reasons = [...vacuousReasons, ...skipReasons].map(
    ({ reason, count }) => `${oneLine(reason, REASON_LENGTH_MAX)} (${grouped(count)})`,
  );
  // A subject may refuse what it wants to refuse, and then the reader should know that there was something.
  const were = withheld === 1 ? 'was' : 'were';
  const refused = `${counted(withheld, 'image')} with something to judge ${were} refused without need`;
  if (withoutOutput > 0) reasons.push(`no output (${grouped(withoutOutput)}${withheld === 0 ? '' : `; ${refused}`})`);
  return reasons.length === 0 ? 'no case reached it' : reasons.join('; ');
}
