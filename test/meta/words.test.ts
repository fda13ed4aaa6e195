// What people read is English that a native reader does not stumble over: these phrases do not come back.
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ROOT, sourcesIn } from './sources.ts';
import { stumblesIn } from './words/finder.ts';
import { STUMBLING } from './words/phrases.ts';
import { textsOfCode, textsOfProse } from './words/texts.ts';

const FOLDERS = ['src', 'reports', 'properties', 'generators'];
const PAGES = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'bench/README.md',
  'examples/README.md',
  ...readdirSync(`${ROOT}docs`)
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** What is found in a text, as if a file held it. */
function saidIn(kind: 'code' | 'prose', text: string): readonly string[] {
  const source = { path: 'made-up', text };
  const texts = kind === 'code' ? textsOfCode(source) : textsOfProse(source);
  return stumblesIn(texts, STUMBLING).map(({ line, said }) => `${line}: ${said}`);
}

describe('the words that people read', () => {
  it.each(FOLDERS)('have none of the phrases of the list in the texts of %s', (folder) => {
    const found = stumblesIn(sourcesIn(folder).flatMap(textsOfCode), STUMBLING);
    expect(found.map(({ path, line, said }) => `${path}:${line}: ${said}`)).toEqual([]);
  });

  it.each(PAGES)('have none of them in %s', (path) => {
    const found = stumblesIn(textsOfProse({ path, text: readFileSync(`${ROOT}${path}`, 'utf8') }), STUMBLING);
    expect(found.map(({ line, said }) => `${path}:${line}: ${said}`)).toEqual([]);
  });
});

describe('the finder', () => {
  it('finds a phrase in a string, a template and a sum, and says what is wanted instead', () => {
    const code = [
      "const a = 'the data lies behind the table';",
      'const b = `${a}: it is no image; name another`;',
      "const c = 'nothing is done, for ' + 'it is signed';",
    ].join('\n');
    expect(saidIn('code', code)).toEqual([
      '1: "behind the table" instead of "after": the data lies behind the table',
      '1: "data lies behind" instead of "is in", "is at": the data lies behind the table',
      '2: "is no image" instead of "is not a …": …: it is no image; name another',
      '3: ", for it is" instead of "because" or a colon: nothing is done, for it is signed',
    ]);
  });

  it('finds a phrase in a text inside of a template', () => {
    expect(saidIn('code', "const a = `${b ? 'felt by x' : ''} ${c}`;")).toHaveLength(1);
  });

  it('finds a phrase that a line of a page breaks', () => {
    expect(saidIn('prose', 'A first paragraph.\n\nThe header goes in\nfront of the data.\n')).toEqual([
      '3: "in front of" instead of "before": The header goes in front of the data.',
    ]);
  });

  it('takes nothing from names of modules, types and comments', () => {
    const code = "import { a } from './in front of.ts';\n// It is no image.\ntype A = 'felt by';\nconst a: A = b();\n";
    expect(saidIn('code', code)).toEqual([]);
  });

  it('takes what is right as right', () => {
    const right = [
      'the mistake behind 60 failed rules',
      'there is no image',
      'it has no room for a header',
      'an example, for each rule',
      'the section after the table is not an image',
    ];
    expect(right.flatMap((text) => saidIn('prose', text))).toEqual([]);
  });
});
