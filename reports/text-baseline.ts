import type { BaselineResult, KnownFailure, Report } from '../src/results/index.ts';
import { INDENT } from './evidence.ts';
import { counted, flow, grouped, oneLine } from '../src/page/index.ts';
import type { Line } from '../src/page/index.ts';

const LABEL_COLUMNS = 'refused  '.length;
const REASON_MAX = 200;

type Known = BaselineResult['known'];

/** How many failures were known, where a run was held against a baseline. */
export function knownLines({ baseline }: Report, width: number): readonly Line[] {
  if (baseline === null) return [];
  const { known, unexpected } = baseline;
  const failing = known.filter(({ state }) => state === 'fails').length;
  const outdated = known.filter(({ state }) => state === 'holds' || state === 'expired').length;
  const facts = [
    `${grouped(failing)} of ${counted(known.length, 'known failure')} seen`,
    `${grouped(unexpected.length)} unexpected`,
    `${grouped(outdated)} out of date`,
  ];
  const text = `${' '.repeat(LABEL_COLUMNS - 'known'.length)}${facts.join(', ')}`;
  return flow([{ text: 'known', style: 'strong' }, text], { width, first: 0, rest: LABEL_COLUMNS });
}

/** What of a run is not as its baseline says, rule by rule. */
export function differenceLines({ baseline }: Report, width: number): readonly Line[] {
  if (baseline === null) return [];
  const { known, unexpected } = baseline;
  const rows = [
    ...unexpected.map((id) => `${id} fails, and is not in the baseline.`),
    ...outdated(known, 'holds', () => 'holds now; take it out of the baseline.'),
    ...outdated(known, 'expired', ({ until }) => `was put up with until ${until ?? ''}.`),
  ];
  if (rows.length === 0) return [];
  const lines = rows.flatMap((row) => flow([row], { width, first: INDENT, rest: 2 * INDENT }));
  return [[{ text: 'Against the baseline', style: 'strong' }], ...lines];
}

function outdated(known: Known, state: Known[number]['state'], say: (each: KnownFailure) => string): readonly string[] {
  return known
    .filter((each) => each.state === state)
    .map((each) => `${each.rule} ${say(each)} (${oneLine(each.reason, REASON_MAX)})`);
}
