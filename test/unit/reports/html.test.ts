// A page is one file of well-formed markup that loads nothing, whatever stands in the report that it is made from.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderAs } from '../../../reports/index.ts';
import type { ReportDocument } from '../../../reports/index.ts';
import type { CheckedFile, Report } from '../../../src/results/index.ts';
import { STATUSES } from '../../../reports/model/status.ts';
import { withTexts } from '../../support/document-texts.ts';
import { effort } from '../../support/effort.ts';
import { pageFaults, readPage } from '../../support/html-page.ts';
import { oddText } from '../../support/odd-text.ts';
import { APPENDED, SOUND, UNSOUND, UNSOUND_TWICE } from './sample-check.ts';
import { manyFindings } from './sample-large.ts';
import { CONFORMANT, FAILING, SAMPLES } from './sample-report.ts';

const TOOL = { name: 'zbootkit', version: '9.9.9', sha256: null };
const UNJUDGED = [{ path: 'absent.efi', reason: 'there is no such file.' }];

const campaign = (report: Report): ReportDocument => ({ kind: 'campaign', report });
const check = (rows: readonly CheckedFile[], unjudged = UNJUDGED): ReportDocument => ({
  kind: 'check',
  findings: { tool: TOOL, rows, unjudged },
});

const DOCUMENTS: readonly ReportDocument[] = [
  ...SAMPLES.map(campaign),
  check([UNSOUND], []),
  check([SOUND], []),
  check([APPENDED], []),
  check(UNSOUND_TWICE, []),
  check([UNSOUND, SOUND, APPENDED]),
  check([]),
];

const page = (document: ReportDocument): string => renderAs(document, 'html');
/** A page without its style, which says nothing of the report. */
const bare = (document: ReportDocument): string => page(document).replace(/<style>[^]*<\/style>/, '<style></style>');
/** The same with a line break before each element that begins one, for whoever reads the golden files. */
const lines = (document: ReportDocument): string =>
  bare(document).replace(/(?=<(?:section|h[1-4]|p|li|tr|svg|rect|figure|details|div)\b)/g, '\n');

const wordsOf = (html: string): string =>
  html
    .replace(/^[^]*<body>/, '')
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<');

describe('a report as HTML', () => {
  it.each([
    ['failing', campaign(FAILING)],
    ['check', check([UNSOUND], [])],
    ['check-append', check([APPENDED], [])],
  ])('of the sample %s equals the golden file', async (name, document) => {
    await expect(lines(document)).toMatchFileSnapshot(`../../golden/html-${name}.txt`);
  });

  it.each(DOCUMENTS)('is well formed, has each id once and loads nothing', (document) => {
    expect(pageFaults(page(document))).toEqual([]);
  });

  it('is the same for the same document', () => {
    expect(page(campaign(FAILING))).toBe(page(structuredClone(campaign(FAILING))));
  });

  it('forbids by its policy whatever is not in the file', () => {
    const { elements } = readPage(page(campaign(FAILING)));
    const policy = elements.find(({ attributes }) => attributes['http-equiv'] === 'Content-Security-Policy');
    expect(policy?.attributes['content']).toMatch(/^default-src 'none'; style-src [^;]+; img-src data:;/);
    expect(elements.findIndex((each) => each === policy)).toBeLessThan(
      elements.findIndex(({ name }) => name === 'style'),
    );
    expect(elements.filter(({ name }) => ['script', 'link', 'img', 'iframe'].includes(name))).toEqual([]);
  });

  it.each(DOCUMENTS)('says its language and its title, and has landmarks and headings in their order', (document) => {
    const { elements } = readPage(page(document));
    const names = elements.map(({ name }) => name);
    expect(elements[0]?.attributes['lang']).toBe('en');
    expect(elements.find(({ name }) => name === 'title')?.text).toContain('zbootkit');
    for (const landmark of ['header', 'main', 'footer', 'h1'])
      expect(names.filter((name) => name === landmark)).toHaveLength(1);
    const levels = names.filter((name) => /^h[1-6]$/.test(name)).map((name) => Number(name.slice(1)));
    const jumps = levels.filter((level, index) => index > 0 && level > (levels[index - 1] ?? 0) + 1);
    expect(jumps).toEqual([]);
    const tables = names.filter((name) => name === 'table').length;
    expect(names.filter((name) => name === 'caption')).toHaveLength(tables);
    expect(elements.filter(({ name, attributes }) => name === 'th' && attributes['scope'] === undefined)).toEqual([]);
  });

  it('lets every part that scrolls be reached by keyboard, and names it', () => {
    const { elements } = readPage(page(campaign(FAILING)));
    const scrolling = elements.filter(({ attributes }) => attributes['class'] === 'scroll');
    expect(scrolling.length).toBeGreaterThan(3);
    for (const { attributes } of scrolling) {
      expect(attributes).toMatchObject({ tabindex: '0', role: 'group' });
      expect(attributes['aria-labelledby']).toMatch(/./);
    }
  });

  it.each([
    [
      '<script>alert(1)</script>',
      '</style><script>x</script>',
      ']]>',
      '" onload="x',
      '\u202eevil',
      '\ud800',
      '\u0000\u001b[2J',
      'javascript:x',
    ],
  ])('shows hostile texts as texts', (...texts) => {
    for (const text of texts) {
      for (const document of DOCUMENTS) {
        const html = page(withTexts(document, () => text));
        expect(pageFaults(html)).toEqual([]);
        expect(html).not.toMatch(
          /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\ud800-\udbff](?![\udc00-\udfff])/,
        );
      }
    }
  });

  it('is well formed with any text in any place', () => {
    const documents = fc.constantFrom(...DOCUMENTS);
    fc.assert(
      fc.property(documents, fc.array(oddText, { minLength: 1, maxLength: 5 }), (document, texts) => {
        let count = 0;
        const odd = withTexts(document, () => texts[count++ % texts.length] ?? '');
        expect(pageFaults(page(odd))).toEqual([]);
      }),
      { numRuns: effort(600) },
    );
  });

  it('stays short with a megabyte in every place', () => {
    const text = '<é>'.repeat(350_000);
    const html = page(withTexts(campaign(FAILING), () => text));
    expect(html.length).toBeLessThan(400_000);
    expect(pageFaults(html)).toEqual([]);
  });
});

describe('the page of a campaign', () => {
  it('tells the verdict, then what was not tried, then defects, then the rest', () => {
    const said = wordsOf(page(campaign(FAILING)));
    const places = [
      'NONCONFORMANT, not as known',
      'What was asked, and what was not tried',
      '3 rules of the profile were left out of this run.',
      'Make the payload offset in the zboot header point to where the payload now is.',
      'kexec-tools 2.0.29 finds no kernel there.',
      'zbootkit replay zbootkit-report/cases/1-37-PR-ZB-003',
      'No known repair fixes this',
      'refuses all signed images',
      'there is no room for another section header',
      'All rules',
      'Coverage',
    ].map((text) => said.lastIndexOf(text));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places).not.toContain(-1);
  });

  it('leads to each rule of a defect by its id', () => {
    const ids = readPage(page(campaign(FAILING))).elements.map(({ attributes }) => attributes['id']);
    expect(ids).toEqual(expect.arrayContaining(['PR-ZB-003', 'PR-KEEP-007', 'defect-1', 'defect-2']));
  });

  it('says whose findings it shows where the rule has another defect too', () => {
    const [first, ...others] = FAILING.defects;
    if (first === undefined) throw new Error('the sample has no defect');
    const defects = [{ ...first, caseId: '1-112-PR-KEEP-002' }, ...others];
    const said = wordsOf(page(campaign({ ...FAILING, defects })));
    expect(said).toContain('The rule has another defect too; these findings are those of cases/1-37-PR-ZB-003.');
    expect(said.match(/cases\/1-112-PR-KEEP-002 -- objcopy/g)).toHaveLength(2);
  });

  it('leads from the row of a rule to where its bytes are', () => {
    expect(page(campaign(FAILING))).toContain('<a href="#PR-KEEP-007"><code>PR-KEEP-007</code></a>');
  });

  it('gives nothing but what held the look of what is good', () => {
    const good = /class="badge good"><span aria-hidden="true">✓<\/span> (\w+)</g;
    for (const document of DOCUMENTS.slice(0, 4)) {
      expect(new Set([...page(document).matchAll(good)].map(([, word]) => word))).toEqual(new Set(['held']));
    }
    const tones = Object.values(STATUSES).filter(({ tone }) => tone === 'good');
    expect(tones).toHaveLength(1);
  });

  it('calls a vacuous rule and one that was not exercised by their words', () => {
    const said = wordsOf(page(campaign(FAILING)));
    expect(said).toContain('∅ vacuous 2 rules');
    expect(said).toContain('◌ withheld by refusals 1 rule');
  });

  it('says what a sound run did not try', () => {
    expect(wordsOf(page(campaign(CONFORMANT)))).toContain(
      'No case was asked of these sets: extremes, foreign, hostile.',
    );
  });
});

describe('the page of a check', () => {
  it('tells of one image its verdict, digest, layout, findings and what was not verified, in this order', () => {
    const said = wordsOf(page(check([UNSOUND], [])));
    const places = [
      'broken.efi',
      '1 error, 1 warning',
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      'section table [0x148, 0x1c0)',
      'sections[1].pointerToRawData: expected a multiple of 0x200 (512), found 0x3f0 (1,008).',
      '[00 f0 03 00]',
      'EDK2 2022.11 loads it, and the last section wins.',
      'there are no certificates',
    ].map((text) => said.indexOf(text));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places).not.toContain(-1);
  });

  it('names the files that could not be judged before those that were', () => {
    const said = wordsOf(page(check([SOUND])));
    expect(said.indexOf('absent.efi: there is no such file.')).toBeGreaterThan(0);
    expect(said.indexOf('absent.efi')).toBeLessThan(said.indexOf('SHA-256'));
  });

  it('has the look of the gravest verdict of many images, and none that is good where one could not be judged', () => {
    const toneOf = (rows: readonly CheckedFile[], unjudged: typeof UNJUDGED): string | undefined =>
      /class="verdict (\w+)"/.exec(page(check(rows, unjudged)))?.[1];
    const warned = { ...UNSOUND, results: UNSOUND.results.filter(({ id }) => id === 'PE-SEC-031') };
    expect(toneOf([SOUND, SOUND], [])).toBe('good');
    expect(toneOf([SOUND, warned], [])).toBe('warn');
    expect(toneOf([SOUND, SOUND], UNJUDGED)).toBe('open');
    expect(toneOf([SOUND, UNSOUND], UNJUDGED)).toBe('bad');
    expect(toneOf([], [])).toBe('open');
  });

  it('marks bytes with brackets and not with colour alone', () => {
    const marks = [...page(check([UNSOUND], [])).matchAll(/<mark>([^<]*)<\/mark>/g)].map(([, text]) => text);
    expect(marks).toEqual(['[00 f0 03 00]']);
  });

  it('has 5,000 findings in less than 3 MB, and says what was cut', () => {
    const html = page(check(manyFindings(5000), []));
    expect(Buffer.byteLength(html)).toBeLessThan(3_000_000);
    expect(pageFaults(html)).toEqual([]);
    const all = [...html.matchAll(/<details class="rule|<div class="brief/g)].length;
    const missing = Number(/and ([\d,]+) findings? not at all/.exec(html)?.[1]?.replace(',', '') ?? 0);
    expect(all + missing).toBe(5000);
    expect(all).toBeGreaterThan(3300);
    expect(wordsOf(html)).toMatch(
      /Cut: this page shows [\d,]+ findings without their bytes.*The JSON form has them all\./,
    );
  });

  it('has the gravest of 5,000 images in less than 3 MB, and says how many more there are', () => {
    const rows = Array.from({ length: 5000 }, (_, index) => ({
      ...(index % 10 === 0 ? UNSOUND : SOUND),
      path: `images/${'x'.repeat(200)}/${index}.efi`,
    }));
    const html = page(check(rows, []));
    expect(Buffer.byteLength(html)).toBeLessThan(3_000_000);
    expect(wordsOf(html)).toContain('500 with errors, 4,500 without');
    expect(wordsOf(html)).toContain('Cut: 4,700 images without a place here: this page has the gravest 300.');
    expect(html).toContain('/2990.efi');
    expect(html).not.toContain('/2991.efi');
  });

  it('has the profile that says the worst in its heading', () => {
    const graver = {
      ...UNSOUND,
      profile: 'shim',
      results: UNSOUND.results.map((rule) => ({ ...rule, level: 'error' as const })),
    };
    const title = /<title>([^<]*)<\/title>/.exec(page(check([UNSOUND, graver], [])))?.[1];
    expect(title).toMatch(/ errors in shim: /);
  });
});
