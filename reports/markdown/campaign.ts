import { CASE_SETS, casesOf } from '../../src/results/index.ts';
import type { Report } from '../../src/results/index.ts';
import { commandLine, counted, grouped } from '../../src/page/index.ts';
import { subjectTitle } from '../model/subject.ts';
import { decisionOf } from '../words/decision.ts';
import { differenceLines, knownLines } from '../lines/baseline.ts';
import { coverageLines } from '../lines/coverage.ts';
import { partialPolicyLines, policyLines, refusedLines } from '../lines/refusals.ts';
import { idleBlocks } from '../lines/idle.ts';
import { setLines, summaryLines, verdictLines } from '../lines/summary.ts';
import { blocksOf } from './block.ts';
import type { Block } from './block.ts';
import { brokenBlocks, defectBlocks, looseBlocks, rulesBlocks } from './campaign-rules.ts';
import { code, fenced, folded, list, prose, sentences, table } from './markup.ts';
import { toText } from '../../src/page/index.ts';

const COVERAGE_WIDTH = 100;

/** The report of a campaign in the order in which somebody wants to know it. */
export function campaignBlocks(report: Report): readonly Block[] {
  const idle = report.outcome === 'unjudged';
  return [
    ...verdictBlocks(report),
    ...blocksOf('what was asked', asked(report)),
    ...blocksOf('the baseline', againstBaseline(report)),
    ...defectBlocks(report),
    ...looseBlocks(report),
    ...brokenBlocks(report),
    ...blocksOf('the answers and refusals', answers(report)),
    // Of a subject that could not be judged no rule was exercised, and a list of them all would bury the reason.
    ...(idle ? [] : blocksOf('what was not exercised', untried(report))),
    ...rulesBlocks(report),
    ...blocksOf('the coverage', coverage(report)),
  ];
}

function verdictBlocks(report: Report): readonly Block[] {
  const { subject, run, tool, environment, notes } = report;
  const [said = ''] = sentences(verdictLines(report, Infinity));
  const { text } = decisionOf(report);
  const facts = [
    `profile ${run.profile}`,
    `seed ${run.seed}`,
    `${tool.name} ${tool.version}`,
    `Node ${environment.node}`,
  ];
  return blocksOf('the verdict', [
    `# ${prose(`${text}: ${subjectTitle(subject)}`)}`,
    // The first words are those of the heading.
    prose(said.slice(text.length).trim()),
    prose(facts.join(' · ')),
    subject.command === null ? '' : fenced([cutCommand(subject.command)], 'text'),
    list(notes.map((note) => `**Note:** ${prose(note)}`)),
  ]);
}

const COMMAND_LENGTH_MAX = 2000;

function cutCommand(command: readonly string[]): string {
  const line = commandLine(command);
  return line.length <= COMMAND_LENGTH_MAX ? line : `${line.slice(0, COMMAND_LENGTH_MAX)}…`;
}

/** What a set of cases is called that was not asked for. */
const SET_NAMES = {
  grid: 'the grid',
  extremes: 'extreme images',
  random: 'random images',
  foreign: 'images other than zboot images',
  hostile: 'images that break the format',
} as const;

/** What was asked, and what was not tried: a run that tried little must not look like one that tried everything. */
function asked(report: Report): readonly string[] {
  const { run } = report;
  const { planned, executed } = casesOf(report);
  const sets = CASE_SETS.map((set) => ({ set, ...(set === 'random' ? run : run[set]) }));
  const absent = sets.filter((set) => set.planned === 0).map(({ set }) => SET_NAMES[set]);
  const [ofSets] = sentences(setLines(report, Infinity));
  const left = planned - executed;
  const items = [
    `**Cases:** ${grouped(executed)} of ${grouped(planned)}${ofSets === undefined ? '' : ` (${prose(ofSets.replace(/^cases /, ''))})`}`,
    ...(left > 0 ? [`**Not run:** ${counted(left, 'case')} that ${left === 1 ? 'was' : 'were'} planned`] : []),
    ...(absent.length > 0 ? [`**Not asked:** ${absent.join(', ')}`] : []),
    `**Rules:** ${counted(report.rules.length, 'rule')} of profile ${prose(run.profile)}, ${globs(run.rules)}`,
    ...(run.leftOut > 0 ? [`**Left out:** ${counted(run.leftOut, 'rule')}${excluded(report)}`] : []),
  ];
  return ['## What was asked, and what was not tried', list(items)];
}

function globs(patterns: readonly string[]): string {
  const isAll = patterns.length === 0 || (patterns.length === 1 && patterns[0] === '*');
  return isAll ? 'all that were not excluded' : `those that match ${patterns.map((each) => code(each)).join(', ')}`;
}

function excluded({ run }: Report): string {
  const patterns = run.excludedRules;
  return patterns.length === 0 ? '' : `; excluded: ${patterns.map((each) => code(each)).join(', ')}`;
}

function againstBaseline(report: Report): readonly string[] {
  const [known] = sentences(knownLines(report, Infinity));
  if (known === undefined) return [];
  const [, ...differences] = sentences(differenceLines(report, Infinity));
  return [
    '## Against the baseline',
    prose(`${known.replace(/^known /, '')}.`),
    list(differences.map((each) => prose(each))),
  ];
}

function answers(report: Report): readonly string[] {
  const rows = report.answers.map(({ kind, code: word, count, example }) => [
    prose(word === '' ? kind : `${kind} (${word})`),
    grouped(count),
    kind === 'rewritten' ? '' : prose(example, EXAMPLE_LENGTH_MAX),
  ]);
  const refusals = [refusedLines, partialPolicyLines, policyLines].flatMap((lines) =>
    sentences(lines(report, Infinity)),
  );
  const onlyRewritten = report.answers.every(({ kind }) => kind === 'rewritten');
  if (onlyRewritten && refusals.length === 0) return [];
  return [
    '## Answers and refusals',
    rows.length === 0 ? '' : table(['Answer', 'Cases', 'In its words'], rows),
    list(refusals.map((each) => prose(each.replace(/^(refused|policy) /, '')))),
  ];
}

const EXAMPLE_LENGTH_MAX = 160;

/** What no case could have broken: by no means a pass. */
function untried({ rules }: Report): readonly string[] {
  return idleBlocks(rules, Infinity).flatMap((lines) => {
    const [heading, ...items] = sentences(lines);
    return heading === undefined ? [] : [`## ${prose(heading)}`, list(items.map((each) => prose(each)))];
  });
}

function coverage(report: Report): readonly string[] {
  const lines = coverageLines(report.coverage, COVERAGE_WIDTH);
  const counts = sentences(summaryLines(report, Infinity)).map((each) => prose(each));
  if (lines.length === 0) return counts;
  const text = toText(lines, 'none')
    .trimEnd()
    .split('\n')
    .map((line) => Array.from(line).slice(0, LINE_LENGTH_MAX).join(''));
  return [
    ...counts,
    folded(`Coverage: what the ${counted(report.coverage.cases, 'random case')} had in them`, [fenced(text, 'text')]),
  ];
}

const LINE_LENGTH_MAX = 300;
