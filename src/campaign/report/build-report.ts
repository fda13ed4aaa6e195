import { effectIn, formatReference, levelOf, nameOfRule } from '../../../properties/index.ts';
import type { Rule } from '../../../properties/index.ts';
import type { Diagnosis } from '../../defects/index.ts';
import { counted } from '../../page/index.ts';
import { CASE_SETS, REPORT_SCHEMA, outcomeOf } from '../../results/index.ts';
import type { Failure, Outcome, Report, RuleRow } from '../../results/index.ts';
import { selectRules } from '../../judging/index.ts';
import type { CampaignOptions } from '../options.ts';
import { plannedCases } from '../schedule.ts';
import type { Shrinkage } from '../shrink/shrink-all.ts';
import type { StoredCase } from '../store/stored-case.ts';
import { cannotBeJudged } from '../sweep.ts';
import type { Sweep } from '../sweep.ts';
import { executedCases, ruleTally } from '../tally.ts';
import type { RuleTally } from '../tally.ts';
import { answerRows, coverageRows, failedRows, reasonRows, refusalRows } from './rows.ts';

/** Failed rules that a note names; the rows have them all. */
const FAILED_LISTED = 8;

/** Findings of one rule that a report keeps; the stored case has them all. */
const FINDING_LIMIT = 8;

/** Everything that a report is made from. */
export interface ReportParts {
  readonly options: CampaignOptions;
  /** The rules that were judged by, in the order of the catalogue. */
  readonly rules: readonly Rule[];
  readonly swept: Sweep;
  readonly shrinkage: Omit<Shrinkage, 'calls'>;
  /** The mistakes that were found in those. */
  readonly diagnosis: Diagnosis;
  readonly startedAt: Date;
  readonly durationMs: number;
}

/** Why a mistake may be missing among the defects. */
const CUT_DIAGNOSIS =
  'Time ran out in the search for the mistakes behind the failed rules: some may be missing, and known defects that were not found may still be there.';

/** Puts the report together. Nothing but `time` depends on when it is done. */
export function buildReport(parts: ReportParts): Report {
  const { options, rules, swept, shrinkage, diagnosis, startedAt, durationMs } = parts;
  const { failures, cases } = shrinkage;
  const { tally } = swept;
  const rows = rules.map((rule) => ruleRow(rule, ruleTally(rule.id, tally), options, failures.get(rule.id) ?? null));
  const { subject, files, seed, profile, tool, node } = options;
  const planned = plannedCases(options);
  return {
    schema: REPORT_SCHEMA,
    tool,
    environment: { node },
    time: {
      startedAt: startedAt.toISOString(),
      durationMs,
      gridMs: swept.gridMs,
    },
    subject: { id: subject.id, version: subject.version, command: subject.command, files },
    run: {
      seed,
      planned: planned.random,
      executed: tally.executed.random,
      grid: { planned: planned.grid, executed: tally.executed.grid },
      extremes: { planned: planned.extremes, executed: tally.executed.extremes },
      foreign: { planned: planned.foreign, executed: tally.executed.foreign },
      hostile: { planned: planned.hostile, executed: tally.executed.hostile, refused: tally.refused.hostile },
      sequences: tally.sequences,
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
        rows,
        CASE_SETS.reduce((sum, set) => sum + planned[set], 0),
      ),
      ...stateNotes(cases),
      ...(cannotBeJudged(swept) ? [] : shrinkNotes(shrinkage)),
      // Of a subject that is gone another note says so.
      ...(diagnosis.extent === 'cut' && shrinkage.hiddenSearch !== 'lost' ? [CUT_DIAGNOSIS] : []),
    ],
    defects: diagnosis.defects,
    diagnosis: diagnosis.extent,
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
    failedWith: failedRows(tally),
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

function notes(swept: Sweep, rules: readonly RuleRow[], planned: number): string[] {
  const executed = executedCases(swept.tally);
  if (swept.unavailable !== null) return [unavailableNote(swept.unavailable, rules, { executed, planned })];
  const result: string[] = [];
  if (executed > 0 && cannotBeJudged(swept)) {
    result.push('Every call timed out, so nothing is known about the subject.');
  }
  if (executed < planned) result.push(`The run ended early: ${executed} of ${planned} cases were examined.`);
  return result;
}

/** What ended the run, and what had been seen by then, which is not the less true. */
function unavailableNote(
  reason: string,
  rules: readonly RuleRow[],
  { executed, planned }: { readonly executed: number; readonly planned: number },
): string {
  if (executed === 0) return `The subject could not be run: ${reason}.`;
  const failed = rules.filter(({ level, failed: count }) => level !== 'info' && count > 0).map(({ id }) => id);
  const listed = failed.slice(0, FAILED_LISTED).join(', ');
  const more = failed.length > FAILED_LISTED ? ` and ${failed.length - FAILED_LISTED} more` : '';
  const seen =
    failed.length === 0 ? 'no rule failed in these' : `these rules failed in what was judged: ${listed}${more}`;
  return `The subject could not be run after ${executed} of ${planned} cases: ${reason}; ${seen}.`;
}

/** Cases that show something else in a process that has served no other call. */
function stateNotes(cases: readonly StoredCase[]): string[] {
  return cases.flatMap(({ row: { id }, dependsOnState }) =>
    dependsOnState === null ? [] : [`Case ${id} depends on state: ${dependsOnState}.`],
  );
}

/** What of the failures was not run again, or held then: the bytes alone do not explain it. */
function shrinkNotes({ cut, unrepeated, asSeen }: ReportParts['shrinkage']): string[] {
  const notes = unrepeated.map(
    (id) => `${id} failed, but passed when its case was run again: the subject is not deterministic.`,
  );
  if (cut === null) return notes;
  const seen =
    asSeen.length === 0 ? '' : `; the cases of ${counted(asSeen.length, 'rule')} are as they were first seen`;
  return [...notes, `Not every failing case was run again, to be shrunk and stored: ${cut}${seen}.`];
}
