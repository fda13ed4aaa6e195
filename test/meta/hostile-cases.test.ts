// The hostile cases are data: they have the form that their schema says, and the page about them says what they say.
import { readFileSync, readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { HOSTILE_CASES, HOSTILE_GROUPS, hostileCaseImage } from '../../generators/index.ts';
import { IMAGE_RULES, RULES } from '../../properties/index.ts';
import { ROOT } from '../support/project.ts';
import { schemaAt, withValue } from '../support/schema.ts';
import { renderPage } from './hostile-cases-page.ts';

const FOLDER = join(ROOT, 'generators/hostile/cases');
const FILES = readdirSync(FOLDER).map((name) => {
  const text = readFileSync(join(FOLDER, name), 'utf8');
  return { name, document: JSON.parse(text) as object };
});
const { schema, validate } = schemaAt('generators/hostile/schema/hostile-cases-v1.schema.json');
const VARIANTS = HOSTILE_CASES.flatMap(({ variants }) => variants);
/** The catalogue as rules are listed in it. */
const ORDER: readonly string[] = RULES.map(({ id }) => id);
/** First and last number of each group; numbers between groups are free for later cases. */
const NUMBERS = [
  [1, 19],
  [20, 28],
  [30, 37],
  [40, 59],
  [60, 65],
  [70, 102],
  [110, 128],
  [140, 151],
] as const;
const PAGE = new URL('../../docs/hostile-cases.md', import.meta.url);

describe('the data of hostile cases', () => {
  it.each(FILES.map(({ name, document }) => [name, document] as const))(
    'has in %s the form of its schema',
    (_, file) => {
      validate(file);
      expect(validate.errors ?? []).toEqual([]);
    },
  );

  it.each([
    ['title', ''],
    ['cases', []],
    ['cases.0.id', 'H-1'],
    ['cases.0.why', undefined],
    ['cases.0.colour', 'red'],
    ['cases.0.loaders.edk2', 'maybe'],
    ['cases.0.loaders.shim', undefined],
    ['cases.0.variants', []],
    ['cases.0.variants.0.id', 'H-001A'],
    ['cases.0.variants.0.kind', 'movie'],
    ['cases.0.variants.0.plan', undefined],
    ['cases.0.variants.0.request', {}],
    ['cases.0.variants.0.rewriter', 'shrug'],
    ['cases.0.variants.0.violates.0', 'DOS-001'],
    ['cases.0.variants.0.mutations.0.kind', 'explode'],
    ['cases.0.variants.0.mutations.0.length', undefined],
    ['cases.0.variants.0.mutations.0.length', { of: 'fileSize', minus: 4 }],
    ['cases.0.variants.0.mutations.0.length', '4 bytes'],
    ['cases.0.variants.0.mutations.0.field', 'coffHeader.machine'],
  ])('has not the form of its schema with another %s (%j)', (path, value) => {
    const sample = FILES.find(({ name }) => name === 'headers.json')?.document ?? {};
    expect(validate(sample)).toBe(true);
    expect(validate(withValue(sample, path, value))).toBe(false);
  });

  it('is described in its schema field by field', () => {
    const { $defs } = schema as {
      $defs: Record<string, { properties?: Record<string, { description?: string; $ref?: string }> }>;
    };
    const silent = Object.entries($defs).flatMap(([name, { properties = {} }]) =>
      Object.entries(properties).flatMap(([key, { description, $ref }]) =>
        (description ?? $ref) === undefined ? [`${name}.${key}`] : [],
      ),
    );
    expect(silent).toEqual([]);
  });

  it('is all that is loaded, and has every number once', () => {
    expect(HOSTILE_GROUPS).toHaveLength(FILES.length);
    const numbers = NUMBERS.flatMap(([first, last]) =>
      Array.from({ length: last - first + 1 }, (_, index) => `H-${String(first + index).padStart(3, '0')}`),
    );
    expect(HOSTILE_CASES.map(({ id }) => id)).toEqual(numbers);
    expect(numbers).toHaveLength(126);
  });

  it('gives the images of a case letters when there are several', () => {
    for (const { id, variants } of HOSTILE_CASES) {
      const letters = variants.length === 1 ? [''] : variants.map((_, index) => String.fromCharCode(97 + index));
      expect(variants.map((variant) => variant.id)).toEqual(letters.map((letter) => `${id}${letter}`));
    }
  });

  it('names rules of the catalogue in its order, for an image those that judge images', () => {
    const judgesImages = new Set<string>(IMAGE_RULES.map(({ id }) => id));
    for (const { id, kind, main, violates } of VARIANTS) {
      expect([...main, ...violates].filter((rule) => !ORDER.includes(rule))).toEqual([]);
      expect([id, violates.map((rule) => ORDER.indexOf(rule)).toSorted((a, b) => a - b)]).toEqual([
        id,
        violates.map((rule) => ORDER.indexOf(rule)),
      ]);
      if (kind === 'image') expect(violates.filter((rule) => !judgesImages.has(rule))).toEqual([]);
    }
  });

  it('makes another image or asks for something else in every variant', () => {
    const seen = VARIANTS.map((variant) => {
      const { bytes, request } = hostileCaseImage(variant);
      return `${request.name} ${Buffer.from(request.content).toString('hex')} ${Buffer.from(bytes).toString('latin1')}`;
    });
    expect(new Set(seen).size).toBe(VARIANTS.length);
  });
});

describe('the page about hostile cases', () => {
  beforeAll(async () => {
    if (process.env['UPDATE_DOCS'] === '1') await writeFile(PAGE, renderPage(HOSTILE_GROUPS));
  });

  it('says what the data says; npm run docs rewrites it', async () => {
    expect(await readFile(PAGE, 'utf8')).toBe(renderPage(HOSTILE_GROUPS));
  });
});
