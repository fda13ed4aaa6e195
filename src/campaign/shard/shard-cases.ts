/** What the cases of a shard have to be: those that it names, and some that it has to have counted, are made again. */
import { FEATURES, INTERACTIONS, caseOf, interactionLabel, interactionsOf } from '../../../generators/index.ts';
import type { CampaignCase, CaseAddress } from '../../../generators/index.ts';
import { nameOfAddress } from '../../results/index.ts';
import { partOf } from '../schedule.ts';
import type { Share } from '../schedule.ts';
import type { Hit, Tally } from '../tally.ts';
import { Misfit } from './misfit.ts';
import type { Shard } from './shard.ts';

/** Random cases that are made again whatever a shard names. Those of a small share are all of them, and prove every count. */
const SAMPLE = 64;

/** Groups of features of which each case has exactly one. */
const EXCLUSIVE = ['machine', 'compression'] as const;

/** What a case is known by, without its bytes. */
interface CaseFacts {
  readonly inputSize: number;
  readonly appends: number;
  readonly features: readonly string[];
}

/** @throws Misfit naming the first thing that the cases of a shard cannot have shown; their addresses are of its share */
export function requireCases({ run: { seed }, shards, tally }: Shard): void {
  const known = new Map<string, CaseFacts>();
  const factsOf = (at: CaseAddress): CaseFacts => {
    const name = `${at.set} ${at.index}`;
    const facts = known.get(name) ?? factsIn(caseOf(seed, at));
    known.set(name, facts);
    return facts;
  };
  requireMeetings(tally);
  const sample = new Map(randomIn(shards, tally).map((index) => [index, factsOf({ set: 'random', index }).features]));
  for (const [id, { first, smallest, aspects }] of Object.entries(tally.rules)) {
    for (const hit of [first, smallest, ...Object.values(aspects)]) {
      if (hit === null) continue;
      const facts = factsOf(hit);
      requireHit(id, hit, facts, seed);
      if (hit.set === 'random') sample.set(hit.index, facts.features);
    }
  }
  requireSample([...sample.values()], tally);
}

function factsIn({ image, further = [], features }: CampaignCase): CaseFacts {
  return { inputSize: image.length, appends: 1 + further.length, features };
}

/** The first random cases of a share. */
function randomIn({ count, parts }: Share, { executed }: Tally): readonly number[] {
  const wanted = Math.min(SAMPLE, executed.random);
  const indexes: number[] = [];
  for (let index = 0; indexes.length < wanted; index += 1) {
    if (parts.includes(partOf({ set: 'random', index }, count))) indexes.push(index);
  }
  return indexes;
}

/** An address means one image and one number of appends. */
function requireHit(id: string, hit: Hit, { inputSize, appends }: CaseFacts, seed: number): void {
  const name = nameOfAddress(hit.set, String(hit.index), seed);
  if (hit.inputSize !== inputSize) {
    throw new Misfit(`tally.rules.${id} has ${name} with ${hit.inputSize} bytes, and it has ${inputSize}`);
  }
  if (hit.append > appends) {
    throw new Misfit(`tally.rules.${id} has append ${hit.append} of ${name}, and there are ${appends}`);
  }
}

/** Features that shut each other out come to all cases, and of those that fill more than half each some meet. */
function requireMeetings({ executed: { random }, features, interactions }: Tally): void {
  for (const group of EXCLUSIVE) {
    const names = FEATURES.filter((each) => each.group === group).map(({ name }) => name);
    const sum = names.reduce((count, name) => count + (features[name] ?? 0), 0);
    if (sum !== random) throw new Misfit(`tally.features has a ${group} in ${sum} of ${random} random cases`);
  }
  for (const each of INTERACTIONS) {
    const label = interactionLabel(each);
    const lacking = each.features.reduce((count, name) => count + random - (features[name] ?? 0), 0);
    if ((interactions[label] ?? 0) < random - lacking) {
      throw new Misfit(`tally.interactions has fewer of "${label}" than tally.features allows`);
    }
  }
}

/** What some cases have was counted, and what they lack was not counted in them. */
function requireSample(sample: readonly (readonly string[])[], { executed: { random }, ...tally }: Tally): void {
  const require = (
    what: 'features' | 'interactions',
    labels: readonly string[],
    has: (label: string) => number,
  ): void => {
    for (const label of labels) {
      const count = tally[what][label] ?? 0;
      const least = has(label);
      const most = random - (sample.length - least);
      if (count >= least && count <= most) continue;
      throw new Misfit(
        `tally.${what} has "${label}" ${count} times, and its cases have it from ${least} to ${most} times`,
      );
    }
  };
  const counted = (all: readonly (readonly string[])[]): ((label: string) => number) => {
    const counts = new Map<string, number>();
    for (const label of all.flat()) counts.set(label, (counts.get(label) ?? 0) + 1);
    return (label) => counts.get(label) ?? 0;
  };
  require('features', FEATURES.map(({ name }) => name), counted(sample));
  require('interactions', INTERACTIONS.map(interactionLabel), counted(sample.map(interactionsOf)));
}
