/** The code of docs/library.md as the project of somebody who has installed the packed package. */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadFixtures } from '../../src/fixtures/format/index.ts';
import { byEffort } from './effort.ts';
import { ENTRIES, PAGE_CALLS, PAGE_FILES } from './library-page.ts';
import { makeProject, runIn, runVitest } from './temp-project.ts';
import type { Ended } from './temp-project.ts';

/** Whatever an entry leads to, TypeScript checks, be it named by an example or not. */
const ALL_ENTRIES = ENTRIES.map((name, index) => `export * as entry${index} from '${name}';\n`).join('');

/** Entries that load outside of vitest, as modules and with `require`. */
const LOADED = JSON.stringify(ENTRIES.filter((name) => name !== 'zbootkit/vitest'));
const LOADING = `
const names = ${LOADED};
for (const name of names) {
  const [required, imported] = [require(name), import(name)];
  imported.then((namespace) => {
    if (namespace !== required && !Object.keys(namespace).every((key) => namespace[key] === required[key])) {
      throw new Error(name + ' is not one module');
    }
    console.log(name);
  });
}
`;

/** Whether everything is tried that takes minutes. */
export const FULL = byEffort({ quick: false, full: true });

/** The ways in which TypeScript finds the types of a package. */
const MODULE_SETTINGS = {
  nodenext: { module: 'nodenext' },
  bundler: { module: 'esnext', moduleResolution: 'bundler' },
} as const;

const STRICT = {
  target: 'es2023',
  lib: ['es2023'],
  types: ['node'],
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
  rootDir: '.',
};

const SETTINGS = Object.fromEntries(
  Object.entries(MODULE_SETTINGS).map(([name, setting]) => {
    const compilerOptions = { ...STRICT, ...setting, outDir: join('built', name) };
    return [`tsconfig.${name}.json`, JSON.stringify({ compilerOptions, include: ['*.ts'] })] as const;
  }),
);

/** Arbitraries of both copies of fast-check in one another, which the page does not show and people do. */
const MIXED = `
import fc from 'fast-check';
import { hostileImage, kernelPlan, zbootCase, zbootPlan } from 'zbootkit/generators';
import type { HostileImage, PortableArbitrary, ZbootCase } from 'zbootkit/generators';

const images: fc.Arbitrary<Uint8Array> = zbootCase().map(({ image }) => image).filter(({ length }) => length > 0);
const places: fc.Arbitrary<[number, Uint8Array]> = zbootCase().chain(({ image }) =>
  fc.tuple(fc.nat(image.length), fc.constant(image)),
);
const either: fc.Arbitrary<ZbootCase | HostileImage> = fc.oneof(zbootCase(), hostileImage());
const records = fc.record({ one: zbootCase(), other: fc.option(images), plan: fc.oneof(zbootPlan(), kernelPlan('sbat')) });
const large: PortableArbitrary<ZbootCase> = zbootCase().filter(({ plan }) => plan.sections.length > 1);
const drawn: ZbootCase[] = fc.sample(large, { seed: 1, numRuns: 2 });
// @ts-expect-error a case has no such property
fc.property(zbootCase(), ({ imag }) => imag);

fc.assert(
  fc.property(places, either, records, ([place, image], { request }, { one }) => {
    const names: string[] = [request.name, one.request.name];
    return place <= image.length && names.length === drawn.length;
  }),
  { seed: 1, numRuns: 50 },
);
await fc.assert(fc.asyncProperty(images, async ({ length }) => { await Promise.resolve(length); }), { numRuns: 5 });
const found = fc.check(fc.property(large, fc.nat(), ({ plan }, n) => plan.sections.length < 2 || n < 5), { seed: 1 });
console.log(found.counterexample?.[0].plan.sections.length, found.counterexample?.[1]);
`;

/** Lays the project out. */
export function layOutPage(folder: string, tarball: string, fastCheck?: string): void {
  makeProject(folder, {
    packages: ['vitest', 'typescript', '@types/node'],
    files: {
      ...PAGE_FILES,
      'all-entries.ts': ALL_ENTRIES,
      'mixed.ts': MIXED,
      'loading.cjs': LOADING,
      'empty.bin': '',
      ...SETTINGS,
    },
    tarball,
    ...(fastCheck === undefined ? {} : { fastCheck }),
  });
}

/** How the compiler ended, and by their names the texts that came of it. */
export interface Compiled extends Ended {
  readonly built: Readonly<Record<string, string>>;
}

/** Compiles the project in one of the settings. */
export async function compilePage(folder: string, setting: keyof typeof MODULE_SETTINGS): Promise<Compiled> {
  const tsc = join('node_modules', 'typescript', 'bin', 'tsc');
  const ended = await runIn(folder, [process.execPath, tsc, '-p', `tsconfig.${setting}.json`]);
  const names = readdirSync(join(folder, 'built', setting)).sort();
  const texts = names.map((name) => [name, readFileSync(join(folder, 'built', setting, name), 'utf8')]);
  return { ...ended, built: Object.fromEntries(texts) as Readonly<Record<string, string>> };
}

/** Makes the folder that the page has the program make. */
export async function makePageFixtures(folder: string): Promise<void> {
  const program = join('node_modules', 'zbootkit', 'dist', 'src', 'cli', 'bin.js');
  for (const call of PAGE_CALLS) {
    const { status, output } = await runIn(folder, [process.execPath, program, ...call.split(' '), '--quiet']);
    if (status !== 0) throw new Error(`zbootkit ${call} ended with ${status}: ${output}`);
  }
}

/** A pair of the folder that the programs can do everything with: its relative path without endings. */
export function pagePair(folder: string): string {
  const found = loadFixtures(join(folder, 'fixtures')).find(
    ({ answer, expect, request, validity }) =>
      validity === 'valid' &&
      answer?.kind === 'rewritten' &&
      expect?.compressionType === 'gzip' &&
      request?.name === '.bpf' &&
      request.characteristics === 0x40000040,
  );
  if (found === undefined) throw new Error('the page makes no folder with such a pair');
  return join('fixtures', found.name);
}

/** How the programs of the page are called, by what each call shows. */
export function pageCalls(pair: string): Readonly<Record<string, readonly [string, ...string[]]>> {
  const image = `${pair}.efi`;
  return {
    read: ['read.js', image],
    judge: ['judge.js', image],
    'judge in JSON': ['judge.js', image, 'json'],
    'judge what is no image': ['judge.js', 'package.json'],
    'judge an append': ['judge-append.js', image, `${pair}.section.bin`, `${pair}.out.efi`],
    inspect: ['inspect.js', image],
    extract: ['extract.js', image, 'Image'],
    explain: ['explain.js', 'pe-lam-3', 'payload-bytes'],
    'make fixtures': ['make-fixtures.js'],
    'append nothing': ['append-parts.js', image, 'none.efi', 'empty.bin'],
    append: ['append-parts.js', image, 'new.efi', `${pair}.section.bin`, 'package.json'],
    'a campaign on a function': ['campaign.js'],
    'a campaign in shares': ['shared.js'],
    'a campaign on a command': ['campaign.js', 'cp', '{in}', '{out}', '{section}'],
    'replay its cases on a function': ['replay.js'],
    'mix arbitraries': ['mixed.js'],
    'load every entry': [join('..', '..', 'loading.cjs')],
  };
}

/** Runs the programs of the page as they were compiled. */
export async function runPrograms(folder: string, node: string): Promise<Readonly<Record<string, Ended>>> {
  const ended: [string, Ended][] = [];
  for (const [what, [program, ...argv]] of Object.entries(pageCalls(pagePair(folder)))) {
    ended.push([what, await runIn(folder, [node, join('built', 'nodenext', program), ...argv])]);
  }
  return Object.fromEntries(ended);
}

/** The statuses of all tests of each file of the page, sorted and each once. */
export async function testStatuses(
  folder: string,
  node: string,
  ...files: readonly string[]
): Promise<Readonly<Record<string, readonly string[]>>> {
  const reporter = ['--reporter=json', '--outputFile=results.json'];
  const { output } = await runVitest(folder, node, '--exclude=built', ...reporter, ...files);
  if (output.includes('No test suite found')) throw new Error(output);
  const { testResults } = JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8')) as {
    readonly testResults: readonly { name: string; assertionResults: readonly { status: string }[] }[];
  };
  return Object.fromEntries(
    testResults.map(({ name, assertionResults }) => [
      name.slice(name.lastIndexOf('/') + 1),
      [...new Set(assertionResults.map(({ status }) => status))].sort(),
    ]),
  );
}

/** A folder for all tests of a file, and its removal. */
export function sharedFolder(): { readonly at: (...parts: readonly string[]) => string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'zbootkit-test-'));
  return {
    at: (...parts) => join(folder, ...parts),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
