/**
 * Goal: no false alarm on images that firmware loads every day. An error of a loader's profile on one of them has to be
 * true, and then stands below with its reason, checked by hand.
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { IMAGE_RULES, judgeImage, levelOf } from '../../properties/index.ts';
import type { ProfileName, RuleId } from '../../properties/index.ts';
import { readImage } from '../../src/reader/index.ts';
import { EFI_FILES, findEfiFile } from '../support/efi-files.ts';
import { logWitness } from '../support/witness-log.ts';

/** True: FileAlignment at 0xfc reads 0x20. Of the values that the rule forbids, shim itself refuses the odd ones alone. */
const IPXE_ALIGNMENT = 'FileAlignment is 0x20, below the 512 of the specification';

/** Errors in profile `shim`, by the file name: shim does not load these images, or they are no business of its loader. */
const KNOWN: Readonly<Record<string, Readonly<Partial<Record<RuleId, string>>>>> = {
  'ipxe.efi': { 'PE-OPT-005': IPXE_ALIGNMENT },
  'snponly.efi': { 'PE-OPT-005': IPXE_ALIGNMENT },
};

function errorsOf(path: string, profile: ProfileName): readonly string[] {
  const reading = readImage(readFileSync(path));
  return IMAGE_RULES.filter(({ id }) => levelOf(id, profile) === 'error').flatMap((rule) => {
    const verdict = judgeImage(rule, reading);
    if (verdict.kind === 'pass' || verdict.kind === 'skip') return [];
    return [verdict.kind === 'fail' ? rule.id : `${rule.id} broke: ${verdict.message}`];
  });
}

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
      it(`has no error in profile edk2, and in shim none but known ones: ${name}`, () => {
        expect(errorsOf(found, 'edk2')).toEqual([]);
        const known = Object.keys(KNOWN[basename(path)] ?? {});
        expect(errorsOf(found, 'shim')).toEqual(known);
        logWitness(`EFI programs: ${name} has no error in edk2, ${known.length} known in shim`);
      });
    }
  }
});
