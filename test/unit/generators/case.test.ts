import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  caseAt,
  caseFromPlan,
  caseSeed,
  FEATURES,
  GRID_SIZE,
  gridCase,
  hostileAt,
  parsePlan,
  planAt,
  printPlan,
  zbootCase,
} from '../../../generators/index.ts';
import type { ZbootCase } from '../../../generators/index.ts';

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function casesAt(seed: number, count: number): readonly ZbootCase[] {
  return Array.from({ length: count }, (_, index) => caseAt(seed, index));
}

describe('an address that no case has', () => {
  it.each([-1, 0.5, NaN, GRID_SIZE, 2 ** 60])('is refused: %s', (index) => {
    expect(() => gridCase(index)).toThrow(RangeError);
    if (index === GRID_SIZE) return;
    expect(() => caseAt(1, index)).toThrow(RangeError);
    expect(() => hostileAt(1, index)).toThrow(RangeError);
    expect(() => planAt('random', 1, index)).toThrow(RangeError);
  });

  it('is refused too where its source is unknown', () => {
    expect(() => planAt('arm64' as 'random', 1, 0)).toThrow(new RangeError('planAt: there is no plan source "arm64".'));
  });
});

describe('the case at (seed, index)', () => {
  it('has the same bytes every time', () => {
    for (let index = 0; index < 50; index += 1) {
      const first = caseAt(5, index);
      const second = caseAt(5, index);
      expect(digest(second.image)).toBe(digest(first.image));
      expect(digest(second.request.content)).toBe(digest(first.request.content));
      expect(second.plan).toEqual(first.plan);
    }
  });

  it('does not depend on the cases that were made before it', () => {
    const alone = digest(caseAt(1, 7).image);
    casesAt(1, 12);
    casesAt(2, 3);
    expect(digest(caseAt(1, 7).image)).toBe(alone);
  });

  it('is what fast-check examines first with its seed', () => {
    const seen: string[] = [];
    for (let index = 0; index < 20; index += 1) {
      fc.check(
        fc.property(zbootCase(), ({ image }) => {
          seen.push(digest(image));
        }),
        { seed: caseSeed(3, index), numRuns: 1 },
      );
    }
    expect(seen).toEqual(casesAt(3, 20).map(({ image }) => digest(image)));
  });

  it('equals the case that is built from its plan', () => {
    for (const drawn of casesAt(4, 50)) {
      const built = caseFromPlan(drawn.plan);
      expect(digest(built.image)).toBe(digest(drawn.image));
      expect(built.features).toEqual(drawn.features);
      expect(built.declares).toEqual(drawn.declares);
    }
  });

  it('differs between indexes and between seeds', () => {
    const digests = [...casesAt(1, 200), ...casesAt(2, 200)].map(({ image }) => digest(image));
    expect(new Set(digests).size).toBe(400);
  });
});

describe('the seed of a case', () => {
  it('is a signed 32-bit integer for every index', () => {
    for (const index of [0, 1, 7, 2 ** 31, 2 ** 32, 2 ** 52]) {
      const seed = caseSeed(-1, index);
      expect(seed).toBe(seed | 0);
    }
  });

  it('is different for neighbouring indexes and seeds', () => {
    const seeds = Array.from({ length: 100 }, (_, index) => [caseSeed(1, index), caseSeed(2, index)]).flat();
    expect(new Set(seeds).size).toBe(200);
  });

  it('depends on the high half of a large index', () => {
    expect(caseSeed(1, 2 ** 32)).not.toBe(caseSeed(1, 0));
  });
});

describe('a case', () => {
  it('prints as its plan', () => {
    const drawn = caseAt(1, 0);
    expect(fc.stringify(drawn)).toBe(`zbootCase(${printPlan(drawn.plan)})`);
  });

  it('shrinks to one section in a small file', () => {
    for (let index = 0; index < 20; index += 1) {
      const run = fc.check(
        fc.property(zbootCase(), ({ image }) => image.length === 0),
        { seed: caseSeed(1, index), numRuns: 1 },
      );
      const smallest = run.counterexample?.[0];
      expect(smallest?.plan.sections.length).toBe(1);
      expect(smallest?.image.length).toBeLessThanOrEqual(4096);
    }
  });

  it('keeps the feature that makes it fail while it shrinks', () => {
    const index = casesAt(1, 200).findIndex(
      ({ features, plan }) => features.includes('bss-last') && plan.fillers === 0,
    );
    expect(index).toBeGreaterThan(-1);
    const run = fc.check(
      fc.property(zbootCase(), ({ features }) => !features.includes('bss-last')),
      { seed: caseSeed(1, index), numRuns: 1 },
    );
    const smallest = run.counterexample?.[0];
    expect(smallest?.plan.sections.at(-1)?.kind).toBe('bss');
    expect(smallest?.plan.sections.length).toBe(2);
    expect(smallest?.image.length).toBeLessThanOrEqual(4096);
  });

  it('lists known features only, each once', () => {
    const known = FEATURES.map(({ name }) => name);
    expect(new Set(known).size).toBe(known.length);
    for (const { features } of casesAt(6, 100)) {
      expect(features).toEqual(known.filter((name) => features.includes(name)));
    }
  });
});

describe('two thousand cases', () => {
  const cases = casesAt(1, 2000);

  it('show every feature at least twice', () => {
    const rare = FEATURES.map(({ name }) => name).filter(
      (name) => cases.filter(({ features }) => features.includes(name)).length < 2,
    );
    expect(rare).toEqual([]);
  });

  it('declare nothing in about two of five', () => {
    const silent = cases.filter(({ declares }) => declares.length === 0).length;
    expect(silent).toBeGreaterThan(720);
    expect(silent).toBeLessThan(1000);
  });

  it('ask in about five of six for what can be met', () => {
    const bad = cases.filter(({ features }) =>
      ['bad-name', 'empty-content', 'name-taken', 'risky-flags'].some((name) => features.includes(name)),
    );
    expect(bad.length).toBeGreaterThan(200);
    expect(bad.length).toBeLessThan(450);
  });

  it('are mostly small, hardly ever huge, and never beyond the limit of a plan', () => {
    const lengths = cases.map(({ image }) => image.length).sort((a, b) => a - b);
    expect(lengths[1000]).toBeLessThan(24 * 1024);
    // Tables of hundreds of sections with blocks of 64 KiB.
    const huge = lengths.filter((length) => length > 1200 * 1024);
    expect(huge.length).toBeLessThan(5);
    expect(lengths.at(-1)).toBeLessThan(34 * 1024 * 1024);
  });

  it('reach tables of nearly 96 sections and, seldom, longer ones', () => {
    const counts = cases.map(({ plan }) => plan.sections.length + plan.fillers);
    expect(Math.max(...counts.filter((count) => count < 97))).toBeGreaterThan(80);
    const long = counts.filter((count) => count > 96);
    expect(long.length).toBeGreaterThan(20);
    expect(long.length).toBeLessThan(100);
    // One section more would make the 97th, which breaks a rule that the input does not break.
    expect(counts).not.toContain(96);
  });

  it('print plans that read back equal', () => {
    for (const { plan } of cases.slice(0, 300)) {
      expect(parsePlan(printPlan(plan))).toEqual(plan);
    }
  });
});
