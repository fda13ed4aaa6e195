/** Goal: no false alarm of a loader's profile on images that firmware loads every day. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { IMAGE_RULES, judgeImage, levelOf } from '../../properties/index.ts';
import type { ProfileName } from '../../properties/index.ts';
import { readImage } from '../../src/reader/index.ts';
import { EFI_FILES, findEfiFile } from '../support/efi-files.ts';
import { logWitness } from '../support/witness-log.ts';

function errorsOf(path: string, profile: ProfileName): readonly string[] {
  const reading = readImage(readFileSync(path));
  return IMAGE_RULES.filter(({ id }) => levelOf(id, profile) === 'error').flatMap((rule) => {
    const verdict = judgeImage(rule, reading);
    if (verdict.kind === 'pass' || verdict.kind === 'skip') return [];
    return [verdict.kind === 'fail' ? rule.id : `${rule.id} broke: ${verdict.message}`];
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
        expect(errorsOf(found, profile)).toEqual(KNOWN[`${packageName} in ${profile}`] ?? []);
        logWitness(`EFI programs: ${name} has no error in ${profile}`);
      });
    }
  }
});
