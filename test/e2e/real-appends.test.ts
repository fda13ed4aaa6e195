/**
 * Goal: an append to an image of the world is right or refused for a reason, never wrong with success. The images are
 * EFI programs of Debian and the drivers of EDK2, taken from the firmware volumes of its package ovmf.
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RULES, judgeCall, levelOf } from '../../properties/index.ts';
import type { AppendRequest } from '../../src/contract/index.ts';
import { readImage } from '../../src/reader/index.ts';
import { appendSections } from '../../src/rewriter/index.ts';
import { edk2Drivers } from '../support/edk2-drivers.ts';
import { EFI_FILES, findEfiFile } from '../support/efi-files.ts';
import { logWitness } from '../support/witness-log.ts';
import { callOf } from '../support/calls.ts';

const REQUEST: AppendRequest = { name: '.new', content: new Uint8Array(300).fill(0x5a), characteristics: 0x40000040 };
/** What may be said of an image that is not malformed. */
const REASONS = ['no-header-room', 'header-slack-in-use'];

/** What an append to an image came to: rewritten, the code of the refusal, or what is wrong with the output. */
function outcomeOf(image: Uint8Array): string {
  const answer = appendSections(image, [REQUEST], { anyPe: true, stripSignature: true });
  if (answer.kind === 'refused') return answer.code;
  const before = readImage(image);
  if (!before.ok) return 'an image that cannot be read was rewritten';
  const call = callOf({ before: before.image, requests: [REQUEST], answer, after: readImage(answer.bytes) });
  const wrong = RULES.filter(({ id }) => levelOf(id, 'edk2') === 'error').filter((rule) => {
    const { kind } = judgeCall(rule, call);
    return kind === 'fail' || kind === 'error';
  });
  return wrong.length === 0 ? 'rewritten' : `wrong: ${wrong.map(({ id }) => id).join(', ')}`;
}

describe('an append to an EFI program of Debian', () => {
  for (const [packageName, paths] of Object.entries(EFI_FILES)) {
    for (const path of paths) {
      const name = `${packageName} ${basename(path)}`;
      it(`is sound or refused: ${name}`, () => {
        const found = findEfiFile(packageName, path);
        logWitness(`appends: ${name} ${found === null ? 'is absent' : outcomeOf(readFileSync(found))}`);
        if (found !== null) expect(['rewritten', ...REASONS]).toContain(outcomeOf(readFileSync(found)));
        else expect(findEfiFile(packageName, path)).toBeNull();
      });
    }
  }
});

describe('an append to a driver of EDK2', () => {
  const drivers = edk2Drivers();
  if ('absent' in drivers) {
    const { absent } = drivers;
    it(`is NOT PUT TO THE TEST, for ${absent.join(' and ')} cannot be had here`, () => {
      logWitness(`appends: drivers of EDK2, ${absent.join(' and ')} absent`);
      expect(absent).not.toEqual([]);
    });
    return;
  }

  it('is sound, or refused for want of header room', () => {
    const counts = new Map<string, number>();
    for (const { bytes } of drivers) {
      const outcome = outcomeOf(bytes);
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    }
    logWitness(`appends: drivers of EDK2, ${[...counts].map(([what, count]) => `${count} ${what}`).join(', ')}`);
    expect([...counts.keys()].filter((outcome) => outcome !== 'rewritten' && !REASONS.includes(outcome))).toEqual([]);
    expect(counts.get('rewritten')).toBeGreaterThan(100);
  });
});
