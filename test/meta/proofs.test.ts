import { describe, expect, it } from 'vitest';
import { RULES } from '../../properties/index.ts';
import { readProofs } from '../../src/explanation/index.ts';
import { PROOFS } from '../support/proofs.ts';

describe('the proofs that explain names', () => {
  it('are those of the tests; npm run build rewrites them', () => {
    expect(readProofs()).toEqual(PROOFS);
  });

  it('leave no rule without one', () => {
    const unproved = RULES.filter(({ id }) => PROOFS[id]?.vectors.length === 0);
    expect(unproved.map(({ id }) => id)).toEqual([]);
  });
});
