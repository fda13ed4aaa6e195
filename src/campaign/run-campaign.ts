import { levelOf } from '../../properties/index.ts';
import type { Rule } from '../../properties/index.ts';
import type { Failure, Report } from '../results/index.ts';
import { buildReport } from './build-report.ts';
import { examine } from './examine.ts';
import { excerptsOf, filesOfCall } from './excerpts.ts';
import type { CampaignOptions } from './options.ts';
import { selectRules } from './select.ts';
import { Shrinker } from './shrink.ts';
import { storeCase } from './stored-case.ts';
import type { StoredCase } from './stored-case.ts';
import { cannotBeJudged, sweep } from './sweep.ts';
import type { RuleTally } from './tally.ts';

/** Calls of the subject to shrink one rule, by what a call costs. */
const SHRINK_CALLS_IN_PROCESS = 2000;
const SHRINK_CALLS_OF_COMMAND = 250;

/** What a campaign leaves: the report and the cases that it names. */
export interface Campaign {
  readonly report: Report;
  readonly cases: readonly StoredCase[];
}

/**
 * Runs the subject over the cases of a seed, judges every rule on every case, shrinks each failing rule by itself and
 * puts the report together. Throws CampaignError when the toolkit itself cannot do its part.
 */
export async function runCampaign(options: CampaignOptions): Promise<Campaign> {
  const startedAt = options.now();
  const rules = selectRules(options);
  const swept = await sweep({
    ...options,
    rules,
    onProgress: (done) => {
      options.onProgress('sweep', done, options.runs);
    },
  });
  // The rule that fails most often goes first, so that a case which several rules share is named after it.
  const failing = swept.tallies
    .filter(({ rule, smallest }) => smallest !== null && levelOf(rule.id, options.profile) !== 'info')
    .sort((a, b) => b.failed - a.failed);
  // Where nothing can be said of the subject there is nothing to shrink, and a call that hangs costs seconds.
  const { failures, cases } = await shrinkAll(options, rules, cannotBeJudged(swept) ? [] : failing);
  const report = buildReport({ options, swept, failures, cases, startedAt, endedAt: options.now() });
  return { report, cases };
}

async function shrinkAll(
  options: CampaignOptions,
  rules: readonly Rule[],
  failing: readonly RuleTally[],
): Promise<{ failures: ReadonlyMap<string, Failure>; cases: readonly StoredCase[] }> {
  const { subject, seed, profile } = options;
  const limit = subject.command === null ? SHRINK_CALLS_IN_PROCESS : SHRINK_CALLS_OF_COMMAND;
  const shrinker = new Shrinker(subject, rules, seed, limit);
  const failures = new Map<string, Failure>();
  const cases = new Map<string, StoredCase>();
  for (const [position, { rule, first, smallest }] of failing.entries()) {
    if (first === null || smallest === null) continue;
    options.onProgress('shrink', position, failing.length);
    const { zbootCase, steps } = await shrinker.shrink(rule, smallest.index, () => options.shouldStop());
    const examination = await examine(zbootCase, subject, rules, 'twice');
    const id = `${seed}-${smallest.index}-${rule.id}`;
    const fresh = storeCase(
      { id, seed, index: smallest.index, replay: options.replayCommand(id) },
      zbootCase,
      examination,
      rules,
      profile,
      subject,
    );
    // Rules that shrink to the same image share one stored case, the first that was found.
    const stored = cases.get(fresh.row.plan) ?? fresh;
    const findings = stored.broken.find((broken) => broken.id === rule.id)?.findings ?? [];
    const [head, ...tail] = findings;
    // A subject that answers otherwise this time leaves nothing to show; the report has a note of it.
    if (head === undefined) continue;
    cases.set(fresh.row.plan, stored);
    failures.set(rule.id, {
      index: first.index,
      caseId: stored.row.id,
      shrinkSteps: steps,
      findings: [head, ...tail],
      excerpts: excerptsOf(findings, filesOfCall(examination.call)),
    });
  }
  return { failures, cases: [...cases.values()] };
}
