// Pictures of report pages, to be looked at: each report that is named, as JSON, at two widths, in light and in dark.
//
//   npm run emit && node scripts/screenshots.js zbootkit-report/report.json
//
// It takes Chromium from the system and prints the folder of the pictures.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { parseDocument, renderAs } from '../dist/reports/index.js';

const WIDTHS = [1280, 390];
const SCHEMES = ['light', 'dark'];
/** Pictures of longer pages can hardly be looked at. */
const HEIGHT_MAX = 6000;

const paths = process.argv.slice(2);
if (paths.length === 0) {
  process.stderr.write('usage: node scripts/screenshots.js <report.json or page.html>...\n');
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), 'zbootkit-screenshots-'));
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
for (const [index, path] of paths.entries()) {
  const text = readFileSync(path, 'utf8');
  const name = `${index + 1}-${basename(path).replace(/\.[a-z]+$/, '')}`;
  const page = join(folder, `${name}.html`);
  writeFileSync(page, path.endsWith('.html') ? text : renderAs(parseDocument(text), 'html'));
  for (const width of WIDTHS) {
    for (const colorScheme of SCHEMES) {
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
      const tab = await context.newPage();
      await tab.goto(pathToFileURL(page).href);
      const height = Math.min(await tab.evaluate('document.documentElement.scrollHeight'), HEIGHT_MAX);
      const clip = { x: 0, y: 0, width, height };
      await tab.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`), clip, fullPage: true });
      await context.close();
    }
  }
}
await browser.close();
process.stdout.write(`${folder}\n`);
