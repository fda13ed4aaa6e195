// Rules about the project's own text that no compiler knows.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { VERSION } from '../../src/results/version.ts';
import { ROOT, sourcesIn } from './sources.ts';

const PRODUCT = sourcesIn('src', 'generators', 'properties', 'reports');
const TESTS = sourcesIn('test');

function read(path: string): string {
  return readFileSync(`${ROOT}${path}`, 'utf8');
}

/** Paths of the files whose text matches. */
function hits(sources: typeof PRODUCT, pattern: RegExp): readonly string[] {
  return sources.filter(({ text }) => pattern.test(text)).map(({ path }) => path);
}

describe('project', () => {
  it('has one version in the package and in the program', () => {
    expect((JSON.parse(read('package.json')) as { version: string }).version).toBe(VERSION);
  });

  it('describes its version in the change log', () => {
    expect(read('CHANGELOG.md')).toMatch(new RegExp(`^## (\\[${VERSION}\\]|Unreleased)`, 'm'));
  });

  it('takes no chance, clock or locale into the product but through its front door', () => {
    const pattern = /Math\.random|Date\.now\(|new Date\(\)|toLocale|localeCompare|Intl\./;
    expect(hits(PRODUCT, pattern)).toEqual(['src/cli/process.ts']);
  });

  it('has no skipped or focused test', () => {
    expect(hits(TESTS, /\b(it|test|describe)\.(skip|only|todo)\b|\.(skip|run)If\(/)).toEqual([]);
  });

  it('casts nothing to any, asserts no non-null and switches off no check in the product', () => {
    expect(hits(PRODUCT, /\bas any\b|:\s*any\b|@ts-|[\w)\]]!\.|eslint-disable/)).toEqual([]);
  });

  it('leaves no marker of unfinished work', () => {
    expect(hits(PRODUCT, /\b(TODO|FIXME|XXX|HACK)\b/)).toEqual([]);
  });

  it('keeps files short enough to hold one idea', () => {
    const long = PRODUCT.filter(({ text }) => text.split('\n').length > 300).map(({ path }) => path);
    expect(long).toEqual([]);
  });

  it('needs two packages at run time and none with an install script', () => {
    const manifest = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
    expect(Object.keys(manifest.dependencies).sort()).toEqual(['commander', 'fast-check']);
    expect(read('package-lock.json')).not.toContain('"hasInstallScript": true');
  });
});
