/** Goal: a level says what happens. An error names a program that is harmed, and what harms nobody is no error. */
import { describe, expect, it } from 'vitest';
import { PROFILES, RULES, effectIn, levelOf } from '../../../properties/index.ts';
import type { ProfileName, Rule } from '../../../properties/index.ts';
import { effectSentences } from '../../../src/results/index.ts';
import type { Effect } from '../../../src/results/index.ts';
import { SEEN_VERSIONS } from '../../support/seen-versions.ts';

/** The profiles of which every error has to say what happens. */
const TOLD: readonly ProfileName[] = ['edk2', 'shim', 'zboot'];

const EFFECTS: readonly (readonly [rule: Rule, profile: ProfileName, effect: Effect])[] = RULES.flatMap((rule) =>
  PROFILES.flatMap(({ name }) => {
    const effect = effectIn(rule, name);
    return effect === null ? [] : [[rule, name, effect] as const];
  }),
);

const idsWhere = (holds: (rule: Rule, profile: ProfileName, effect: Effect) => boolean): readonly string[] =>
  EFFECTS.filter((each) => holds(...each)).map(([{ id }, profile]) => `${id} in ${profile}`);

describe('a rule of level error', () => {
  it.each(TOLD)('says what happens in %s, and it is not that nobody is harmed', (profile) => {
    const errors = RULES.filter(({ id }) => levelOf(id, profile) === 'error');
    const harmless = errors.filter((rule) => (effectIn(rule, profile)?.kind ?? 'untidy') === 'untidy');
    expect(errors.length).toBeGreaterThan(40);
    expect(harmless.map(({ id }) => id)).toEqual([]);
  });

  it('is harmful wherever it says anything', () => {
    expect(idsWhere(({ id }, profile, { kind }) => kind === 'untidy' && levelOf(id, profile) === 'error')).toEqual([]);
  });
});

describe('an effect', () => {
  it('is one of a profile that judges by the rule', () => {
    expect(idsWhere(({ id }, profile) => levelOf(id, profile) === 'off')).toEqual([]);
  });

  it('names a program with the version of which it is known', () => {
    const isSeen = (by: string): boolean =>
      SEEN_VERSIONS.some(([program, versions]) => {
        const version = by.split(' ').find((word) => /\d/.test(word) && !word.startsWith('EDK'));
        const isMeant = by.startsWith(program) || (program === 'systemd' && by.startsWith('systemd'));
        return isMeant && version !== undefined && versions.split(/[ ,;]+/).includes(version);
      });
    expect(idsWhere((_rule, _profile, { kind, by }) => kind !== 'breaks-builds' && !isSeen(by))).toEqual([]);
  });

  it('is of a build only where a call is judged', () => {
    expect(idsWhere(({ scope }, _profile, { kind }) => kind === 'breaks-builds' && scope !== 'call')).toEqual([]);
  });

  it('is a sentence in the present tense when it follows the name of its program', () => {
    for (const [, , effect] of EFFECTS) {
      expect(effect.what).toMatch(/^[a-z]+s\b(?:.*[\w")])?$/);
      expect(effectSentences([effect])[0]?.length).toBeLessThan(130);
    }
  });

  it('says by its words what kind it is', () => {
    const isRefusal = (what: string): boolean => what.startsWith('refuses it under Secure Boot');
    for (const [, , { kind, what }] of EFFECTS) {
      expect(isRefusal(what), what).toBe(kind === 'refused-under-secure-boot');
      if (what.startsWith('refuses it') && !isRefusal(what)) expect(kind).toBe('refused');
    }
  });
});
