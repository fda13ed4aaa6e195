import { describe, expect, it } from 'vitest';
import { renderText } from '../../../reports/index.ts';
import type { TextOptions } from '../../../reports/index.ts';
import type { PolicyRow, Refusals, Report } from '../../../src/results/index.ts';
import { CONFORMANT } from './sample-report.ts';

const GROWTH: PolicyRow = {
  policy: 'images whose headers have to grow',
  cases: 1520,
  refused: 1520,
  rewritten: 0,
  alone: { cases: 1300, refused: 1300, rewritten: 0 },
};
const SIGNED: PolicyRow = {
  policy: 'signed images',
  cases: 6,
  refused: 6,
  rewritten: 0,
  alone: { cases: 5, refused: 5, rewritten: 0 },
};

function reportWith(refusals: Partial<Refusals> | null): Report {
  return {
    ...CONFORMANT,
    refusals: refusals === null ? null : { must: 0, may: 0, wrong: 0, policies: [], ...refusals },
  };
}

const text = (report: Report, options: Partial<TextOptions> = {}): string =>
  renderText(report, { width: 80, colour: 'none', verbosity: 'normal', ...options });

/** The lines between what was run and the outcome. */
function linesOf(report: Report, width = 80): readonly string[] {
  const lines = text(report, { width }).split('\n');
  const start = lines.findIndex((line) => line.startsWith('refused'));
  const end = lines.findIndex((line) => line.startsWith('CONFORMANT'));
  return start === -1 ? [] : lines.slice(start, end);
}

describe('what the verdict says of refusals', () => {
  it('comes right before the outcome, with every policy', () => {
    const report = reportWith({ must: 210, may: 1526, policies: [GROWTH, SIGNED] });
    expect(text(report).trimEnd().split('\n').slice(-5)).toEqual([
      'cases    1,152 of the grid, 2,000 random',
      'refused  1,736 of 3,152 cases: 210 had to be, 1,526 by policy, 0 wrongly',
      'policy   refuses all images whose headers have to grow (1,300 of 1,300)',
      'policy   refuses all signed images (5 of 5)',
      'CONFORMANT  none of 2 rules failed · 3,152 of 3,152 cases',
    ]);
  });

  it('names what is refused in some cases only, before that, and says nothing of it when the report is quiet', () => {
    const partial = { ...SIGNED, rewritten: 4, refused: 7, cases: 11, alone: { cases: 10, refused: 6, rewritten: 4 } };
    const report = reportWith({ may: 7, policies: [GROWTH, partial] });
    expect(linesOf(report).slice(1)).toEqual([
      'policy   refuses some signed images (6 of 10)',
      'policy   refuses all images whose headers have to grow (1,300 of 1,300)',
    ]);
    expect(text(report, { verbosity: 'quiet' })).not.toContain('some');
    const [others, none] = [3, 0].map((refused) => ({
      ...partial,
      alone: { cases: 3, refused, rewritten: 3 - refused },
    }));
    for (const row of [others, none]) {
      expect(linesOf(reportWith({ may: 7, policies: row === undefined ? [] : [row] }))).toHaveLength(1);
    }
  });

  it('says of what is neither refused nor rewritten that it is, and does not take it for rewritten', () => {
    const [alone, cases] = [{ cases: 14, refused: 11, rewritten: 0 }, 20];
    expect(linesOf(reportWith({ may: 11, policies: [{ ...SIGNED, cases, alone }] })).slice(1)).toEqual([
      'policy   rewrites no signed images (11 of 14 refused, 3 neither refused nor',
      '         rewritten)',
    ]);
    const some = { ...SIGNED, cases, rewritten: 1, alone: { ...alone, rewritten: 1 } };
    expect(linesOf(reportWith({ may: 11, policies: [some] })).slice(1)).toEqual([
      'policy   refuses some signed images (11 of 14; 2 neither refused nor rewritten)',
    ]);
  });

  it('counts the same cases that its words are of', () => {
    const alone = { cases: 11, refused: 11, rewritten: 0 };
    expect(linesOf(reportWith({ may: 11, policies: [{ ...SIGNED, cases: 14, refused: 11, alone }] })).slice(1)).toEqual(
      ['policy   refuses all signed images (11 of 11)'],
    );
  });

  it('keeps its policies when the report is quiet, and says the same in colour', () => {
    const report = reportWith({ may: 6, policies: [SIGNED] });
    const quiet = text(report, { verbosity: 'quiet' });
    expect(quiet.split('\n')).toEqual([
      'policy   refuses all signed images (5 of 5)',
      'CONFORMANT  none of 2 rules failed · 3,152 of 3,152 cases',
      '',
    ]);
    const coloured = text(report, { verbosity: 'quiet', colour: 'ansi' });
    expect(coloured).toContain('\u001b[1mpolicy\u001b[0m');
    expect(coloured.replace(/\u001b\[[0-9;]*m/g, '')).toBe(quiet);
  });

  it('breaks to fit the width and keeps a share on one line', () => {
    expect(linesOf(reportWith({ must: 210, may: 1520, policies: [GROWTH] }), 57)).toEqual([
      'refused  1,730 of 3,152 cases: 210 had to be, 1,520 by',
      '         policy, 0 wrongly',
      'policy   refuses all images whose headers have to grow',
      '         (1,300 of 1,300)',
    ]);
  });

  it('is nothing when nothing was refused or when nobody counted', () => {
    expect(linesOf(reportWith({ policies: [{ ...SIGNED, refused: 0, rewritten: 6 }] }))).toEqual([]);
    expect(linesOf(reportWith(null))).toEqual([]);
  });

  it.each([
    ['of fewer than five cases', { ...SIGNED, alone: { cases: 4, refused: 4, rewritten: 0 } }],
    ['with a case that was not refused', { ...SIGNED, alone: { cases: 5, refused: 4, rewritten: 0 } }],
    ['with a case that was rewritten beside another reason', { ...SIGNED, refused: 5, rewritten: 1 }],
  ])('names no policy %s', (_, row) => {
    expect(text(reportWith({ may: 6, policies: [row] }))).not.toContain('refuses all');
  });

  it('names no policy of a subject that refuses everything', () => {
    const report = reportWith({ must: 210, may: 1526, wrong: 1416, policies: [GROWTH, SIGNED] });
    expect(linesOf(report)).toEqual(['refused  3,152 of 3,152 cases: 210 had to be, 1,526 by policy, 1,416 wrongly']);
  });
});
