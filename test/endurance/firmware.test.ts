/** Puts images to the loader of real firmware, which runs in QEMU: what is called valid here has to be loaded there. */
import { describe, expect, it } from 'vitest';
import { logWitness } from '../support/witness-log.ts';
import { askFirmware } from '../witness/firmware/ask.ts';
import { EDK2 } from '../witness/firmware/edk2-memory.ts';
import { FIRMWARE, SMALL_GUEST, missingFor } from '../witness/firmware/firmware.ts';
import type { Firmware } from '../witness/firmware/firmware.ts';
import { judge, prepare } from '../witness/firmware/judgement.ts';
import { KNOWN_IMAGES } from '../witness/firmware/known-images.ts';
import { witness } from '../witness/firmware/run.ts';
import { subjectsOf } from '../witness/firmware/subjects.ts';

/** Cases that are drawn; what is appended to them comes on top. */
const RANDOM = 300;
const GRID = 100;

async function judgeAll(firmware: Firmware): Promise<void> {
  const subjects = subjectsOf({ seed: 1, runs: RANDOM, kernels: 0, grid: GRID });
  const { tally, unrepeated } = await witness(
    [firmware],
    subjects,
    () => 0,
    () => undefined,
  );
  const all = (label: string): number => tally.count(firmware.name, label, 'loaded');
  logWitness(
    `firmware: ${firmware.name} loaded ${all('all images')} images, ${all('appended to')} of them appended to`,
  );
  expect(tally.faults()).toEqual([]);
  expect(unrepeated).toEqual([]);
  // On a small host an image may be too large, and with later dimensions one may be refused rightly.
  const excepted = tally.count(firmware.name, 'generated', 'excepted');
  expect(all('generated') + excepted).toBe(RANDOM + GRID);
  expect(excepted).toBeLessThan((RANDOM + GRID) / 20);
  expect(all('appended to')).toBeGreaterThan((RANDOM + GRID) / 2);
  expect(all('machine changed')).toBeGreaterThan(0);
}

async function judgeKnown(usual: Firmware): Promise<void> {
  const firmware = { ...usual, guest: SMALL_GUEST };
  const prepared = KNOWN_IMAGES.map(({ bytes }) => prepare(firmware, bytes));
  const questions = prepared.map(({ question }, index) => {
    const given = KNOWN_IMAGES[index]?.given;
    return given === undefined ? question : { ...question, bytes: prepare(firmware, given).question.bytes };
  });
  const { answers, boots } = await askFirmware(firmware, questions);
  const said = KNOWN_IMAGES.map(({ what }, index) => {
    const one = prepared[index];
    const judged = one === undefined ? null : judge(firmware, one, [], answers[index] ?? { kind: 'unasked' });
    return { what, outcome: judged?.outcome, detail: judged?.detail };
  });
  const known = KNOWN_IMAGES.map(({ what, outcome, detail }) => {
    return { what, outcome, detail: expect.stringMatching(detail) as unknown };
  });
  expect(said).toEqual(known);
  expect(boots).toBeGreaterThan(1);
}

describe('real firmware', () => {
  for (const firmware of FIRMWARE) {
    const { name } = firmware;
    const missing = missingFor(firmware);
    if (missing.length > 0) {
      it(`${name} cannot be asked here for want of ${missing.join(', ')}`, () => {
        logWitness(`firmware: ${name} is not asked, for want of ${missing.join(', ')}`);
        expect(missingFor(firmware)).toEqual(missing);
      });
      continue;
    }
    it(`${name} loads ${RANDOM + GRID} generated images and what is appended to them, as it has to`, () =>
      judgeAll(firmware));
    if (firmware.loader !== EDK2) continue;
    it(`${name} tells refused, crashing and differing images apart, and goes on after a crash`, () =>
      judgeKnown(firmware));
  }
});
