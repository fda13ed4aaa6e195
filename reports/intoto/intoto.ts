import { casesOf } from '../../src/results/index.ts';
import type { Report, SubjectFile, Tool } from '../../src/results/index.ts';
import { escapedJson, printable } from '../../src/page/index.ts';
import type { Findings, ReportDocument } from '../model/document.ts';
import type { Status } from '../model/status.ts';
import { testsOf } from '../lines/tests.ts';
import type { Test, TestSuite } from '../lines/tests.ts';
import { ReportError } from '../read/report-error.ts';
import { base64 } from '../base64.ts';

/** What in-toto calls a resource: here one that is known by its digest, or by what it holds. */
interface Descriptor {
  readonly name: string;
  readonly uri?: string;
  readonly digest?: { readonly sha256: string };
  readonly content?: string;
  readonly mediaType?: string;
  readonly annotations?: Readonly<Record<string, unknown>>;
}

type Result = 'PASSED' | 'WARNED' | 'FAILED';

/**
 * A report as an in-toto Statement, version 1, with the predicate test-result, version 0.1; unsigned. Its subjects are the files
 * that were tested: those of a command, the toolkit itself for the builtin rewriter, and the images of a check.
 *
 * @throws ReportError where nothing that was tested has a digest: a statement without one is about nothing
 */
export function renderIntoto(document: ReportDocument): string {
  const suites = testsOf(document);
  const statement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: document.kind === 'campaign' ? subjectsOf(document.report) : imagesOf(document.findings),
    predicateType: 'https://in-toto.io/attestation/test-result/v0.1',
    predicate: {
      result: resultOf(suites),
      configuration: configurationOf(document, suites),
      passedTests: namesOf(document, suites, isPassed),
      warnedTests: namesOf(document, suites, isWarned),
      failedTests: namesOf(document, suites, isFailed),
    },
  };
  return `${escapedJson(JSON.stringify(statement, (_, value: unknown) => plain(value), 2))}\n`;
}

/** Readers in other languages refuse half of a surrogate pair, and nobody wants to see what acts on a terminal. */
function plain(value: unknown): unknown {
  return typeof value === 'string' ? printable(value) : value;
}

function subjectsOf({ subject, tool }: Report): readonly Descriptor[] {
  if (subject.files.length > 0) return eachOnce(subject.files);
  if (subject.command === null && subject.id.startsWith('builtin') && tool.sha256 !== null) return [toolkitOf(tool)];
  const wanted =
    subject.command === null
      ? 'needs the digest of what was tested, but it is a function or is run from sources'
      : 'needs the digest of a file that the command names, but there is none';
  throw new ReportError('report.subject.files', `${wanted}; a statement is about files.`);
}

function toolkitOf({ name, version, sha256 }: Tool): Descriptor {
  const uri = `pkg:npm/${encodeURIComponent(printable(name))}@${encodeURIComponent(printable(version))}`;
  return { name, uri, ...(sha256 === null ? {} : { digest: { sha256 } }) };
}

/** Each image once, however many profiles judged it. */
function imagesOf({ rows }: Findings): readonly Descriptor[] {
  if (rows.length === 0) {
    throw new ReportError('check.images', 'needs an image, but none was judged; a statement is about files.');
  }
  return eachOnce(
    rows.map(({ path, sha256 }, index) => {
      if (sha256 !== null) return { name: path, sha256 };
      const why = 'it is larger than 512 MiB, or an older version judged it';
      throw new ReportError(
        `check.images[${index}].sha256`,
        `needs a digest, but ${printable(path)} has none: ${why}; a statement is about files with digests.`,
      );
    }),
  );
}

function eachOnce(files: readonly SubjectFile[]): readonly Descriptor[] {
  const once = new Map(files.map((file) => [JSON.stringify([printable(file.name), file.sha256]), file]));
  return [...once.values()].map(({ name, sha256 }) => ({ name, digest: { sha256 } }));
}

const isPassed = ({ result }: Test): boolean => result === 'passed';
/** What fails without failing the run, and what left it open. A remark (level info) is not a warning. */
const isWarned = ({ result, type }: Test): boolean =>
  type === 'known' ||
  type === 'warned' ||
  type === 'cut-short' ||
  type === 'excused' ||
  (result === 'errored' && type !== 'broken' && type !== 'unjudged');
const isFailed = ({ result, type }: Test): boolean => result === 'failed' || type === 'broken' || type === 'unjudged';

/** A run that decided nothing has not passed, and has not failed either. */
function resultOf(suites: readonly TestSuite[]): Result {
  const tests = suites.flatMap(({ verdict, rules }) => [verdict, ...rules]);
  if (tests.some(isFailed)) return 'FAILED';
  return tests.some(isWarned) ? 'WARNED' : 'PASSED';
}

/**
 * The verdict and ids of rules; for images with the path and the profile before them. What was not tried is in no list, unless it
 * left a run open: then it is warned of.
 */
function namesOf(
  { kind }: ReportDocument,
  suites: readonly TestSuite[],
  holds: (test: Test) => boolean,
): readonly string[] {
  return suites.flatMap(({ name, profile, verdict, rules }) =>
    [{ ...verdict, id: verdict.name }, ...rules.map((test) => ({ ...test, id: test.rule.id }))]
      .filter(holds)
      .map(({ id }) => (kind === 'campaign' ? id : [name, profile, id].filter((part) => part !== null).join(' '))),
  );
}

function configurationOf(document: ReportDocument, suites: readonly TestSuite[]): readonly Descriptor[] {
  const tool = document.kind === 'campaign' ? document.report.tool : document.findings.tool;
  const asked = document.kind === 'campaign' ? askedOfCampaign(document.report) : askedOfCheck(document.findings);
  const content = base64(new TextEncoder().encode(JSON.stringify(asked, (_, value: unknown) => inOrder(plain(value)))));
  const run = { name: 'run', content, mediaType: 'application/json', annotations: annotationsOf(document, suites) };
  return [toolkitOf(tool), run];
}

/** The same value with its properties by their names: a report that was read back may have them in another order. */
function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What was asked and how far it was tried: nothing that differs between two runs of the same. */
function askedOfCampaign({ run, subject, environment }: Report): object {
  return { kind: 'campaign', command: subject.command, node: environment.node, ...run };
}

function askedOfCheck({ rows }: Findings): object {
  return { kind: 'check', profiles: [...new Set(rows.map(({ profile }) => profile))] };
}

/** What a policy may want to know beside the result. */
function annotationsOf(document: ReportDocument, suites: readonly TestSuite[]): Readonly<Record<string, unknown>> {
  const verdicts = suites.map(({ verdict }) => verdict.type);
  const untried = suites.flatMap(({ rules }) => rules).filter(({ rule: { status } }) => UNTRIED.includes(status));
  const common = { verdicts: [...new Set(verdicts)], rulesNotTried: untried.length };
  if (document.kind === 'campaign') return { ...common, cases: casesOf(document.report) };
  return { ...common, unjudged: document.findings.unjudged.map(({ path }) => path) };
}

/** What says nothing of whether a rule holds. */
const UNTRIED: readonly Status[] = ['not-exercised', 'not-verified', 'withheld', 'vacuous', 'not-applicable'];
