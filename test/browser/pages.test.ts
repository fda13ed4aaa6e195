// Report pages in Chromium: they load nothing, complain of nothing, and work by keyboard, on a telephone and in the dark.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDocument, renderAs, renderComparison } from '../../reports/index.ts';
import type { ReportDocument } from '../../reports/index.ts';
import { main } from '../../src/cli/main.ts';
import { CHROMIUM, unfold, useBrowser, violationsIn } from '../support/browser.ts';
import { fakeIo } from '../support/fake-io.ts';
import { KERNELS, KERNEL_FOLDER } from '../support/kernels.ts';
import { logWitness } from '../support/witness-log.ts';
import { APPENDED, SOUND, UNSOUND } from '../unit/reports/sample-check.ts';
import { manyFindings } from '../unit/reports/sample-large.ts';
import { COMPARED } from '../unit/reports/sample-comparison.ts';
import { CONFORMANT, FAILING, INCONCLUSIVE } from '../unit/reports/sample-report.ts';

const open = useBrowser();
const TOOL = { name: 'zbootkit', version: '9.9.9', sha256: null };
const check = (rows: Extract<ReportDocument, { kind: 'check' }>['findings']['rows']): ReportDocument => ({
  kind: 'check',
  findings: { tool: TOOL, rows, unjudged: [{ path: 'absent.efi', reason: 'there is no such file.' }] },
});
const html = (document: ReportDocument): (() => Promise<string>) => {
  return () => Promise.resolve(renderAs(document, 'html'));
};

interface Sample {
  readonly name: string;
  readonly make: () => Promise<string>;
  /** Whether all of it is looked at unfolded too; the largest takes minutes. */
  readonly size: 'usual' | 'large';
}

const SAMPLES: readonly Sample[] = [
  { name: 'a conformant subject', make: html({ kind: 'campaign', report: CONFORMANT }), size: 'usual' },
  { name: 'a nonconformant subject', make: html({ kind: 'campaign', report: FAILING }), size: 'usual' },
  { name: 'an inconclusive run', make: html({ kind: 'campaign', report: INCONCLUSIVE }), size: 'usual' },
  { name: 'a few images', make: html(check([UNSOUND, SOUND, APPENDED])), size: 'usual' },
  { name: 'a comparison', make: () => Promise.resolve(renderComparison(COMPARED, 'html')), size: 'usual' },
  { name: '5,000 findings', make: html(check(manyFindings(5000))), size: 'large' },
  ...KERNELS.slice(0, 1).map((name): Sample => {
    return { name: `the kernel ${name}`, make: () => kernelPage(name), size: 'usual' };
  }),
];

async function kernelPage(name: string): Promise<string> {
  const { io, out } = fakeIo();
  await main(['check', join(KERNEL_FOLDER, name), '--json'], io);
  return renderAs(parseDocument(out()), 'html');
}

if (KERNELS.length === 0) {
  it('a real kernel is NOT THERE, so no page of one is opened', () => {
    expect(KERNELS).toEqual([]);
  });
}

if (CHROMIUM === null) {
  it('chromium is NOT THERE, so no page is opened', () => {
    logWitness('report pages: chromium is absent, no page was opened');
    expect(CHROMIUM).toBeNull();
  });
} else {
  describe.each(SAMPLES)('the page of $name', ({ name, make, size }) => {
    it('loads nothing, and nothing is in the console', async () => {
      const done = await open(
        await make(),
        { width: 1280, colorScheme: 'light' },
        async ({ page, complaints, requests }) => {
          await page.emulateMedia({ media: 'print' });
          return { complaints, requests };
        },
      );
      expect(done).toEqual({ complaints: [], requests: [] });
      logWitness(`report pages: ${name} was opened in chromium`);
    });

    // The largest takes minutes, and looks like the others.
    const views = [{ width: 1280, colorScheme: 'light' } as const, { width: 390, colorScheme: 'dark' } as const];
    it.each(size === 'large' ? views.slice(0, 1) : views)(
      'breaks no rule of axe-core at $width pixels, $colorScheme',
      async (view) => {
        const said = await open(await make(), view, async ({ page }) => {
          const folded = await violationsIn(page);
          if (size === 'large') return folded;
          await unfold(page);
          return [...folded, ...(await violationsIn(page))];
        });
        expect(said).toEqual([]);
      },
    );

    it('is not wider than a telephone, folded or not', async () => {
      const widths = await open(await make(), { width: 390, colorScheme: 'light' }, async ({ page }) => {
        const folded = await page.evaluate('document.documentElement.scrollWidth');
        if (size === 'usual') await unfold(page);
        return [folded, await page.evaluate('document.documentElement.scrollWidth')];
      });
      expect(widths).toEqual([390, 390]);
    });

    it('folds and unfolds by keyboard', async () => {
      const states = await open(await make(), { width: 1280, colorScheme: 'light' }, async ({ page }) => {
        const isOpen = (): Promise<unknown> => page.evaluate('document.activeElement.parentElement.open');
        // From the last link before the first part that folds, so that the way there is by Tab.
        await page.evaluate(
          '{ const fold = document.querySelector("summary"); const before = [...document.querySelectorAll("a, [tabindex]")].filter((each) => each.compareDocumentPosition(fold) & 4).at(-1); before.focus(); }',
        );
        await page.keyboard.press('Tab');
        const first = await isOpen();
        await page.keyboard.press('Enter');
        const second = await isOpen();
        await page.keyboard.press('Space');
        return [first === second, first === (await isOpen())];
      });
      expect(states).toEqual([false, true]);
    });
  });
}
