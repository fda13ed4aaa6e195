import { describe, expect, it } from 'vitest';
import { parseReport, renderJson, ReportError } from '../../../reports/index.ts';
import { FAILING, SAMPLES } from './sample-report.ts';

/** The same value with the properties of every object in reverse order. */
function reversed(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).reverse())
      : inner,
  );
}

function problem(text: string): string {
  try {
    parseReport(text);
  } catch (error) {
    if (error instanceof ReportError) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('JSON report', () => {
  it('equals the golden file', async () => {
    await expect(renderJson(FAILING)).toMatchFileSnapshot('../../golden/report-failing.json');
  });

  it('reads back as an equal report', () => {
    for (const report of SAMPLES) expect(parseReport(renderJson(report))).toStrictEqual(report);
  });

  it('is the same text however the report was put together', () => {
    const report = parseReport(JSON.stringify(reversed(FAILING)));
    expect(renderJson(report)).toBe(renderJson(FAILING));
  });

  it('writes the properties of a report and of a rule in the order of their types', () => {
    const written = JSON.parse(renderJson(FAILING)) as { readonly rules: readonly object[] };
    expect(Object.keys(written).join(' ')).toBe(
      'schema tool environment time subject run outcome baseline notes defects diagnosis answers refusals coverage rules cases',
    );
    expect(Object.keys(written.rules[0] ?? {}).join(' ')).toBe(
      'id name title references rejectedBy level severity effect passed vacuous skipped failed errored withoutOutput withheld inherited skipReasons vacuousReasons failedWith failure errorMessage',
    );
  });

  it('indents by two spaces and ends with a line feed', () => {
    expect(renderJson(FAILING)).toMatch(/^\{\n {2}"schema": "urn:zbootkit:report:v1",\n[^]*\n\}\n$/);
  });
});

describe('parseReport', () => {
  it('accepts a byte order mark', () => {
    expect(parseReport(`\ufeff${renderJson(FAILING)}`)).toStrictEqual(FAILING);
  });

  it('says that half a file is not JSON', () => {
    expect(problem(renderJson(FAILING).slice(0, 500))).toMatch(/^report: is not JSON \(.*interrupted/);
  });

  it('names another version of the format before anything else', () => {
    expect(problem('{"schema":"urn:zbootkit:report:v2"}')).toBe(
      'report.schema: needs "urn:zbootkit:report:v1", but it is "urn:zbootkit:report:v2"; use the version that wrote it.',
    );
  });

  it('names another version that is no text, however deep it is', () => {
    expect(problem(`{"schema":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)).toBe(
      'report.schema: needs "urn:zbootkit:report:v1", but it is an array; use the version that wrote it.',
    );
  });

  it('completes a report of a version that did not tell refusals apart', () => {
    const older: Record<string, unknown> = { ...FAILING };
    delete older['refusals'];
    expect(parseReport(JSON.stringify(older))).toStrictEqual({ ...FAILING, refusals: null });
  });

  it('completes a report of a version that had no baselines and did not count the rules that were left out', () => {
    const older = JSON.parse(renderJson(FAILING)) as { baseline?: unknown; run: { leftOut?: unknown } };
    delete older.baseline;
    delete older.run.leftOut;
    const run = { ...FAILING.run, leftOut: 0 };
    expect(parseReport(JSON.stringify(older))).toStrictEqual({ ...FAILING, baseline: null, run });
  });

  it('completes a report of a version without sequences and answers of known failures', () => {
    const known = { rule: 'PR-1', defect: null, reason: 'so it is', until: null, state: 'fails' };
    const baseline = { known: [known], unexpected: ['PR-2'] };
    // What is undefined is not in the JSON.
    const run = { ...FAILING.run, sequences: undefined };
    const rules = FAILING.rules.map((rule) =>
      rule.failure === null ? rule : { ...rule, failure: { ...rule.failure, append: undefined } },
    );
    const read = parseReport(JSON.stringify({ ...FAILING, run, rules, baseline }));
    expect(read.run.sequences).toEqual({ cases: 0, appends: 0 });
    expect(read.rules.flatMap(({ failure }) => (failure === null ? [] : [failure.append]))).toContain(null);
    expect(read.baseline).toEqual({
      known: [{ ...known, answers: [], seen: [], otherRun: null }],
      unexpected: [{ rule: 'PR-2', defect: null, answers: [] }],
    });
  });

  it('completes a report of a version that ran the grid and random images alone', () => {
    const older = JSON.parse(renderJson(FAILING)) as {
      run: { extremes?: unknown; foreign?: unknown; hostile?: unknown };
      cases: { mutations?: unknown }[];
    };
    delete older.run.extremes;
    delete older.run.foreign;
    delete older.run.hostile;
    for (const row of older.cases) delete row.mutations;
    expect(parseReport(JSON.stringify(older))).toStrictEqual(FAILING);
  });

  it('completes a report of a version that looked for no defects', () => {
    const older = JSON.parse(renderJson(FAILING)) as Record<string, unknown>;
    delete older['defects'];
    expect(parseReport(JSON.stringify(older))).toStrictEqual({ ...FAILING, defects: [] });
  });

  it('completes the rules of a version that took what is vacuous for passed, and refusals for skips', () => {
    const later = { vacuous: undefined, withoutOutput: undefined, withheld: undefined, vacuousReasons: undefined };
    const rules = FAILING.rules.map((row) => ({ ...row, ...later }));
    expect(parseReport(JSON.stringify({ ...FAILING, rules })).rules).toStrictEqual(
      FAILING.rules.map((row) => ({ ...row, vacuous: 0, withoutOutput: 0, withheld: 0, vacuousReasons: [] })),
    );
  });

  it('completes the rules of a version that did not tell failures apart by what was answered', () => {
    const rules = FAILING.rules.map((row) => ({ ...row, failedWith: undefined }));
    expect(parseReport(JSON.stringify({ ...FAILING, rules })).rules).toStrictEqual(
      FAILING.rules.map((row) => ({ ...row, failedWith: [] })),
    );
  });

  it('completes the rules of a version that did not say what happens', () => {
    const rules = FAILING.rules.map((row) => ({ ...row, effect: undefined }));
    expect(parseReport(JSON.stringify({ ...FAILING, rules }))).toStrictEqual({
      ...FAILING,
      rules: FAILING.rules.map((row) => ({ ...row, effect: null })),
    });
  });

  it.each([
    ['[]', 'report: needs an object, but it is an array.'],
    ['null', 'report: needs an object, but it is null.'],
    ['{}', 'report.schema: needs "urn:zbootkit:report:v1", but it is missing.'],
    ['{"schema":7}', 'report.schema: needs "urn:zbootkit:report:v1", but it is 7; use the version that wrote it.'],
  ])('refuses %s', (text, message) => {
    expect(problem(text)).toBe(message);
  });
});
