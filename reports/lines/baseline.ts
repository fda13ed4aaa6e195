import { INDENT } from './evidence.ts';
import { counted, flow, grouped, oneLine } from '../../src/page/index.ts';
import type { Line } from '../../src/page/index.ts';
import { isOutOfDate } from '../../src/results/index.ts';
import type { AnswerKind, KnownResult, KnownState, Report, UnexpectedFailure } from '../../src/results/index.ts';
import { wordsOfRun } from '../words/baseline-run.ts';

const LABEL_COLUMNS = 'refused  '.length;

const REASON_MAX = 200;

const NAME_MAX = 100;

const ANSWER_WORDS: Readonly<Record<AnswerKind, string>> = {
  rewritten: 'with an output',
  refused: 'refused',
  misbehaved: 'misbehaved',
  'timed-out': 'timed out',
  crashed: 'crashed',
};

/** How many failures were known, where a run was held against a baseline. */
export function knownLines({ baseline }: Report, width: number): readonly Line[] {
  if (baseline === null) return [];
  const { known, unexpected } = baseline;
  const count = (of: KnownState): number => known.filter(({ state }) => state === of).length;
  const idle = [
    ['not seen', count('not-seen')],
    ['left out', count('left-out')],
  ] as const;
  const failing = count('fails');
  // Each entry is in one of these, so that they add up.
  const facts = [
    `${grouped(failing)} ${failing === 1 ? 'fails' : 'fail'} as known`,
    `${grouped(known.filter(isOutOfDate).length)} out of date`,
    ...idle.filter(([, size]) => size > 0).map(([what, size]) => `${grouped(size)} ${what}`),
  ];
  const said = `${counted(known.length, 'known failure')}: ${facts.join(', ')}; ${grouped(unexpected.length)} unexpected`;
  const text = `${' '.repeat(LABEL_COLUMNS - 'known'.length)}${said}`;
  return flow([{ text: 'known', style: 'strong' }, text], { width, first: 0, rest: LABEL_COLUMNS });
}

/** What of a run is not as its baseline says, one by one, and what of the baseline it says nothing of. */
export function differenceLines(report: Report, width: number): readonly Line[] {
  const { baseline } = report;
  if (baseline === null) return [];
  const { known, unexpected } = baseline;
  const rows = [
    ...unexpected.map((each) => unexpectedText(each, known)),
    ...told(known, 'holds', () => 'holds now; remove it from the baseline.'),
    ...told(known, 'partly', ({ seen }) => `fails ${wordsOf(seen)} only; remove its other answers from the baseline.`),
    ...told(known, 'expired', ({ until }) => `was accepted until ${until ?? ''}.`),
    ...notSeen(known, report),
    ...listed(ofState(known, 'left-out'), 'Excluded from this run'),
  ];
  if (rows.length === 0) return [];
  const lines = rows.flatMap((row) => flow([row], { width, first: INDENT, rest: 2 * INDENT }));
  return [[{ text: 'Compared with the baseline', style: 'strong' }], ...lines];
}

function unexpectedText({ rule, defect, answers }: UnexpectedFailure, known: readonly KnownResult[]): string {
  const isNamed = known.some((each) => each.rule === rule);
  const what = isNamed ? 'fails in a way that is not in the baseline' : 'fails and is not in the baseline';
  const cases = answers.map(({ answer, count }) => `${grouped(count)} ${ANSWER_WORDS[answer]}`).join(', ');
  const behind = defect === null || defect === rule ? '' : ` (defect ${oneLine(defect, NAME_MAX)})`;
  return `${rule} ${what}: ${cases}${behind}.`;
}

function wordsOf(answers: readonly AnswerKind[]): string {
  return answers.map((answer) => ANSWER_WORDS[answer]).join(', ');
}

/** What an entry is of; an output that is wrong needs no word, for that is what most rules are about. */
function nameOf({ rule, defect, answers }: KnownResult): string {
  if (rule === null) return `Defect ${oneLine(defect ?? '', NAME_MAX)}`;
  return answers.every((answer) => answer === 'rewritten') ? rule : `${rule} (${wordsOf(answers)})`;
}

function told(known: readonly KnownResult[], state: KnownState, say: (each: KnownResult) => string): readonly string[] {
  return ofState(known, state).map((each) => `${nameOf(each)} ${say(each)} (${oneLine(each.reason, REASON_MAX)})`);
}

/** Entries that nothing was seen of, those of other runs together with what these were. */
function notSeen(known: readonly KnownResult[], report: Report): readonly string[] {
  const what = 'Not seen, but nothing in this run had to show it';
  const groups = new Map<string, readonly KnownResult[]>();
  for (const each of ofState(known, 'not-seen')) {
    const run = each.otherRun === null ? '' : wordsOfRun(each.otherRun, report);
    groups.set(run, [...(groups.get(run) ?? []), each]);
  }
  return [...groups]
    .toSorted(([one], [other]) => Number(one !== '') - Number(other !== ''))
    .flatMap(([run, entries]) => listed(entries, what, run === '' ? '' : `; last seen in another run (${run})`));
}

function ofState(known: readonly KnownResult[], state: KnownState): readonly KnownResult[] {
  return known.filter((each) => each.state === state);
}

function listed(entries: readonly KnownResult[], what: string, why = ''): readonly string[] {
  return entries.length === 0 ? [] : [`${what}: ${entries.map(nameOf).join(', ')}${why}.`];
}
