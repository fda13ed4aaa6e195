/** Goal: no false alarm of a loader's profile on images that firmware loads every day. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { IMAGE_RULES, imageRuleIn, judgeImage, levelOf } from '../../properties/index.ts';
import type { ProfileName } from '../../properties/index.ts';
import { readImage } from '../../src/reader/index.ts';
import { edk2Drivers } from '../support/edk2-drivers.ts';
import { EFI_FILES, findEfiFile } from '../support/efi-files.ts';
import { logWitness } from '../support/witness-log.ts';

function errorsOf(image: Uint8Array, profile: ProfileName): readonly string[] {
  const reading = readImage(image);
  return IMAGE_RULES.filter(({ id }) => levelOf(id, profile) === 'error').flatMap((rule) => {
    const verdict = judgeImage(imageRuleIn(rule, profile), reading);
    if (verdict.kind === 'error') return [`${rule.id} broke: ${verdict.message}`];
    return verdict.kind === 'fail' ? [rule.id] : [];
  });
}

/** What is true of a program: shim would refuse it under Secure Boot, where nobody starts it from. */
const KNOWN: Readonly<Record<string, readonly string[]>> = { 'memtest86+ in shim': ['PE-NX-015'] };

describe('an EFI program of Debian', () => {
  for (const [packageName, paths] of Object.entries(EFI_FILES)) {
    for (const path of paths) {
      const found = findEfiFile(packageName, path);
      const name = `${packageName} ${basename(path)}`;
      if (found === null) {
        it(`${name} is NOT THERE, so no rule is put to it`, () => {
          logWitness(`EFI programs: ${name} is absent`);
          expect(findEfiFile(packageName, path)).toBeNull();
        });
        continue;
      }
      it.each(['edk2', 'shim'] as const)(`has no error in profile %s that is not true: ${name}`, (profile) => {
        expect(errorsOf(readFileSync(found), profile)).toEqual(KNOWN[`${packageName} in ${profile}`] ?? []);
        logWitness(`EFI programs: ${name} has no error in ${profile}`);
      });
    }
  }
});

describe('a driver of EDK2', () => {
  const drivers = edk2Drivers();
  if ('absent' in drivers) {
    const { absent } = drivers;
    it(`is NOT THERE without ${absent.join(' and ')}, so no rule is put to it`, () => {
      logWitness(`EFI drivers: ${absent.join(' and ')} absent`);
      expect(absent).not.toEqual([]);
    });
    return;
  }

  it('has no error in profile edk2', () => {
    const wrong = drivers.map(({ bytes }) => errorsOf(bytes, 'edk2')).filter((errors) => errors.length > 0);
    expect(wrong).toEqual([]);
    expect(drivers.length).toBeGreaterThan(100);
    logWitness(`EFI drivers: ${drivers.length} of EDK2 have no error in edk2`);
  });
});
