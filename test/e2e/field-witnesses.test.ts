/** Puts the reader beside readers that others wrote: every header field that they print has the same value here. */
import { describe, expect, it } from 'vitest';
import { byEffort } from '../support/effort.ts';
import { LLVM_FIELDS } from '../support/field-witness-llvm.ts';
import { OBJDUMP_FIELDS } from '../support/field-witness-objdump.ts';
import { PEFILE_FIELDS } from '../support/field-witness-pefile.ts';
import { compareFields } from '../support/field-witness.ts';
import { useWitnessedImages } from '../support/image-witness-images.ts';
import { logWitness } from '../support/witness-log.ts';

const IMAGES = byEffort({ quick: 80, full: 1000 });
/** Disagreements that a failure shows. */
const SHOWN = 10;

const images = useWitnessedImages(IMAGES);

describe(`every header field of ${IMAGES} generated images`, () => {
  for (const witness of [LLVM_FIELDS, OBJDUMP_FIELDS, PEFILE_FIELDS]) {
    const { tool, missing } = witness;
    if (missing() === null) {
      it(`has the value that ${tool} prints`, async () => {
        const { compared, disagreements, judged } = await compareFields(witness, images());
        logWitness(`fields: ${tool} agrees on ${compared - disagreements.length} of ${compared} in ${judged} images`);
        expect(disagreements.slice(0, SHOWN)).toEqual([]);
        expect(judged).toBeGreaterThan(0);
        expect(compared).toBeGreaterThan(judged * witness.prints.length);
      });
      continue;
    }
    it(`${tool} is NOT INSTALLED here, so no field is witnessed by it`, () => {
      logWitness(`fields: ${tool} is absent`);
      expect(missing()).toBe('absent');
    });
  }
});
