/** The code of docs/library.md, compiled against the packed package and run in a project of its own. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { byEffort, outOf } from '../support/effort.ts';
import { ENTRIES, PAGE_FILES, PAGE_TESTS } from '../support/library-page.ts';
import {
  FULL,
  compilePage,
  layOutPage,
  makePageFixtures,
  pagePair,
  runPrograms,
  sharedFolder,
  testStatuses,
} from '../support/library-project.ts';
import { ROOT } from '../support/project.ts';
import { pack } from '../support/temp-project.ts';
import type { Compiled } from '../support/library-project.ts';
import type { Ended } from '../support/temp-project.ts';

/** A rewriter that crashes where it should refuse, and names a payload that starts a byte too early. */
const WRONG = `
import { appendSections } from 'zbootkit/rewriter';

export function append(image, request) {
  const { kind, bytes } = appendSections(image, [request]);
  if (kind === 'refused') throw new Error('refused');
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  view.setUint32(8, view.getUint32(8, true) - 1, true);
  return bytes;
}
`;

const folder = sharedFolder();
/**
 * The project that has a newer fast-check than the package. One that has the same asks less of types, as our own code
 * does in every file, and so it is laid out with the full suite only.
 */
const NEWER = folder.at('newer');
const SAME = folder.at('same');

/** Tests that run whole campaigns, as those of the entry for vitest do; they are left out when it has to be quick. */
const CAMPAIGNS = ['conformance.test.ts', 'options.test.ts'];
const TRIED = Object.fromEntries(Object.entries(PAGE_TESTS).filter(([name]) => FULL || !CAMPAIGNS.includes(name)));

/** The ways to find types; when it has to be quick, the one that Node itself has. */
const MODULES = byEffort<readonly ('nodenext' | 'bundler')[]>({ quick: ['nodenext'], full: ['nodenext', 'bundler'] });

/** How each of them did. */
let compiled: Readonly<Record<string, Compiled>> = {};
/** How the programs of the page ended, by what each call shows. */
let ended: Readonly<Record<string, Ended>> = {};

beforeAll(async () => {
  const tarball = await pack(folder.at());
  layOutPage(NEWER, tarball, 'fast-check-newer');
  if (FULL) layOutPage(SAME, tarball);
  const builds = await Promise.all(
    MODULES.map(async (setting) => [setting, await compilePage(NEWER, setting)] as const),
  );
  compiled = Object.fromEntries(builds);
  await makePageFixtures(NEWER);
  ended = await runPrograms(NEWER, process.execPath);
});

afterAll(() => {
  folder.remove();
});

function versionOf(...parts: readonly string[]): string {
  const text = readFileSync(join(...parts, 'node_modules', 'fast-check', 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** NumberOfSections of an image on disk. */
function imageSections(path: string): number {
  const bytes = readFileSync(path);
  return bytes.readUInt16LE(bytes.readUInt32LE(0x3c) + 6);
}

describe('the page about the library', () => {
  it('names the file of every piece of code', () => {
    expect(Object.keys(PAGE_FILES)).toEqual([
      'my-rewriter.ts',
      'conformance.test.ts',
      'options.test.ts',
      'properties.test.ts',
      'hostile-cases.test.ts',
      'fixtures.test.ts',
      'make-fixtures.ts',
      'read.ts',
      'judge.ts',
      'judge-append.ts',
      'inspect.ts',
      'extract.ts',
      'explain.ts',
      'append-parts.ts',
      'campaign.ts',
      'shared.ts',
      'replay.ts',
    ]);
  });

  it('names every entry of the package, as the readme does', () => {
    for (const page of ['docs/library.md', 'README.md']) {
      const text = readFileSync(join(ROOT, page), 'utf8');
      expect(ENTRIES.filter((name) => !new RegExp(`^\\| \\[?\`${name}\``, 'm').test(text))).toEqual([]);
    }
  });

  it.each(MODULES)('compiles in strict mode with %s', (setting) => {
    expect(compiled[setting]).toMatchObject({ status: 0, output: '' });
    expect(compiled[setting]?.built).toEqual(compiled['nodenext']?.built);
  });

  it('meets another version of fast-check than the one that the package draws with', () => {
    expect(versionOf(NEWER, 'node_modules', 'zbootkit')).toBe(versionOf(ROOT));
    expect(versionOf(NEWER)).not.toBe(versionOf(ROOT));
  });

  if (FULL) {
    it.each(['nodenext', 'bundler'] as const)('compiles with %s where both share one fast-check', async (setting) => {
      expect(versionOf(SAME)).toBe(versionOf(ROOT));
      expect(existsSync(join(SAME, 'node_modules', 'zbootkit', 'node_modules'))).toBe(false);
      expect(await compilePage(SAME, setting)).toEqual({ ...compiled[setting], status: 0 });
    });
  }
});

describe('the tests of the page', () => {
  it(`pass a right rewriter, ${outOf(Object.keys(TRIED), Object.keys(PAGE_TESTS))}`, async () => {
    expect(await testStatuses(NEWER, process.execPath, ...Object.keys(TRIED))).toEqual(TRIED);
  });

  it.each(FULL ? ['a wrong rewriter'] : [])('each fail %s, with an image that shrank', async () => {
    const right = readFileSync(join(NEWER, 'my-rewriter.ts'));
    writeFileSync(join(NEWER, 'my-rewriter.ts'), WRONG);
    const found = await testStatuses(NEWER, process.execPath, ...Object.keys(TRIED));
    writeFileSync(join(NEWER, 'my-rewriter.ts'), right);
    const failing = Object.keys(found).filter((name) => found[name]?.includes('failed') === true);
    expect(failing.sort()).toEqual(Object.keys(TRIED).sort());
    const results = readFileSync(join(NEWER, 'results.json'), 'utf8');
    expect(results).toMatch(/Counterexample: \[zbootCase\(machine=\w+ sections=\.text:code:0:0 /);
    expect(results).toMatch(/Shrunk [1-9]\d* time/);
  });
});

describe('the programs of the page', () => {
  it.each([
    ['read', 0, /^The payload has \d+ bytes from \d+ on\.\n$/],
    ['judge', 0, /:\s+sound\s+in\s+profile\s+zboot: /],
    ['judge in JSON', 0, /^\{\n {2}"schema": "urn:zbootkit:check:v1",/],
    ['judge what is no image', 1, /^FAIL {2}PE-DOS-001 /],
    ['judge an append', 0, /:\s+sound\s+in\s+profile\s+zboot: /],
    ['inspect', 0, /^gzip payload, \d+ sections\n.*\nRegions of the file /s],
    ['extract', 0, /^\d+ bytes -> \d+ bytes\n$/],
    ['make fixtures', 0, /^5 images, 5 contents to append, \d outputs\n$/],
    ['explain', 0, /^PE-LAM-003 va-adjacent is of level \w+ to shim\..*\d rules on sections are errors to shim\.\n$/s],
    ['append', 0, /^NumberOfSections: \d+ -> \d+\n/],
    ['append nothing', 1, /^empty-content: /],
    ['mix arbitraries', 0, /^2 5\n$/],
    ['a campaign on a function', 0, /^(IN)?CONCLUSIVE|^CONFORMANT/],
    ['a campaign in shares', 0, /^INCONCLUSIVE|^CONFORMANT/],
    [
      'a campaign on a command',
      1,
      /^NONCONFORMANT .*\n(?:1|hostile)-\d+-PR-[A-Z]+-\d+ is the smallest case of its rule\.\n$/ms,
    ],
  ])('%s', (what, status, said) => {
    expect(ended[what]).toEqual({ status, output: expect.stringMatching(said) as unknown });
  });

  it('replay what the campaign on the command left, and find the function right', () => {
    const lines = ended['replay its cases on a function']?.output.split('\n') ?? [];
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines.slice(0, -1)) expect(line).toMatch(/^PR-[A-Z]+-\d+ fixed in (?:1|hostile)-\d+-PR-/);
  });

  it('load every entry but that of vitest, with require as well as with import', () => {
    const names = ENTRIES.filter((name) => name !== 'zbootkit/vitest').map((name) => `${name}\n`);
    expect(ended['load every entry']).toEqual({ status: 0, output: names.join('') });
  });

  it('leave what they are to write', () => {
    const pair = join(NEWER, pagePair(NEWER));
    expect(imageSections(join(NEWER, 'new.efi'))).toBe(imageSections(`${pair}.efi`) + 2);
    expect(readFileSync(join(NEWER, 'Image')).length).toBeGreaterThan(0);
    expect(readFileSync(join(NEWER, 'layout.svg'), 'utf8')).toMatch(/^<svg /);
    const layout = JSON.parse(readFileSync(join(NEWER, 'layout.json'), 'utf8')) as unknown;
    expect(layout).toMatchObject({ schema: 'urn:zbootkit:inspect:v1' });
    const report = JSON.parse(readFileSync(join(NEWER, 'report', 'report.json'), 'utf8')) as unknown;
    expect(report).toMatchObject({ schema: 'urn:zbootkit:report:v1', outcome: 'nonconformant' });
  });
});
