import type { Report, RuleRow } from '../../src/results/index.ts';
import { coverageLines } from '../lines/coverage.ts';
import { differenceLines, knownLines } from '../lines/baseline.ts';
import { idleBlocks } from '../lines/idle.ts';
import { defectLines } from './defects.ts';
import { hasBlock } from '../model/rows.ts';
import { partialPolicyLines, policyLines, refusedLines } from '../lines/refusals.ts';
import { brokenRuleLines, failedRuleLines, rowHeadingLines } from './rule.ts';
import { answerLines, noteLines, runLines, setLines, summaryLines, verdictLines } from '../lines/summary.ts';
import { isFailed } from '../model/rows.ts';
import { PAGE_WIDTH_MIN, PAGE_WIDTH_USUAL, stacked, toText } from '../../src/page/index.ts';
import type { Colour } from '../../src/page/index.ts';

/** How the human report is laid out: without a word on it, on 80 columns, without colours, in normal length. */
export interface TextOptions {
  /** Columns of the page; fewer than 40 count as 40. */
  readonly width: number;
  readonly colour: Colour;
  /**
   * `quiet` keeps the verdict, why nothing was judged, what is refused as a matter of course, and one heading for each rule that
   * failed. `normal` shows the bytes of one rule for each defect; `verbose` those of every rule that failed, and the coverage
   * table.
   */
  readonly verbosity: 'quiet' | 'normal' | 'verbose';
  /** Whether the last line may be broken into several; `whole` is for programs that read lines. */
  readonly verdict: 'wrapped' | 'whole';
}

/** The failed rules of a level, the one that fails most often first: it is the likeliest cause of the others. */
const failedOf = (rules: readonly RuleRow[], level: RuleRow['level']): readonly RuleRow[] =>
  rules.filter((rule) => rule.level === level && isFailed(rule)).sort((a, b) => b.failed - a.failed);

/**
 * The report for people: the defects, failed rules with their bytes and the command that shows each again, what the subject
 * answered, what was not exercised and what held because nothing was at stake, what was refused, and the verdict last. Lines
 * break at spaces to fit the width, except for
 * commands, which stay whole so that they can be pasted. Characters that could act on a terminal are shown as escapes.
 */
export function renderText(
  report: Report,
  {
    width: wanted = PAGE_WIDTH_USUAL,
    colour = 'none',
    verbosity = 'normal',
    verdict = 'wrapped',
  }: Partial<TextOptions> = {},
): string {
  const width = Math.max(wanted, PAGE_WIDTH_MIN);
  const { rules, answers, notes, coverage } = report;
  const failed = [...failedOf(rules, 'error'), ...failedOf(rules, 'warning')];
  const broken = rules
    .filter(({ errored }) => errored > 0)
    .map(({ id, name, errorMessage }) => brokenRuleLines({ id, name, message: errorMessage ?? 'no message' }, width));
  const differences = differenceLines(report, width);
  const idle = report.outcome === 'unjudged';
  const closing = [
    ...policyLines(report, width),
    ...knownLines(report, width),
    // The last line, for that is what a terminal shows when all is printed.
    ...verdictLines(report, verdict === 'whole' ? Infinity : width),
  ];
  if (verbosity === 'quiet') {
    const headings = failed.flatMap((rule) => rowHeadingLines(rule, width));
    // Nobody can do anything about a run that judged nothing without knowing why.
    const why = idle ? noteLines(notes, width) : [];
    return toText([...differences, ...why, ...headings, ...broken.flat(), ...closing], colour);
  }
  const isVerbose = verbosity === 'verbose';
  const shown = isVerbose ? failed : failed.filter((rule) => hasBlock(rule, report.defects));
  const blocks = [
    runLines(report, width),
    differences,
    noteLines(notes, width),
    defectLines(report, width, isVerbose ? 'all' : 'some'),
    ...shown.map((rule) => failedRuleLines(rule, report, width)),
    ...broken,
    isVerbose ? coverageLines(coverage, width) : [],
    answerLines(answers, width),
    // Of a subject that could not be judged no rule was exercised, and a list of them all would bury the reason.
    ...(idle ? [] : idleBlocks(rules, width)),
    [
      ...summaryLines(report, width),
      ...setLines(report, width),
      ...refusedLines(report, width),
      ...partialPolicyLines(report, width),
      ...closing,
    ],
  ];
  return toText(stacked(blocks), colour);
}
