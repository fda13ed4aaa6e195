import { isOutOfDate } from '../../src/results/index.ts';
import { commandLine } from '../../src/page/index.ts';
import type { Report } from '../../src/results/index.ts';
import type { ReportDocument } from '../model/document.ts';
import type { RuleResult, Suite } from '../model/suites.ts';
import { decisionOf } from '../words/decision.ts';
import { verdictLines } from '../lines/summary.ts';
import { toText } from '../../src/page/index.ts';
import { message, name, uriOf } from './text.ts';

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** How the run ended, and what could not be judged in it: these are no results, and none of them may be overlooked. */
export function invocation(document: ReportDocument, suites: readonly Suite[], left: string | null): object {
  const results = suites.flatMap((suite) => suite.results.map((rule) => ({ rule, suite })));
  const broken = results.filter(({ rule }) => rule.status === 'broken');
  const unsure = results.filter(({ rule }) => rule.status === 'not-verified');
  const unjudged = document.kind === 'check' ? document.findings.unjudged : [];
  const notes = document.kind === 'campaign' ? document.report.notes : [];
  const known = document.kind === 'campaign' ? (document.report.baseline?.known ?? []) : [];
  const configuration = [
    ...unjudged.map(({ path, reason }) => ({
      level: 'error',
      message: message(`${path} was not judged: ${reason}`),
      locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(path) } } }],
    })),
    ...unsure.map(({ rule, suite }) => aboutRule('warning', 'not verified', rule, suite)),
    ...known.filter(isOutOfDate).map(({ rule, defect, state }) => ({
      level: 'error',
      message: message(`The baseline is out of date: its entry for ${rule ?? defect ?? ''} is of the state ${state}.`),
    })),
    ...notes.map((note) => ({ level: 'note', message: message(note) })),
    ...(left === null ? [] : [{ level: 'warning', message: message(left) }]),
  ];
  return {
    executionSuccessful: broken.length + unjudged.length === 0 && !isUnjudged(document),
    ...(document.kind === 'campaign' ? ofCampaign(document.report) : {}),
    toolConfigurationNotifications: configuration,
    toolExecutionNotifications: broken.map(({ rule, suite }) => aboutRule('error', 'its checker broke', rule, suite)),
  };
}

function isUnjudged(document: ReportDocument): boolean {
  return document.kind === 'campaign' && document.report.outcome === 'unjudged';
}

function ofCampaign(report: Report): object {
  const { startedAt } = report.time;
  const said = toText(verdictLines(report, Infinity), 'none').trim();
  return {
    // The status itself depends on what became of the files that were to be written.
    exitCodeDescription: message(said === '' ? decisionOf(report).text : said).text,
    ...(DATE_TIME.test(startedAt) ? { startTimeUtc: startedAt } : {}),
    ...(report.subject.command === null ? {} : { properties: { subject: name(commandLine(report.subject.command)) } }),
  };
}

function aboutRule(level: 'error' | 'warning', what: string, { id, reason }: RuleResult, suite: Suite): object {
  return {
    level,
    message: message(`${id} of ${suite.name}, profile ${suite.profile}: ${what}: ${reason}`),
    associatedRule: { id: name(id) },
  };
}
