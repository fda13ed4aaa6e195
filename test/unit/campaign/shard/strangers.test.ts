/** Goal: of a shard that anybody may have written nothing is believed that its share cannot have come to. */
import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mergeShards, readShard, runShard, shardText } from '../../../../src/campaign/index.ts';
import type { CampaignRequest, Hit, PolicyTally, RuleTally, Shard, Tally } from '../../../../src/campaign/index.ts';
import { ruleOf } from '../../../../properties/index.ts';
import { rightAnswer, subjectThat } from '../../../support/cases.ts';
import { withValue } from '../../../support/schema.ts';
import { useTempFolder } from '../../../support/temp-folder.ts';

const temp = useTempFolder();

/** Refuses, crashes and is wrong now and then, so that there is something of everything. */
const SUBJECT = subjectThat((image, request) => {
  if (image.length % 5 === 0) return { kind: 'refused', code: 'odd', detail: 'odd' };
  if (image.length % 7 === 0) return { kind: 'crashed', detail: 'ouch' };
  if (image.length % 3 === 0) return { kind: 'rewritten', bytes: new Uint8Array(image) };
  return rightAnswer(image, request);
});
const REQUEST: CampaignRequest = { subject: SUBJECT, seed: 3, runs: 60, grid: 'none', extremes: 'none' };
const LIMITS = { timeLimitMs: 10_000, outputLimit: null, memoryLimit: null };

async function shardOf(part: number, count: number, request: CampaignRequest = REQUEST): Promise<Shard> {
  const ran = await runShard(request, { count, parts: [part] }, LIMITS);
  if (ran.kind === 'cut') throw new Error('the share is not whole');
  return ran.shard;
}

let made: Promise<Shard> | null = null;

/** One shard of two, made once. */
function honest(): Promise<Shard> {
  return (made ??= shardOf(1, 2));
}

async function reading(text: string): Promise<Shard> {
  const file = temp('shard.json');
  writeFileSync(file, text);
  return (await readShard(file)).shard;
}

/** The first entry of a record that is of some kind. */
function keyWhere<T>(record: Readonly<Record<string, T>>, holds: (value: T, key: string) => boolean): string {
  const found = Object.entries(record).find(([key, value]) => holds(value, key));
  if (found === undefined) throw new Error('the shard shows nothing of the kind');
  return found[0];
}

/** The shard with other numbers of the first rule of some kind. */
function withRule(shard: Shard, holds: (rule: RuleTally, id: string) => boolean, change: Partial<RuleTally>): unknown {
  const id = keyWhere(shard.tally.rules, holds);
  const rules = { ...shard.tally.rules, [id]: { ...shard.tally.rules[id], ...change } };
  return { ...shard, tally: { ...shard.tally, rules } };
}

/** The shard with another first or smallest case of the first rule that failed. */
function withHit(shard: Shard, which: 'first' | 'smallest', change: Partial<Hit>): Shard {
  const id = keyWhere(shard.tally.rules, ({ failed }) => failed > 1);
  const hit = shard.tally.rules[id]?.[which] ?? null;
  if (hit === null) throw new Error('the rule names no case');
  return withRule(shard, (_, each) => each === id, { [which]: { ...hit, ...change } }) as Shard;
}

function withTally(shard: Shard, change: Partial<Tally>): unknown {
  return { ...shard, tally: { ...shard.tally, ...change } };
}

function refusedMore(shard: Shard, which: keyof Tally['refused'], more: number): unknown {
  const { refused } = shard.tally;
  return withTally(shard, { refused: { ...refused, [which]: refused[which] + more } });
}

/** The shard of a run that is judged by other rules, and that says nothing of any. */
function withoutRules(shard: Shard, change: Partial<Shard['run']>): unknown {
  return { ...shard, run: { ...shard.run, ...change }, tally: { ...shard.tally, rules: {} } };
}

/** The shard with other numbers of the first policy, or the first answer. */
function withFirst(shard: Shard, what: 'policies' | 'answers', change: object): unknown {
  const rows: Readonly<Record<string, object>> = shard.tally[what];
  const key = keyWhere(rows, () => true);
  return withTally(shard, { [what]: { ...rows, [key]: { ...rows[key], ...change } } });
}

/** Whether a rule may be vacuous, so that images can be withheld from it. */
const mayBeVacuous = (id: string): boolean => {
  const rule = ruleOf(id);
  return rule?.scope === 'image' && rule.vacuous !== undefined;
};
/** Whether a rule looks at more than the first answer. */
const looksFurther = (id: string): boolean => {
  const rule = ruleOf(id);
  return rule?.scope === 'call' && rule.needs !== undefined;
};
/** As many as a number of a shard can say. */
const MANY = 2 ** 53 - 1;

describe('a shard of a stranger', () => {
  it('is read as it was written when it is honest, and so is what comes of merging it', async () => {
    const [one, two] = [await honest(), await shardOf(2, 2)];
    expect(await reading(shardText(one))).toEqual(one);
    const { shard } = mergeShards({ name: 'one', shard: one }, { name: 'two', shard: two });
    expect(await reading(shardText(shard))).toEqual(shard);
  });

  it.each<[string, (shard: Shard) => unknown, string]>([
    [
      'more withheld than was refused of choice',
      (shard) => withRule(shard, (_, id) => mayBeVacuous(id), { withheld: MANY }),
      'withheld',
    ],
    [
      'something withheld from a rule that every output says something of',
      (shard) => withRule(shard, ({ withoutOutput }, id) => withoutOutput > 0 && !mayBeVacuous(id), { withheld: 1 }),
      'withheld',
    ],
    [
      'more inherited than the reasons say',
      (shard) => withRule(shard, ({ skipped, inherited }) => skipped > inherited, { inherited: 1 }),
      'inherited',
    ],
    ['reasons that are no sum', (shard) => withRule(shard, () => true, { reasons: { why: MANY } }), 'reasons'],
    [
      'reasons to be vacuous that are no sum',
      (shard) => withRule(shard, () => true, { vacuousReasons: { why: MANY } }),
      'vacuousReasons',
    ],
    [
      'verdicts on outputs that nobody gave',
      (shard) => {
        const id = keyWhere(shard.tally.rules, ({ withoutOutput, passed }) => withoutOutput > 0 && passed > 0);
        const { withoutOutput = 0, passed = 0 } = shard.tally.rules[id] ?? {};
        const change = { withoutOutput: 0, withheld: 0, passed: passed + withoutOutput };
        return withRule(shard, (_, each) => each === id, change);
      },
      'withoutOutput',
    ],
    [
      'a smallest case in the place of the first',
      (shard) => {
        const id = keyWhere(shard.tally.rules, ({ first, smallest }) => first?.index !== smallest?.index);
        const { first = null, smallest = null } = shard.tally.rules[id] ?? {};
        return withRule(shard, (_, each) => each === id, { first: smallest, smallest: first });
      },
      'cannot have failed',
    ],
    ['more refusals than answers say', (shard) => refusedMore(shard, 'wrong', 1), 'tally.refused'],
    ['more refusals than can be added', (shard) => refusedMore(shard, 'may', MANY - 1e6), 'tally.refused'],
    [
      'refusals of more images than are not hostile',
      (shard) => {
        const { must, may, wrong, hostile } = shard.tally.refused;
        return withValue(shard, 'tally.refused', { must: must + may + wrong + hostile, may: 0, wrong: 0, hostile: 0 });
      },
      'tally.refused',
    ],
    ['more late than were asked', (shard) => withFirst(shard, 'answers', { late: MANY }), 'late'],
    ['an answer under the name of another', (shard) => withFirst(shard, 'answers', { code: 'x' }), 'tally.answers'],
    [
      'a policy of no case',
      (shard) => {
        const key = keyWhere(shard.tally.policies, ({ refused }) => refused === 0);
        const none = { cases: 0, refused: 0, rewritten: 0, alone: { cases: 0, refused: 0, rewritten: 0 } };
        return withTally(shard, { policies: { ...shard.tally.policies, [key]: none } });
      },
      'tally.policies',
    ],
    [
      'a policy whose cases had no answer',
      (shard) => {
        const key = keyWhere(shard.tally.policies, ({ refused }) => refused === 0);
        const { [key]: policy } = shard.tally.policies;
        return withTally(shard, {
          policies: { ...shard.tally.policies, [key]: { ...policy, cases: 29 } as PolicyTally },
        });
      },
      'tally.policies',
    ],
    ['a policy of too many cases', (shard) => withFirst(shard, 'policies', { cases: MANY }), 'tally.policies'],
    ['a policy of too many refusals', (shard) => withFirst(shard, 'policies', { refused: MANY }), 'tally.policies'],
    [
      'a policy that has more for itself than at all',
      (shard) => withFirst(shard, 'policies', { alone: { cases: MANY, refused: 0, rewritten: 0 } }),
      'tally.policies',
    ],
    [
      'a policy that has more rewritten for itself than at all',
      (shard) =>
        withFirst(shard, 'policies', {
          cases: 2,
          refused: 1,
          rewritten: 0,
          alone: { cases: 1, refused: 0, rewritten: 1 },
        }),
      'tally.policies',
    ],
    [
      'a policy that leaves more answers beside other reasons than cases',
      (shard) =>
        withFirst(shard, 'policies', {
          cases: 2,
          refused: 1,
          rewritten: 1,
          alone: { cases: 1, refused: 0, rewritten: 0 },
        }),
      'tally.policies',
    ],
    ['a feature of too many cases', (shard) => withValue(shard, 'tally.features.overlay', 1e6), 'tally.features'],
    ['a feature that nothing has', (shard) => withValue(shard, 'tally.features.wings', 1), 'tally.features'],
    [
      'features that meet more often than each is there',
      (shard) => withValue(shard, 'tally.interactions', { 'overlay+signed': 100 }),
      'tally.interactions',
    ],
    [
      'features that nobody looks for together',
      (shard) => withValue(shard, 'tally.interactions', { 'overlay+overlay': 1 }),
      'tally.interactions',
    ],
    [
      'crashes where a rule judges outputs',
      (shard) => {
        const id = keyWhere(shard.tally.rules, ({ failed }, each) => failed > 0 && ruleOf(each)?.scope !== 'call');
        const failed = shard.tally.rules[id]?.failed ?? 0;
        return withRule(shard, (_, each) => each === id, { failedWith: { crashed: failed } });
      },
      'failedWith',
    ],
    [
      'more failures at crashes than there were crashes',
      (shard) => {
        const id = keyWhere(
          shard.tally.rules,
          ({ failed, failedWith }, each) => failed > 0 && (failedWith.rewritten ?? 0) < failed && !looksFurther(each),
        );
        const failed = shard.tally.rules[id]?.failed ?? 0;
        return withRule(shard, (_, each) => each === id, { failedWith: { 'timed-out': failed } });
      },
      'failedWith',
    ],
    ['a failure at a later append than the case has', (shard) => withHit(shard, 'smallest', { append: 4 }), 'append'],
    [
      'a failure at a later append where no sequence was run',
      (shard) =>
        withHit({ ...shard, tally: { ...shard.tally, sequences: { cases: 0, appends: 0 } } }, 'first', { append: 2 }),
      'append',
    ],
    ['an image of no bytes', (shard) => withHit(shard, 'smallest', { inputSize: 0 }), 'tally.rules.'],
    [
      'images of other bytes than their addresses have',
      (shard) => withHit(withHit(shard, 'first', { inputSize: 1 }), 'smallest', { inputSize: 1 }),
      'with 1 bytes',
    ],
    ['no features', (shard) => withTally(shard, { features: {}, interactions: {} }), 'has a machine in 0'],
    [
      'a feature less',
      (shard) => withValue(shard, 'tally.features.overlay', (shard.tally.features['overlay'] ?? 0) - 1),
      'tally.',
    ],
    ['a feature that was taken out', (shard) => withValue(shard, 'tally.features.overlay', undefined), 'tally.'],
    [
      'features that meet less often than they do',
      (shard) => withTally(shard, { interactions: {} }),
      'tally.interactions has',
    ],
    ['rules that leave none', (shard) => withoutRules(shard, { excludedRules: ['*'] }), 'run leaves no rule'],
    [
      'a limit of time that no timer keeps',
      (shard) => withValue(shard, 'limits.timeLimitMs', 2 ** 31),
      'limits.timeLimitMs must be',
    ],
    ['no limit of time', (shard) => withValue(shard, 'limits.timeLimitMs', 0), 'limits.timeLimitMs must be'],
    ['no room for an output', (shard) => withValue(shard, 'limits.outputLimit', 0), 'limits.outputLimit must be'],
    ['no memory', (shard) => withValue(shard, 'limits.memoryLimit', 'some'), 'limits.memoryLimit must be'],
    ['a day that is none', (shard) => withValue(shard, 'time.startedAt', '2026-02-30T00:00:00.000Z'), 'must be a time'],
    ['a part of a millisecond', (shard) => withValue(shard, 'time.durationMs', 0.5), 'time.durationMs must be'],
    ['more time than there was', (shard) => withValue(shard, 'time.durationMs', 2 ** 50), 'time.durationMs must be'],
    ['an entry of another version', (shard) => ({ ...shard, extra: 1 }), 'json: it has "extra", which no shard has'],
  ])('is refused with %s', async (_, change, reason) => {
    await expect(reading(JSON.stringify(change(await honest())))).rejects.toThrow(reason);
  });

  it.each(['time.durationMs', 'time.gridMs', 'limits.timeLimitMs'])(
    'is refused with a %s without end',
    async (path) => {
      const text = JSON.stringify(withValue(await honest(), path, 'HERE')).replace('"HERE"', '1e999');
      await expect(reading(text)).rejects.toThrow(`${path} must be`);
    },
  );

  it('is refused when it is a list', async () => {
    await expect(reading('[]')).rejects.toThrow('json: it must be an object but is []');
  });
});
