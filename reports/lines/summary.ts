import { INDENT } from './evidence.ts';
import { isVacuous, neverExercised } from '../model/rows.ts';
import { decisionOf } from '../words/decision.ts';
import { idleReasons } from '../words/idle-reasons.ts';
import { durationText, verdictFacts } from '../words/verdict.ts';
import { commandLine, counted, flow, grouped, oneLine } from '../../src/page/index.ts';
import type { Line } from '../../src/page/index.ts';
import { CASE_SETS, exerciseOf } from '../../src/results/index.ts';
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

/** Rules that share their reasons are listed one by one up to this number, and counted beyond it. */
const LISTED_RULES_MAX = 4;

/** The rules of level error that no case exercised, with the commonest reasons; many for one reason are counted. */
export function neverExercisedLines(rules: readonly RuleRow[], width: number): readonly Line[] {
  const lines = byReason(neverExercised(rules), width);
  return lines.length === 0 ? [] : [[{ text: 'Never exercised, level error', style: 'warning' }], ...lines];
}

/** The other rules that nothing could have broken, which say no more about the subject than if nobody had asked. */
export function vacuousLines(rules: readonly RuleRow[], width: number): readonly Line[] {
  const untouched = new Set(neverExercised(rules));
  const lines = byReason(
    rules.filter((rule) => isVacuous(rule) && !untouched.has(rule)),
    width,
  );
  return lines.length === 0 ? [] : [[{ text: 'Held with nothing at stake', style: 'strong' }], ...lines];
}

function byReason(rules: readonly RuleRow[], width: number): readonly Line[] {
  const groups = new Map<string, RuleRow[]>();
  for (const rule of rules) {
    const why = idleReasons(rule);
    groups.set(why, [...(groups.get(why) ?? []), rule]);
  }
  const measure = { width, first: INDENT, rest: 2 * INDENT };
  return [...groups].flatMap(([why, group]) => {
    if (group.length <= LISTED_RULES_MAX)
      return group.flatMap(({ id, name }) => flow([id, `  ${name}: ${why}`], measure));
    const ids = group.slice(0, LISTED_RULES_MAX).map(({ id }) => id);
    return flow([`${counted(group.length, 'rule')}, ${ids.join(', ')} and others: ${why}`], measure);
  });
}

const sum = (rules: readonly RuleRow[], of: 'passed' | 'vacuous' | 'failed' | 'skipped' | 'errored'): number =>
  rules.reduce((total, rule) => total + rule[of], 0);

/** The counts that close a report. */
export function summaryLines(report: Report, width: number): readonly Line[] {
  const { rules } = report;
  const remarking = rules.filter(({ level, failed }) => level === 'info' && failed > 0);
  const judging = rules.filter(({ level }) => level !== 'info');
  const held = rules.filter(({ passed, failed, errored }) => passed > 0 && failed + errored === 0).length;
  const idle = rules.filter(isVacuous).length;
  const untouched = rules.filter((rule) => exerciseOf(rule) !== 'exercised').length - idle;
  const refused = rules.reduce((most, { withoutOutput }) => Math.max(most, withoutOutput), 0);
  const facts = [
    `${counted(held, 'rule')} held`,
    ...(idle > 0 ? [`${counted(idle, 'rule')} held with nothing at stake`] : []),
    `${counted(untouched, 'rule')} skipped everywhere`,
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
