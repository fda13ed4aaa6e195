/** Goal: who has the package alone can follow every link of the pages in it. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './sources.ts';

const { files } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as { files: readonly string[] };
/** npm packs these whatever the list says. */
const ALWAYS = ['README.md', 'LICENSE', 'package.json'];

function isPacked(path: string): boolean {
  return [...files, ...ALWAYS].some((entry) => path === entry || path.startsWith(`${entry}/`));
}

const PAGES = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync(`${ROOT}docs`).map((name) => `docs/${name}`),
];

describe.each(PAGES)('%s', (page) => {
  const text = readFileSync(`${ROOT}${page}`, 'utf8');
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  const paths = links
    .filter((target) => !/^[a-z]+:|^#/.test(target))
    .map((target) => posix.join(posix.dirname(page), target.replace(/#.*$/, '')).replace(/\/$/, ''));

  it('is in the package itself', () => {
    expect(isPacked(page)).toBe(true);
  });

  it(`leads by its ${paths.length} links to what is there and in the package`, () => {
    expect(paths.filter((path) => !existsSync(`${ROOT}${path}`) || !isPacked(path))).toEqual([]);
  });
});
