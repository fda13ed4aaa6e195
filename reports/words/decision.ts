import type { Style } from '../../src/page/index.ts';
import { casesOf, standingOf } from '../../src/results/index.ts';
import type { Report } from '../../src/results/index.ts';

/** The outcome as the last line has it: where failures are known, with what decided the exit status. */
export function decisionOf(report: Report): { readonly text: string; readonly style: Style } {
  const { decidedBy, outcome } = standingOf(report);
  const word = report.outcome.toUpperCase();
  if (decidedBy === 'unexpected') return { text: `${word}, not as known`, style: 'failure' };
  if (decidedBy === 'out-of-date') {
    const known = isAsKnown(report) ? ', as known' : '';
    const and = report.outcome === 'conformant' || known !== '' ? 'but' : 'and';
    return { text: `${word}${known}, ${and} the baseline is out of date`, style: 'failure' };
  }
  const style = OUTCOME_STYLE[outcome];
  if (outcome === 'conformant') {
    const known = outcome === report.outcome ? '' : ', as known';
    // Its exit status is that of a whole run, so the words have to tell them apart.
    if (isCutShort(report)) return { text: `${word}${known} so far, cut short`, style: 'warning' };
    // What is known to fail fails: it is never as good as what holds.
    return { text: `${word}${known}`, style: known === '' ? style : 'strong' };
  }
  if (outcome === report.outcome) return { text: word, style };
  return { text: `${outcome.toUpperCase()}, with failures as known`, style };
}

/** Whether all that fails is known, and accepted to this day. */
function isAsKnown({ outcome, baseline }: Report): boolean {
  const overdue = baseline?.known.some(({ state, seen }) => state === 'expired' && seen.length > 0) ?? false;
  return outcome === 'nonconformant' && baseline?.unexpected.length === 0 && !overdue;
}

function isCutShort(report: Report): boolean {
  const { executed, planned } = casesOf(report);
  return executed < planned;
}

const OUTCOME_STYLE: Readonly<Record<Report['outcome'], Style>> = {
  conformant: 'success',
  nonconformant: 'failure',
  inconclusive: 'warning',
  unjudged: 'warning',
};
