// Reports side by side on the command line: any forms, a file or standard output, and nothing but reports of campaigns.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COMPARISON_FORMATS, renderComparison, renderFindingsJson, renderJson } from '../../reports/index.ts';
import { COMPARISON_FORMAT_NAMES } from '../../src/cli/options.ts';
import { run } from '../support/fake-io.ts';
import { useTempFolder } from '../support/temp-folder.ts';
import { SOUND } from '../unit/reports/sample-check.ts';
import { NEWER, OLDER } from '../unit/reports/sample-comparison.ts';

const place = useTempFolder();

function saved(name: string, text: string): string {
  writeFileSync(place(name), text);
  return place(name);
}

describe('compare', () => {
  it('knows the formats that there are', () => {
    expect(COMPARISON_FORMAT_NAMES).toEqual(COMPARISON_FORMATS);
  });

  it.each(COMPARISON_FORMATS)('writes %s to standard output and to a file alike', async (format) => {
    const paths = [saved('a.json', renderJson(OLDER)), saved('b.json', renderJson(NEWER))];
    const printed = await run(['compare', ...paths, '--format', format]);
    const written = await run(['compare', ...paths, '--format', format, '--output', place('deep/out')]);
    expect([printed.code, written.code, written.out]).toEqual([0, 0, '']);
    expect(printed.out).toBe(renderComparison([OLDER, NEWER], format));
    expect(readFileSync(place('deep/out'), 'utf8')).toBe(printed.out);
  });

  it('takes folders for the reports in them', async () => {
    for (const name of ['old', 'new']) mkdirSync(place(name));
    saved('old/report.json', renderJson(OLDER));
    saved('new/report.json', renderJson(NEWER));
    const { out } = await run(['compare', place('old'), place('new'), '--format', 'json']);
    expect(out).toBe(renderComparison([OLDER, NEWER], 'json'));
  });

  it.each([
    ['a single report', () => [saved('a.json', renderJson(OLDER))], 'at least two reports'],
    [
      'what check said',
      () => [saved('a.json', renderJson(OLDER)), saved('c.json', renderFindingsJson([SOUND]))],
      'output of check',
    ],
    [
      'a file that is not there',
      () => [saved('a.json', renderJson(OLDER)), place('absent.json')],
      'there is no such file',
    ],
    ['standard input twice', () => ['-', '-'], 'standard input is one report'],
  ])('refuses %s', async (_, paths, said) => {
    const { code, out, err } = await run(['compare', ...paths()]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(said);
    expect(err.trim().split('\n')).toHaveLength(1);
  });

  it('does not write over a report that it reads', async () => {
    const paths = [saved('a.json', renderJson(OLDER)), saved('b.json', renderJson(NEWER))];
    const { code, err } = await run(['compare', ...paths, '--output', place('b.json')]);
    expect([code, readFileSync(place('b.json'), 'utf8')]).toEqual([2, renderJson(NEWER)]);
    expect(err).toContain('would replace a report');
  });
});
