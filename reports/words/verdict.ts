import { isFailed } from '../model/rows.ts';
import { openText } from './open.ts';
import { counted, duration, grouped } from '../../src/page/index.ts';
import { casesOf, standingOf } from '../../src/results/index.ts';
import type { Report, RuleRow } from '../../src/results/index.ts';

function levels(failed: readonly RuleRow[]): string {
  const errors = failed.filter(({ level }) => level === 'error').length;
  const warnings = failed.length - errors;
  if (warnings === 0) return '';
  return errors === 0 ? ` (${counted(warnings, 'warning')})` : ` (${errors} as error)`;
}

/** Cases of all sets, and how many of them no rewriter can rewrite truthfully. */
function casesText({ run }: Pick<Report, 'run'>): string {
  const { executed, planned } = casesOf({ run });
  const hostile = run.hostile.executed === 0 ? '' : `, ${grouped(run.hostile.executed)} of them hostile`;
  return `${grouped(executed)} of ${counted(planned, 'case')}${hostile}`;
}

/** How long the run took, and how much of it the grid did. */
export function durationText({ run: { grid }, time }: Report): string {
  if (grid.planned === 0) return duration(time.durationMs);
  const size = grid.executed === grid.planned ? '' : `${grouped(grid.executed)} of `;
  const cases = `${size}${counted(grid.planned, 'grid case')}`;
  return `${duration(time.durationMs)}, of which ${cases} took ${duration(time.gridMs)}`;
}

/** The counts that made a verdict what it is. */
export function verdictFacts(report: Report): readonly string[] {
  const { outcome, rules, run } = report;
  const failed = rules.filter(isFailed);
  const broken = rules.filter(({ errored }) => errored > 0).length;
  return [
    `${failed.length === 0 ? 'none' : grouped(failed.length)} of ${counted(rules.length, 'rule')} failed${levels(failed)}`,
    ...(run.leftOut > 0 ? [`${counted(run.leftOut, 'rule')} left out`] : []),
    ...(outcome === 'unjudged' && broken > 0 ? [`${grouped(broken)} broken`] : []),
    ...(standingOf(report).outcome === 'inconclusive' ? [whyOpen(rules)] : []),
    casesText({ run }),
  ];
}

/** Why a run decides nothing though it came to its end. */
function whyOpen(rules: readonly RuleRow[]): string {
  const open = openText(rules);
  return open === '' ? 'no rule of level error was judged' : open;
}
