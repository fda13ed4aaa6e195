/**
 * Goal: what went wrong in the field is seen. Every fault of the published list that ends in wrong output is put to the cases
 * that verify asks by default, of many seeds, and has to be caught by a rule of the level that it deserves.
 */
import { describe, expect, it } from 'vitest';
import { caseOf } from '../../generators/index.ts';
import type { CampaignCase } from '../../generators/index.ts';
import { levelOf } from '../../properties/index.ts';
import type { Rule } from '../../properties/index.ts';
import { examine } from '../../src/campaign/index.ts';
import { campaignOptions } from '../../src/campaign/options.ts';
import { scheduleOf } from '../../src/campaign/schedule.ts';
import type { Answer, Rewriter } from '../../src/contract/index.ts';
import { builtinSubject } from '../../src/subjects/index.ts';
import { JUDGING_RULES, SABOTEURS } from '../saboteurs/index.ts';
import { WILD_FAULTS } from '../saboteurs/wild.ts';
import type { WildFault } from '../saboteurs/wild.ts';
import { byEffort } from '../support/effort.ts';

const SEEDS = byEffort({ quick: 1, full: 20 });
const GOOD = builtinSubject('0');
/** Bytes by which an old output is longer than the image, so that it is longer than the new one. */
const STALE = 0x4000;
/** Images of more bytes than this take long to compare, and show nothing of these faults that others do not. */
const LARGE = 0x10_0000;

/** The faults that end in wrong output, but for 17: of two sections with the payload, any is right. */
const WRONG_OUTPUT = Array.from({ length: 30 }, (_, index) => index + 1).filter((fault) => fault !== 17);
/** Warnings alone see those that nobody is harmed by, or somebody is only now and then. */
const WARNED = [3, 6];
/** Listed under the name that it has in any rewriter. */
const CHANGES_INPUT = { fault: 10, name: 'changes its input' };

const FAULTS: readonly WildFault[] = [
  ...WILD_FAULTS,
  ...SABOTEURS.flatMap(({ fault, name, sabotage }): readonly WildFault[] => {
    const number = name === CHANGES_INPUT.name ? CHANGES_INPUT.fault : fault;
    const isWild = WILD_FAULTS.some((each) => each.fault === number);
    if (number === null || number > 30 || isWild) return [];
    return [{ fault: number, name, sabotage, seenBy: WARNED.includes(number) ? 'warning' : 'error' }];
  }),
].sort((a, b) => a.fault - b.fault);

function levelsOf(seenBy: WildFault['seenBy']): readonly Rule[] {
  return JUDGING_RULES.filter(({ id }) => seenBy === 'warning' || levelOf(id, 'zboot') === 'error');
}

async function isDifferent({ image, request }: CampaignCase, bad: Rewriter): Promise<boolean> {
  const setting = { previousOutput: new Uint8Array(image.length + STALE).fill(0xa5) };
  const right = await GOOD.append(image.slice(), request, setting);
  let wrong: Answer;
  try {
    wrong = await bad.append(image.slice(), request, setting);
  } catch {
    // What a saboteur cannot read says nothing of its fault, and a crash would be seen whatever that is.
    return false;
  }
  if (right.kind !== 'rewritten' || wrong.kind !== 'rewritten') return right.kind !== wrong.kind;
  return Buffer.compare(right.bytes, wrong.bytes) !== 0;
}

/** The cases of a default run, hostile ones first: most of these faults show on one of those, or on the first of any others. */
const APPOINTMENTS = [...scheduleOf(campaignOptions({ subject: GOOD }), 'in-process')].sort(
  (a, b) => Number(b.address.set === 'hostile') - Number(a.address.set === 'hostile'),
);

/** A case of a seed on which a rule sees the fault, and the rule; `null` when none does. */
async function caughtAt(seed: number, { sabotage, seenBy, fault }: WildFault): Promise<string | null> {
  const bad = sabotage(GOOD);
  const rules = levelsOf(seenBy);
  for (const { address, repetition } of APPOINTMENTS) {
    const examined = caseOf(seed, address);
    if (examined.image.length > LARGE) continue;
    if (fault !== CHANGES_INPUT.fault && !(await isDifferent(examined, bad))) continue;
    const { verdicts } = await examine(examined, bad, rules, repetition);
    const position = verdicts.findIndex(({ kind }) => kind === 'fail');
    if (position >= 0) return `${rules[position]?.id ?? ''} on ${address.set} ${address.index}`;
  }
  return null;
}

describe(`each of ${FAULTS.length} faults of the published list, with ${SEEDS} seeds`, () => {
  it('is one of those that end in wrong output, and none of them is missing', () => {
    expect([...new Set(FAULTS.map(({ fault }) => fault))]).toEqual(WRONG_OUTPUT);
  });

  it.each(FAULTS.map((fault) => [fault.fault, fault.name, fault] as const))(
    'is caught by the cases of a default run: %i, %s',
    async (_, __, fault) => {
      const missed: number[] = [];
      for (let seed = 1; seed <= SEEDS; seed += 1) if ((await caughtAt(seed, fault)) === null) missed.push(seed);
      expect(missed).toEqual([]);
    },
  );
});
