import { describe, expect, it } from 'vitest';
import { suggestedNames } from '../../../src/cli/suggest.ts';
import { findRules } from '../../../src/explanation/index.ts';

const idsOf = (words: readonly string[]): readonly string[] => findRules(words).map(({ id }) => id);

describe('the rules that words mean', () => {
  it.each(['PE-LAM-003', 'pe-lam-003', 'Pe-Lam-3', 'va-adjacent', 'VA-Adjacent'])('are found by %s', (word) => {
    expect(idsOf([word])).toEqual(['PE-LAM-003']);
  });

  it('are found once, in the order in which they are named', () => {
    expect(idsOf(['zb-6', 'PE-LAM-003', 'ZB-006'])).toEqual(['ZB-006', 'PE-LAM-003']);
  });

  it('are not guessed at when nobody suggests any', () => {
    expect(() => findRules(['PE-SCE-014'])).toThrow('there is no rule "PE-SCE-014"; zbootkit rules lists them all.');
  });

  it.each([
    ['PE-SCE-014', '; did you mean PE-SEC-014 rp-aligned? zbootkit rules lists them all.'],
    ['PE-LAM-099', '; did you mean PE-LAM-009 headers-mapped? zbootkit rules lists them all.'],
    ['va-ajacent', '; did you mean PE-LAM-003 va-adjacent? zbootkit rules lists them all.'],
    ['nothing-of-the-kind', '; zbootkit rules lists them all.'],
    ['', '; zbootkit rules lists them all.'],
    ['PE-SEC-*', ", and explain takes ids and names only; zbootkit rules 'PE-SEC-*' lists what matches."],
  ])('are told apart from %j, with what comes nearest', (word, advice) => {
    expect(() => findRules(['ZB-001', word], suggestedNames)).toThrow(`there is no rule "${word}"${advice}`);
  });
});
