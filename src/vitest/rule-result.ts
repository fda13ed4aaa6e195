import { idleReasons, placeWords, renderFindings } from '../../reports/index.ts';
import { commandLine } from '../page/index.ts';
import { exerciseOf, nameOfAddress } from '../results/index.ts';
import type { Failure, Report, RuleRow } from '../results/index.ts';
import type { ConformanceSettings } from './options.ts';

/** What the test of one rule does: a remark annotates a test that passes. */
export type RuleResult =
  | { readonly kind: 'pass' }
  | { readonly kind: 'remark'; readonly level: 'warning' | 'notice'; readonly text: string }
  | { readonly kind: 'skip'; readonly reason: string }
  | { readonly kind: 'fail'; readonly message: string };

/** Columns of a message; what prints it may indent it further. */
const WIDTH = 100;

/**
 * What becomes of the test of a rule. A rule of level error that was never exercised fails, for
 * neither a skip nor what is vacuous is a pass; unless the rewriter refuses all that could break it.
 */
export function resultOf(row: RuleRow, report: Report, { failOn }: Pick<ConformanceSettings, 'failOn'>): RuleResult {
  const { level, passed, failed, errored } = row;
  if (errored > 0) return { kind: 'fail', message: brokenText(row) };
  if (failed > 0) {
    const text = failureText(row, report);
    if (level === 'error' || level === failOn) return { kind: 'fail', message: text };
    return { kind: 'remark', level: level === 'warning' ? 'warning' : 'notice', text };
  }
  if (passed > 0) return { kind: 'pass' };
  const exercise = exerciseOf(row);
  const reason = `It was never exercised: ${idleReasons(row)}.`;
  return level === 'error' && exercise === 'never'
    ? { kind: 'fail', message: `${headOf(row)}\n${reason}\n${REMEDY}` }
    : { kind: 'skip', reason };
}

/** How a message names its rule, for messages are often read without the name of their test. */
const headOf = ({ id, name, title }: RuleRow): string => `${id} ${name}: ${title}`;

const REMEDY = 'Skipped or vacuous is not passed: use more runs, or name the rule in excludedRules.';

function brokenText(row: RuleRow): string {
  return [
    headOf(row),
    `The checker of this rule broke: ${row.errorMessage ?? 'no message'}`,
    'The fault is in zbootkit, not in the rewriter; please report it.',
  ].join('\n');
}

function failureText(row: RuleRow, report: Report): string {
  const { passed, failed, level, failure } = row;
  const share = `Failed in ${failed} of ${passed + failed} cases`;
  if (level === 'info') return `${headOf(row)}\n${share}.`;
  if (failure === null) {
    return `${headOf(row)}\n${share}, but not when its case was run again: the rewriter is not deterministic.`;
  }
  const { set, index } = failure;
  const where = failure.append === null ? '' : `, ${placeWords(failure.append)} of the smallest case`;
  const first = `first in ${nameOfAddress(set, String(index), report.run.seed)}`;
  return [evidenceText(row, failure, report), `${share}, ${first}${where}.`, ...caseLines(failure, report)].join('\n');
}

/** The block of the text report on a rule, with its bytes. */
function evidenceText(row: RuleRow, { findings, excerpts }: Failure, { run }: Report): string {
  const { id, name, title, level, severity, references, rejectedBy, effect } = row;
  const verdict = { kind: 'fail' as const, findings };
  const checked = {
    path: 'the output',
    profile: run.profile,
    because: null,
    cause: null,
    caveat: null,
    files: [
      { file: 'before' as const, path: 'the input' },
      { file: 'content' as const, path: 'the section content' },
    ],
    layouts: { before: null, after: null },
    sha256: null,
    results: [{ id, name, title, level, severity, references, rejectedBy, effect, verdict, excerpts }],
  };
  const text = renderFindings([checked], { width: WIDTH, colour: 'none', verbosity: 'normal' });
  // What follows the empty line counts failed rules, of which there is one.
  return text.split('\n\n', 1).join('');
}

/** The smallest case that fails and how to make it. */
function caseLines({ caseId }: Failure, { cases }: Report): readonly string[] {
  const stored = cases.find(({ id }) => id === caseId);
  if (stored === undefined) return [];
  const { plan, inputSize } = stored;
  return [
    `The smallest case found is an image of ${inputSize} bytes:`,
    `  ${plan}`,
    'To recreate it:',
    `  ${commandLine(['npx', 'zbootkit', 'generate', '--plan', plan, '--pairs', '--out', 'case'])}`,
  ];
}
