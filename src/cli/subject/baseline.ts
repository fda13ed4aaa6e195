import { againstBaseline, baselineRunOf, casesOf, coversRun, isAnyAnswer, isExpired } from '../../results/index.ts';
import type { BaselineRun, RecordedFailure, Report, SeenFailures } from '../../results/index.ts';
import { counted, grouped, printable } from '../../page/index.ts';
import type { Io } from '../io.ts';
import { FileError, requireWritable, stateAt } from '../../files/index.ts';
import { readBaseline, writeBaseline } from './baseline-file.ts';

const WITHOUT_REASON = 'not explained yet';

/** Where known failures are read from, and written to. */
export interface BaselineOptions {
  readonly baseline?: string;
  readonly writeBaseline?: string;
}

/** The baselines of a run, looked at before it begins. */
export interface Baselines {
  /** `null` when the run is held against none. */
  readonly known: readonly RecordedFailure[] | null;
  /** Writes what failed, where that is wanted and the run was whole; what was done is told, and why not if it was not. */
  readonly write: (report: Report, end: 'ended' | 'interrupted', io: Io) => Promise<'done' | 'failed'>;
}

/**
 * @throws UsageError where a file is no baseline, and would be read or replaced
 * @throws FileError where one cannot be written
 */
export async function openBaselines({ baseline, writeBaseline: target }: BaselineOptions): Promise<Baselines> {
  const known = baseline === undefined ? null : readBaseline(baseline);
  const before = withoutRepeated([...(known ?? []), ...(target === undefined ? [] : await replaceable(target))]);
  return {
    known,
    async write(report, end, io) {
      if (target === undefined) return 'done';
      const { executed, planned } = casesOf(report);
      if (report.outcome === 'unjudged' || executed < planned || end === 'interrupted') {
        const seen = `${grouped(executed)} of ${counted(planned, 'case')}`;
        io.err(
          `${printable(target)} was not written: only a complete run shows what fails, and this one covered ${seen}.\n`,
        );
        return 'done';
      }
      const { next, overdue } = renewed(before, seenIn(report), today(io));
      try {
        await writeBaseline(target, baselineRunOf(report), next);
      } catch (cause) {
        if (!(cause instanceof FileError)) throw cause;
        io.err(`zbootkit: the known failures were not written: ${printable(cause.message)}\n`);
        return 'failed';
      }
      io.err(`${counted(next.length, 'known failure')} written to ${printable(target)}; say in each "reason" why.\n`);
      if (overdue > 0) {
        io.err(`${grouped(overdue)} past the last day, which was removed: the reason begins with "overdue since".\n`);
      }
      return 'done';
    },
  };
}

/** The day of a run, as `YYYY-MM-DD`. */
export function today(io: Pick<Io, 'now'>): string {
  return io.now().toISOString().slice(0, 'YYYY-MM-DD'.length);
}

/** A report held against known failures, on the day of the run. */
export function held(report: Report, known: readonly RecordedFailure[] | null, io: Pick<Io, 'now'>): Report {
  if (known === null || report.outcome === 'unjudged') return report;
  return { ...report, baseline: againstBaseline(seenIn(report), known, today(io)) };
}

function seenIn(report: Report): SeenFailures {
  const { executed, planned } = casesOf(report);
  const { rules, defects, diagnosis, run } = report;
  return {
    rules,
    defects,
    diagnosis,
    extent: executed === planned ? 'whole' : 'cut',
    leftOut: run.leftOut,
    run: baselineRunOf(report),
  };
}

/**
 * What is known after a run. What still fails is of this run from now on, unless its own had more cases; what was not judged, or has
 * not to show in this run, stays as it is, of the run that it was seen in; what holds goes; what is new has yet to be explained. What
 * fails although its last day is over has none from now on, with all of its answers, and its reason says since when.
 */
function renewed(
  before: readonly RecordedFailure[],
  seen: SeenFailures,
  day: string,
): { readonly next: readonly RecordedFailure[]; readonly overdue: number } {
  // What became of an entry, whatever its last day.
  const { known, unexpected } = againstBaseline(
    seen,
    before.map((each) => ({ ...each, until: null })),
    day,
  );
  const { run } = seen;
  let overdue = 0;
  const kept = known.flatMap(({ state, seen: failing }, index): readonly RecordedFailure[] => {
    const entry = before[index];
    if (entry === undefined || state === 'holds') return [];
    if (failing.length === 0) return [entry];
    const answers = isAnyAnswer(entry) ? entry.answers : failing;
    const unseen = state === 'partly' ? [] : entry.answers.filter((answer) => !answers.includes(answer));
    const rest = unseen.length === 0 ? [] : [{ ...entry, answers: unseen }];
    const parts = [{ ...entry, answers, run: largerOf(entry.run, run) }, ...rest];
    if (!isExpired(entry, day)) return parts;
    overdue += parts.length;
    const reason = `overdue since ${entry.until ?? ''}: ${entry.reason}`;
    return parts.map((part) => ({ ...part, until: null, reason }));
  });
  const added = unexpected.map(({ rule, answers }): RecordedFailure => {
    const kinds = answers.map(({ answer }) => answer);
    return { rule, defect: null, reason: WITHOUT_REASON, until: null, answers: kinds, run };
  });
  return { next: [...kept, ...added], overdue };
}

/** The run that an entry is of which fails in this one too: that of the entry where it has more cases, for they fail as well. */
function largerOf(before: BaselineRun | null, run: BaselineRun): BaselineRun {
  return before !== null && coversRun(before, run) && !coversRun(run, before) ? before : run;
}

/** Entries without the answers that an earlier one of the same rule or defect has. */
function withoutRepeated(entries: readonly RecordedFailure[]): readonly RecordedFailure[] {
  return entries.flatMap((entry, index) => {
    const earlier = entries
      .slice(0, index)
      .filter(({ rule, defect }) => rule === entry.rule && defect === entry.defect);
    const answers = entry.answers.filter((answer) => !earlier.some((each) => each.answers.includes(answer)));
    return answers.length === 0 ? [] : [{ ...entry, answers }];
  });
}

/**
 * The failures that a file already has, before it is replaced; none where there is no such file.
 *
 * @throws UsageError when something else is there
 * @throws FileError when it could not be written after the run
 */
async function replaceable(path: string): Promise<readonly RecordedFailure[]> {
  const before = (await stateAt(path)) === null ? [] : readBaseline(path);
  await requireWritable(path);
  return before;
}
