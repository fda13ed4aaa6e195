// The Markdown form: what it says and in which order, and that no text of a document makes markup of it.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderAs } from '../../../reports/index.ts';
import type { ReportDocument } from '../../../reports/index.ts';
import { code, prose } from '../../../reports/markdown/markup.ts';
import { counted } from '../../../src/page/index.ts';
import { effort } from '../../support/effort.ts';
import { CHECKED, FILLED } from '../../support/filled-reports.ts';
import { markdownHtml as html, markdownStructure as structure } from '../../support/markdown-page.ts';
import { oddReport, withTexts } from '../../support/odd-reports.ts';
import { oddText } from '../../support/odd-text.ts';
import { UNSOUND } from './sample-check.ts';
import { CONFORMANT, FAILING, INCONCLUSIVE, UNJUDGED } from './sample-report.ts';

const campaign = (report: typeof FAILING): ReportDocument => ({ kind: 'campaign', report });
const markdown = (document: ReportDocument): string => renderAs(document, 'markdown');

/** Text of which Markdown makes something. */
const markup: fc.Arbitrary<string> = fc
  .array(
    fc.constantFrom(
      ...[
        '# a',
        '- a',
        '+ a',
        '* a',
        '1. a',
        '1) a',
        '> a',
        '***',
        '---',
        '===',
        '```',
        '~~~',
        '`a`',
        '``',
        '|',
        '| a |',
      ],
      ...['*a*', '**a**', '_a_', '__a__', '~~a~~', '[a](b)', '![a](b)', '[a]: b', '[^1]', '[ ] a', '<b>', '</details>'],
      ...[
        '<!-- a',
        '[a][b]',
        '![a][b]',
        '[x] a',
        '[a]',
        'a_b_c',
        '_',
        '__',
        'ftp://a.b',
        '://',
        'http:',
        '-->',
        '<https://a.b>',
        'https://a.b',
        'www.a.b',
        'WWW.a.b',
        'mailto:a@b.c',
        'a@b.c',
        '@a',
        '&lt;',
        '&#42;',
      ],
      ...[
        '\\',
        '\\*',
        '$a$',
        '$$',
        '    a',
        '\t',
        '\n',
        '\n\n',
        'a',
        ' ',
        '<script>alert(1)</script>',
        '"',
        ':',
        '{',
        '!',
      ],
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((pieces) => pieces.join(''));

describe('markdown', () => {
  it.each([
    ['report-failing.md', campaign(FAILING)],
    ['report-conformant.md', campaign(CONFORMANT)],
    ['check.md', CHECKED],
  ] as const)('equals the golden file %s', async (name, document) => {
    await expect(markdown(document)).toMatchFileSnapshot(`../../golden/${name}`);
  });

  it('tells the verdict first, then what was asked, the defects, what was refused, what was not exercised and the coverage', () => {
    const page = markdown(campaign({ ...FAILING, rules: [...FAILING.rules, ...INCONCLUSIVE.rules.slice(1, 2)] }));
    const places = [
      '# NONCONFORMANT',
      '## What was asked',
      '## Against the baseline',
      '## Defects',
      'zbootkit replay',
      'that it breaks too',
      '## Answers and refusals',
      '## Vacuous, with nothing at stake',
      'Results of',
      'Coverage',
    ].map((part) => page.indexOf(part));
    expect(places.includes(-1)).toBe(false);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it('has the digest and the size of an image, as the page has', () => {
    const sha256 = 'c3'.repeat(32);
    const findings = { tool: FAILING.tool, rows: [{ ...UNSOUND, sha256 }], unjudged: [] };
    const page = markdown({ kind: 'check', findings });
    const size = UNSOUND.layouts.after?.fileSize ?? 0;
    expect(page).toContain(`- **SHA-256:** \`${sha256}\`\n- **Size:** ${counted(size, 'byte')}`);
    const untaken = { ...findings, rows: [{ ...UNSOUND, sha256: null, layouts: { before: null, after: null } }] };
    expect(markdown({ kind: 'check', findings: untaken })).toContain('- **SHA-256:** not taken\n\n');
  });

  it('has marks around the bytes at fault', () => {
    expect(markdown(campaign(FAILING))).toContain('7a 69 6d 67[00 10 00 00]00 02');
  });

  it('never says of what was not tried that it held', () => {
    const page = markdown(campaign(INCONCLUSIVE));
    expect(page).toContain('| ◌ withheld by refusals | PE-SIG-005 |');
    expect(page).toContain('| ∅ vacuous | PE-SIG-004 |');
    expect(page).not.toMatch(/✓ held \| PE-(SIG|RES)/);
    expect(markdown(campaign(UNJUDGED))).toContain('ZB-011');
  });

  it('counts what was planned and not run', () => {
    const cut = { ...FAILING, run: { ...FAILING.run, executed: 1500 } };
    expect(markdown(campaign(cut))).toContain('**Not run:** 500 cases that were planned');
  });
});

describe('text in Markdown', () => {
  it('shows what it says and makes nothing', () => {
    fc.assert(
      fc.property(fc.oneof(markup, oddText), (text) => {
        expect(structure(prose(text)).filter((tag) => !['<p>', '</p>', '<!-- -->'].includes(tag))).toEqual([]);
        const [cell, between] = [`| a |\n| --- |\n| ${prose(text)} |`, `| a |\n| --- |\n| ${code(text)} |`];
        const tags = structure('| a |\n| --- |\n| b |');
        expect(structure(cell).filter((tag) => tag !== '<!-- -->')).toEqual(tags);
        expect(structure(between).filter((tag) => !/^<!|code/.test(tag))).toEqual(tags);
      }),
      { numRuns: effort(6000) },
    );
  });

  it('says the same once it is shown', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[!-~]([ -~]{0,30}[!-~])?$/), (text) => {
        const said = html(prose(text))
          .replace(/<!-- -->|<\/?p>/g, '')
          .replaceAll('&lt;', '<')
          .replaceAll('&gt;', '>')
          .replaceAll('&quot;', '"')
          .replaceAll('&amp;', '&');
        expect(said.trim()).toBe(text.replace(/ +/g, ' '));
      }),
      { numRuns: effort(6000) },
    );
  });

  it('makes no structure of a whole page, whatever every text of a document says', () => {
    const plain = FILLED.map((document) => [document, structure(markdown(withTexts(document, () => 'word')))] as const);
    const tags = (page: string): readonly string[] => structure(page).filter((tag) => !/^<!|^<\/?code>$/.test(tag));
    fc.assert(
      fc.property(fc.constantFrom(...plain), markup, ([document], text) => {
        const chosen = new Map<string, number>();
        const numbered =
          (word: string) =>
          (each: string): string => {
            const number = chosen.get(each) ?? chosen.size;
            chosen.set(each, number);
            return `${word}${number}`;
          };
        const odd = tags(markdown(withTexts(document, numbered(text))));
        expect(odd).toEqual(tags(markdown(withTexts(document, numbered('word')))));
      }),
      { numRuns: effort(240) },
    );
  });

  it('bounds every text, and gives the same bytes for the same document', () => {
    fc.assert(
      fc.property(oddReport, (document) => {
        const page = markdown(document);
        expect(page).toBe(markdown(document));
        expect(page.length).toBeLessThan(400_000);
        expect(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\ud800-\udfff]/u.test(page)).toBe(false);
      }),
      { numRuns: effort(240) },
    );
  });
});
