import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll } from 'vitest';
import { installed } from './project.ts';

// The types of both packages want those of a browser, which would stand in the way of those of Node everywhere.
const load = createRequire(import.meta.url);
const { chromium } = load('playwright-core') as Playwright;
const axeSource = readFileSync(load.resolve('axe-core'), 'utf8');

/** What is used of playwright-core. */
interface Playwright {
  readonly chromium: {
    launch(options: { readonly executablePath: string; readonly args: readonly string[] }): Promise<Browser>;
  };
}

interface Browser {
  newContext(options: object): Promise<{ newPage(): Promise<Page>; close(): Promise<void> }>;
  close(): Promise<void>;
}

/** A page of a browser. */
export interface Page {
  on(event: 'console', listener: (message: { text(): string }) => void): void;
  on(event: 'pageerror', listener: (error: Error) => void): void;
  on(event: 'request', listener: (request: { url(): string }) => void): void;
  goto(address: string, options: { readonly waitUntil: 'load' }): Promise<unknown>;
  evaluate(expression: string): Promise<unknown>;
  emulateMedia(options: { readonly media: 'print' | 'screen' }): Promise<void>;
  readonly keyboard: { press(key: string): Promise<void> };
}

/** Chromium as the system has it, or `null`. */
export const CHROMIUM = installed('chromium') ?? installed('chromium-browser');

/** How a page is looked at. */
export interface View {
  readonly width: number;
  readonly colorScheme: 'light' | 'dark';
}

/** A page that is open in a browser, and what it did beside being shown. */
export interface Opened {
  readonly page: Page;
  /** What the page wrote to the console, and mistakes that it made. */
  readonly complaints: readonly string[];
  /** Everything that it asked for but itself. */
  readonly requests: readonly string[];
}

/** Gives the tests of a file a browser; the returned function opens a page in it and closes it after its use. */
export function useBrowser(): <T>(html: string, view: View, use: (opened: Opened) => Promise<T>) => Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'zbootkit-browser-'));
  let browser: Browser | null = null;
  beforeAll(async () => {
    if (CHROMIUM === null) return;
    // Its sandbox wants another user than root, and pages of ours are all that it opens.
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return async (html, { width, colorScheme }, use) => {
    if (browser === null) throw new Error('there is no browser');
    const path = join(folder, 'page.html');
    writeFileSync(path, html);
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
    try {
      const page = await context.newPage();
      const [complaints, requests]: [string[], string[]] = [[], []];
      const address = pathToFileURL(path).href;
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('request', (request) => {
        if (request.url() !== address) requests.push(request.url());
      });
      await page.goto(address, { waitUntil: 'load' });
      return await use({ page, complaints, requests });
    } finally {
      await context.close();
    }
  };
}

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

/** What axe-core has against a page, each with the first place where it is so. */
export async function violationsIn(page: Page): Promise<readonly string[]> {
  await page.evaluate(axeSource);
  const { violations } = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as AxeResult;
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200) ?? ''} (${nodes.length})`);
}

/** Unfolds whatever folds. */
export async function unfold(page: Page): Promise<void> {
  await page.evaluate('document.querySelectorAll("details").forEach((each) => { each.open = true; })');
}
