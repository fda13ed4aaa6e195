/** The code of docs/library.md, and what the package says can be imported from it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './project.ts';

const PAGE = readFileSync(join(ROOT, 'docs', 'library.md'), 'utf8');

/** The code blocks of a language. */
const blocksIn = (language: string): readonly string[] =>
  [...PAGE.matchAll(/^```(\w+)\n(.*?)^```$/gms)].flatMap(([, found, text = '']) => (found === language ? [text] : []));

/** The files of the page, which their first lines name. */
export const PAGE_FILES = Object.fromEntries(
  blocksIn('ts').map((text) => [/^\/\/ (\S+\.ts)\n/.exec(text)?.[1] ?? 'a block without a name', text]),
);

/** A suite skips the rules that nothing was at stake of, because the rewriter refuses signed images. */
function statusesOf(name: string): readonly string[] {
  return ['conformance.test.ts', 'options.test.ts'].includes(name) ? ['passed', 'skipped'] : ['passed'];
}

/** The tests of the page, none of which fails, by the names of their files. */
export const PAGE_TESTS = Object.fromEntries(
  Object.keys(PAGE_FILES).flatMap((name) => (name.endsWith('.test.ts') ? [[name, statusesOf(name)] as const] : [])),
);

/** The calls of the program that the page shows, as arguments. */
export const PAGE_CALLS = blocksIn('sh').flatMap((text) =>
  [...text.matchAll(/^npx zbootkit (.*)$/gm)].map(([, call = '']) => call),
);

interface Manifest {
  readonly exports: Readonly<Record<string, unknown>>;
}

/** What can be imported from the package: every entry that is code. */
export const ENTRIES = Object.keys(
  (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest).exports,
).flatMap((path) => (path.endsWith('.json') ? [] : [`zbootkit${path.slice(1)}`]));
