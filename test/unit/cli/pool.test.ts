import { expect, it } from 'vitest';
import { casesIn, poolFor } from '../../../src/cli/subject/pool.ts';
import { fakeIo } from '../../support/fake-io.ts';

const EXTENT = { runs: 1000, grid: 'none', extremes: 'none', foreign: 'none', hostile: 'none' } as const;

it('counts the cases of a share alone', () => {
  expect(casesIn(EXTENT)).toBe(1000);
  const parts = [1, 2, 3].map((part) => casesIn(EXTENT, { count: 3, parts: [part] }));
  expect(Math.max(...parts)).toBe(334);
  expect(parts.reduce((sum, cases) => sum + cases)).toBe(1000);
});

it('starts no threads for a share that is not worth them', () => {
  const { io } = fakeIo({ worker: new URL('file:///no-worker.js') });
  const assignment = {
    spec: { kind: 'builtin' },
    version: '0',
    seed: 1,
    profile: 'zboot',
    rules: [],
    excludedRules: [],
  } as const;
  const { signal } = new AbortController();
  const cases = casesIn(EXTENT, { count: 3, parts: [2] });
  expect(poolFor(assignment, { cases, jobs: 2 }, signal, io)).toBeNull();
});
