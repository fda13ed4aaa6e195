import { describe, expect, it } from 'vitest';
import { GRID_SIZE } from '../../../generators/index.ts';
import { compareAddresses, plannedCases, scheduleOf } from '../../../src/campaign/schedule.ts';

describe('a schedule', () => {
  it('has every case of the grid, then every random one, each once', () => {
    const addresses = [...scheduleOf({ runs: 3, grid: 'first' }, 'in-process')].map(({ address }) => address);
    expect(addresses).toHaveLength(GRID_SIZE + 3);
    expect(plannedCases({ runs: 3, grid: 'first' })).toEqual({ grid: GRID_SIZE, random: 3 });
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
    expect([...scheduleOf({ runs: 1, grid: 'none' }, 'in-process')].map(({ address }) => address)).toEqual([
      { set: 'random', index: 0 },
    ]);
  });

  it.each([
    ['in-process', ['twice', 'same', 'same', 'same', 'twice', 'same', 'same', 'same', 'twice', 'same', 'same']],
    ['by-command', ['twice', ...new Array<string>(9).fill('once'), 'twice']],
  ] as const)('asks less of a subject whose calls are dear: %s', (called, repetitions) => {
    const schedule = [...scheduleOf({ runs: 11, grid: 'none' }, called)];
    expect(schedule.map(({ repetition }) => repetition)).toEqual(repetitions);
  });
});
