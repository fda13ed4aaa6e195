/** Goal: the public table says what the reports beside it say, and every mistake in it has a case that `replay` takes. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { publishedPage, summaryTable } from '../../scripts/publish/page.js';
import { FOLDER, readPublished } from '../../scripts/publish/published.js';
import { SUBJECTS } from '../../scripts/publish/subjects.js';
import { readCaseFolder } from '../../src/campaign/index.ts';
import { parseReport } from '../../reports/index.ts';
import { ROOT } from './sources.ts';

const ALL = readPublished();
/** The most bytes of it all, a page of each report among them; whoever clones the project has them. */
const SIZE_LIMIT = 0xc0_0000;

const FILES = readdirSync(FOLDER, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(FOLDER, join(entry.parentPath, entry.name)));

const read = (path: string): string => readFileSync(join(FOLDER, path), 'utf8');

/** A table without the spaces that make its columns even. */
const cellsOf = (text: string): readonly string[] =>
  text
    .trim()
    .split('\n')
    .filter((line) => !/^[|\s-]+$/.test(line))
    .map((line) => line.replace(/\s*\|\s*/g, '|'));

describe('the published reports', () => {
  it('are those of every tool of the table, in its order', () => {
    expect(ALL.map(({ entry }) => entry.id)).toEqual(SUBJECTS.map(({ id }) => id));
  });

  it('make the page beside them, and the table of the readme', () => {
    expect(read('README.md')).toBe(publishedPage(ALL));
    const [, between = ''] = readFileSync(join(ROOT, 'README.md'), 'utf8').split(/<!-- \/?published -->/);
    expect(cellsOf(between)).toEqual(cellsOf(summaryTable(ALL)));
  });

  it('name no place of the machine that they were made on', () => {
    const texts = FILES.filter((path) => /\.(json|md|html)$/.test(path));
    const naming = texts.filter((path) =>
      /(?<![\w.~/-])\/(?:home|root|tmp|var\/tmp|work|Users|builds?)\//.test(read(path)),
    );
    expect(naming).toEqual([]);
  });

  it('stay small, and out of the package', () => {
    const size = FILES.reduce((sum, path) => sum + readFileSync(join(FOLDER, path)).length, 0);
    expect(size).toBeLessThan(SIZE_LIMIT);
    const { files } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { files: readonly string[] };
    expect(files.filter((entry) => `${entry}/`.startsWith('reports/published/') || entry === 'reports')).toEqual([]);
  });

  describe.each(ALL.map((each) => [each.entry.id, each] as const))('of %s', (id, { entry, cases }) => {
    const report = parseReport(read(join(id, 'report.json')));

    it('can be read, and is of the tool as the table calls it', () => {
      expect(report.subject.command).toEqual(entry.command);
      expect(entry.command?.[0] ?? '').not.toContain('/');
    });

    it('has a case of each mistake that can be run again', () => {
      const stored = cases.map((name) => readCaseFolder(join(FOLDER, id, 'cases', name)));
      const rulesOf = new Set(stored.flatMap(({ rules }) => rules));
      expect(report.defects.filter(({ rule }) => !rulesOf.has(rule))).toEqual([]);
      for (const each of stored) {
        const row = report.cases.find((known) => known.id === each.id);
        expect(row?.replay).toContain(` reports/published/${id}/cases/${each.id}`);
        expect(row?.replay.includes(' --harness ')).toBe(entry.isHarness);
        expect(each.command).toEqual(report.subject.command);
      }
    });
  });
});

describe('the page of what goes upstream', () => {
  const text = existsSync(join(FOLDER, 'upstream.md')) ? read('upstream.md') : '';
  const named = [...new Set([...text.matchAll(/upstream\/[\w.-]+/g)].map(([path]) => path))];

  it('names cases that can be run again, and all that are there', () => {
    expect(named.map((path) => readCaseFolder(join(FOLDER, path)).id.length > 0)).toEqual(named.map(() => true));
    expect(named.map((path) => path.replace('upstream/', '')).sort()).toEqual(
      readdirSync(join(FOLDER, 'upstream')).sort(),
    );
  });
});
