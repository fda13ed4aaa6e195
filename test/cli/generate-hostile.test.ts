import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hostileAt, printPlan } from '../../generators/index.ts';
import { IMAGE_RULES, judgeImage, levelOf } from '../../properties/index.ts';
import type { ImageRule } from '../../properties/index.ts';
import { loadFixtures } from '../../src/fixtures/format/index.ts';
import { readImage } from '../../src/reader/index.ts';
import { run } from '../support/fake-io.ts';
import { useTempFolder } from '../support/temp-folder.ts';
import { bytesBelow } from '../support/tree.ts';

const temp = useTempFolder();

function broken(bytes: Uint8Array, level: 'error' | 'warning'): readonly string[] {
  const reading = readImage(bytes);
  const fails = (rule: ImageRule): boolean => judgeImage(rule, reading).kind === 'fail';
  return IMAGE_RULES.filter((rule) => levelOf(rule.id, 'zboot') === level && fails(rule)).map(({ id }) => id);
}

describe('generate --hostile', () => {
  it('writes hostile images with what was done to them and which rules they break', async () => {
    const { code, err } = await run(['generate', '--hostile', '--seed', '2', '--count', '80', '--out', temp('out')]);
    expect({ code, err }).toEqual({ code: 0, err: `${temp('out')}: 80 images and manifest.json written.\n` });
    const fixtures = loadFixtures(temp('out'));
    expect(fixtures).toHaveLength(80);
    for (const [index, fixture] of fixtures.entries()) {
      const { bytes, mutations, plans } = hostileAt(2, index);
      expect(Buffer.compare(fixture.image(), bytes)).toBe(0);
      const bases = plans.map((plan, number) => `plan ${number + 1} is ${printPlan(plan)}`);
      expect(fixture).toMatchObject({ mutations: [...bases, ...mutations], expect: null, plan: null, features: [] });
      const [errors, warnings] = [broken(bytes, 'error'), broken(bytes, 'warning')];
      expect(fixture.violates).toEqual([...errors, ...warnings].sort());
      if (errors.length > 0 || !readImage(bytes).ok) expect(fixture.validity).toBe('invalid');
      else expect(fixture.validity).toBe('acceptable');
    }
    expect(new Set(fixtures.map(({ validity }) => validity))).toEqual(new Set(['invalid', 'acceptable']));
  });

  it('names images by what was done to them', async () => {
    await run(['generate', '--hostile', '--count', '80', '--out', temp('out')]);
    const names = readdirSync(temp('out')).filter((name) => name.endsWith('.efi'));
    for (const [index, name] of names.sort().entries()) {
      const { kind } = hostileAt(1, index);
      const [first, ...rest] = name.replace(/\.efi$/, '').split(`-hostile-${kind}-`);
      expect(first).toBe(String(index).padStart(4, '0'));
      expect(rest.join('')).toMatch(kind === 'edit' ? /^[a-z0-9-]+$/ : /^0x[0-9a-f]+(-0x[0-9a-f]+)?$/);
    }
    expect(new Set(names.map((name) => name.split('-')[2]))).toEqual(new Set(['edit', 'truncate', 'splice']));
  });

  it('counts the kinds of mutations and the edited fields', async () => {
    const { out } = await run(['generate', '--hostile', '--count', '40', '--out', temp('out')]);
    expect(out).toMatch(/^Coverage of 40 /);
    expect(out).toMatch(/^ {2}mutation +edit \d/m);
    expect(out).toMatch(/truncate \d/);
    expect(out).toMatch(/sections\.\w+ \d/);
    expect(out).not.toMatch(/sections\[/);
  });

  it('writes the same bytes again', async () => {
    for (const name of ['a', 'b']) await run(['generate', '--hostile', '--count', '9', '--out', temp(name)]);
    expect(bytesBelow(temp('a'))).toEqual(bytesBelow(temp('b')));
  });

  it('leaves minus signs in the twin for what is not promised', async () => {
    await run(['generate', '--hostile', '--count', '1', '--out', temp('out')]);
    const [, line = ''] = readFileSync(temp('out', 'manifest.tsv'), 'utf8').split('\n');
    expect(line.split('\t').slice(4, 14)).toEqual(new Array<string>(10).fill('-'));
  });
});
