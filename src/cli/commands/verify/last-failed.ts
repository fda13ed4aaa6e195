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
 * @returns `null` where all were run and nothing fails that is not known, and all cases are to be run
 */
export async function lastFailed(
  command: readonly string[],
  options: VerifyOptions,
  conditions: Conditions,
  io: Io,
): Promise<ExitCode | null> {
  if (!(await hasCases(options.out))) return null;
  const { stop, bounds } = conditions;
  const all = await allCases(options.out);
  const folders = foldersOf(all, conditions);
  if (folders.length === 0) return null;
  const isKnown = knownIn(options.out, conditions, io);
  const { subject, close } = await subjectOf(command, { ...options, processes: 1 }, stop.signal, io);
  const codes: ExitCode[] = [];
  try {
    for (const folder of folders) {
      if (bounds.shouldStop('sweep')) break;
      const own = { ...conditions, quiet: options.quiet === true };
      const code = await replayOne(readCase(folder), subject, isKnown, own, io);
      if (code === 'cut short') break;
      codes.push(code);
      if (stop.signal.aborted) break;
    }
  } finally {
    await close();
  }
  const of = `of the last report${folders.length < all.length ? ' with rules of this run' : ''}`;
  return conclusion({ codes, count: folders.length, of }, options, stop, io);
}

/** The cases that failed by a rule of this run; what failed by others was not what failed of it. */
function foldersOf(all: readonly string[], { selection }: Pick<Conditions, 'selection'>): readonly string[] {
  const judged = new Set<string>(selectRules(selection).map(({ id }) => id));
  return all.filter((folder) => readCase(folder).rules.some((id) => judged.has(id)));
}

/** What came of the cases that were run to their end. */
interface Rerun {
  readonly codes: readonly ExitCode[];
  /** How many were to be run. */
  readonly count: number;
  /** Which these are, in words. */
  readonly of: string;
}

/** What the cases come to, which is told where the campaign is not run. */
function conclusion(
  { codes, count, of }: Rerun,
  options: Pick<VerifyOptions, 'writeBaseline'> & StepOptions,
  stop: Stop,
  io: Io,
): ExitCode | null {
  if (stop.interrupted()) {
    io.err(`zbootkit: interrupted at case ${Math.min(codes.length + 1, count)} of ${count} ${of}.\n`);
    return EXIT.interrupted;
  }
  const { writeBaseline } = options;
  const end = (what: string, code: ExitCode): ExitCode => {
    const unwritten = writeBaseline === undefined ? '' : `, and ${printable(writeBaseline)} not written`;
    tellEnd('the cases of the last report', `${what}; the campaign was not run${unwritten}.\n`, options, io);
    return code;
  };
  const having = (code: ExitCode): number => codes.filter((each) => each === code).length;
  const [failing, unjudged] = [having(EXIT.nonconformant), having(EXIT.unjudged)];
  const left = count - codes.length;
  const beside = unjudged > 0 ? `, and ${grouped(unjudged)} could not be judged` : '';
  if (failing > 0) return end(failingText({ failing, beside }, { codes, count, of }), EXIT.nonconformant);
  if (left > 0) {
    const cases = `${grouped(left)} of ${counted(count, 'case')} ${of}`;
    // A case that nobody has run again is not mended, whatever came of the others.
    return end(`Time ran out before ${cases} ${left === 1 ? 'was' : 'were'} run again${beside}`, EXIT.unjudged);
  }
  if (unjudged > 0) {
    return end(`${grouped(unjudged)} of ${counted(count, 'case')} ${of} could not be judged`, EXIT.unjudged);
  }
  if (!stop.signal.aborted) return null;
  return end(`Time ran out when all cases ${of} had been run again`, EXIT.unjudged);
}

/** How many cases still fail, out of those that were run, and what is told of others beside them. */
function failingText(
  { failing, beside }: { readonly failing: number; readonly beside: string },
  { codes, count, of }: Rerun,
): string {
  const verb = failing === 1 ? 'fails' : 'fail';
  const ran = counted(codes.length, 'case');
  const left = count - codes.length;
  if (left === 0) return `${grouped(failing)} of ${ran} ${of} still ${verb}${beside}`;
  const again = `that ${codes.length === 1 ? 'was' : 'were'} run again`;
  const others = left === 1 ? 'the other one' : `the other ${grouped(left)}`;
  return `${grouped(failing)} of ${ran} ${again} still ${verb}${beside}; time ran out before ${others} ${of}`;
}

type IsKnown = (rule: ReplayedRule) => boolean;

async function replayOne(
  stored: ReturnType<typeof readCase>,
  subject: Rewriter,
  isKnown: IsKnown,
  { selection, stop, quiet }: Conditions & { readonly quiet: boolean },
  io: Io,
): Promise<ExitCode | 'cut short'> {
  const say = (text: string): void => {
    if (!quiet) io.err(text);
  };
  say(headingText(stored, selection.profile, subject));
  let replayed: Replayed;
  try {
    replayed = await replayCase(stored, subject, selection);
  } catch (cause) {
    if (!(cause instanceof SubjectUnavailable)) throw cause;
    if (!stop.signal.aborted) {
      io.err(`  could not be run: ${printable(cause.message)}\n`);
      return EXIT.unjudged;
    }
    // A call that was cut short says nothing about the subject.
    if (!stop.interrupted()) say('  cut short: time ran out\n');
    return 'cut short';
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
