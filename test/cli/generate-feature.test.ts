import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FEATURES, KERNEL_KINDS, caseFromPlan, planAt } from '../../generators/index.ts';
import { loadFixtures, manifestIn } from '../../src/fixtures/format/index.ts';
import { run } from '../support/fake-io.ts';
import { byEffort } from '../support/effort.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const temp = useTempFolder();

async function generate(...argv: readonly string[]): Promise<{ code: number; err: string }> {
  const { code, err } = await run(['generate', '--quiet', '--out', temp('out'), ...argv]);
  return { code, err };
}

/** Wishes that no image grants, for which many are drawn; none when it has to be quick. */
const IN_VAIN = byEffort({
  quick: [],
  full: [
    {
      argv: ['--profile-kernel', 'arm64-6.1'],
      draws: 2000,
      image: 'image of profile arm64-6.1 with "pe32"',
      also: ' or --profile-kernel',
    },
    { argv: ['--feature', 'arm64'], draws: 50_000, image: 'image with "arm64" and "pe32"', also: '' },
  ],
});

describe('generate --feature', () => {
  it('writes only images with what is required and without what is excluded', async () => {
    expect(await generate('--count', '6', '--feature', 'signed', '--feature=-gzip', '--feature', '-pe32')).toEqual({
      code: 0,
      err: '',
    });
    const fixtures = loadFixtures(temp('out'));
    expect(fixtures).toHaveLength(6);
    for (const { features } of fixtures) {
      expect(features).toContain('signed');
      expect(features).not.toContain('gzip');
      expect(features).not.toContain('pe32');
    }
  });

  it('takes the first of all cases that grant the wish and says which they are', async () => {
    await generate('--count', '4', '--seed', '3', '--feature', 'sbat');
    const found: number[] = [];
    for (let index = 0; found.length < 4; index += 1) {
      if (caseFromPlan(planAt('random', 3, index)).features.includes('sbat')) found.push(index);
    }
    const sources = manifestIn(temp('out')).files.flatMap((row) => (row.mode === 'image' ? [row.source?.index] : []));
    expect(sources).toEqual(found);
    const names = loadFixtures(temp('out')).map(({ name }) => Number(name.slice(0, 4)));
    expect(names).toEqual(found);
  });

  it('shows how far the search is', async () => {
    const { err } = await run(['generate', '--count', '2', '--feature', 'sbat', '--out', temp('out')], {
      errIsTerminal: true,
      tick: 200,
    });
    expect(err).toContain('1 of 2 images found');
  });
});

describe('generate --feature with a wish that cannot be granted', () => {
  it('lists every feature and suggests the nearest for a name that is none', async () => {
    const { code, err } = await generate('--feature', 'overlai');
    expect(code).toBe(2);
    expect(err).toMatch(
      /^zbootkit: --feature: there is no feature "overlai"\. Did you mean "overlay"\? The features are: \(machine\) arm64, /,
    );
    for (const { name, group } of FEATURES) {
      expect(err).toContain(name);
      expect(err).toContain(`(${group}) `);
    }
  });

  it('suggests nothing where nothing is near', async () => {
    const { err } = await generate('--feature=-quantum-entangled');
    expect(err).toMatch(/there is no feature "quantum-entangled"\. The features are: /);
  });

  it.each([
    [['--feature', 'signed', '--feature=-signed'], '--feature: "signed" is both required and excluded; keep one.'],
    [['--feature', 'arm64', '--feature', 'riscv64'], '--feature: no image has both "arm64" and "riscv64"; keep one.'],
  ])('refuses a contradiction: %j', async (argv, said) => {
    expect(await generate(...argv)).toEqual({ code: 2, err: `zbootkit: ${said}\n` });
    expect(readdirSync(temp())).toEqual([]);
  });

  it.each(IN_VAIN)('gives up after $draws draws in vain and says what to do', async ({ argv, draws, image, also }) => {
    expect(await generate(...argv, '--feature', 'pe32', '--feature=-sbat')).toEqual({
      code: 2,
      err:
        `zbootkit: --feature: no ${image} and not "sbat" was found in ${draws} draws in a row; ` +
        `drop one of these features${also}, or write the image with --plan.\n`,
    });
    expect(readdirSync(temp())).toEqual([]);
  });
});

describe('generate --profile-kernel', () => {
  it.each(Object.keys(KERNEL_KINDS))('writes images like those of %s', async (kind) => {
    expect(await generate('--count', '2', '--seed', '4', '--profile-kernel', kind)).toEqual({ code: 0, err: '' });
    for (const [index, fixture] of loadFixtures(temp('out')).entries()) {
      const source = kind as keyof typeof KERNEL_KINDS;
      expect(Buffer.compare(fixture.image(), caseFromPlan(planAt(source, 4, index)).image)).toBe(0);
    }
  });

  it('lists the kernels for one that is unknown, and in its help', async () => {
    const { code, err } = await run(['generate', '--profile-kernel', 'arm64-9', '--out', temp('out')]);
    const names = Object.keys(KERNEL_KINDS).join(', ');
    expect(code).toBe(2);
    expect(err).toContain(`argument 'arm64-9' is invalid. Allowed choices are ${names}.`);
  });
});
