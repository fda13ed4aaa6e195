/**
 * Goal: nothing is taken for granted. A rewriter that is right on the images of one distribution goes wrong where a field has
 * another value, an image another shape or a request another form; each such rewriter is seen by the cases of a default run.
 */
import { describe, expect, it } from 'vitest';
import { campaignOptions } from '../../src/campaign/options.ts';
import { builtinSubject } from '../../src/subjects/index.ts';
import { ASSUMPTIONS } from '../sensitivity/assumptions/index.ts';
import type { Fate } from '../sensitivity/sweep.ts';
import { sweep } from '../sensitivity/sweep.ts';
import { ALWAYS } from '../sensitivity/triggers.ts';
import { byEffort } from '../support/effort.ts';

const SEEDS = byEffort({ quick: [1], full: [1, 2, 3] });

const FAULTS = ASSUMPTIONS.map(({ mistake }) => ({ mistake, trigger: ALWAYS.name }));

describe.each(SEEDS)(`each of ${FAULTS.length} rewriters that take something for granted, with seed %i`, (seed) => {
  const { fates, broken } = sweep(seed, campaignOptions({ subject: builtinSubject('0') }), FAULTS);

  it.each(
    ASSUMPTIONS.map(({ about, mistake: { site, operator } }, index) => [about, site, operator, fates[index]] as const),
  )('is caught: %s: %s: %s', (_about, _site, _operator, fate: Fate | undefined) => {
    expect(fate?.shown).toBeGreaterThan(0);
    expect(fate?.caught).not.toBeNull();
  });

  it('breaks no rule', () => {
    expect(broken).toEqual([]);
  });
});
