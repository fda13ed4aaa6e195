/** Goal: repairs leave the outputs of several appends alone that are judged as one: each repair knows one new section. */
import { describe, expect, it } from 'vitest';
import { caseOf } from '../../generators/index.ts';
import { examine } from '../../src/campaign/index.ts';
import { MENDINGS } from '../../src/defects/index.ts';
import { builtinSubject } from '../../src/subjects/index.ts';
import { effort } from '../support/effort.ts';

const CASES = effort(600);

describe('repairs', () => {
  it(`change no right output of the sequences among ${CASES} cases, from the first image to the last output`, async () => {
    let seen = 0;
    for (let index = 0; index < CASES; index += 1) {
      const drawn = caseOf(1, { set: 'random', index });
      const { stages } = await examine(drawn, builtinSubject('0'), [], 'once');
      for (const { call } of stages.filter(({ place }) => place.against === 'original')) {
        seen += 1;
        expect(MENDINGS.filter(({ mend }) => mend(call) !== null).map(({ id }) => id)).toEqual([]);
      }
    }
    expect(seen).toBeGreaterThan(0);
  });
});
