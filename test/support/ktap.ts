/**
 * A parser of KTAP version 1 that takes nothing but what Documentation/dev-tools/ktap.rst of the kernel writes, and holds to it
 * what its tools demand beyond that: a plan everywhere, and no line that they would take for something else.
 */

/** A test with what was said of it. */
export interface KtapTest {
  readonly isOk: boolean;
  readonly name: string;
  readonly directive: string;
  readonly data: string;
  /** Lines before its result that are no part of a subtest. */
  readonly diagnostics: readonly string[];
  readonly subtests: readonly KtapTest[];
}

/** A line, without the indent that it has by its level. */
interface Line {
  readonly level: number;
  readonly text: string;
}

const RESULT =
  /^(ok|not ok) ([1-9][0-9]*)(?: ([^#]*?))?(?: #(?: (SKIP|TODO|XFAIL|TIMEOUT|ERROR)(?= |$))?(?: ?(.*))?)?$/;
const PLAN = /^1\.\.(0|[1-9][0-9]*)$/;

/** Anywhere in a line the kernel's own reader takes these for the end of a log, or for the start of one. */
const SIGNALS = /List of all partitions:|Kernel panic - not syncing: VFS:|reboot: System halted/;

export class KtapError extends Error {
  override readonly name = 'KtapError';
}

function need(holds: boolean, what: string, text: string): asserts holds {
  if (!holds) throw new KtapError(`${what}: ${JSON.stringify(text.slice(0, 200))}`);
}

/** Reads a whole document. @throws KtapError naming the first line that is at fault */
export function parseKtap(text: string): readonly KtapTest[] {
  need(text.endsWith('\n'), 'the last line has no end', text);
  const lines = text
    .slice(0, -1)
    .split('\n')
    .map((line): Line => {
      const indent = /^ */.exec(line)?.[0].length ?? 0;
      need(indent % 2 === 0, 'an indent is no multiple of two spaces', line);
      need(line.trim() !== '', 'a line is empty', line);
      need(line === line.trimEnd(), 'a line ends in spaces', line);
      need(!SIGNALS.test(line), 'a line ends the log', line);
      need(!/\p{Cc}/u.test(line), 'a line has a control character', line);
      return { level: indent / 2, text: line.slice(indent) };
    });
  const reader = { lines, next: 0 };
  const tests = parseTests(reader, 0);
  const left = lines[reader.next];
  need(left === undefined, 'a line follows the last test', left?.text ?? '');
  return tests;
}

interface Reader {
  readonly lines: readonly Line[];
  next: number;
}

function parseTests(reader: Reader, level: number): readonly KtapTest[] {
  const version = take(reader, level);
  need(version === 'KTAP version 1', 'a version line is missing', version);
  const plan = take(reader, level);
  const planned = Number(PLAN.exec(plan)?.[1] ?? NaN);
  need(Number.isInteger(planned), 'a plan is missing', plan);
  return Array.from({ length: planned }, (_, index) => parseTest(reader, level, index + 1));
}

function parseTest(reader: Reader, level: number, number: number): KtapTest {
  const diagnostics: string[] = [];
  let subtests: readonly KtapTest[] = [];
  for (;;) {
    const line = reader.lines[reader.next];
    need(line !== undefined, 'the output ends before a test', `test ${number}`);
    if (line.level === level + 1) {
      need(subtests.length === 0, 'a test has two lists of subtests', line.text);
      subtests = parseTests(reader, level + 1);
      continue;
    }
    const text = take(reader, level);
    if (text.startsWith('#')) {
      need(text === '#' || text.startsWith('# '), 'a diagnostic line has no space', text);
      need(!text.startsWith('# Subtest: ') && !/^# .*?: kunit test case crashed!$/.test(text), 'it acts', text);
      diagnostics.push(text.slice(2));
      continue;
    }
    const found = RESULT.exec(text);
    need(found !== null, 'a line is unknown', text);
    const [, result = '', given, name = '', directive = '', data = ''] = found;
    need(Number(given) === number, `a test is not number ${number}`, text);
    const isOk = result === 'ok';
    need(text.includes(' # SKIP') === (directive === 'SKIP'), 'some take a test for skipped that is not', text);
    need(!isOk || !['TIMEOUT', 'ERROR'].includes(directive), 'a test is ok with a directive that says it is not', text);
    need(!isOk || subtests.every((each) => each.isOk), 'a test is ok whose subtest is not', text);
    return { isOk, name, directive, data, diagnostics, subtests };
  }
}

function take(reader: Reader, level: number): string {
  const line = reader.lines[reader.next];
  need(line !== undefined, 'the output ends too early', '');
  need(line.level === level, `the indent is not of level ${level}`, line.text);
  reader.next += 1;
  return line.text;
}
