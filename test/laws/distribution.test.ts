/**
 * Goal: no blind spot. What is drawn at random has to show every feature, and every pair of features that make a
 * rewriter's work harder together, often enough for a campaign of the default size to meet each of them many times.
 */
import { describe, expect, it } from 'vitest';
import {
  CoverageTally,
  FEATURES,
  GRID_SIZE,
  INTERACTIONS,
  featuresOfPlan,
  gridCase,
  planAt,
} from '../../generators/index.ts';
import type { Coverage } from '../../src/results/index.ts';

const CASES = 5000;
const SINGLE_LEAST = 0.02;
const TOGETHER_LEAST = 0.002;

function coverageOf(seed: number): Coverage {
  const tally = new CoverageTally();
  for (let index = 0; index < CASES; index += 1) tally.add(featuresOfPlan(planAt('random', seed, index)));
  return tally.coverage();
}

describe.each([1, 2])('five thousand random cases of seed %i', (seed) => {
  const { cases, features, interactions } = coverageOf(seed);

  it('show every feature in two of a hundred cases', () => {
    expect(cases).toBe(CASES);
    expect(features.map(({ feature }) => feature)).toEqual(FEATURES.map(({ name }) => name));
    expect(features.filter(({ count }) => count < SINGLE_LEAST * CASES)).toEqual([]);
  });

  it('show every pair of features that interact in two of a thousand cases', () => {
    expect(interactions).toHaveLength(INTERACTIONS.length);
    expect(interactions.filter(({ count }) => count < TOGETHER_LEAST * CASES)).toEqual([]);
  });
});

describe('features', () => {
  it('of one choice exclude each other', () => {
    const choices = new Map(FEATURES.map(({ name, choice }) => [name, choice]));
    for (let index = 0; index < 1000; index += 1) {
      const chosen = featuresOfPlan(planAt('random', 1, index)).flatMap((name) => choices.get(name) ?? []);
      expect(new Set(chosen).size, String(index)).toBe(chosen.length);
    }
  });

  it('that interact are known features', () => {
    const known = new Set(FEATURES.map(({ name }) => name));
    expect(INTERACTIONS.flatMap(({ features }) => features).filter((name) => !known.has(name))).toEqual([]);
  });
});

describe('the grid', () => {
  const rooms = FEATURES.filter(({ choice }) => choice === 'room' || choice === 'position').map(({ name }) => name);
  const tables = ['one-section', 'bss-first', 'bss-middle', 'bss-last'];
  const cases = Array.from({ length: GRID_SIZE }, (_, index) => gridCase(index));

  it('has no two equal cases', () => {
    expect(new Set(cases.map(({ plan }) => JSON.stringify(plan))).size).toBe(GRID_SIZE);
  });

  it('combines header room, tables, payload places, slack data and overlay with each other', () => {
    const has = (wanted: readonly string[]): boolean =>
      cases.some(({ features }) => wanted.every((name) => features.includes(name)));
    const dimensions = [
      rooms
        .filter((name) => name.includes('room') || name.includes('headers'))
        .filter((name) => name !== 'roomy-headers'),
      rooms.filter((name) => name.startsWith('payload')),
      tables,
      ['debug-in-slack'],
      ['overlay'],
      ['large-file-alignment', 'large-section-alignment'],
    ];
    const missing = dimensions.flatMap((first, at) =>
      dimensions
        .slice(at + 1)
        .flatMap((second) => first.flatMap((one) => second.map((other) => [one, other])))
        .filter((pair) => !has(pair)),
    );
    expect(missing).toEqual([]);
  });

  it('has free room for one section header less one byte, and for exactly one', () => {
    const free = new Set(
      cases.map(({ plan, features }) => `${plan.headerRoom} ${features.includes('debug-in-slack')}`),
    );
    expect(free).toEqual(
      new Set(['page false', 'page true', '40 false', '40 true', '32 false', '32 true', '0 false', '0 true']),
    );
  });
});
