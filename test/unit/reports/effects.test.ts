// What happens to an image that breaks a rule is told in the same words, and whole, in every form.
import { describe, expect, it } from 'vitest';
import { renderAs, renderFindings } from '../../../reports/index.ts';
import type { ReportDocument } from '../../../reports/index.ts';
import type { CheckedFile } from '../../../src/results/index.ts';
import { UNSOUND } from './sample-check.ts';
import { FAILING } from './sample-report.ts';

const LOADS = { kind: 'untidy', by: 'EDK2 2022.11', what: 'loads it' } as const;
const REFUSES = { kind: 'refused', by: 'shim 15.8', what: 'refuses it' } as const;

/** The sample with one effect of each of its rules, in one profile or in two. */
function checked(...effects: readonly (typeof LOADS | typeof REFUSES)[]): ReportDocument & { kind: 'check' } {
  const rows = effects.map((effect, index): CheckedFile => {
    const results = UNSOUND.results.map((rule) => ({ ...rule, effect }));
    return { ...UNSOUND, profile: ['zboot', 'shim'][index] ?? '', results };
  });
  return { kind: 'check', findings: { tool: FAILING.tool, rows, unjudged: [] } };
}

const FORMS = ['markdown', 'html', 'annotations', 'junit', 'sarif'] as const;

describe('a rule whose breach is only untidy', () => {
  it.each(FORMS)('is told as one that nobody is known to mind in the form %s', (form) => {
    const said = 'Nobody is known to mind in this profile: EDK2 2022.11 loads it.';
    expect(renderAs(checked(LOADS), form).replaceAll('%3A', ':')).toContain(said);
    const report = { ...FAILING, rules: FAILING.rules.map((row) => ({ ...row, effect: LOADS })) };
    expect(renderAs({ kind: 'campaign', report }, form).replaceAll('%3A', ':')).toContain(said);
  });

  it('is told so in text, and of several profiles', () => {
    const { rows } = checked(LOADS, LOADS).findings;
    const text = renderFindings(rows, { width: 200 });
    expect(text).toContain('  Nobody is known to mind in these profiles: EDK2 2022.11 loads it.\n');
  });

  it('is not told so where it is more than that in another profile', () => {
    const page = renderAs(checked(LOADS, REFUSES), 'markdown');
    expect(page).toContain('**Who is affected:** EDK2 2022.11 loads it. shim 15.8 refuses it.');
    expect(page).not.toContain('Nobody');
  });
});

describe('a long effect', () => {
  const what = `leaves the last header out ${'which nobody wants '.repeat(70)}and goes on`;
  const rejectedBy = [`pesign: ${what}`];

  it.each(['markdown', 'html'] as const)('is whole in the form %s', (form) => {
    const { findings } = checked(REFUSES);
    const rows = findings.rows.map((row) => {
      const results = row.results.map((rule) => ({ ...rule, rejectedBy, effect: { ...REFUSES, what } }));
      return { ...row, results };
    });
    const page = renderAs({ kind: 'check', findings: { ...findings, rows } }, form);
    expect(page).toContain(`shim 15.8 ${what}.`);
    expect(page).toContain(`pesign: ${what}`);
  });
});
