import { oneLine, printable } from '../../src/page/index.ts';
import type { ReportDocument } from '../model/document.ts';
import { UniqueNames } from '../model/unique-names.ts';
import { testsOf } from '../lines/tests.ts';
import type { Test, TestSuite } from '../lines/tests.ts';
import { askedIn } from '../words/asked.ts';

const NAME_LENGTH_MAX = 200;
const INDENT = '  ';

/**
 * What readers of kernel logs act on wherever it stands in a line: where a log ends, that a test crashed, or that another
 * test begins. A colon or a hash sign less, and they do not.
 */
const SIGNALS =
  /(List of all partitions|Kernel panic - not syncing|reboot|kunit test case crashed!|Subtest): ?|: (?=kunit test case crashed!)|(K?TAP) (?=version)/g;

/**
 * A report as KTAP, version 1, as the kernel's `Documentation/dev-tools/ktap.rst` has it: a test for the campaign, or for each
 * image and profile, with a subtest for the verdict and one for each rule. What is not held is never a plain `ok`.
 */
export function renderKtap(document: ReportDocument): string {
  const suites = testsOf(document);
  const titles = new UniqueNames();
  const asked = askedIn(document).map(([name, value]) => comment(`${name}: ${value}`));
  const lines = [
    'KTAP version 1',
    `1..${suites.length}`,
    ...asked,
    ...suites.flatMap((suite, index) => suiteLines(suite, index + 1, titles)),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function suiteLines(suite: TestSuite, number: number, titles: UniqueNames): readonly string[] {
  const { name, profile, verdict, rules } = suite;
  const tests = [verdict, ...rules];
  const fails = tests.some(({ result }) => result === 'failed' || result === 'errored');
  const inner = ['KTAP version 1', `1..${tests.length}`, ...tests.flatMap((test, index) => testLines(test, index + 1))];
  const title = titles.take(description(profile === null ? name : `${name} (${profile})`));
  return [
    ...inner.map((line) => `${INDENT}${line}`),
    comment(verdict.message === '' ? 'every rule that says something of it holds' : verdict.message),
    `${fails ? 'not ok' : 'ok'} ${number} ${title}${fails || verdict.result !== 'skipped' ? '' : ` # SKIP ${verdict.type}`}`.trimEnd(),
  ];
}

const HEAD = {
  passed: { result: 'ok', directive: '' },
  skipped: { result: 'ok', directive: ' # SKIP' },
  failed: { result: 'not ok', directive: ' #' },
  errored: { result: 'not ok', directive: ' # ERROR' },
} as const;

/**
 * Where a word may stand that changes what a result means, such as SKIP or TIMEOUT: at the start of what is said of it, or
 * after a hash sign anywhere in that.
 */
const DIRECTIVE = /^(?=[A-Z]{4,7}\b)|#(?= *[A-Z]{4,7}\b)/g;

/** What is to be known of a test stands before its result. */
function testLines({ name, result, message, details }: Test, number: number): readonly string[] {
  const head = HEAD[result];
  const said = result === 'passed' || message === '' ? '' : ` ${harmless(message).replace(DIRECTIVE, '_')}`;
  return [...details.map(comment), `${head.result} ${number} ${description(name)}${head.directive}${said}`.trimEnd()];
}

/** A hash sign would end it. */
function description(name: string): string {
  return harmless(oneLine(name, NAME_LENGTH_MAX)).replaceAll('#', '_');
}

function comment(text: string): string {
  return `# ${harmless(text)}`.trimEnd();
}

function harmless(text: string): string {
  return printable(text).replace(SIGNALS, (signal) => signal.replace(':', ';').replace('TAP ', 'TAP_'));
}
