import { element, escaped } from '../../src/page/index.ts';
import type { ReportDocument } from '../model/document.ts';
import { subjectProgram } from '../model/subject.ts';
import { UniqueNames } from '../model/unique-names.ts';
import { testsOf } from '../lines/tests.ts';
import type { Test, TestSuite } from '../lines/tests.ts';
import { renderText } from '../text/report-text.ts';
import { askedIn } from '../words/asked.ts';
import type { Fact } from '../words/asked.ts';
import { classNameOf } from './names.ts';

/** Bytes of a file at most: GitLab refuses one of 30 MB. */
export const JUNIT_SIZE_MAX = 29_000_000;

/**
 * How much is told. `whole` is all. A file that would be too large goes without the tests that passed or do not apply (`telling`),
 * then without the bytes that show a failure (`brief`), and then without its last suites, which one test says that fails.
 */
type Extent = 'whole' | 'telling' | 'brief';

const LEFT_OUT: Readonly<Record<Extent, string>> = {
  whole: '',
  telling: 'rules that hold or do not apply, for the file would be too large',
  brief: 'rules that hold or do not apply, and what shows a failure, for the file would be too large',
};

/**
 * A report as JUnit XML, as Jenkins, GitLab and others read it: one suite for a campaign, or for each image and profile, the
 * verdict as its first test, and then one test for each rule. What is not held never passes.
 */
export function renderJunit(document: ReportDocument, sizeMax: number = JUNIT_SIZE_MAX): string {
  const suites = testsOf(document);
  const settings = { document, suites };
  for (const extent of ['whole', 'telling', 'brief'] as const) {
    const written = fitting(suites, markupOf(settings, extent), sizeMax);
    if (written.length < suites.length) continue;
    const text = rendered(written);
    if (sizeOf(text) <= sizeMax) return text;
  }
  return cut(fitting(suites, markupOf(settings, 'brief'), sizeMax), suites.length, sizeMax);
}

/** The first suites in their markup, no more of them than may have room: there can be tens of thousands. */
function fitting(
  suites: readonly TestSuite[],
  write: (suite: TestSuite) => Written,
  sizeMax: number,
): readonly Written[] {
  const written: Written[] = [];
  let size = 0;
  for (const suite of suites) {
    if (size > sizeMax) break;
    const next = write(suite);
    size += sizeOf(next.markup);
    written.push(next);
  }
  return written;
}

function sizeOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** A suite in its markup, and its counts for the root. */
interface Written {
  readonly markup: string;
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly milliseconds: number;
}

function rendered(suites: readonly Written[]): string {
  const sum = (of: 'tests' | 'failures' | 'errors' | 'milliseconds'): number =>
    suites.reduce((total, suite) => total + suite[of], 0);
  const attributes = {
    name: 'zbootkit',
    tests: String(sum('tests')),
    failures: String(sum('failures')),
    errors: String(sum('errors')),
    time: seconds(sum('milliseconds')),
  };
  const content = suites.map(({ markup }) => `\n${markup}`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', attributes, [...content, '\n'])}\n`;
}

/** The first suites that fit, and one that fails because there are more. */
function cut(suites: readonly Written[], count: number, sizeMax: number): string {
  const kept: Written[] = [];
  let size = sizeOf(rendered([restOf(count)]));
  for (const suite of suites) {
    size += sizeOf(suite.markup) + 1;
    if (size > sizeMax) break;
    kept.push(suite);
  }
  return rendered([...kept, restOf(count - kept.length)]);
}

function restOf(count: number): Written {
  const message = `${count} suites are left out, for the file would be too large; the JSON form has them.`;
  const test: Test = { name: 'complete', result: 'errored', type: 'unjudged', message, details: [] };
  return written({ name: 'left out', time: null }, 'zbootkit.left-out', [test], []);
}

interface Settings {
  readonly document: ReportDocument;
  readonly suites: readonly TestSuite[];
}

/** Writes suites one after another; no two of a file have the same name of a class. */
function markupOf({ document }: Settings, extent: Extent): (suite: TestSuite) => Written {
  const classNames = new UniqueNames();
  const facts = askedIn(document);
  const out = extent === 'whole' && document.kind === 'campaign' ? renderText(document.report, { width: 100 }) : '';
  return (suite) => {
    const { name, profile, verdict, rules } = suite;
    const tests = [verdict, ...rules].filter((test) => extent === 'whole' || isTelling(test));
    const told = extent === 'brief' ? tests.map((test) => ({ ...test, details: [] })) : tests;
    const subject = document.kind === 'campaign' ? subjectProgram(document.report.subject) : name;
    const properties: readonly Fact[] = [
      ['verdict', verdict.message],
      ...facts,
      ...(document.kind === 'campaign' ? [] : [['profile', profile ?? ''] as const]),
      ['left-out', LEFT_OUT[extent]],
    ];
    const className = classNames.take(classNameOf(['zbootkit', subject, profile ?? 'not judged']));
    const title = document.kind === 'campaign' || profile === null ? name : `${name} (${profile})`;
    return written({ name: title, time: suite.time }, className, told, properties, out);
  };
}

function isTelling({ name, result, type }: Test): boolean {
  return name === 'verdict' || !(result === 'passed' || type === 'not-applicable');
}

function written(
  { name, time }: Pick<TestSuite, 'name' | 'time'>,
  className: string,
  tests: readonly Test[],
  facts: readonly Fact[],
  out = '',
): Written {
  const names = new UniqueNames();
  const count = (result: Test['result']): number => tests.filter((test) => test.result === result).length;
  const counts = { tests: tests.length, failures: count('failed'), errors: count('errored') };
  const attributes = {
    name,
    tests: String(counts.tests),
    failures: String(counts.failures),
    errors: String(counts.errors),
    skipped: String(count('skipped')),
    ...(time === null ? {} : { time: seconds(time.durationMs), timestamp: time.startedAt }),
  };
  const properties = facts
    .filter(([, value]) => value !== '')
    .map(([key, value]) => element('property', { name: key, value }));
  const content = [
    ...(properties.length === 0
      ? []
      : [
          element(
            'properties',
            {},
            properties.flatMap((each) => ['\n', each]),
          ),
        ]),
    ...tests.map((test) => testMarkup(test, names.take(test.name), className)),
    ...(out === '' ? [] : [element('system-out', {}, [lines(out.split('\n'))])]),
  ];
  const milliseconds = time?.durationMs ?? 0;
  return {
    ...counts,
    milliseconds,
    markup: element('testsuite', attributes, [...content.flatMap((each) => ['\n', each]), '\n']),
  };
}

const ELEMENT_OF = { failed: 'failure', errored: 'error', skipped: 'skipped' } as const;

function testMarkup({ result, type, message, details }: Test, name: string, className: string): string {
  const attributes = { name, classname: className };
  if (result === 'passed') return element('testcase', attributes);
  const body = details.length === 0 ? [] : [lines(details)];
  return element('testcase', attributes, [element(ELEMENT_OF[result], { type, message }, body)]);
}

function lines(texts: readonly string[]): string {
  return texts.map(escaped).join('\n');
}

/** Seconds with three decimals, which the schema of Jenkins wants at most. */
function seconds(milliseconds: number): string {
  return (Math.min(milliseconds, Number.MAX_SAFE_INTEGER) / 1000).toFixed(3);
}
