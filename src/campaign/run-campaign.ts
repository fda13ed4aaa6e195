import { setImmediate } from 'node:timers/promises';
import { levelOf } from '../../properties/index.ts';
import type { Rule } from '../../properties/index.ts';
import { diagnose, isExplained } from '../defects/index.ts';
import type { BrokenBy, KnownTrials } from '../defects/index.ts';
import { selectRules } from '../judging/index.ts';
import type { Report } from '../results/index.ts';
import { elapsedMs } from './clock.ts';
import { Evidence, isBadKind } from './evidence.ts';
import { campaignOptions } from './options.ts';
import type { CampaignOptions, CampaignRequest } from './options.ts';
import { buildReport } from './report/build-report.ts';
import { shrinkAll } from './shrink/shrink-all.ts';
import type { Leads, Shrinkage } from './shrink/shrink-all.ts';
import type { StoredCase } from './store/stored-case.ts';
import { cannotBeJudged, sweep } from './sweep.ts';
import type { Sweep } from './sweep.ts';
import { sweepOptionsOf } from './sweep-options.ts';
import { keyOfTally, ruleTally } from './tally.ts';
import type { Tally } from './tally.ts';

/** What a campaign leaves: the report and the cases that it names. */
export interface Campaign {
  readonly report: Report;
  readonly cases: readonly StoredCase[];
}

/**
 * Runs the subject over the cases of a seed, judges every rule on every case, shrinks each failing rule by itself,
 * finds the mistakes behind them and puts the report together.
 *
 * @param request the subject, and whatever is to be other than usual
 * @throws RangeError on an option that cannot be meant
 * @throws CampaignError when the toolkit itself cannot do its part
 */
export async function runCampaign(request: CampaignRequest): Promise<Campaign> {
  const options = campaignOptions(request);
  const startedAt = options.now();
  const rules = selectRules(options);
  // What runs in this process is there to be asked again.
  const evidence = options.subject.command === null ? null : new Evidence(rules, options.profile);
  const swept = await sweep({ ...sweepOptionsOf(options, rules), evidence });
  return concluded(options, rules, { swept, evidence }, { startedAt, spentMs: 0, since: startedAt });
}

/** When a campaign began, on whatever machine, and how long it has taken: on others, and on this one since when. */
interface Beginning {
  readonly startedAt: Date;
  readonly spentMs: number;
  readonly since: Date;
}

/**
 * Shrinks what failed in a sweep and puts the report together: the rest of a campaign, wherever its cases were examined.
 *
 * @throws CampaignError when the toolkit itself cannot do its part
 */
export async function concluded(
  options: CampaignOptions,
  rules: readonly Rule[],
  { swept, evidence }: { readonly swept: Sweep; readonly evidence: Evidence | null },
  { startedAt, spentMs, since }: Beginning,
): Promise<Campaign> {
  // The rule that fails most often goes first, so that a case which several rules share is named after it.
  const failing = rules
    .map((rule) => ({ rule, ...ruleTally(rule.id, swept.tally) }))
    .filter(({ rule, smallest }) => smallest !== null && levelOf(rule.id, options.profile) !== 'info')
    .sort((a, b) => b.failed - a.failed);
  const answers = Object.values(swept.tally.answers).filter(({ kind }) => isBadKind(kind));
  answers.sort((a, b) => (keyOfTally(a) < keyOfTally(b) ? -1 : 1));
  // Where nothing can be said of the subject it is asked nothing more, for a call that hangs costs seconds.
  const subject = cannotBeJudged(swept) ? 'lost' : 'there';
  const trials: KnownTrials = new Map();
  const isOver = async (): Promise<boolean> => {
    // No interrupt is heard without a turn of the event loop.
    await setImmediate();
    return options.shouldStop('store');
  };
  const brokenIn = (failures: Shrinkage['failures']): readonly BrokenBy[] =>
    brokenRules(rules, swept.tally, failures, options);
  const explain: Leads['explain'] = async (failures, calls) => {
    const { defects: found } = await diagnose(calls, brokenIn(failures), isOver, trials);
    return (rule, each) => isExplained(rule, each, found, trials);
  };
  const shrinkage = await shrinkAll(options, rules, { failing, answers, evidence, subject, explain });
  const { failures, cases, calls, hidden, hiddenSearch } = shrinkage;
  const broken = brokenIn(failures);
  const more = hidden.flatMap(({ rule, caseId }) =>
    broken.filter((each) => each.rule === rule).map((each) => ({ ...each, caseId })),
  );
  const { defects, extent } = await diagnose(calls, [...broken, ...more], isOver, trials);
  // A mistake that hides behind others may be missing too.
  const diagnosis = { defects, extent: hiddenSearch === 'done' ? extent : ('cut' as const) };
  const report = buildReport({
    options,
    rules,
    swept,
    shrinkage,
    diagnosis,
    startedAt,
    durationMs: spentMs + elapsedMs(since, options.now()),
  });
  return { report, cases };
}

/** The rules that a stored case shows as broken, in the order of the catalogue. */
function brokenRules(
  rules: readonly Rule[],
  tally: Tally,
  failures: Shrinkage['failures'],
  { profile }: CampaignOptions,
): readonly BrokenBy[] {
  return rules.flatMap((rule) => {
    const failure = failures.get(rule.id);
    if (failure === undefined) return [];
    const { failed } = ruleTally(rule.id, tally);
    return [{ rule, level: levelOf(rule.id, profile), failed, caseId: failure.caseId }];
  });
}
