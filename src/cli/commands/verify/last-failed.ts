/** `verify --last-failed`: the stored cases of the last report, under the conditions of this run. */
import { join } from 'node:path';
import { ReportError, parseReport } from '../../../../reports/index.ts';
import { SubjectUnavailable, replayCase } from '../../../campaign/index.ts';
import type { Replayed, ReplayedRule } from '../../../campaign/index.ts';
import type { Rewriter } from '../../../contract/index.ts';
import { FileError, readWhole } from '../../../files/index.ts';
import { selectRules } from '../../../judging/index.ts';
import type { RuleSelection } from '../../../judging/index.ts';
import { counted, grouped, printable } from '../../../page/index.ts';
import { defectsByRule, isCovered, isExpired } from '../../../results/index.ts';
import type { DefectsOfRule, KnownFailure } from '../../../results/index.ts';
import { EXIT } from '../../exit.ts';
import type { ExitCode } from '../../exit.ts';
import { tellEnd } from '../../github-step.ts';
import type { StepOptions } from '../../github-step.ts';
import type { Io } from '../../io.ts';
import { today } from '../../subject/baseline.ts';
import type { Bounds } from '../../subject/bounds.ts';
import type { Stop } from '../../subject/stop.ts';
import { subjectOf } from '../../subject/subject.ts';
import { answersText, codeOf, headingText, rowText, worstOf } from '../replay/row.ts';
import { allCases, hasCases, readCase } from '../replay/stored-cases.ts';
import type { VerifyOptions } from '../verify.ts';

/** The largest report that is read for its defects; ours have some hundred KiB. */
const REPORT_MAX = 2 ** 26;

/** What bounds a run, and what is known to fail in it. */
export interface Conditions {
  readonly selection: RuleSelection;
  readonly known: readonly KnownFailure[] | null;
  readonly bounds: Bounds;
  readonly stop: Stop;
}

/**
 * Runs what failed last against the subject of this run, with its rules, its time and what is known of it. All is told on
 * standard error, for standard output is the report's.
 *
 * @returns `null` where nothing fails that is not known, and all cases are to be run
 */
export async function lastFailed(
  command: readonly string[],
  options: VerifyOptions,
  conditions: Conditions,
  io: Io,
): Promise<ExitCode | null> {
  if (!(await hasCases(options.out))) return null;
  const { selection, stop, bounds } = conditions;
  const judged = new Set<string>(selectRules(selection).map(({ id }) => id));
  const folders = await allCases(options.out);
  const isKnown = knownIn(options.out, conditions, io);
  const { subject, close } = await subjectOf(command, { ...options, processes: 1 }, stop.signal, io);
  const codes: ExitCode[] = [];
  try {
    for (const folder of folders) {
      if (bounds.shouldStop('sweep')) break;
      const stored = readCase(folder);
      // What failed by no rule of this run was not what failed of it.
      if (!stored.rules.some((id) => judged.has(id))) codes.push(EXIT.conformant);
      else codes.push(await replayOne(stored, subject, isKnown, { ...conditions, quiet: options.quiet === true }, io));
      if (stop.signal.aborted) break;
    }
  } finally {
    await close();
  }
  return conclusion(codes, folders.length, options, stop, io);
}

/** What the cases come to, which is told where the campaign is not run. */
function conclusion(
  codes: readonly ExitCode[],
  count: number,
  options: Pick<VerifyOptions, 'writeBaseline'> & StepOptions,
  stop: Stop,
  io: Io,
): ExitCode | null {
  const { writeBaseline } = options;
  const tell = (text: string): void => {
    tellEnd('the cases of the last report', text, options, io);
  };
  const failing = codes.filter((code) => code === EXIT.nonconformant).length;
  const unwritten = writeBaseline === undefined ? '' : `, and ${printable(writeBaseline)} not written`;
  if (stop.interrupted()) {
    io.err(`zbootkit: interrupted at case ${Math.max(1, codes.length)} of ${count} of the last report.\n`);
    return EXIT.interrupted;
  }
  if (failing > 0) {
    const what = `${grouped(failing)} of ${counted(count, 'case')} of the last report still fail${failing === 1 ? 's' : ''}`;
    tell(`${what}; the campaign was not run${unwritten}.\n`);
    return EXIT.nonconformant;
  }
  if (stop.signal.aborted || codes.length < count) {
    tell(`Time ran out before all cases of the last report had been run; the campaign was not run${unwritten}.\n`);
    return EXIT.unjudged;
  }
  const unjudged = codes.filter((code) => code === EXIT.unjudged).length;
  if (unjudged === 0) return null;
  const what = `${grouped(unjudged)} of ${counted(count, 'case')} of the last report could not be judged`;
  tell(`${what}; the campaign was not run${unwritten}.\n`);
  return EXIT.unjudged;
}

type IsKnown = (rule: ReplayedRule) => boolean;

async function replayOne(
  stored: ReturnType<typeof readCase>,
  subject: Rewriter,
  isKnown: IsKnown,
  { selection, stop, quiet }: Conditions & { readonly quiet: boolean },
  io: Io,
): Promise<ExitCode> {
  const say = (text: string): void => {
    if (!quiet) io.err(text);
  };
  say(headingText(stored, selection.profile, subject));
  let replayed: Replayed;
  try {
    replayed = await replayCase(stored, subject, selection);
  } catch (cause) {
    if (!(cause instanceof SubjectUnavailable)) throw cause;
    // A call that was cut short says nothing about the subject.
    if (!stop.signal.aborted) io.err(`  could not be run: ${printable(cause.message)}\n`);
    return EXIT.unjudged;
  }
  const { rules } = replayed;
  say(answersText(replayed, stored));
  for (const rule of rules) say(rowText(rule, stored, isKnown(rule) ? 'known' : 'not known'));
  return worstOf(rules.filter((rule) => !isKnown(rule)).map(codeOf));
}

/** Which failures are known today; which rules a known defect breaks, the last report says. */
function knownIn(out: string, { known }: Pick<Conditions, 'known'>, io: Io): IsKnown {
  const valid = (known ?? []).filter((each) => !isExpired(each, today(io)));
  const of: DefectsOfRule = valid.some(({ defect }) => defect !== null) ? lastDefects(out) : new Map();
  return ({ id, outcome }) => outcome.kind === 'failed' && isCovered(valid, id, outcome.answer, of);
}

/** The defects of the last report; none where it cannot be read, and then no rule is of one that is known. */
function lastDefects(out: string): DefectsOfRule {
  try {
    const text = readWhole(join(out, 'report.json'), 'file', REPORT_MAX, 'refused').toString('utf8');
    return defectsByRule(parseReport(text).defects);
  } catch (cause) {
    if (cause instanceof FileError || cause instanceof ReportError) return new Map();
    throw cause;
  }
}
