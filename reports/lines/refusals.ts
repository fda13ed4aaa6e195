import { standingOfPolicy } from '../model/policies.ts';
import { counted, flow, grouped, oneLine } from '../../src/page/index.ts';
import type { Line } from '../../src/page/index.ts';
import { casesOf, isSystematic } from '../../src/results/index.ts';
import type { PolicyRow, Report } from '../../src/results/index.ts';

/** Columns of a label and of the spaces after it. */
const LABEL_COLUMNS = 'refused  '.length;

/** Cases that were refused, and cases that were examined. */
function countsOf({ refusals, run }: Report): { readonly refused: number; readonly executed: number } {
  const refused = refusals === null ? 0 : refusals.must + refusals.may + refusals.wrong;
  return { refused, executed: casesOf({ run }).executed - run.hostile.executed };
}

/** How many cases were refused and with what right; empty when none was. */
export function refusedLines(report: Report, width: number): readonly Line[] {
  const { refusals } = report;
  const { refused, executed } = countsOf(report);
  if (refusals === null || refused === 0) return [];
  const { must, may, wrong } = refusals;
  const counts = `${grouped(must)} had to be, ${grouped(may)} by policy, ${grouped(wrong)} wrongly`;
  return labelled('refused', `${grouped(refused)} of ${counted(executed, 'case')}: ${counts}`, width);
}

/**
 * What the subject refuses as a matter of course: no rule objects, so nothing but this says it. Empty for a subject that
 * refuses everything, which has every policy there is.
 */
export function policyLines(report: Report, width: number): readonly Line[] {
  const { refused, executed } = countsOf(report);
  const systematic = refused === executed ? [] : (report.refusals?.policies ?? []).filter(isSystematic);
  return systematic.flatMap(({ policy, alone }) => {
    const what = `refuses all ${oneLine(policy, Infinity)}`;
    return labelled('policy', `${what} (${shareOf(alone)})`, width);
  });
}

/**
 * What the subject refuses in some cases and not in others, though all that is against them is one reason: that is no policy, and
 * whoever relies on it wants to know. Where it rewrites none and crashes, say, in some, it is not said to refuse a part by choice.
 * Empty for a subject that refuses everything.
 */
export function partialPolicyLines(report: Report, width: number): readonly Line[] {
  const { refused, executed } = countsOf(report);
  const all = refused === executed ? [] : (report.refusals?.policies ?? []);
  return all.flatMap((row) => {
    const standing = standingOfPolicy(row);
    if (standing !== 'some' && standing !== 'rewrites none') return [];
    const { policy, alone } = row;
    const images = oneLine(policy, Infinity);
    const others = alone.cases - alone.refused - alone.rewritten;
    const neither = `${grouped(others)} neither refused nor rewritten`;
    if (standing === 'rewrites none') {
      return labelled('policy', `rewrites no ${images} (${shareOf(alone)} refused, ${neither})`, width);
    }
    const rest = others === 0 ? '' : `; ${neither}`;
    return labelled('policy', `refuses some ${images} (${shareOf(alone)}${rest})`, width);
  });
}

/** How many were refused of the cases that may be refused for one reason alone: what every word on a policy goes by. */
function shareOf({ refused, cases }: PolicyRow['alone']): string {
  return `${grouped(refused)} of ${grouped(cases)}`;
}

function labelled(label: string, text: string, width: number): readonly Line[] {
  const gap = ' '.repeat(LABEL_COLUMNS - label.length);
  return flow([{ text: label, style: 'strong' }, `${gap}${text}`], { width, first: 0, rest: LABEL_COLUMNS });
}
