/** Puts generated images to programs that others wrote: what is called valid here has to be valid there. */
import { describe, expect, it } from 'vitest';
import { byEffort } from '../support/effort.ts';
import { staleExceptions, unexplained } from '../support/image-witness-exceptions.ts';
import { useWitnessedImages } from '../support/image-witness-images.ts';
import { LLVM_READOBJ, OBJDUMP, PEFILE } from '../support/image-witness-readers.ts';
import { OSSLSIGNCODE, SBVERIFY } from '../support/image-witness-signatures.ts';
import type { Witness } from '../support/image-witness.ts';
import { logWitness } from '../support/witness-log.ts';

const IMAGES = byEffort({ quick: 240, full: 1000 });
/** Images that a failure shows, each with what was said of it last. */
const SHOWN = 10;

const images = useWitnessedImages(IMAGES);

async function examine({ tool, version, examine: ask }: Witness): Promise<void> {
  const { judged, complaints, remarks } = await ask(images());
  const faults = unexplained(tool, complaints);
  const faulty = new Map(faults.map(({ image, message }) => [image, message]));
  const excepted = new Set(complaints.map(({ image }) => image).filter((image) => !faulty.has(image)));
  const notes = excepted.size === 0 ? remarks : [...remarks, `${excepted.size} with excepted complaints`];
  const behind = notes.length === 0 ? '' : ` (${notes.join(', ')})`;
  logWitness(`images: ${tool} accepted ${judged - faulty.size} of ${judged}${behind}`);
  expect(judged).toBeGreaterThan(0);
  const shown = [...faulty].slice(0, SHOWN);
  expect(shown.map(([{ name, plan }, message]) => `${message} -- ${name}: ${plan}`)).toEqual([]);
  expect(staleExceptions(tool, await version(), complaints)).toEqual([]);
}

describe('a valid image', () => {
  for (const witness of [LLVM_READOBJ, OBJDUMP, PEFILE, SBVERIFY, OSSLSIGNCODE]) {
    const { tool, missing } = witness;
    const reason = missing();
    if (reason === null) {
      it(`is accepted by ${tool}, as all ${IMAGES} are`, () => examine(witness));
      continue;
    }
    const state = reason === 'absent' ? 'NOT INSTALLED' : 'TOO OLD';
    it(`${tool} is ${state} here, so images are not witnessed by it`, () => {
      logWitness(`images: ${tool} is ${reason}`);
      expect(missing()).toBe(reason);
    });
  }
});
