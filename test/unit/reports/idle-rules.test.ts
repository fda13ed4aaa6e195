// A rule that nothing could have broken stands in one group, and in the same one in every form of a report.
import { describe, expect, it } from 'vitest';
import { renderAs, renderText } from '../../../reports/index.ts';
import { ruleRow } from './rule-row.ts';
import { CONFORMANT } from './sample-report.ts';

const idle = { passed: 0, withoutOutput: 0 } as const;
const vacuousReasons = [{ reason: 'there are none', count: 4 }];

const REPORT = {
  ...CONFORMANT,
  outcome: 'inconclusive',
  rules: [
    ruleRow({}),
    ruleRow({ ...idle, id: 'PR-NOT-001' }),
    ruleRow({ ...idle, id: 'PR-NOT-002', level: 'warning', withoutOutput: 9, withheld: 9 }),
    ruleRow({ ...idle, id: 'PR-VAC-001', vacuous: 4, vacuousReasons }),
    ruleRow({ ...idle, id: 'PR-VAC-002', vacuous: 4, vacuousReasons, level: 'warning' }),
    ruleRow({
      ...idle,
      id: 'PR-VAC-003',
      vacuous: 4,
      vacuousReasons: [{ reason: 'no table', count: 4 }],
      level: 'info',
    }),
    ruleRow({ ...idle, id: 'PR-HELD-001', vacuous: 4, vacuousReasons, withoutOutput: 2, withheld: 2 }),
  ],
} as const;

const text = renderText(REPORT, { width: Infinity });
const markdown = renderAs({ kind: 'campaign', report: REPORT }, 'markdown');
const html = renderAs({ kind: 'campaign', report: REPORT }, 'html');
const annotations = renderAs({ kind: 'campaign', report: REPORT }, 'annotations');

/** The ids that follow a heading, up to the next empty line. */
function idsBelow(page: string, heading: string): readonly string[] {
  const [, below = ''] = page.split(heading);
  return below.split('\n\n')[0]?.match(/PR-[A-Z]+-\d{3}/g) ?? [];
}

describe('rules that nothing could have broken', () => {
  const groups = [
    ['Not exercised: 2 rules, 1 of level error', ['PR-NOT-001', 'PR-NOT-002']],
    ['Vacuous, with nothing at stake: 3 rules, 1 of level error', ['PR-VAC-001', 'PR-VAC-002', 'PR-VAC-003']],
    ['Withheld by refusals: 1 rule, 1 of level error', ['PR-HELD-001']],
  ] as const;

  it.each(groups)('stand in the text under: %s', (heading, ids) => {
    expect(idsBelow(text, `${heading}\n`)).toEqual(ids);
  });

  it.each(groups)('stand in Markdown under: %s', (heading, ids) => {
    expect(idsBelow(markdown, `## ${heading}\n\n`)).toEqual(ids);
  });

  it('have the status in the list of all rules by which they are grouped', () => {
    const rows = Array.from(markdown.matchAll(/^\| \S+ ([a-z ]+) \| (PR-\S+) \|/gm), ([, word, id]) => `${id} ${word}`);
    expect(rows).toEqual([
      'PR-NOT-001 not exercised',
      'PR-NOT-002 not exercised',
      'PR-VAC-001 vacuous',
      'PR-VAC-002 vacuous',
      'PR-VAC-003 vacuous',
      'PR-HELD-001 withheld by refusals',
    ]);
  });

  it('are counted as the lists have them', () => {
    const counts = '1 rule held · 2 not exercised · 3 vacuous · 1 withheld by refusals · ';
    expect(text).toContain(counts);
    expect(markdown).toContain(counts);
    for (const link of ['2 rules not exercised', '3 rules vacuous', '1 rule withheld by refusals']) {
      expect(html).toContain(`>${link}</a>`);
    }
  });

  it('are not said to lack every image for a few that were refused', () => {
    expect(html).toContain(': the subject refused images that could have broken it, and no output could.');
    expect(html).not.toContain('refused every image');
  });

  it('say in the verdict what of level error leaves the run open, under the same words', () => {
    const why = '1 rule of level error not exercised, 1 vacuous';
    expect(text).toContain(`INCONCLUSIVE  none of 7 rules failed · ${why} · `);
    expect(annotations).toContain(`${why}::Not exercised: PR-NOT-001. Vacuous: PR-VAC-001.`.replace(', ', '%2C '));
  });

  it('are not said to be out of the reach of all cases where the subject refused the images', () => {
    expect(html).not.toContain('no case reached what');
    expect(html).toContain(
      'no output that was judged has what they look at; the subject refused images that have it for 1 of them.',
    );
  });
});
