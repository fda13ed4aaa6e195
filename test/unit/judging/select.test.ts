import { describe, expect, it } from 'vitest';
import { PROFILES, RULES, levelOf, ruleIn } from '../../../properties/index.ts';
import { selectRules, unmatchedGlobs } from '../../../src/judging/index.ts';

const idsOf = (rules: readonly string[], excludedRules: readonly string[] = []): readonly string[] =>
  selectRules({ profile: 'zboot', rules, excludedRules }).map(({ id }) => id);

describe('selectRules', () => {
  it.each(PROFILES.map(({ name }) => name))(
    'takes what profile %s does not turn off, in catalogue order',
    (profile) => {
      const expected = RULES.filter(({ id }) => levelOf(id, profile) !== 'off');
      const selected = selectRules({ profile, rules: [], excludedRules: [] });
      expect(selected).toEqual(expected.map((rule) => ruleIn(rule, profile)));
      expect(selected.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
    },
  );

  it('takes what any glob matches, whatever their order', () => {
    expect(idsOf(['PR-ZB-001', 'ZB-002'])).toEqual(['ZB-002', 'PR-ZB-001']);
    expect(idsOf(['zb-002'])).toEqual(['ZB-002']);
    expect(idsOf(['*-ZB-00*']).every((id) => id.startsWith('PR-ZB-00'))).toBe(true);
  });

  it('matches whole ids only and takes no character but the asterisk for special', () => {
    expect(idsOf(['ZB-00'])).toEqual([]);
    expect(idsOf(['ZB-00.'])).toEqual([]);
    expect(idsOf(['[Z]B-002'])).toEqual([]);
    expect(idsOf(['B-002'])).toEqual([]);
  });

  it('lets exclusion win over inclusion', () => {
    expect(idsOf(['ZB-00*'], ['ZB-002'])).not.toContain('ZB-002');
    expect(idsOf(['*'], ['*'])).toEqual([]);
  });

  it('matches many asterisks as fast as one', () => {
    expect(idsOf([`${'*'.repeat(5000)}ZB-002`])).toEqual(idsOf(['*ZB-002']));
    expect(idsOf([`${'*'.repeat(5000)}!`])).toEqual([]);
  });
});

describe('unmatchedGlobs', () => {
  it('names the globs that match no built rule', () => {
    expect(unmatchedGlobs(['ZB-*', 'ZZ-*', '*', '', 'ZB-002 '])).toEqual(['ZZ-*', '', 'ZB-002 ']);
  });
});
