// KTAP by the rules of the kernel: what a strict parser takes, whatever a report holds.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderAs } from '../../../reports/index.ts';
import type { Report, ReportDocument } from '../../../reports/index.ts';
import { renderKtap } from '../../../reports/ktap/ktap.ts';
import { CHECKED, FILLED } from '../../support/filled-reports.ts';
import { KtapError, parseKtap } from '../../support/ktap.ts';
import type { KtapTest } from '../../support/ktap.ts';
import { oddReport, withTexts } from '../../support/odd-reports.ts';
import { CONFORMANT, FAILING, INCONCLUSIVE, UNJUDGED } from './sample-report.ts';

const of = (report: Report): ReportDocument => ({ kind: 'campaign', report });

/** Each test of a campaign in a word or two. */
function wordsOf(report: Report): Readonly<Record<string, string>> {
  const [suite] = parseKtap(renderKtap(of(report)));
  const entries = (suite?.subtests ?? []).map(
    ({ name, isOk, directive }) => [name.split(' ')[0] ?? '', `${isOk ? 'ok' : 'not ok'} ${directive}`.trim()] as const,
  );
  return Object.fromEntries(entries);
}

/** The results and directives, without any text. */
function shapeOf(tests: readonly KtapTest[]): unknown {
  return tests.map(({ isOk, directive, subtests }) => [isOk, directive, shapeOf(subtests)]);
}

describe('KTAP', () => {
  it.each(FILLED)('is what the rules of the kernel allow', (document) => {
    const tests = parseKtap(renderAs(document, 'ktap'));
    const suites = document.kind === 'campaign' ? 1 : document.findings.rows.length + document.findings.unjudged.length;
    expect(tests).toHaveLength(suites);
  });

  it('tells a campaign that failed', async () => {
    await expect(renderAs(of(FAILING), 'ktap')).toMatchFileSnapshot('../../golden/report-failing.ktap');
  });

  it('tells what check said', async () => {
    await expect(renderAs(CHECKED, 'ktap')).toMatchFileSnapshot('../../golden/check.ktap');
  });

  it('has a plain ok for what held and for nothing else', () => {
    expect(wordsOf(FAILING)).toEqual({
      verdict: 'not ok',
      'PR-KEEP-007': 'ok SKIP',
      'PR-ZB-003': 'not ok',
      'PR-KEEP-002': 'not ok',
      'PE-HDR-001': 'ok',
      'PE-SIG-004': 'ok SKIP',
      'PE-SIG-005': 'ok SKIP',
      'PE-RES-001': 'ok SKIP',
      'PE-OPT-020': 'ok SKIP',
    });
    expect(wordsOf(INCONCLUSIVE)).toMatchObject({ verdict: 'not ok ERROR', 'PE-SIG-004': 'not ok ERROR' });
    expect(wordsOf(UNJUDGED)).toMatchObject({ verdict: 'not ok ERROR', 'ZB-011': 'not ok ERROR' });
    expect(wordsOf(CONFORMANT)).toEqual({ verdict: 'ok', 'PE-HDR-001': 'ok', 'PE-HDR-002': 'ok' });
  });

  it('shows the bytes and the command before the result', () => {
    const [suite] = parseKtap(renderKtap(of(FAILING)));
    const moved = suite?.subtests.find(({ name }) => name.startsWith('PR-ZB-003'));
    expect(moved?.diagnostics.join('\n')).toContain('67[00 10 00 00]00');
    expect(moved?.diagnostics.join('\n')).toContain('replay  zbootkit replay zbootkit-report/cases/1-37-PR-ZB-003');
  });

  it.each([
    'reboot: System halted',
    'Kernel panic - not syncing: VFS: x',
    'List of all partitions:',
    'x: kunit test case crashed!',
    'Subtest: other',
    'KTAP version 1',
    'a # SKIP b',
    'SKIP b',
    'a # TODO b',
    'a\nnot ok 1 b',
    '1..0',
    '#',
    '- ',
    '',
  ])('lets %j act nowhere', (text) => {
    for (const document of FILLED) {
      const plain = parseKtap(renderKtap(document));
      const odd = parseKtap(renderKtap(withTexts(document, () => text)));
      expect(shapeOf(odd)).toEqual(shapeOf(plain));
      // The one line of that kind is what the document begins with, and each list of subtests.
      expect(renderKtap(withTexts(document, () => text)).match(/^ *(?!#).*KTAP version/gm)).toHaveLength(
        plain.length + 1,
      );
    }
  });

  it('is what the rules allow, whatever the texts of a report are', () => {
    fc.assert(
      fc.property(oddReport, (document) => {
        const text = renderKtap(document);
        expect(() => parseKtap(text)).not.toThrow();
        expect(renderKtap(document)).toBe(text);
      }),
      { numRuns: 60, seed: 3 },
    );
  });
});

describe('the parser', () => {
  it.each([
    ['an indent', 'KTAP version 1\n1..1\n   KTAP version 1\n'],
    ['a plan is missing', 'KTAP version 1\nok 1 a\n'],
    ['a version line', 'TAP version 13\n1..1\nok 1\n'],
    ['not number 1', 'KTAP version 1\n1..1\nok 2 a\n'],
    ['whose subtest is not', 'KTAP version 1\n1..1\n  KTAP version 1\n  1..1\n  not ok 1 a\nok 1 b\n'],
    ['ends before a test', 'KTAP version 1\n1..2\nok 1 a\n'],
    ['follows the last test', 'KTAP version 1\n1..1\nok 1 a\nok 2 b\n'],
    ['unknown', 'KTAP version 1\n1..1\nhello\n'],
    ['that says it is not', 'KTAP version 1\n1..1\nok 1 a # ERROR b\n'],
  ])('refuses %s', (what, text) => {
    expect(() => parseKtap(text)).toThrow(KtapError);
    expect(() => parseKtap(text)).toThrow(what);
  });

  it('reads the example of the specification', () => {
    const text =
      'KTAP version 1\n1..1\n  KTAP version 1\n  1..2\n  ok 1 test_1 # SKIP why\n  not ok 2 test_2\n# failed\nnot ok 1 main\n';
    expect(parseKtap(text)).toMatchObject([
      {
        name: 'main',
        isOk: false,
        diagnostics: ['failed'],
        subtests: [{ directive: 'SKIP', data: 'why' }, { isOk: false }],
      },
    ]);
  });
});
