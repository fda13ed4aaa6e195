// JUnit XML: what CI servers read is well-formed whatever a report holds, and nothing that did not hold passes.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderAs } from '../../../reports/index.ts';
import type { Report, ReportDocument } from '../../../reports/index.ts';
import { JUNIT_SIZE_MAX, renderJunit } from '../../../reports/junit/junit.ts';
import { CHECKED, FILLED } from '../../support/filled-reports.ts';
import { oddReport } from '../../support/odd-reports.ts';
import { isWellFormed } from '../../support/xml.ts';
import { SOUND, UNSOUND } from './sample-check.ts';
import { CONFORMANT, FAILING, INCONCLUSIVE, UNJUDGED } from './sample-report.ts';
import { ruleRow } from './rule-row.ts';

const of = (report: Report): ReportDocument => ({ kind: 'campaign', report });

interface Case {
  readonly name: string;
  readonly className: string;
  /** What stands in it, `passed` where there is nothing. */
  readonly result: string;
  readonly message: string;
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

function casesIn(markup: string): readonly Case[] {
  return [
    ...markup.matchAll(/<testcase name="([^"]*)" classname="([^"]*)"(?:\/>|><(\w+) type="[^"]*" message="([^"]*)")/g),
  ].map(([, name = '', className = '', result = 'passed', message = '']) => ({ name, className, result, message }));
}

function resultsOf(report: Report): Readonly<Record<string, string>> {
  const entries = casesIn(renderJunit(of(report))).map(
    ({ name, result }) => [name.split(' ')[0] ?? '', result] as const,
  );
  return Object.fromEntries(entries);
}

describe('JUnit', () => {
  it.each(FILLED)('is well-formed, and its counts are those of its tests', (document) => {
    const markup = renderAs(document, 'junit');
    expect(markup.startsWith(DECLARATION)).toBe(true);
    expect(isWellFormed(markup.slice(DECLARATION.length))).toBe(true);
    const cases = casesIn(markup);
    const count = (result: string): number => cases.filter((each) => each.result === result).length;
    expect(markup).toContain(
      `<testsuites name="zbootkit" tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" time="`,
    );
    expect(new Set(cases.map(({ name, className }) => `${className}\n${name}`)).size).toBe(cases.length);
  });

  it('tells a campaign that failed', async () => {
    await expect(renderAs(of(FAILING), 'junit')).toMatchFileSnapshot('../../golden/report-failing.junit.xml');
  });

  it('tells what check said', async () => {
    await expect(renderAs(CHECKED, 'junit')).toMatchFileSnapshot('../../golden/check.junit.xml');
  });

  it('passes what held and nothing else', () => {
    expect(resultsOf(FAILING)).toEqual({
      verdict: 'failure',
      'PR-KEEP-007': 'skipped',
      'PR-ZB-003': 'failure',
      'PR-KEEP-002': 'failure',
      'PE-HDR-001': 'passed',
      'PE-SIG-004': 'skipped',
      'PE-SIG-005': 'skipped',
      'PE-RES-001': 'skipped',
      'PE-OPT-020': 'skipped',
    });
  });

  it('has a verdict that passes only where the exit status would be 0', () => {
    const verdicts = [CONFORMANT, FAILING, INCONCLUSIVE, UNJUDGED].map((report) => resultsOf(report)['verdict']);
    expect(verdicts).toEqual(['passed', 'failure', 'error', 'error']);
  });

  it('makes an error of the rules that leave a run inconclusive', () => {
    expect(resultsOf(INCONCLUSIVE)).toMatchObject({ 'PE-SIG-004': 'error', 'PE-SIG-005': 'skipped' });
  });

  it('skips a known failure and says why it is put up with', () => {
    const known = { rule: 'PE-HDR-009', defect: null, reason: 'ours to mend', until: null } as const;
    const report: Report = {
      ...CONFORMANT,
      outcome: 'nonconformant',
      rules: [...CONFORMANT.rules, ruleRow({ id: 'PE-HDR-009', failed: 3 })],
      baseline: {
        known: [{ ...known, answers: ['rewritten'], state: 'fails', seen: ['rewritten'], otherRun: null }],
        unexpected: [],
      },
    };
    const cases = casesIn(renderJunit(of(report)));
    expect(cases.find(({ name }) => name.startsWith('PE-HDR-009'))).toMatchObject({
      result: 'skipped',
      message: 'known failure: ours to mend',
    });
    expect(cases[0]).toMatchObject({ name: 'verdict', result: 'passed' });
  });

  it('has a suite that fails for what could not be judged, and for a check of nothing', () => {
    const tool = { name: 'zbootkit', version: '1', sha256: null };
    const unjudged = [{ path: 'a.efi', reason: 'it is empty.' }];
    const lost = casesIn(renderJunit({ kind: 'check', findings: { tool, rows: [], unjudged } }));
    expect(lost).toEqual([
      { name: 'verdict', className: 'zbootkit.a_efi.not judged', result: 'error', message: 'not judged: it is empty.' },
    ]);
    const none = casesIn(renderJunit({ kind: 'check', findings: { tool, rows: [], unjudged: [] } }));
    expect(none.map(({ result }) => result)).toEqual(['error']);
  });

  it('shows the bytes and the command that shows them again', () => {
    const markup = renderJunit(of(FAILING));
    expect(markup).toContain('00000000: 4d 5a 00 00 7a 69 6d 67[00 10 00 00]00 02 00 00');
    expect(markup).toContain('replay  zbootkit replay zbootkit-report/cases/1-37-PR-ZB-003\n');
  });

  it('stays below the limit of GitLab, and says what is left out', () => {
    const rows = Array.from({ length: 400 }, (_, index) => ({ ...UNSOUND, path: `images/${index}.efi` }));
    const tool = { name: 'zbootkit', version: '1', sha256: null };
    const document: ReportDocument = { kind: 'check', findings: { tool, rows: [...rows, SOUND], unjudged: [] } };
    for (const sizeMax of [JUNIT_SIZE_MAX, 600_000, 100_000]) {
      const markup = renderJunit(document, sizeMax);
      expect(Buffer.byteLength(markup)).toBeLessThanOrEqual(sizeMax);
      expect(isWellFormed(markup.slice(DECLARATION.length))).toBe(true);
    }
    const cases = casesIn(renderJunit(document, 100_000));
    expect(cases.at(-1)?.message).toMatch(/^\d+ suites are left out/);
    expect(renderJunit(document, 1_000_000)).toContain('rules that hold or do not apply');
  });

  it('is well-formed, and its tests have names of their own, whatever the texts of a report are', () => {
    fc.assert(
      fc.property(oddReport, (document) => {
        const markup = renderJunit(document);
        expect(isWellFormed(markup.slice(DECLARATION.length))).toBe(true);
        expect(markup).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\ufffe\uffff]|\p{Cf}|\p{Cs}/u);
        const names = casesIn(markup).map(({ name, className }) => `${className}\n${name}`);
        expect(new Set(names).size).toBe(names.length);
        expect(renderJunit(document)).toBe(markup);
      }),
      { numRuns: 60, seed: 1 },
    );
  });
});
