import { effectIn, formatReference, levelOf, nameOfRule } from '../../../properties/index.ts';
import type { Rule } from '../../../properties/index.ts';
import { CASE_SETS, REPORT_SCHEMA, outcomeOf } from '../../results/index.ts';
import type { Defect, Failure, Outcome, Report, RuleRow } from '../../results/index.ts';
import { selectRules } from '../../judging/index.ts';
import type { CampaignOptions } from '../options.ts';
import { plannedCases } from '../schedule.ts';
import type { StoredCase } from '../store/stored-case.ts';
import { cannotBeJudged } from '../sweep.ts';
import type { Sweep } from '../sweep.ts';
import { executedCases, ruleTally } from '../tally.ts';
import type { RuleTally } from '../tally.ts';
import { answerRows, coverageRows, reasonRows, refusalRows } from './rows.ts';

/** Findings of one rule that a report keeps; the stored case has them all. */
const FINDING_LIMIT = 8;

/** Everything that a report is made from. */
export interface ReportParts {
  readonly options: CampaignOptions;
  /** The rules that were judged by, in the order of the catalogue. */
  readonly rules: readonly Rule[];
  readonly swept: Sweep;
  readonly failures: ReadonlyMap<string, Failure>;
  readonly cases: readonly StoredCase[];
  /** The mistakes that were found in those. */
  readonly defects: readonly Defect[];
  /** Why not all failing cases were run again, or `null`. */
  readonly cut: string | null;
  readonly startedAt: Date;
  readonly endedAt: Date;
}

/** Puts the report together. Nothing but `time` depends on when it is done. */
export function buildReport(parts: ReportParts): Report {
  const { options, rules, swept, failures, cases, defects, cut, startedAt, endedAt } = parts;
  const { tally } = swept;
  const rows = rules.map((rule) => ruleRow(rule, ruleTally(rule.id, tally), options, failures.get(rule.id) ?? null));
  const { subject, seed, profile, tool, node } = options;
  const planned = plannedCases(options);
  return {
    schema: REPORT_SCHEMA,
    tool,
    environment: { node },
    time: {
      startedAt: startedAt.toISOString(),
      durationMs: endedAt.getTime() - startedAt.getTime(),
      gridMs: swept.gridMs,
    },
    subject: { id: subject.id, version: subject.version, command: subject.command },
    run: {
      seed,
      planned: planned.random,
      executed: tally.executed.random,
      grid: { planned: planned.grid, executed: tally.executed.grid },
      extremes: { planned: planned.extremes, executed: tally.executed.extremes },
      foreign: { planned: planned.foreign, executed: tally.executed.foreign },
      hostile: { planned: planned.hostile, executed: tally.executed.hostile, refused: tally.refused.hostile },
      profile,
      rules: options.rules,
      excludedRules: options.excludedRules,
      leftOut: selectRules({ profile, rules: [], excludedRules: [] }).length - rules.length,
    },
    outcome: outcome(swept, rows),
    baseline: null,
    notes: [
      ...notes(
        swept,
        CASE_SETS.reduce((sum, set) => sum + planned[set], 0),
      ),
      ...stateNotes(cases),
      ...(cannotBeJudged(swept) ? [] : cut === null ? unrepeatedNotes(rows) : [cutNote(cut)]),
    ],
    defects,
    answers: answerRows(tally),
    refusals: refusalRows(tally),
    coverage: coverageRows(tally),
    rules: rows,
    cases: cases.map(({ row }) => row),
  };
}

function ruleRow(rule: Rule, tally: RuleTally, { profile }: CampaignOptions, failure: Failure | null): RuleRow {
  const { passed, vacuous, skipped, inherited, failed, errored, withoutOutput, withheld, error } = tally;
  const level = levelOf(rule.id, profile);
  return {
    id: rule.id,
    name: nameOfRule(rule.id),
    title: rule.title,
    references: rule.references.map(formatReference),
    rejectedBy: rule.enforcedBy ?? [],
    level: level === 'off' ? 'info' : level,
    severity: rule.severity,
    effect: effectIn(rule, profile),
    passed,
    vacuous,
    skipped,
    inherited,
    failed,
    errored,
    withoutOutput,
    withheld,
    skipReasons: reasonRows(tally.reasons),
    vacuousReasons: reasonRows(tally.vacuousReasons),
    failure: failure === null ? null : { ...failure, findings: firstFindings(failure) },
    errorMessage: error?.message ?? null,
  };
}

function firstFindings({ findings }: Failure): Failure['findings'] {
  const [head, ...tail] = findings;
  return [head, ...tail.slice(0, FINDING_LIMIT - 1)];
}

function outcome(swept: Sweep, rules: readonly RuleRow[]): Outcome {
  return cannotBeJudged(swept) ? 'unjudged' : outcomeOf(rules);
}

function notes(swept: Sweep, planned: number): string[] {
  const result: string[] = [];
  if (swept.unavailable !== null) result.push(`The subject could not be run: ${swept.unavailable}.`);
  if (swept.unavailable === null && cannotBeJudged(swept)) {
    result.push('Every call timed out, so nothing can be said about the subject.');
  }
  const executed = executedCases(swept.tally);
  if (swept.unavailable === null && executed < planned) {
    result.push(`The run ended early: ${executed} of ${planned} cases were examined.`);
  }
  return result;
}

/** Cases that show something else in a process that has served no other call. */
function stateNotes(cases: readonly StoredCase[]): string[] {
  return cases.flatMap(({ row: { id }, dependsOnState }) =>
    dependsOnState === null ? [] : [`Case ${id} depends on state: ${dependsOnState}.`],
  );
}

function cutNote(reason: string): string {
  return `Not every failing case was run again, to be shrunk and stored: ${reason}.`;
}

/** Rules that failed in the sweep and held when the very case was run again: the bytes alone do not explain it. */
function unrepeatedNotes(rules: readonly RuleRow[]): string[] {
  return rules
    .filter(({ level, failed, failure }) => level !== 'info' && failed > 0 && failure === null)
    .map(({ id }) => `${id} failed, but not when its case was run again: the subject does not always answer alike.`);
}
