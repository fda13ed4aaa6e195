// No file of the product needs itself: what imports go round in a circle is one idea in several files, and what runs
// first depends on who asks. Types are gone when it runs and do not count.
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importsOf, sourcesIn } from './sources.ts';
import type { Source } from './sources.ts';

/** The circles among some files, each named once by its files in the order of the imports. */
function circlesIn(sources: readonly Source[]): readonly string[] {
  const needs = new Map(sources.map((source) => [source.path, filesNeededBy(source)]));
  const circles: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, way: readonly string[]): void => {
    const start = way.indexOf(path);
    if (start !== -1) circles.push([...way.slice(start), path].join(' -> '));
    if (start !== -1 || done.has(path)) return;
    for (const needed of needs.get(path) ?? []) visit(needed, [...way, path]);
    done.add(path);
  };
  for (const path of needs.keys()) visit(path, []);
  return circles;
}

function filesNeededBy(source: Source): readonly string[] {
  return importsOf(source)
    .filter(({ name, brings }) => name.startsWith('.') && brings !== 'types')
    .map(({ name }) => posix.join(posix.dirname(source.path), name));
}

describe('imports', () => {
  it('never go round in a circle', () => {
    expect(circlesIn(sourcesIn('src', 'generators', 'properties', 'reports'))).toEqual([]);
  });

  it('are seen to when they do', () => {
    const planted: readonly Source[] = [
      { path: 'src/a.ts', text: "import { b } from './b/b.ts';\nimport type { C } from './c.ts';" },
      { path: 'src/b/b.ts', text: "export { c } from '../c.ts';" },
      { path: 'src/c.ts', text: "import type { A } from './a.ts';\nconst b = await import('./b/b.ts');" },
    ];
    expect(circlesIn(planted)).toEqual(['src/b/b.ts -> src/c.ts -> src/b/b.ts']);
  });
});
