/** Goal: no cell of the public table says more than its report: what was not tried never looks like what is right. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseReport } from '../../../reports/index.ts';
import { publishedPage, summaryTable } from '../../../scripts/publish/page.js';
import type { Report, RuleRow } from '../../../src/results/index.ts';
import { ROOT } from '../../support/project.ts';

const FAILING = parseReport(readFileSync(`${ROOT}/test/golden/report-failing.json`, 'utf8'));

interface Tool {
  readonly id: string;
  readonly name?: string;
  readonly report?: Report;
  readonly cases?: readonly string[];
}

function published({ id, name = id, report = FAILING, cases = report.cases.map((each) => each.id) }: Tool) {
  const entry = { id, name, version: '1.0', obtained: 'here', command: ['tool', '{in}'], isHarness: false };
  return { entry: { ...entry, options: [], notTried: [], note: '' }, report, cases, hasHtml: false };
}

/** A report without mistakes in which the rules of the two mistakes came to these verdicts. */
function without(tally: Partial<RuleRow>): Report {
  const none = { passed: 0, vacuous: 0, failed: 0, failure: null };
  return {
    ...FAILING,
    outcome: 'conformant',
    defects: [],
    rules: FAILING.rules.map((each) => ({ ...each, ...none, ...tally })),
  };
}

/** The cells of the row of a mistake, without its number and name. */
function row(mistake: string, ...tools: readonly Tool[]): readonly string[] {
  const line =
    publishedPage(tools.map(published))
      .split('\n')
      .find((each) => each.includes(`| \`${mistake}\` |`)) ?? '';
  return line
    .split(' | ')
    .slice(2)
    .map((cell) => cell.replace(/ \|$/, ''));
}

const BROKEN: Tool = { id: 'broken' };

describe('a cell of the public table', () => {
  it('leads from a mistake to its case, in bold where its rule is an error', () => {
    expect(row('payload-offset', BROKEN)).toEqual(['[**wrong**](broken/cases/1-37-PR-ZB-003)']);
    const rules = FAILING.rules.map((each): RuleRow => ({ ...each, level: 'warning' }));
    expect(row('payload-offset', { id: 'minor', report: { ...FAILING, rules } })).toEqual([
      '[minor](minor/cases/1-37-PR-ZB-003)',
    ]);
  });

  it('says so where the case is not there', () => {
    expect(row('payload-offset', { ...BROKEN, cases: [] })).toEqual(['**wrong**, no case']);
  });

  it.each([
    ['right', { passed: 3 }],
    ['not shown', { vacuous: 3 }],
    ['not tried', {}],
    ['not tried', { withoutOutput: 3 }],
  ])('says "%s" of a tool whose rules have %j', (word, tally) => {
    expect(row('payload-offset', BROKEN, { id: 'other', report: without(tally) })[1]).toBe(word);
  });

  it('names the larger mistake by whose number a rule fails that is another mistake elsewhere', () => {
    const [first, second] = FAILING.defects;
    if (first === undefined || second === undefined) throw new Error('the sample has two mistakes');
    const one = { ...FAILING, defects: [{ ...second, followers: [first.rule] }] };
    expect(row('payload-offset', BROKEN, { id: 'other', report: one })[1]).toBe('within 1');
  });

  it('is never empty', () => {
    for (const mistake of ['payload-offset', 'PR-KEEP-002']) expect(row(mistake, BROKEN)).not.toContain('');
  });
});

describe('the pages', () => {
  it('let no name of a tool act as Markdown', () => {
    expect(summaryTable([published({ id: 'x', name: 'a|b](c) <i>*' })])).toContain('| a\\|b\\](c) \\<i\\>\\* |');
  });

  it('name what was left out of a run', () => {
    const page = publishedPage([published(BROKEN)]);
    expect(page).toContain('- not tried: the extremes; the foreign cases; the hostile cases; 3 rules (`PE-CHK-*`)');
  });
});
