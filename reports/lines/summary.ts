import { INDENT } from './evidence.ts';
import { idleRules } from '../model/rows.ts';
import { STATUSES } from '../model/status.ts';
import { decisionOf } from '../words/decision.ts';
import { durationText, verdictFacts } from '../words/verdict.ts';
import { commandLine, counted, flow, grouped, oneLine } from '../../src/page/index.ts';
import type { Line } from '../../src/page/index.ts';
import { CASE_SETS } from '../../src/results/index.ts';
import type { AnswerRow, Report, RuleRow } from '../../src/results/index.ts';

const EXAMPLE_LENGTH_MAX = 160;

/** What a set of cases is called beside the number of its cases. */
const SET_WORDS = {
  grid: 'of the grid',
  extremes: 'extreme',
  random: 'random',
  foreign: 'foreign',
  hostile: 'hostile',
};

/** How many cases of each set were run, where there is more than one set, and how many of all were sequences. */
export function setLines({ run }: Report, width: number): readonly Line[] {
  const sets = CASE_SETS.map((set) => ({ set, ...(set === 'random' ? run : run[set]) })).filter(
    ({ planned }) => planned > 0,
  );
  const counts = sets.map(({ set, planned, executed }) => {
    const size = executed === planned ? grouped(executed) : `${grouped(executed)} of ${grouped(planned)}`;
    return `${size} ${SET_WORDS[set]}`;
  });
  const { cases, appends } = run.sequences;
  if (sets.length < 2 && cases === 0) return [];
  const sequences = cases === 0 ? '' : `; ${grouped(appends)} appends in ${counted(cases, 'sequence')}`;
  const text = `    ${counts.join(', ')}${sequences}`;
  return flow([{ text: 'cases', style: 'strong' }, text], { width, first: 0, rest: INDENT });
}

/** The one line that says what came of the run and decided the exit status, with the counts that made it so. */
export function verdictLines(report: Report, width: number): readonly Line[] {
  const verdict: Line = [decisionOf(report), `  ${verdictFacts(report).join(' · ')}`];
  return flow(verdict, { width, first: 0, rest: INDENT });
}

/** What was run with what, so that a saved report can be told from another. */
export function runLines({ subject, run, tool, environment }: Report, width: number): readonly Line[] {
  const version = subject.version === '' ? '' : ` ${oneLine(subject.version, EXAMPLE_LENGTH_MAX)}`;
  const facts = [
    `${subject.id}${version}`,
    `profile ${run.profile}`,
    `seed ${run.seed}`,
    `${tool.name} ${tool.version}`,
    `node ${environment.node}`,
  ];
  const command = subject.command === null ? '' : ` (${commandLine(subject.command)})`;
  facts[0] = `${facts[0] ?? ''}${command}`;
  return flow([{ text: facts.join(' · '), style: 'dim' }], { width, first: 0, rest: INDENT });
}

/** What the subject answered, unless it rewrote every image. */
export function answerLines(answers: readonly AnswerRow[], width: number): readonly Line[] {
  if (answers.every(({ kind }) => kind === 'rewritten')) return [];
  const widest = (texts: readonly string[]): number => texts.reduce((most, { length }) => Math.max(most, length), 0);
  const kinds = answers.map(({ kind, code }) => (code === '' ? kind : `${kind} (${code})`));
  const kindColumns = widest(kinds);
  const countColumns = widest(answers.map(({ count }) => grouped(count)));
  const rows = answers.flatMap(({ kind, count, example }, index) => {
    const label = `${(kinds[index] ?? kind).padEnd(kindColumns)}  ${grouped(count).padStart(countColumns)}`;
    const said = kind === 'rewritten' ? '' : oneLine(example, EXAMPLE_LENGTH_MAX);
    // A narrow page has no room for a third column, so what was said goes below.
    if (said !== '' && INDENT + label.length + 2 + said.length > width) {
      return [[' '.repeat(INDENT), label], ...flow([said], { width, first: 2 * INDENT, rest: 2 * INDENT })];
    }
    return [[' '.repeat(INDENT), label, said === '' ? '' : `  ${said}`]];
  });
  return [[{ text: 'Answers', style: 'strong' }], ...rows];
}

/** Why the outcome is what it is, where the rows alone do not say. */
export function noteLines(notes: readonly string[], width: number): readonly Line[] {
  const measure = { width, first: 0, rest: 'note  '.length };
  return notes.flatMap((note) => flow([{ text: 'note', style: 'strong' }, `  ${oneLine(note, Infinity)}`], measure));
}

const sum = (rules: readonly RuleRow[], of: 'passed' | 'vacuous' | 'failed' | 'skipped' | 'errored'): number =>
  rules.reduce((total, rule) => total + rule[of], 0);

/** The counts that close a report. */
export function summaryLines(report: Report, width: number): readonly Line[] {
  const { rules } = report;
  const remarking = rules.filter(({ level, failed }) => level === 'info' && failed > 0);
  const judging = rules.filter(({ level }) => level !== 'info');
  const held = rules.filter(({ passed, failed, errored }) => passed > 0 && failed + errored === 0).length;
  const idle = (['vacuous', 'withheld'] as const).map((status) => [status, idleRules(rules, status).length] as const);
  const refused = rules.reduce((most, { withoutOutput }) => Math.max(most, withoutOutput), 0);
  const facts = [
    `${counted(held, 'rule')} held`,
    `${grouped(idleRules(rules, 'not-exercised').length)} ${STATUSES['not-exercised'].word}`,
    ...idle.filter(([, size]) => size > 0).map(([status, size]) => `${grouped(size)} ${STATUSES[status].word}`),
    ...(remarking.length > 0 ? [`${counted(remarking.length, 'rule')} with remarks (info)`] : []),
    durationText(report),
  ];
  const vacuous = sum(rules, 'vacuous');
  const verdicts = [
    `${grouped(sum(rules, 'passed'))} passed`,
    ...(vacuous > 0 ? [`${grouped(vacuous)} vacuous`] : []),
    `${grouped(sum(judging, 'failed'))} failed`,
    `${grouped(sum(rules, 'skipped'))} skipped`,
    `${grouped(sum(rules, 'errored'))} broken`,
    ...(remarking.length > 0 ? [counted(sum(remarking, 'failed'), 'remark')] : []),
  ];
  const without = refused === 0 ? '' : `; and ${counted(refused, 'case')} without an output to judge`;
  return [
    ...flow([`Verdicts: ${verdicts.join(' · ')}${without}`], { width, first: 0, rest: INDENT }),
    ...flow([facts.join(' · ')], { width, first: 0, rest: INDENT }),
  ];
}
