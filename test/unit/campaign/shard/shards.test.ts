import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseReport, renderJson } from '../../../../reports/index.ts';
import {
  concludeShards,
  mergeShards,
  readShard,
  runCampaign,
  runShard,
  shardText,
} from '../../../../src/campaign/index.ts';
import type { CampaignRequest, Shard } from '../../../../src/campaign/index.ts';
import { casesInShare, partOf, plannedCases, scheduleOf } from '../../../../src/campaign/schedule.ts';
import { CASE_SETS, VERSION } from '../../../../src/results/index.ts';
import { rightAnswer, subjectThat } from '../../../support/cases.ts';
import { schemaAt, withValue } from '../../../support/schema.ts';
import { useTempFolder } from '../../../support/temp-folder.ts';

const temp = useTempFolder();
const EVERYTHING = { runs: 301, grid: 'first', extremes: 'second', foreign: 'fourth', hostile: 'last' } as const;
const LIMITS = { timeLimitMs: 10_000, outputLimit: null, memoryLimit: null };

/** Wrong now and then, so that there are refusals, failures and cases to shrink. */
const SUBJECT = subjectThat((image, request) => {
  if (image.length % 5 === 0) return { kind: 'refused', code: 'odd', detail: `odd: ${image.length}` };
  if (image.length % 3 === 0) return { kind: 'rewritten', bytes: new Uint8Array(image) };
  return rightAnswer(image, request);
});

const REQUEST: CampaignRequest = {
  subject: SUBJECT,
  seed: 3,
  runs: 40,
  grid: 'none',
  extremes: 'none',
  hostile: 'none',
  excludedRules: ['PE-*'],
};

async function shardOf(part: number, count: number, wishes: Partial<CampaignRequest> = {}): Promise<Shard> {
  const ran = await runShard({ ...REQUEST, ...wishes }, { count, parts: [part] }, LIMITS);
  if (ran.kind === 'cut') throw new Error('the share is not whole');
  return ran.shard;
}

/** The shard as it comes back from a file. */
function restored(name: string, shard: Shard): ReturnType<typeof readShard> {
  const file = temp(name);
  writeFileSync(file, shardText(shard));
  return readShard(file);
}

async function mergedOf(...shards: readonly Shard[]): Promise<Shard> {
  const [first, ...rest] = await Promise.all(shards.map((shard, at) => restored(`${at}.json`, shard)));
  if (first === undefined) throw new Error('there is no shard');
  return rest.reduce(mergeShards, first).shard;
}

describe('the shares of a run', () => {
  it.each([1, 2, 3, 4, 7, 10, 64, 4000])('are all cases once, and of every set as many, with %i', (count) => {
    const planned = plannedCases(EVERYTHING);
    const all = [...scheduleOf(EVERYTHING, 'in-process')];
    const sizes = new Map<string, number>();
    for (const { address } of all) {
      const key = `${address.set} ${partOf(address, count)}`;
      sizes.set(key, (sizes.get(key) ?? 0) + 1);
    }
    for (let part = 1; part <= count; part += 1) {
      const counted = casesInShare(EVERYTHING, { count, parts: [part] });
      for (const set of CASE_SETS) {
        expect(counted[set]).toBe(sizes.get(`${set} ${part}`) ?? 0);
        expect(Math.abs(counted[set] - planned[set] / count)).toBeLessThan(1);
      }
    }
    const parts = Array.from({ length: count }, (_, at) => at + 1);
    expect([...scheduleOf(EVERYTHING, 'in-process', { count, parts })]).toEqual(all);
    expect(casesInShare(EVERYTHING, { count, parts })).toEqual(planned);
  });

  it.each([2, 4, 5, 8, 10])('have of the dear cases what is theirs, with %i', (count) => {
    for (const called of ['in-process', 'by-command'] as const) {
      const dear = [...scheduleOf({ ...EVERYTHING, runs: 4000 }, called)].filter((each) => each.repetition === 'twice');
      for (let part = 1; part <= count; part += 1) {
        const mine = dear.filter(({ address }) => partOf(address, count) === part).length;
        expect(mine).toBeGreaterThan((0.7 * dear.length) / count);
        expect(mine).toBeLessThan((1.3 * dear.length) / count);
      }
    }
  });
});

describe('shards', () => {
  it('merge to the report of the run of all cases, in any order and grouping', async () => {
    const whole = await runCampaign(REQUEST);
    expect(whole.report.outcome).toBe('nonconformant');
    expect(whole.cases.length).toBeGreaterThan(1);
    const [a, b, c] = [await shardOf(1, 3), await shardOf(2, 3), await shardOf(3, 3)];
    const groupings = [
      await mergedOf(a, b, c),
      await mergedOf(c, a, b),
      await mergedOf(await mergedOf(c, b), a),
      await mergedOf(b, await mergedOf(a, c)),
    ];
    for (const merged of groupings) expect(shardText(merged)).toBe(shardText(groupings[0] ?? a));
    expect(await concludeShards(groupings[2] ?? a, { subject: SUBJECT })).toEqual(whole);
  });

  it('take together what each took and what the end of the run took, whatever the clock of a machine says', async () => {
    const late = (): Date => new Date('2030-01-01T00:00:00.000Z');
    const [a, b] = [await shardOf(1, 2, { now: late }), await shardOf(2, 2)];
    const took = { ...a, time: { ...a.time, durationMs: 5000, gridMs: 7 } };
    let now = 0;
    const merged = await mergedOf(took, {
      ...b,
      time: { ...b.time, startedAt: late().toISOString(), durationMs: 300 },
    });
    const { report } = await concludeShards(merged, { subject: SUBJECT, now: () => new Date((now += 20)) });
    expect(report.time).toEqual({ startedAt: late().toISOString(), durationMs: 5320, gridMs: 7 });
    expect(parseReport(renderJson(report))).toEqual(report);
  });

  it('take no time where a clock is set back', async () => {
    let now = 1e9;
    const backwards = (): Date => new Date((now -= 1000));
    const one = await shardOf(1, 9, { now: backwards, grid: 'first', rules: ['PR-REF-001'] });
    expect(one.time).toMatchObject({ durationMs: 0, gridMs: 0 });
    const { report } = await runCampaign({ ...REQUEST, runs: 2, now: backwards });
    expect(parseReport(renderJson(report))).toEqual(report);
  });

  it('are what their schema says', async () => {
    const { validate } = schemaAt('reports/schema/shard-v1.schema.json');
    validate(JSON.parse(shardText(await shardOf(2, 3))));
    expect(validate.errors).toBeNull();
  });

  it.each([
    { count: 0, parts: [1] },
    { count: 2, parts: [] },
    { count: 2, parts: [3] },
    { count: 2, parts: [2, 1] },
    { count: 4097, parts: [1] },
    { count: 1.5, parts: [1] },
  ])('are not made of a share that cannot be meant, such as %j', async (share) => {
    await expect(runShard(REQUEST, share, LIMITS)).rejects.toThrow(RangeError);
  });

  it('are not made of a share that is cut short', async () => {
    const share = { count: 2, parts: [1] };
    const subject = subjectThat(() => ({ kind: 'unavailable', detail: 'no such file' }));
    const ran = await runShard({ ...REQUEST, subject }, share, LIMITS);
    expect(ran).toEqual({ kind: 'cut', reason: 'no such file', executed: 0, planned: 22 });
    expect((await runShard({ ...REQUEST, shouldStop: () => true }, share, LIMITS)).kind).toBe('cut');
  });

  const other = subjectThat(rightAnswer, ['tool']);
  it.each<[string, Partial<CampaignRequest>]>([
    ['the seed: 4, not 3;', { seed: 4 }],
    ['the number of random cases: 41, not 40;', { runs: 41 }],
    ['the sets of cases: ["none","none","none","none"], not ["none",', { foreign: 'none' }],
    ['the profile: "spec", not "zboot";', { profile: 'spec' }],
    ['the rules: ["PR-*"], not [];', { rules: ['PR-*'] }],
    ['the excluded rules: [], not ["PE-*"];', { excludedRules: [] }],
    ['the version of zbootkit: "zbootkit 9", not', { tool: { name: 'zbootkit', version: '9', sha256: null } }],
    ['the code of zbootkit: "e0e0', { tool: { name: 'zbootkit', version: VERSION, sha256: 'e0'.repeat(32) } }],
    ['the files of the subject: [{"name":"tool",', { files: [{ name: 'tool', sha256: 'f0'.repeat(32) }] }],
    ['the version of Node: "1.2.3", not', { node: '1.2.3' }],
    ['the subject: ["tool"], not "toy 1";', { subject: other }],
    ['the subject: "toy 2", not "toy 1";', { subject: { ...SUBJECT, version: '2' } }],
  ])('do not merge where they differ in %s', async (reason, wishes) => {
    await expect(mergedOf(await shardOf(1, 2), await shardOf(2, 2, wishes))).rejects.toThrow(`in ${reason}`);
  });

  it('do not merge with other limits, another number of shards, or what is there already', async () => {
    const one = await shardOf(1, 2);
    const two = await shardOf(2, 2);
    await expect(mergedOf(one, { ...two, limits: { ...LIMITS, timeLimitMs: 5 } })).rejects.toThrow(
      'in the time limit: 5, not',
    );
    await expect(mergedOf(one, { ...two, limits: { ...LIMITS, outputLimit: 5 } })).rejects.toThrow(
      'in the limit of the output: 5, not',
    );
    await expect(mergedOf(one, { ...two, limits: { ...LIMITS, memoryLimit: 'none' } })).rejects.toThrow(
      'in the limit of memory: "none", not null',
    );
    await expect(mergedOf(one, await shardOf(2, 3))).rejects.toThrow('the number of shards: 3, not 2;');
    await expect(mergedOf(one, two, one)).rejects.toThrow('shard 1/2 is given twice');
  });

  it('end no run while some are missing, or with another subject', async () => {
    const one = await shardOf(1, 2);
    await expect(concludeShards(one, { subject: SUBJECT })).rejects.toThrow(
      'The run is incomplete: shard 2 of 2 is missing.',
    );
    const all = await mergedOf(one, await shardOf(2, 2));
    await expect(concludeShards(all, { subject: other })).rejects.toThrow('The shards were made with subject');
    await expect(concludeShards(all, { subject: SUBJECT, node: '1' })).rejects.toThrow(
      'The shards were made with environment',
    );
  });
});

describe('a shard of a stranger', () => {
  const read = (text: string): ReturnType<typeof readShard> => {
    const file = temp('hostile.json');
    writeFileSync(file, text);
    return readShard(file);
  };

  it.each<[string, unknown, string]>([
    ['schema', 'urn:zbootkit:report:v1', 'schema must be urn:zbootkit:shard:v1'],
    ['extra', 1, 'has "extra", which no shard has'],
    ['tally', null, 'tally must be an object but is null'],
    ['tally.rules', [], 'tally.rules must be an object'],
    ['tally.executed.random', -1, 'tally.executed.random must be a whole number'],
    ['tally.executed.random', 3, 'tally.executed.random must be 20 but is 3'],
    ['tally.executed.random', 2 ** 60, 'tally.executed.random must be a whole number'],
    ['tally.rules.PR-REF-001.passed', 999, 'verdicts on 22 cases'],
    ['tally.rules.PR-REF-001', undefined, 'tally.rules must have'],
    ['tally.answers', {}, 'tally.answers has 0 answers to 22 cases'],
    ['run.seed', -5, 'run.seed must be from 0 to 4294967295'],
    ['run.runs', 2 ** 50, 'run.runs must be from 1 to'],
    ['run.grid', 'second', 'run.grid must be first or none'],
    ['run.profile', '__proto__', 'run.profile must be a profile'],
    ['run.rules', ['NOTHING'], 'run.rules name no rule'],
    ['run.rules', 'PR-*', 'run.rules must be a list'],
    ['shards.parts', [], 'shards.parts must name shards'],
    ['shards.parts', [3], 'shards.parts must name shards'],
    ['shards.parts', [2, 1], 'shards.parts must name shards'],
    ['shards.count', 1e9, 'shards.count must be from 1 to 4096'],
    ['subject.command', [1], 'subject.command[0] must be a short string'],
    ['subject.id', 'x'.repeat(70_000), 'subject.id must be a short string'],
    ['time.startedAt', 'yesterday', 'time.startedAt must be a time'],
    ['limits.timeLimitMs', 'long', 'limits.timeLimitMs must be a duration of more than 0'],
  ])('is refused with %s %j', async (path, value, reason) => {
    const document = JSON.parse(shardText(await shardOf(1, 2))) as object;
    await expect(read(JSON.stringify(withValue(document, path, value)))).rejects.toThrow(reason);
  });

  it('is refused when a rule fails on a case of another shard', async () => {
    const shard = await shardOf(1, 2);
    const [id, rule] = Object.entries(shard.tally.rules).find(([, { first }]) => first !== null) ?? [];
    const first = { ...rule?.first, set: 'random', index: 1e6 };
    const changed = withValue(shard, `tally.rules.${id ?? ''}.first`, first);
    await expect(read(JSON.stringify(changed))).rejects.toThrow('names cases that it cannot have failed on');
  });

  it.each([
    ['too few', {}],
    ['an answer that is none', { applauded: 1 }],
  ])('is refused when a rule failed with %s', async (_, failedWith) => {
    const shard = await shardOf(1, 2);
    const [id] = Object.entries(shard.tally.rules).find(([, { failed }]) => failed > 0) ?? [];
    const changed = withValue(shard, `tally.rules.${id ?? ''}.failedWith`, failedWith);
    await expect(read(JSON.stringify(changed))).rejects.toThrow(
      /failedWith does not say what was answered in \d+ cases/,
    );
  });

  it.each([
    ['no JSON', '{'],
    ['nothing', ''],
    ['a list', '[]'],
    ['nested too deeply', `{"schema":${'['.repeat(5000)}${']'.repeat(5000)}}`],
  ])('is refused when it is %s', async (_, text) => {
    await expect(read(text)).rejects.toThrow(/^.*hostile\.json: /);
  });

  it('is refused when it is larger than any', async () => {
    await expect(read(' '.repeat(2 ** 24 + 1))).rejects.toThrow('more than the 16777216 that are read');
  });
});
