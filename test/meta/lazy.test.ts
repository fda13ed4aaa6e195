// A command loads what it needs and no more: append starts in a tenth of a second because of it.
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { layerOf } from '../../layers.js';
import { importsOf, sourcesIn } from './sources.ts';

const SOURCES = new Map(sourcesIn('src', 'generators', 'properties', 'reports').map((source) => [source.path, source]));

/** Every file and package that loading some files brings with it. */
function closure(...entries: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>(entries);
  for (const path of seen) {
    const source = SOURCES.get(path);
    if (source === undefined) continue;
    for (const { name, brings } of importsOf(source)) {
      if (brings !== 'code') continue;
      seen.add(name.startsWith('.') ? posix.join(posix.dirname(path), name) : name);
    }
  }
  return seen;
}

/** The layers and packages among them. */
function partsOf(loaded: ReadonlySet<string>): readonly string[] {
  const parts = [...loaded].map((name) => layerOf(name) ?? name).filter((part) => !part.startsWith('node:'));
  return [...new Set(parts)].sort();
}

describe('what a command loads', () => {
  it('is the command line alone before a command is known', () => {
    expect(partsOf(closure('src/cli/bin.ts', 'src/cli/process.ts'))).toEqual([
      'commander',
      'src/cli',
      'src/files',
      'src/page',
      'src/results',
    ]);
  });

  it('is for append no more than the rewriter, its files and a few words', () => {
    const loaded = closure('src/cli/bin.ts', 'src/cli/process.ts', 'src/cli/commands/append.ts');
    expect(partsOf(loaded)).toEqual(['commander', 'src/cli', 'src/files', 'src/page', 'src/results', 'src/rewriter']);
  });

  it('is for report the forms, and nothing that runs or judges', () => {
    const loaded = closure('src/cli/bin.ts', 'src/cli/process.ts', 'src/cli/commands/report.ts');
    expect(partsOf(loaded)).toEqual(['commander', 'reports', 'src/cli', 'src/files', 'src/page', 'src/results']);
  });

  it('is for compare the same', () => {
    const loaded = closure('src/cli/bin.ts', 'src/cli/process.ts', 'src/cli/commands/compare.ts');
    expect(partsOf(loaded)).toEqual(['commander', 'reports', 'src/cli', 'src/files', 'src/page', 'src/results']);
  });

  it('is for check the reader, the rules and the page, and nothing that makes images', () => {
    const loaded = closure('src/cli/bin.ts', 'src/cli/process.ts', 'src/cli/commands/check.ts');
    expect(partsOf(loaded)).toEqual([
      'commander',
      'properties',
      'reports',
      'src/cli',
      'src/decoders',
      'src/files',
      'src/judging',
      'src/lost-payload',
      'src/page',
      'src/reader',
      'src/results',
    ]);
  });

  it('is for inspect the reader and what there is to say of an image, without a renderer', () => {
    const loaded = closure('src/cli/bin.ts', 'src/cli/process.ts', 'src/cli/commands/inspect.ts');
    expect(partsOf(loaded)).toEqual([
      'commander',
      'src/cli',
      'src/files',
      'src/inspection',
      'src/page',
      'src/reader',
      'src/results',
    ]);
    expect([...loaded].filter((path) => /^src\/inspection\/(?:json|svg|text)\//.test(path))).toEqual([]);
  });

  it('is for explain the catalogue, and nothing that makes images', () => {
    const loaded = partsOf(closure('src/cli/bin.ts', 'src/cli/process.ts', 'src/cli/commands/explain.ts'));
    expect(loaded).toEqual(expect.arrayContaining(['properties', 'src/explanation']));
    expect(loaded).not.toContain('generators');
    expect(loaded).not.toContain('fast-check');
  });

  it('is for verify the campaign and fast-check too, so that this test can tell', () => {
    const loaded = partsOf(closure('src/cli/bin.ts', 'src/cli/process.ts', 'src/cli/commands/verify.ts'));
    expect(loaded).toEqual(expect.arrayContaining(['fast-check', 'generators', 'properties', 'src/campaign']));
  });
});
