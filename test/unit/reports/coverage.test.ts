import { describe, expect, it } from 'vitest';
import { renderCoverage } from '../../../reports/index.ts';
import type { Coverage } from '../../../src/results/index.ts';

const COVERAGE: Coverage = {
  cases: 1000,
  features: [
    { group: 'machine', feature: 'arm64', count: 750 },
    { group: 'machine', feature: 'riscv64', count: 250 },
    { group: 'tail', feature: 'overlay', count: 21 },
    { group: 'tail', feature: 'signed', count: 0 },
  ],
  interactions: [{ name: 'overlay x certificate', features: ['overlay', 'signed'], count: 2 }],
};

const PLAIN = { width: 80, colour: 'none' } as const;

describe('a coverage table', () => {
  it('has a paragraph for each group and each pair of dimensions, and names the rarest', () => {
    expect(renderCoverage(COVERAGE, PLAIN)).toBe(
      [
        'Coverage of 1,000 random cases; 3 of 4 features, rarest overlay 2.1%; 1',
        '  combination, rarest overlay+signed 0.20%',
        '  machine      arm64 75.0%, riscv64 25.0%',
        '  tail         overlay 2.1%; never signed',
        '  overlay x certificate',
        '    overlay+signed 0.20%',
        '',
      ].join('\n'),
    );
  });

  it('puts groups on lines of their own where the page is narrow', () => {
    const lines = renderCoverage(COVERAGE, { ...PLAIN, width: 40 }).split('\n');
    expect(lines).toContain('  machine');
    expect(lines).toContain('    arm64 75.0%, riscv64 25.0%');
    expect(lines.every((line) => line.length <= 40)).toBe(true);
  });

  it('marks what never occurred where there are colours', () => {
    expect(renderCoverage(COVERAGE, { ...PLAIN, colour: 'ansi' })).toMatch(
      /\u001b\[1;33mnever\u001b\[0m \u001b\[1;33msigned\u001b\[0m/,
    );
  });

  it('lists what never occurred alone where nothing else did', () => {
    const features = COVERAGE.features.map((each) => ({ ...each, count: 0 }));
    const text = renderCoverage({ ...COVERAGE, features }, PLAIN);
    expect(text).toContain('; 0 of 4 features; ');
    expect(text).toContain('  machine      never arm64, riscv64\n');
  });

  it('says nothing of combinations when none were counted, and nothing at all of no case', () => {
    expect(renderCoverage({ ...COVERAGE, interactions: [] }, PLAIN)).toMatch(
      /^Coverage of 1,000 random cases; 3 of 4 features, rarest overlay 2\.1%\n/,
    );
    expect(renderCoverage({ ...COVERAGE, cases: 0 }, PLAIN)).toBe('');
  });
});
