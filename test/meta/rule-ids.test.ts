// Ids of rules are permanent, and whoever writes one means a rule.
import { readFileSync, readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { RULES } from '../../properties/index.ts';
import { ROOT, sourcesIn } from './sources.ts';
import type { Source } from './sources.ts';

/** Every id that was ever given, with the rule's name. */
const GIVEN = `${ROOT}test/golden/rule-ids.txt`;

const CATALOGUE = RULES.map(({ id, name }) => `${id} ${name}`);

async function given(): Promise<readonly string[]> {
  return (await readFile(GIVEN, 'utf8')).split('\n').filter((line) => line !== '');
}

/** The given ids and those that are new, in the order of the catalogue; what is gone stays, for the test to name. */
function withNewIds(old: readonly string[]): readonly string[] {
  const known = new Set(old.map((line) => line.split(' ')[0]));
  const added = RULES.filter(({ id }) => !known.has(id)).map(({ id, name }) => `${id} ${name}`);
  const place = (line: string): number => CATALOGUE.indexOf(line);
  return [...old, ...added].toSorted((a, b) => place(a) - place(b));
}

/** Where rules are made up and misspelt on purpose. */
const FREE = /^test\/(?:unit|cli|e2e|isolated|meta)\//;

/** The texts in which ids stand: sources, data and pages. */
function texts(): readonly Source[] {
  const read = (path: string): Source => ({ path, text: readFileSync(`${ROOT}${path}`, 'utf8') });
  const filesIn = (folder: string, extension: string): readonly string[] =>
    readdirSync(`${ROOT}${folder}`)
      .filter((name) => name.endsWith(extension))
      .map((name) => `${folder}/${name}`);
  const pages = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...filesIn('docs', '.md')];
  return [
    ...sourcesIn('src', 'generators', 'properties', 'reports', 'test').filter(({ path }) => !FREE.test(path)),
    ...[...pages, ...filesIn('generators/hostile/cases', '.json')].map(read),
  ];
}

/** The ids in some texts that no rule has, each with its file. */
function unknownIds(sources: readonly Source[]): readonly string[] {
  const known = new Set<string>(RULES.map(({ id }) => id));
  return sources.flatMap(({ path, text }) =>
    [...text.matchAll(/\b(?:P[A-Z]-[A-Z]+|ZB)-\d{3}\b/g)]
      .filter(([id]) => !known.has(id))
      .map(([id]) => `${path}: ${id}`),
  );
}

describe('the ids that were given', () => {
  beforeAll(async () => {
    if (process.env['UPDATE_DOCS'] === '1') await writeFile(GIVEN, `${withNewIds(await given()).join('\n')}\n`);
  });

  it('are all of the catalogue; npm run docs adds those that are new', async () => {
    const old = await given();
    expect(CATALOGUE.filter((line) => !old.includes(line))).toEqual([]);
  });

  it('are none that was taken away or given to another rule', async () => {
    expect((await given()).filter((line) => !CATALOGUE.includes(line))).toEqual([]);
  });
});

describe('ids', () => {
  it('are those of rules wherever they stand', () => {
    expect(unknownIds(texts())).toEqual([]);
  });

  it('are found when they are misspelt', () => {
    const planted = {
      path: 'properties/planted.ts',
      text: "const MUST_HOLD = ['PE-SEC-014', 'PE-SEC-099', 'ZB-100'];",
    };
    expect(unknownIds([planted])).toEqual(['properties/planted.ts: PE-SEC-099', 'properties/planted.ts: ZB-100']);
  });
});
