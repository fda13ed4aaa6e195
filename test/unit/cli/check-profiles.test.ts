import { InvalidArgumentError } from 'commander';
import { describe, expect, it } from 'vitest';
import { profileNames } from '../../../src/cli/program/profiles.ts';
import { PROFILE_NAMES } from '../../../src/cli/options.ts';

describe('the profiles of a call', () => {
  it('are each taken once and in the order of the catalogue', () => {
    const names = ['uefi-ca', 'shim', 'uefi-ca'].reduce<ReturnType<typeof profileNames>>(
      (previous, text) => profileNames(text, previous),
      [],
    );
    expect(names).toEqual(['shim', 'uefi-ca']);
  });

  it('are all of them for all', () => {
    expect(profileNames('all', [])).toEqual(PROFILE_NAMES);
    expect(profileNames('shim', PROFILE_NAMES)).toEqual(PROFILE_NAMES);
  });

  it('are refused by the list of what there is', () => {
    expect(() => profileNames('uefi', [])).toThrow(InvalidArgumentError);
    expect(() => profileNames('uefi', [])).toThrow('one of spec, edk2, audk-strict, shim, uefi-ca, zboot or all.');
  });
});
