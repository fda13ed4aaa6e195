import { afterAll, beforeAll, describe, it } from 'vitest';
import { CampaignError, runCampaign } from '../campaign/index.ts';
import { selectRules } from '../judging/index.ts';
import type { Report } from '../results/index.ts';
import { functionSubject } from '../subjects/index.ts';
import type { AppendFunction } from '../subjects/index.ts';
import { settingsOf } from './options.ts';
import type { ConformanceOptions, ConformanceSettings } from './options.ts';
import { resultOf } from './rule-result.ts';

/**
 * Registers a vitest `describe` with one test for each rule that the profile has a word on. The function is run over the
 * generated cases once, before the first test.
 *
 * A failed rule of level error fails its test, and so does one that no case exercised. Failed rules of a milder level
 * annotate theirs unless `failOn` says otherwise, and skip it when no case exercised them.
 *
 * @param name what the rewriter is called in the test report
 * @param append the rewriter; see {@link AppendFunction} for what it may answer
 * @throws RangeError on options that cannot be meant
 */
export function describeConformance(name: string, append: AppendFunction, options: ConformanceOptions = {}): void {
  const settings = settingsOf(options);
  const rules = selectRules(settings);
  const origin = new Error();
  Error.captureStackTrace(origin, describeConformance);
  describe(name, () => {
    let report: Report | null = null;
    let isOver = false;
    beforeAll(async () => {
      report = await reportOn(name, append, settings, () => isOver);
    }, settings.timeoutMs);
    afterAll(() => {
      // Vitest stops waiting for a run that takes too long, and does not stop the run.
      isOver = true;
    });
    for (const { id, name: ruleName, title } of rules) {
      it(`${id} ${ruleName}: ${title}`, async (context) => {
        const row = report?.rules.find((each) => each.id === id);
        if (report === null || row === undefined) throw blamed(origin, `${id}: the run ended without a report.`);
        const result = resultOf(row, report, settings);
        if (result.kind === 'fail') throw blamed(origin, result.message);
        if (result.kind === 'skip') context.skip(result.reason);
        if (result.kind === 'remark') await context.annotate(result.text, result.level);
      });
    }
  });
}

async function reportOn(
  name: string,
  append: AppendFunction,
  settings: ConformanceSettings,
  shouldStop: () => boolean,
): Promise<Report> {
  const { name: fixedName = null, characteristics = null, ...run } = settings;
  try {
    const { report } = await runCampaign({
      ...run,
      subject: functionSubject(name, append, { name: fixedName, characteristics }),
      shouldStop,
    });
    return report;
  } catch (cause) {
    if (!(cause instanceof CampaignError)) throw cause;
    throw new Error(`zbootkit failed, not the rewriter; please report it: ${cause.message}.`, { cause });
  }
}

/** An error that points at the call which registered the suite, for nothing below it is the reader's. */
function blamed(origin: Error, message: string): Error {
  const error = new Error(message);
  const frames = (origin.stack ?? '').split('\n').filter((line) => /^ +at /.test(line));
  error.stack = [`Error: ${message}`, ...frames].join('\n');
  return error;
}
