import { casesOf, standingOf } from '../../src/results/index.ts';
import type { CheckedFile, Report } from '../../src/results/index.ts';
import { cutText, oneLine, printable, toText } from '../../src/page/index.ts';
import { checkCounts } from '../model/check-counts.ts';
import { verdictOfFile } from './check.ts';
import { evidenceLines } from './evidence.ts';
import { differenceLines } from './baseline.ts';
import { verdictLines } from './summary.ts';
import { phrase } from '../words/phrase.ts';
import { ended } from '../words/sentence.ts';
import type { ReportDocument } from '../model/document.ts';
import { OPEN_STATUSES } from '../model/rows.ts';
import { HAPPENS, STATUSES } from '../model/status.ts';
import type { Status } from '../model/status.ts';
import { suitesOf } from '../model/suites.ts';
import type { RuleResult, Suite } from '../model/suites.ts';
import { UniqueNames } from '../model/unique-names.ts';
import { effectTexts } from '../words/effects.ts';

/** What forms that know tests, and no rules, tell apart. A test is `errored` where nobody knows whether it should fail. */
export type TestResult = 'passed' | 'failed' | 'errored' | 'skipped';

/** A rule, or the verdict on all of them, as a test. */
export interface Test {
  readonly name: string;
  readonly result: TestResult;
  /** The status of the rule, or the word that the verdict has. */
  readonly type: Status | Verdict;
  /** One line; empty for what passed. */
  readonly message: string;
  /** What shows it, as lines: sentences, bytes, and the command that shows it again; empty for what passed. */
  readonly details: readonly string[];
}

/** What a campaign, or an image in a profile, comes to. */
export type Verdict =
  'conformant' | 'cut-short' | 'excused' | 'nonconformant' | 'inconclusive' | 'unjudged' | 'unexpected' | 'out-of-date';

/** The tests of a campaign, of an image in a profile, or of what could not be judged. */
export interface TestSuite {
  readonly name: string;
  /** `null` for what could not be judged. */
  readonly profile: string | null;
  readonly time: Suite['time'];
  readonly verdict: Test;
  /** One for each rule, in the order of the catalogue. */
  readonly rules: readonly (Test & { readonly rule: RuleResult })[];
}

/** Columns of what shows a failure. */
const WIDTH = 100;
const MESSAGE_LENGTH_MAX = 300;
const LINE_LENGTH_MAX = 1000;
const NAME_LENGTH_MAX = 200;

/** What is wrong with a check that judged nothing and could have judged nothing. */
const NOTHING = 'no image was judged';

/**
 * A report as tests: what the exit status would tell is the verdict's, so that a run that decides nothing cannot look like one
 * that passed. What is not held is never passed, and what fails without failing the run is skipped, with its reason.
 */
export function testsOf(document: ReportDocument): readonly TestSuite[] {
  const names = new Map<string, UniqueNames>();
  return suitesIn(document).map((suite) => {
    // One file may be named twice, and two long names may have the same start.
    const taken = names.get(suite.profile ?? '') ?? new UniqueNames();
    names.set(suite.profile ?? '', taken);
    return { ...suite, name: taken.take(suite.name) };
  });
}

function suitesIn(document: ReportDocument): readonly TestSuite[] {
  const suites = suitesOf(document);
  if (document.kind === 'campaign') {
    const { report } = document;
    const verdict = verdictOfReport(report);
    // To an image many rules have nothing to say, so a check has none that are open.
    const open = verdict.type === 'inconclusive' ? OPEN_STATUSES : [];
    return suites.map((suite) => suiteOf(suite, verdict, open));
  }
  const { rows, unjudged } = document.findings;
  const judged = rows.flatMap((row, index) => {
    const suite = suites[index];
    return suite === undefined ? [] : [suiteOf(suite, verdictOfRow(row), [])];
  });
  const others = unjudged.map(({ path, reason }) => lost(path, reason));
  return judged.length + others.length === 0 ? [lost('images', NOTHING)] : [...judged, ...others];
}

function lost(name: string, reason: string): TestSuite {
  const verdict = verdictTest('unjudged', `not judged: ${reason}`);
  return { name: cutText(printable(name), NAME_LENGTH_MAX), profile: null, time: null, verdict, rules: [] };
}

const RESULT_OF_VERDICT: Readonly<Record<Verdict, TestResult>> = {
  conformant: 'passed',
  // Nothing failed so far: whether that is enough, only whoever ended the run knows.
  'cut-short': 'skipped',
  // The append is right, and what came of it is as wrong as what it was made from.
  excused: 'skipped',
  nonconformant: 'failed',
  unexpected: 'failed',
  'out-of-date': 'failed',
  inconclusive: 'errored',
  unjudged: 'errored',
};

function verdictTest(type: Verdict, text: string): Test {
  const result = RESULT_OF_VERDICT[type];
  const message = oneLine(text, MESSAGE_LENGTH_MAX);
  return { name: 'verdict', result, type, message, details: [] };
}

/** What decides the exit status of a campaign. */
function verdictOfReport(report: Report): Test {
  const { decidedBy, outcome } = standingOf(report);
  const { planned, executed } = casesOf(report);
  const decided = outcome === 'conformant' && executed < planned ? 'cut-short' : outcome;
  const said = plain(verdictLines(report, Infinity)).replace('  ', ': ');
  const why = outcome === 'unjudged' ? report.notes : [];
  const details = [...why, ...plain(differenceLines(report, Infinity)).split('\n')].filter((line) => line !== '');
  // Of a run that judged nothing the reason is what matters.
  const message = [...why, said].join(' ');
  return { ...verdictTest(decidedBy === 'outcome' ? decided : decidedBy, message), details };
}

/** What decides the exit status of a check as far as one image goes; warnings do not, for nobody knows whether they were to. */
function verdictOfRow(row: CheckedFile): Test {
  const { errors, broken, held, unverified, excused } = checkCounts(row);
  const right = excused > 0 ? 'excused' : 'conformant';
  const open = held === 0 || unverified > 0 ? 'inconclusive' : right;
  const decided = errors > 0 ? 'nonconformant' : open;
  return verdictTest(broken > 0 ? 'unjudged' : decided, plain(verdictOfFile(row)));
}

function plain(lines: Parameters<typeof toText>[0]): string {
  return toText(lines, 'none').trim();
}

/** @param open the statuses that made it inconclusive */
function suiteOf(suite: Suite, verdict: Test, open: readonly Status[]): TestSuite {
  const { name, profile, time, results } = suite;
  const rules = results.map((rule) => {
    const result = rule.level === 'error' && open.includes(rule.status) ? 'errored' : RESULT_OF_STATUS[rule.status];
    const message = result === 'passed' ? '' : oneLine(messageOf(rule), MESSAGE_LENGTH_MAX);
    return {
      name: oneLine(`${rule.id} ${rule.name}`, NAME_LENGTH_MAX),
      result,
      type: rule.status,
      message,
      details: rule.findings.length === 0 && rule.status !== 'broken' ? [] : detailsOf(rule),
      rule,
    };
  });
  return { name: cutText(printable(name), NAME_LENGTH_MAX), profile, time, verdict, rules };
}

const RESULT_OF_STATUS: Readonly<Record<Status, TestResult>> = {
  held: 'passed',
  failed: 'failed',
  broken: 'errored',
  'not-verified': 'errored',
  excused: 'skipped',
  known: 'skipped',
  warned: 'skipped',
  remarked: 'skipped',
  'not-exercised': 'skipped',
  withheld: 'skipped',
  vacuous: 'skipped',
  'not-applicable': 'skipped',
};

function messageOf({ status, findings, reason, acceptedFor }: RuleResult): string {
  const [first] = findings;
  const said = first === undefined ? reason : phrase(first);
  if (status === 'failed') return said;
  const { word } = STATUSES[status];
  if (status !== 'known') return said === '' ? word : `${word}: ${said}`;
  return `${word}: ${acceptedFor.length === 0 ? said : acceptedFor.join('; ')}`;
}

function detailsOf(rule: RuleResult): readonly string[] {
  const { title, status, effect, findings, excerpts, files, reason, defect, stored, references } = rule;
  const evidence = toText(evidenceLines({ findings, excerpts }, files, WIDTH), 'none');
  return [
    title,
    ...effectTexts(effect === null || !HAPPENS.includes(status) ? [] : [effect]),
    ...evidence.split('\n'),
    ...(reason === '' ? [] : [ended(reason)]),
    ...(defect === null ? [] : [`defect  ${defect.id}: ${defect.sentence}`]),
    ...(stored === null ? [] : [`case    cases/${stored.id}`, `replay  ${stored.replay}`]),
    ...(references.length === 0 ? [] : [`see     ${references.join('; ')}`]),
  ]
    .map((line) => (line.startsWith('replay') ? line : shortened(line)))
    .filter((line) => line !== '');
}

/** A line with its indent, cut where it is longer than anything that is written here. */
function shortened(line: string): string {
  return line.length <= LINE_LENGTH_MAX ? line : oneLine(line, LINE_LENGTH_MAX);
}
