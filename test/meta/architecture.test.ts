// The layers hold: every import in the product is one that layers.js grants. ESLint reads the same table; this test
// also sees what a disabled lint rule would let through.
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LAYERS, layerOf } from '../../layers.js';
import { importsOf, sourcesIn } from './sources.ts';
import type { Source } from './sources.ts';

const SOURCES = sourcesIn('src', 'generators', 'properties', 'reports');

/** What is wrong with one import of a file, or `undefined`. */
function objection(source: Source, name: string): string | undefined {
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
  return `${source.path} imports ${name}, which is in ${target ?? 'no layer'} and not granted to ${layer}`;
}

describe('layers', () => {
  it('lets every file of the product import only what its layer grants', () => {
    const objections = SOURCES.flatMap((source) => importsOf(source).map((name) => objection(source, name)));
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
    expect(importsOf(planted).map((name) => objection(planted, name))).toEqual([
      'properties/image/planted.ts imports ../../generators/index.ts, which is in generators and not granted to properties',
    ]);
  });

  it('sees a planted package', () => {
    const planted: Source = { path: 'src/reader/planted.ts', text: "import { readFileSync } from 'node:fs';" };
    expect(importsOf(planted).map((name) => objection(planted, name))).toEqual([
      'src/reader/planted.ts imports the package node:fs, which src/reader may not use',
    ]);
  });

  it('keeps reader, rewriter and generators apart in both directions', () => {
    const parts = ['src/reader', 'src/rewriter', 'generators'];
    const links = parts.flatMap((part) => (LAYERS[part]?.imports ?? []).filter((other) => parts.includes(other)));
    expect(links).toEqual([]);
  });

  it('is entered through the index of a layer from any other layer', () => {
    const inside = SOURCES.flatMap((source) =>
      importsOf(source)
        .filter((name) => name.startsWith('.'))
        .map((name) => posix.join(posix.dirname(source.path), name))
        .filter((target) => layerOf(target) !== layerOf(source.path) && !target.endsWith('/index.ts'))
        .map((target) => `${source.path} -> ${target}`),
    );
    expect(inside).toEqual([]);
  });
});
