// The page about sensitivity says what the list of equivalents says; what was measured is written by npm run sensitivity.
import { readFile, writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { measuredIn, renderPage } from '../sensitivity/page.ts';
import { ROOT } from './sources.ts';

const PAGE = `${ROOT}docs/sensitivity.md`;

describe('the page about sensitivity', () => {
  beforeAll(async () => {
    if (process.env['UPDATE_DOCS'] !== '1') return;
    await writeFile(PAGE, renderPage(measuredIn(await readFile(PAGE, 'utf8'))));
  });

  it('says what the list says; npm run docs rewrites it', async () => {
    const page = await readFile(PAGE, 'utf8');
    expect(page).toBe(renderPage(measuredIn(page)));
    expect(measuredIn(page)).not.toBe('');
  });
});
