import { describe, expect, it } from 'vitest';
import { PROFILES, ROSTER } from '../../properties/index.ts';
import { run } from '../support/fake-io.ts';

interface Catalogue {
  readonly built: number;
  readonly planned: number;
  readonly total: number;
  readonly rules: readonly { readonly id: string; readonly state: string; readonly levels: object }[];
}

describe('rules', () => {
  it('lists every rule of the catalogue once and counts them last', async () => {
    const { code, out, err } = await run(['rules']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const lines = out.split('\n');
    for (const [id, name] of ROSTER) {
      expect(lines.filter((line) => line.startsWith(`${id} `) && line.includes(` ${name} `))).toHaveLength(1);
    }
    expect(ROSTER).toHaveLength(208);
    const toCome = lines.filter((line) => line.endsWith('(to come)')).length;
    expect(lines.at(-2)).toBe(`${208 - toCome} of 208 rules are built, ${toCome} are still to come.`);
  });

  it('prints the same catalogue as JSON', async () => {
    const { code, out } = await run(['rules', '--json']);
    expect(code).toBe(0);
    const catalogue = JSON.parse(out) as Catalogue;
    expect(catalogue.rules.map(({ id }) => id)).toEqual(ROSTER.map(([id]) => id));
    expect(catalogue.built + catalogue.planned).toBe(catalogue.total);
    expect(catalogue.rules.filter(({ state }) => state === 'built')).toHaveLength(catalogue.built);
    const profiles = PROFILES.map(({ name }) => name);
    for (const { levels } of catalogue.rules) expect(Object.keys(levels)).toEqual(profiles);
  });
});
