// The order of the defects is said as it is, in the same words in every form.
import { describe, expect, it } from 'vitest';
import { renderAs } from '../../../reports/index.ts';
import { FAILING } from './sample-report.ts';

const ORDER = 'errors first, then by number of failed cases';

describe('the order of the defects', () => {
  it.each(['text', 'markdown', 'html'] as const)('is said in the form %s', (form) => {
    const page = renderAs({ kind: 'campaign', report: FAILING }, form).replace(/\n {2,}/g, ' ');
    expect(page).toContain(`2 mistakes behind 3 failed rules; ${ORDER}`);
    expect(page).not.toContain('worst');
  });

  it('is not said of one alone', () => {
    const report = { ...FAILING, defects: FAILING.defects.slice(0, 1) };
    expect(renderAs({ kind: 'campaign', report }, 'text')).toMatch(/^Defects {2}1 mistake behind 2 failed rules$/m);
  });
});
