import { describe, expect, it } from 'vitest';
import { EXTREMES, GRID_SIZE, LISTED_HOSTILE } from '../../../generators/index.ts';
import { compareAddresses, plannedCases, scheduleOf } from '../../../src/campaign/schedule.ts';
import type { Extent } from '../../../src/campaign/schedule.ts';

const RANDOM: Extent = { runs: 1, grid: 'none', extremes: 'none', foreign: 'none', hostile: 'none' };

describe('a schedule', () => {
  it('has the extremes after the grid, and the hostile images last: those that are listed and a tenth of the runs', () => {
    const extent: Extent = { runs: 25, grid: 'first', extremes: 'second', foreign: 'fourth', hostile: 'last' };
    const addresses = [...scheduleOf(extent, 'in-process')].map(({ address }) => address);
    expect(plannedCases(extent)).toEqual({
      grid: GRID_SIZE,
      extremes: EXTREMES.length,
      random: 25,
      foreign: 2,
      hostile: LISTED_HOSTILE + 2,
    });
    expect(addresses.slice(GRID_SIZE, GRID_SIZE + 1)).toEqual([{ set: 'extremes', index: 0 }]);
    expect(addresses.at(-1)).toEqual({ set: 'hostile', index: LISTED_HOSTILE + 1 });
    expect([...addresses].reverse().sort(compareAddresses)).toEqual(addresses);
  });

  it('asks once for each extreme, for they are the largest of all', () => {
    const schedule = [...scheduleOf({ ...RANDOM, extremes: 'second' }, 'in-process')];
    const extremes = schedule.filter(({ address }) => address.set === 'extremes');
    expect(new Set(extremes.map(({ repetition }) => repetition))).toEqual(new Set(['once']));
  });

  it('has every case of the grid, then every random one, each once', () => {
    const addresses = [...scheduleOf({ ...RANDOM, runs: 3, grid: 'first' }, 'in-process')].map(
      ({ address }) => address,
    );
    expect(addresses).toHaveLength(GRID_SIZE + 3);
    expect(plannedCases({ ...RANDOM, runs: 3, grid: 'first' })).toEqual({
      grid: GRID_SIZE,
      extremes: 0,
      random: 3,
      foreign: 0,
      hostile: 0,
    });
    expect(addresses.slice(GRID_SIZE - 1)).toEqual([
      { set: 'grid', index: GRID_SIZE - 1 },
      { set: 'random', index: 0 },
      { set: 'random', index: 1 },
      { set: 'random', index: 2 },
    ]);
    const sorted = [...addresses].reverse().sort(compareAddresses);
    expect(sorted).toEqual(addresses);
  });

  it('has no grid where none is wanted', () => {
    expect([...scheduleOf({ ...RANDOM, runs: 1 }, 'in-process')].map(({ address }) => address)).toEqual([
      { set: 'random', index: 0 },
    ]);
  });

  it.each([
    ['in-process', ['twice', 'same', 'same', 'same', 'twice', 'same', 'same', 'same', 'twice', 'same', 'same']],
    ['by-command', ['twice', ...new Array<string>(9).fill('once'), 'twice']],
  ] as const)('asks less of a subject whose calls are dear: %s', (called, repetitions) => {
    const schedule = [...scheduleOf({ ...RANDOM, runs: 11 }, called)];
    expect(schedule.map(({ repetition }) => repetition)).toEqual(repetitions);
  });
});
