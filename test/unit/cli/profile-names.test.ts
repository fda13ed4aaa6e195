import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../properties/index.ts';
import { PROFILE_NAMES } from '../../../src/cli/options.ts';

describe('the names of profiles that options take', () => {
  it('are those of the catalogue, in its order', () => {
    expect(PROFILE_NAMES).toEqual(PROFILES.map(({ name }) => name));
  });
});
