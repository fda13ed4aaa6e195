import { CASE_SETS } from '../../../src/results/index.ts';
import type { CaseSet, Report } from '../../../src/results/index.ts';
import { NOTHING, counted, grouped, joined, tag } from '../../../src/page/index.ts';
import type { Html, Line } from '../../../src/page/index.ts';
import { differenceLines, knownLines } from '../../lines/baseline.ts';
import { IDLE_STATUSES, idleRules } from '../../model/rows.ts';
import type { IdleStatus } from '../../model/rows.ts';
import { STATUSES } from '../../model/status.ts';
import { durationText } from '../../words/verdict.ts';
import type { Section } from '../page.ts';
import { code, facts, lineHtml, lineList, listed } from '../pieces.ts';
import type { CampaignParts } from './parts.ts';

const SETS: Readonly<Record<CaseSet, string>> = {
  grid: 'grid: every combination of a few hard dimensions',
  extremes: 'extremes: the ends of what images can be',
  random: 'random: drawn from the seed',
  foreign: 'foreign: images that are not zboot images',
  hostile: 'hostile: images that break the format',
};

/** What was asked of the subject, and what was not tried. */
export function askedSection({ report }: CampaignParts): Section {
  const { run } = report;
  return {
    id: 'asked',
    title: 'What was asked, and what was not tried',
    content: joined(
      tag(
        'div',
        { class: 'columns' },
        tag(
          'div',
          {},
          facts([
            ['Profile', code(run.profile)],
            ['Seed', code(String(run.seed))],
            ['Rules', rulesText(report)],
            ['Sequences', sequencesText(report)],
            ['Took', durationText(report)],
            ['Baseline', known(knownLines(report, Infinity))],
          ]),
        ),
        setsTable(report),
      ),
      tag('h3', {}, 'Not tried'),
      tag('ul', { class: 'gaps' }, ...gapsOf(report)),
      differences(differenceLines(report, Infinity)),
    ),
  };
}

/** Without the label of the line, which the name beside it says. */
function known(lines: readonly Line[]): string {
  const words = lines.flatMap((line) => line.filter((piece) => typeof piece === 'string'));
  return words.join('').trim();
}

function differences([heading, ...rows]: readonly Line[]): Html {
  if (heading === undefined) return NOTHING;
  return joined(tag('h3', {}, lineHtml(heading)), lineList(rows));
}

function rulesText({ run, rules }: Report): Html {
  const { excludedRules } = run;
  const all = run.rules.length === 0 || run.rules.includes('*');
  return joined(
    counted(rules.length, 'rule'),
    ...(all ? [] : [' named by ', listed(run.rules.map(code))]),
    ...(excludedRules.length === 0 ? [] : [', without ', listed(excludedRules.map(code))]),
  );
}

function sequencesText({ run: { sequences } }: Report): string {
  if (sequences.cases === 0) return 'none: one append in each case';
  return `${counted(sequences.cases, 'case')} with ${grouped(sequences.appends)} appends`;
}

function setsTable({ run }: Report): Html {
  const rows = CASE_SETS.map((set) => {
    const { planned, executed } = set === 'random' ? run : run[set];
    const shown =
      planned === 0
        ? 'not asked'
        : executed === planned
          ? grouped(executed)
          : `${grouped(executed)} of ${grouped(planned)}`;
    return tag(
      'tr',
      {},
      tag('th', { scope: 'row' }, SETS[set]),
      tag('td', { class: planned === 0 ? 'number ink-open' : 'number' }, shown),
    );
  });
  return tag(
    'table',
    { class: 'sets' },
    tag('caption', {}, 'Cases that were run, by where they come from'),
    tag(
      'thead',
      {},
      tag('tr', {}, tag('th', { scope: 'col' }, 'Set'), tag('th', { scope: 'col', class: 'number' }, 'Run')),
    ),
    tag('tbody', {}, ...rows),
  );
}

/** Everything that a reader may take for tried and that was not. */
function gapsOf({ run, rules }: Report): readonly Html[] {
  const missing = CASE_SETS.filter((set) => (set === 'random' ? run : run[set]).planned === 0);
  const short = CASE_SETS.reduce((sum, set) => {
    const { planned, executed } = set === 'random' ? run : run[set];
    return sum + planned - executed;
  }, 0);
  const gaps = [
    ...(run.leftOut > 0
      ? [
          joined(
            `${counted(run.leftOut, 'rule')} of the profile ${run.leftOut === 1 ? 'was' : 'were'} left out of this run.`,
          ),
        ]
      : []),
    ...(missing.length > 0 ? [joined(`No case was asked of these sets: ${missing.join(', ')}.`)] : []),
    ...(short > 0
      ? [joined(`${counted(short, 'case')} of those planned ${short === 1 ? 'was' : 'were'} not run.`)]
      : []),
    ...idleGaps(rules),
  ];
  return gaps.length === 0
    ? [tag('li', {}, 'Every set of cases was run, and every rule was exercised.')]
    : gaps.map((gap) => tag('li', {}, gap));
}

/** The groups of rules that nothing could have broken, each with a link to its list. */
function idleGaps(rules: Report['rules']): readonly Html[] {
  return IDLE_STATUSES.flatMap((status) => {
    const members = idleRules(rules, status);
    if (members.length === 0) return [];
    const text = `${counted(members.length, 'rule')} ${STATUSES[status].word}`;
    return [joined(tag('a', { href: `#status-${status}` }, text), `: ${whyIdle(status, members)}.`)];
  });
}

function whyIdle(status: IdleStatus, members: Report['rules']): string {
  const isOne = members.length === 1;
  const them = isOne ? 'it' : 'them';
  if (status === 'vacuous') return `nothing in any output could have broken ${them}`;
  if (status === 'withheld') return `the subject refused images that could have broken ${them}, and no output could`;
  const refused = members.filter(({ withheld }) => withheld > 0).length;
  const whose = isOne ? '' : ` for ${grouped(refused)} of them`;
  const withheld = refused === 0 ? '' : `; the subject refused images that have it${whose}`;
  return `no output that was judged has what ${isOne ? 'it looks' : 'they look'} at${withheld}`;
}
