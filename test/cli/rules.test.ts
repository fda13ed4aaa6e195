import { describe, expect, it } from 'vitest';
import { PROFILES, RULES } from '../../properties/index.ts';
import { run } from '../support/fake-io.ts';

const ALL = RULES.length;

interface Catalogue {
  readonly total: number;
  readonly catalogue: number;
  readonly rules: readonly { readonly id: string; readonly levels: Record<string, string> }[];
}

/** The ids of the rules in the JSON that a call prints. */
async function idsOf(...argv: readonly string[]): Promise<readonly string[]> {
  const { code, out } = await run(['rules', '--json', ...argv]);
  expect(code).toBe(0);
  return (JSON.parse(out) as Catalogue).rules.map(({ id }) => id);
}

describe('rules', () => {
  it('lists every rule of the catalogue once and counts them last', async () => {
    const { code, out, err } = await run(['rules']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const lines = out.split('\n');
    for (const { id, name } of RULES) {
      expect(lines.filter((line) => line.startsWith(`${id} `) && line.includes(` ${name} `))).toHaveLength(1);
    }
    expect(lines.at(-2)).toBe(`${ALL} rules of ${ALL} are listed. zbootkit explain <rule> tells all about one.`);
  });

  it('prints the same catalogue as JSON', async () => {
    const { code, out } = await run(['rules', '--json']);
    expect(code).toBe(0);
    const catalogue = JSON.parse(out) as Catalogue;
    expect(catalogue.rules.map(({ id }) => id)).toEqual(RULES.map(({ id }) => id));
    expect(catalogue).toMatchObject({ total: ALL, catalogue: ALL });
    const profiles = PROFILES.map(({ name }) => name);
    for (const { levels } of catalogue.rules) expect(Object.keys(levels)).toEqual(profiles);
  });
});

describe('rules with filters', () => {
  it('lists those that a glob matches, in any case', async () => {
    const { code, out } = await run(['rules', 'pe-lam-*', 'ZB-001'], { columns: 200 });
    expect(code).toBe(0);
    expect([...out.matchAll(/^([A-Z]+-\S+) /gm)].map(([, id]) => id)).toEqual(
      RULES.map(({ id }) => id).filter((id) => id.startsWith('PE-LAM-') || id === 'ZB-001'),
    );
    expect(out).toMatch(
      new RegExp(`\\n\\d+ rules of ${ALL} are listed\\. zbootkit explain <rule> tells all about one\\.\\n$`),
    );
  });

  it('lists those of a group, of a scope, and of both', async () => {
    const group = await idsOf('--group', 'PR-ZB');
    expect(group.length).toBeGreaterThan(0);
    expect(group.every((id) => id.startsWith('PR-ZB-'))).toBe(true);
    expect(await idsOf('--group', 'PR-ZB', '--group', 'ZB')).toHaveLength(
      group.length + (await idsOf('--group', 'zb')).length,
    );
    expect(await idsOf('--scope', 'append', '*-ZB-*')).toEqual(group);
  });

  it('lists those that a profile judges by, with its levels in words', async () => {
    const { out } = await run(['rules', '--profile', 'shim', 'PE-LAM-*']);
    expect(out).toMatch(/^Levels in profile shim\.\n/);
    expect(out).toMatch(/^PE-LAM-003 {2}va-adjacent +warning {2}/m);
    expect(await idsOf('--profile', 'shim')).not.toContain('ZB-001');
  });

  it('lists those of a level, in one profile or in any', async () => {
    const inShim = await idsOf('--level', 'error', '--profile', 'shim');
    const anywhere = await idsOf('--level', 'error');
    expect(inShim).not.toContain('PE-LAM-003');
    expect(anywhere).toEqual(expect.arrayContaining(['PE-LAM-003', ...inShim]));
  });

  it.each([
    [['PE-SCE-*'], 'no rule matches "PE-SCE-*"; zbootkit rules lists them all.'],
    [['--group', 'PE-SCE'], 'no rule matches "PE-SCE-*"; zbootkit rules lists them all.'],
    [['ZB-*', '--profile', 'shim'], 'no rule matches all of these filters; drop one.'],
  ])('is a mistake with %j', async (argv, message) => {
    const { code, out, err } = await run(['rules', ...argv]);
    expect({ code, out, err }).toEqual({ code: 2, out: '', err: `zbootkit: ${message}\n` });
  });
});

describe('rules on a terminal', () => {
  it.each([40, 60, 80, 120])('fits %i columns', async (columns) => {
    const { out } = await run(['rules'], { columns, outIsTerminal: true, env: { NO_COLOR: '1' } });
    expect(out.split('\n').filter((line) => line.length > columns)).toEqual([]);
    for (const { id, name } of RULES) expect(out).toMatch(new RegExp(`^${id} +${name}\\b`, 'm'));
  });

  it('says the same in colour as without', async () => {
    const coloured = (await run(['rules', 'PE-SEC-*'], { columns: 80, outIsTerminal: true })).out;
    const plain = (await run(['rules', 'PE-SEC-*', '--no-color'], { columns: 80, outIsTerminal: true })).out;
    expect(coloured).toContain('\u001b[1mPE-SEC-014\u001b[0m');
    expect(coloured.replace(/\u001b\[\d*m/g, '')).toBe(plain);
  });
});

describe('rules as JSON', () => {
  it('has all the texts of a rule', async () => {
    const { out } = await run(['rules', '--json', 'PE-LAM-003']);
    const { catalogue, rules } = JSON.parse(out) as Catalogue;
    expect(catalogue).toBe(ALL);
    expect(rules).toHaveLength(1);
    expect(rules[0]).toMatchObject({
      id: 'PE-LAM-003',
      name: 'va-adjacent',
      scope: 'image',
      severity: 'rejected',
      levels: { spec: 'error', shim: 'warning' },
      effects: { spec: null, shim: { kind: 'untidy', by: 'shim 16.1', what: 'loads it' } },
      brokenBy: [expect.any(String)],
      knownViolations: [],
      undecided: null,
    });
    const texts = rules[0] as unknown as { disagreements: readonly object[]; enforcedBy: readonly string[] };
    expect(texts.disagreements).toMatchObject([{ id: 'D-01', ours: expect.any(String) as string }]);
    expect(texts.enforcedBy).toContain('Windows');
  });
});
