/**
 * The schema and the reader of reports describe one format twice. Both must accept every sample and refuse every
 * document that differs from a sample in one place.
 */
import { describe, expect, it } from 'vitest';
import type { ReportError } from '../../../reports/index.ts';
import { parseReport } from '../../../reports/index.ts';
import type { Expectation, Report } from '../../../src/results/index.ts';
import { schemaAt, withValue } from '../../support/schema.ts';
import { FAILING, SAMPLES } from './sample-report.ts';

const { schema, validate } = schemaAt('reports/schema/report-v1.schema.json');

/** The sample with the value at a path replaced, or removed when the value is undefined. */
const changed = (path: string, value: unknown): unknown => withValue(FAILING, path, value);

const WRONG: readonly (readonly [path: string, value: unknown, named: string])[] = [
  ['schema', 'urn:zbootkit:report:v2', 'report.schema'],
  ['schema', undefined, 'report.schema'],
  ['surprise', 1, 'report.surprise'],
  ['outcome', 'passed', 'report.outcome'],
  ['tool.version', undefined, 'report.tool.version'],
  ['environment', null, 'report.environment'],
  ['time.durationMs', -1, 'report.time.durationMs'],
  ['time.startedAt', 0, 'report.time.startedAt'],
  ['subject.command', 'objcopy', 'report.subject.command'],
  ['subject.command.0', 1, 'report.subject.command[0]'],
  ['run.seed', 1.5, 'report.run.seed'],
  ['run.executed', -1, 'report.run.executed'],
  ['run.shard', '1/4', 'report.run.shard'],
  ['notes', 'one', 'report.notes'],
  ['answers.0.count', '3', 'report.answers[0].count'],
  ['refusals.must', -1, 'report.refusals.must'],
  ['refusals.wrong', undefined, 'report.refusals.wrong'],
  ['refusals.policies.0.policy', 7, 'report.refusals.policies[0].policy'],
  ['refusals.policies.0.alone', undefined, 'report.refusals.policies[0].alone'],
  ['refusals.policies.1.alone.refused', '12', 'report.refusals.policies[1].alone.refused'],
  ['refusals.policies.1.crashed', 0, 'report.refusals.policies[1].crashed'],
  ['coverage.features.0.feature', null, 'report.coverage.features[0].feature'],
  ['rules', {}, 'report.rules'],
  ['rules.0', null, 'report.rules[0]'],
  ['rules.0.level', 'off', 'report.rules[0].level'],
  ['rules.1.effect.kind', 'dangerous', 'report.rules[1].effect.kind'],
  ['rules.1.effect.by', undefined, 'report.rules[1].effect.by'],
  ['rules.0.inherited', undefined, 'report.rules[0].inherited'],
  ['rules.4.skipReasons.0.count', -1, 'report.rules[4].skipReasons[0].count'],
  ['rules.4.vacuousReasons.0.count', -1, 'report.rules[4].vacuousReasons[0].count'],
  ['rules.0.vacuous', '1', 'report.rules[0].vacuous'],
  ['rules.0.withheld', -1, 'report.rules[0].withheld'],
  ['rules.0.withoutOutput', null, 'report.rules[0].withoutOutput'],
  ['rules.0.errorMessage', 3, 'report.rules[0].errorMessage'],
  ['rules.0.failure', [], 'report.rules[0].failure'],
  ['rules.0.failure.findings', [], 'report.rules[0].failure.findings'],
  ['rules.0.failure.findings.0.at', [], 'report.rules[0].failure.findings[0].at'],
  ['rules.0.failure.findings.0.at.0.file', 'out.efi', 'report.rules[0].failure.findings[0].at[0].file'],
  ['rules.0.failure.findings.0.actual', null, 'report.rules[0].failure.findings[0].actual'],
  ['rules.0.failure.findings.0.expected.kind', 'near', 'report.rules[0].failure.findings[0].expected.kind'],
  ['rules.0.failure.findings.0.expected.kind', 'constructor', 'report.rules[0].failure.findings[0].expected.kind'],
  ['rules.0.failure.findings.0.expected.end', undefined, 'report.rules[0].failure.findings[0].expected.end'],
  ['rules.0.failure.findings.0.expected.value', 1, 'report.rules[0].failure.findings[0].expected.value'],
  ['rules.1.failure.excerpts.0.hex', '4D5', 'report.rules[1].failure.excerpts[0].hex'],
  ['rules.1.failure.excerpts.0.marks.0.length', -4, 'report.rules[1].failure.excerpts[0].marks[0].length'],
  ['rules.0.failedWith', {}, 'report.rules[0].failedWith'],
  ['rules.0.failedWith.0.answer', 'applauded', 'report.rules[0].failedWith[0].answer'],
  ['baseline.known.0.answers', 'rewritten', 'report.baseline.known[0].answers'],
  ['baseline.known.0.state', 'mended', 'report.baseline.known[0].state'],
  ['baseline.known.0.otherRun', 'seed 1', 'report.baseline.known[0].otherRun'],
  ['baseline.unexpected.0.answers.0.count', -1, 'report.baseline.unexpected[0].answers[0].count'],
  ['cases.0.outputSize', '2048', 'report.cases[0].outputSize'],
  ['cases.0.replay', undefined, 'report.cases[0].replay'],
];

describe('report schema', () => {
  it('is named like the reports that it describes', () => {
    expect(schema['$id']).toBe(FAILING.schema);
  });

  it('accepts every sample', () => {
    for (const report of SAMPLES) {
      validate(report);
      expect(validate.errors).toBeNull();
    }
  });

  it('wants every report to tell refusals apart', () => {
    expect(validate(changed('refusals', undefined))).toBe(false);
  });

  it('accepts every kind of expectation, as the reader does', () => {
    const place = { file: 'content', offset: 0, length: 1 } as const;
    const every: { readonly [Kind in Expectation['kind']]: Extract<Expectation, { kind: Kind }> } = {
      equals: { kind: 'equals', value: '0x10' },
      'one-of': { kind: 'one-of', values: [1, 'two'] },
      'multiple-of': { kind: 'multiple-of', value: 8 },
      'at-least': { kind: 'at-least', value: 1 },
      'at-most': { kind: 'at-most', value: 1 },
      below: { kind: 'below', value: 1 },
      within: { kind: 'within', what: 'the file', start: 0, end: 1 },
      'apart-from': { kind: 'apart-from', what: 'the file', start: 0, end: 1 },
      'same-bytes': { kind: 'same-bytes', as: place },
      'zero-bytes': { kind: 'zero-bytes' },
      rewritten: { kind: 'rewritten' },
      refused: { kind: 'refused', because: 'the name is taken' },
      form: { kind: 'form', name: 'a gzip member' },
    };
    for (const expected of Object.values(every)) {
      const report = changed('rules.0.failure.findings.0.expected', expected) as Report;
      validate(report);
      expect(validate.errors).toBeNull();
      expect(parseReport(JSON.stringify(report))).toStrictEqual(report);
    }
  });

  it.each(WRONG)('refuses %s set to %j, as the reader does', (path, value, named) => {
    const report = changed(path, value);
    expect(validate(report)).toBe(false);
    expect(() => parseReport(JSON.stringify(report))).toThrow(expect.objectContaining({ path: named }) as ReportError);
  });

  it('closes every object and describes every property', () => {
    const objects: Record<string, unknown>[] = [];
    JSON.parse(JSON.stringify(schema), (_, value: unknown) => {
      if (typeof value === 'object' && value !== null && 'properties' in value) objects.push({ ...value });
      return value;
    });
    expect(objects.length).toBeGreaterThan(20);
    for (const object of objects) {
      if (typeof object['properties'] !== 'object') continue;
      expect(object).toMatchObject({ additionalProperties: false, description: expect.any(String) as string });
      expect(object['required']).toEqual(Object.keys(object['properties'] ?? {}));
    }
  });
});
