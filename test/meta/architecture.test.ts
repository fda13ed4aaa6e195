// The layers hold: every import in the product is one that layers.js grants. ESLint reads the same table; this test
// also sees what a disabled lint rule would let through.
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LAYERS, layerOf } from '../../layers.js';
import { importsOf, sourcesIn } from './sources.ts';
import type { Import, Source } from './sources.ts';

const SOURCES = sourcesIn('src', 'generators', 'properties', 'reports');

/** What is wrong with one import of a file, or `undefined`. */
function objection(source: Source, { name, brings }: Import): string | undefined {
  const layer = layerOf(source.path);
  const granted = layer === undefined ? undefined : LAYERS[layer];
  if (layer === undefined || granted === undefined) return undefined;
  if (!name.startsWith('.')) {
    const allowed = granted.packages.some(
      (entry) => entry === name || (entry === 'node:*' && name.startsWith('node:')),
    );
    return allowed ? undefined : `${source.path} imports the package ${name}, which ${layer} may not use`;
  }
  const target = layerOf(posix.join(posix.dirname(source.path), name));
  if (target === layer || (target !== undefined && granted.imports.includes(target))) return undefined;
  if (target !== undefined && granted.types?.includes(target) === true) {
    return brings === 'types'
      ? undefined
      : `${source.path} imports code of ${name}, and ${layer} may use its types alone`;
  }
  return `${source.path} imports ${name}, which is in ${target ?? 'no layer'} and not granted to ${layer}`;
}

describe('layers', () => {
  it('lets every file of the product import only what its layer grants', () => {
    const objections = SOURCES.flatMap((source) => importsOf(source).map((each) => objection(source, each)));
    expect(objections.filter((text) => text !== undefined)).toEqual([]);
  });

  it('keeps every file of the product in a layer, but for the front door', () => {
    const strays = SOURCES.map(({ path }) => path).filter((path) => layerOf(path) === undefined);
    expect(strays).toEqual(['src/index.ts']);
  });

  it('sees a planted import across layers', () => {
    const planted: Source = {
      path: 'properties/image/planted.ts',
      text: "import { caseAt } from '../../generators/index.ts';",
    };
    expect(importsOf(planted).map((each) => objection(planted, each))).toEqual([
      'properties/image/planted.ts imports ../../generators/index.ts, which is in generators and not granted to properties',
    ]);
  });

  it('sees a planted package', () => {
    const planted: Source = { path: 'src/reader/planted.ts', text: "import { readFileSync } from 'node:fs';" };
    expect(importsOf(planted).map((each) => objection(planted, each))).toEqual([
      'src/reader/planted.ts imports the package node:fs, which src/reader may not use',
    ]);
  });

  it.each([
    ["import type { Coverage } from '../src/results/index.ts';", undefined],
    ["export type { Coverage } from '../src/results/index.ts';", undefined],
    ["import { hex } from '../src/results/index.ts';", 'code'],
    ["import { hex } from '../src/results/index.ts';\nimport type { Span } from '../src/results/index.ts';", 'code'],
    ["export { hex } from '../src/results/index.ts';", 'code'],
    ["import '../src/results/index.ts';", 'code'],
    ["const results = await import('../src/results/index.ts');", 'code'],
  ])('lets a layer take of some others their types and no code: %s', (text, found) => {
    const planted: Source = { path: 'generators/planted.ts', text };
    const objections = importsOf(planted).flatMap((each) => objection(planted, each) ?? []);
    expect(objections).toEqual(
      found === undefined
        ? []
        : ['generators/planted.ts imports code of ../src/results/index.ts, and generators may use its types alone'],
    );
  });

  it('keeps reader, rewriter and generators apart in both directions', () => {
    const parts = ['src/reader', 'src/rewriter', 'generators'];
    const links = parts.flatMap((part) => (LAYERS[part]?.imports ?? []).filter((other) => parts.includes(other)));
    expect(links).toEqual([]);
  });

  it('lets what all forms of a report share know none of them', () => {
    const shared: Readonly<Record<string, readonly string[]>> = {
      'reports/model': ['reports/words'],
      'reports/words': ['reports/model'],
      'reports/lines': ['reports/model', 'reports/words'],
    };
    const forms = SOURCES.flatMap((source) => {
      const folder = posix.dirname(source.path);
      const granted = shared[folder];
      if (granted === undefined) return [];
      return importsOf(source)
        .map(({ name }) => posix.join(folder, name))
        .filter((target) => target.startsWith('reports/') && ![folder, ...granted].includes(posix.dirname(target)))
        .map((target) => `${source.path} -> ${target}`);
    });
    expect(forms).toEqual([]);
  });

  it('is entered through the index of a layer from any other layer', () => {
    const inside = SOURCES.flatMap((source) =>
      importsOf(source)
        .filter(({ name }) => name.startsWith('.'))
        .map(({ name }) => posix.join(posix.dirname(source.path), name))
        .filter((target) => layerOf(target) !== layerOf(source.path) && !target.endsWith('/index.ts'))
        .map((target) => `${source.path} -> ${target}`),
    );
    expect(inside).toEqual([]);
  });
});
