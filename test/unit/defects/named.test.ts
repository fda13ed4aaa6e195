/** Mistakes that are easily taken for others: of answers, of two at once, and of what another repair would hide. */
import { describe, expect, it } from 'vitest';
import type { Answer } from '../../../src/contract/index.ts';
import {
  COFF,
  OPTIONAL,
  SECTION,
  ZBOOT,
  lastHeader,
  optional,
  optionalValue,
  rawDataOf,
  sectionHeader,
  setU32,
  u32,
} from '../../saboteurs/patch.ts';
import { DEBUG_SLACK, GROWING, NAME_TAKEN, PLAIN } from '../../saboteurs/plans.ts';
import { misbehaving, spoiling } from '../../saboteurs/saboteur.ts';
import type { Saboteur, Spoil } from '../../saboteurs/saboteur.ts';
import { defectsOf } from '../../support/defects.ts';

const THROWN: Answer = { kind: 'crashed', detail: 'SIGSEGV' };
const REFUSED: Answer = { kind: 'refused', code: 'exists', detail: 'There is a file.' };

const flipLast: Spoil = (output, { request }) => {
  const { pointer } = rawDataOf(output, lastHeader(output));
  const at = pointer + request.content.length - 1;
  output[at] = (output[at] ?? 0) ^ 0xff;
  return output;
};

const padOtherwise: Spoil = (output, { request }) => {
  const { pointer, size } = rawDataOf(output, lastHeader(output));
  return output.fill(0xcc, pointer + request.content.length, pointer + size);
};

const keepOffset: Spoil = (output, { image }) => {
  setU32(output, ZBOOT.payloadOffset, u32(image, ZBOOT.payloadOffset));
  return output;
};

const keepHeaders: Spoil = (output, { image }) => {
  setU32(output, optional(output, OPTIONAL.sizeOfHeaders), optionalValue(image, OPTIONAL.sizeOfHeaders));
  return output;
};

/** Points the one section without data where it pointed before the data moved. */
const keepEmptyPointer: Spoil = (output) => {
  setU32(output, sectionHeader(output, 1) + SECTION.pointerToRawData, 0x200);
  return output;
};

/** Leaves the pointers of a section to its relocations and line numbers where those lay before the data moved. */
const keepTablePointers: Spoil = (output, { image }) => {
  for (const field of [SECTION.pointerToRelocations, SECTION.pointerToLinenumbers]) {
    setU32(output, sectionHeader(output, 0) + field, u32(image, sectionHeader(image, 0) + field));
  }
  return output;
};

/** Clears everything behind the table, after all was moved as it should be. */
const clearSlack: Spoil = (output) => {
  return output.fill(0, lastHeader(output) + 40, optionalValue(output, OPTIONAL.sizeOfHeaders));
};

const both =
  (one: Spoil, other: Spoil): Spoil =>
  (output, given) =>
    other(one(output, given), given);

interface Mistaken extends Pick<Saboteur, 'plans' | 'sabotage'> {
  readonly what: string;
  readonly ids: readonly string[];
}

let stamp = 0;

const MISTAKEN: readonly Mistaken[] = [
  {
    what: 'crashes where it has to refuse',
    plans: [NAME_TAKEN],
    sabotage: (good) =>
      misbehaving(good, async ({ image, request, setting }) => {
        const answer = await good.append(image, request, setting);
        return answer.kind === 'refused' ? THROWN : answer;
      }),
    ids: ['crashed'],
  },
  {
    what: 'refuses when there is an output already',
    plans: [PLAIN],
    sabotage: (good) =>
      misbehaving(good, ({ image, request, setting }) =>
        setting.previousOutput === null ? good.append(image, request, setting) : REFUSED,
      ),
    ids: ['same-answer'],
  },
  {
    what: 'writes another CheckSum each time',
    plans: [PLAIN],
    sabotage: spoiling((output) => {
      stamp += 1;
      setU32(output, optional(output, OPTIONAL.checkSum), stamp);
      return output;
    }),
    ids: ['check-sum'],
  },
  {
    what: 'gives the image back as it was',
    plans: [PLAIN],
    sabotage: (good) => misbehaving(good, ({ image }) => ({ kind: 'rewritten', bytes: image.slice() })),
    ids: ['unchanged'],
  },
  {
    what: 'spoils both the content and its padding',
    plans: [PLAIN],
    sabotage: spoiling(both(flipLast, padOtherwise)),
    ids: ['new-content', 'new-padding'],
  },
  {
    what: 'spoils two fields of the COFF header and one beside it, which one rule sees together',
    plans: [PLAIN],
    sabotage: spoiling((output, given) => {
      const coff = u32(output, ZBOOT.peHeaderOffset) + 4;
      setU32(output, coff + COFF.timeDateStamp, 0x1234_5678);
      output[coff + 18] = (output[coff + 18] ?? 0) ^ 0x0c;
      return both(padOtherwise, flipLast)(output, given);
    }),
    ids: ['new-content', 'new-padding', 'time-stamp+coff-header'],
  },
  {
    what: 'clears the bytes behind the section table that it had moved',
    plans: [DEBUG_SLACK],
    sabotage: spoiling(clearSlack),
    ids: ['header-slack'],
  },
  {
    what: 'leaves the pointer of a section without data in the headers that have grown',
    plans: [GROWING],
    sabotage: spoiling(keepEmptyPointer),
    ids: ['empty-pointers'],
  },
  {
    what: 'leaves the pointers to relocations and line numbers behind when their data moves',
    plans: [`${GROWING} objectTables=1`],
    sabotage: spoiling(keepTablePointers),
    ids: ['section-headers'],
  },
];

describe('the diagnosis of a rewriter that', () => {
  it.each(MISTAKEN)('$what', async ({ ids, ...mistaken }) => {
    const defects = await defectsOf(mistaken);
    expect(defects.map(({ id }) => id).sort()).toEqual([...ids].sort());
  });
});

describe('the root of a defect', () => {
  it.each([
    ['the header whose offset is stale', keepOffset, GROWING, 'payload-offset', 'PR-ZB-001'],
    ['SizeOfHeaders where it is what is wrong', keepHeaders, GROWING, 'size-of-headers', 'PR-OPT-005'],
  ] as const)('points at %s', async (_, spoil, plan, id, rule) => {
    const defects = await defectsOf({ plans: [plan], sabotage: spoiling(spoil) });
    expect(defects.map((defect) => [defect.id, defect.rule])).toEqual([[id, rule]]);
  });
});
