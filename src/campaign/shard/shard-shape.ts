import { isProfileName } from '../../../properties/index.ts';
import { isRecord } from '../../files/index.ts';
import { selectRules, unmatchedGlobs } from '../../judging/index.ts';
import { ANSWER_KINDS, CASE_SETS, SEED_MAX, isAnswerKind } from '../../results/index.ts';
import type { CaseSet } from '../../results/index.ts';
import { casesInShare, partOf, plannedCases } from '../schedule.ts';
import type { Share } from '../schedule.ts';
import { executedCases } from '../tally.ts';
import { SHARD_COUNT_MAX, SHARD_SCHEMA, ShardError } from './shard.ts';
import type { Shard } from './shard.ts';

/** Longest text of a shard, and the most entries of one of its lists; ours come nowhere near. */
const TEXT_MAX = 65_536;
const ENTRIES_MAX = 65_536;
/** Appends of one case. */
const APPENDS_MAX = 4;
/** Random cases that anybody could have run. */
const RUNS_MAX = 2 ** 40;
const QUOTE_MAX = 60;
/** As `toISOString` writes it. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Accepts a value or throws, given where it stands. */
type Shape = (value: unknown, at: string) => void;

class Misfit extends Error {}

function shape(what: string, holds: (value: unknown) => boolean): Shape {
  return (value, at) => {
    if (holds(value)) return;
    const text = value === undefined ? 'missing' : JSON.stringify(value);
    const found = text.length > QUOTE_MAX ? `${text.slice(0, QUOTE_MAX)}…` : text;
    throw new Misfit(`${at} has to be ${what} but is ${found}`);
  };
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
const COUNT = shape('a whole number from 0 on', isCount);
const TEXT = shape('a short text', (value) => typeof value === 'string' && value.length <= TEXT_MAX);
const DURATION = shape('a duration', (value) => typeof value === 'number' && value >= 0);
const RECORD = shape('an object', isRecord);

function word(...words: readonly string[]): Shape {
  return shape(words.join(' or '), (value) => typeof value === 'string' && words.includes(value));
}

function within(least: number, most: number): Shape {
  return shape(
    `from ${least} to ${most}`,
    (value) => isCount(value) && Number(value) >= least && Number(value) <= most,
  );
}

function orNull(other: Shape): Shape {
  return (value, at) => {
    if (value !== null) other(value, at);
  };
}

function list(item: Shape): Shape {
  return (value, at) => {
    shape('a list', (each) => Array.isArray(each) && each.length <= ENTRIES_MAX)(value, at);
    for (const [index, each] of (value as readonly unknown[]).entries()) item(each, `${at}[${index}]`);
  };
}

/** An object with exactly these keys. */
function record(shapes: Readonly<Record<string, Shape>>): Shape {
  return (value, at) => {
    RECORD(value, at);
    const fields = value as Readonly<Record<string, unknown>>;
    for (const [key, each] of Object.entries(shapes)) {
      each(Object.hasOwn(fields, key) ? fields[key] : undefined, at === '' ? key : `${at}.${key}`);
    }
    const other = Object.keys(fields).find((key) => !Object.hasOwn(shapes, key));
    if (other !== undefined)
      throw new Misfit(`${at} has ${JSON.stringify(other.slice(0, QUOTE_MAX))}, which no shard has`);
  };
}

/** An object of any keys. */
function table(item: Shape): Shape {
  return (value, at) => {
    RECORD(value, at);
    const entries = Object.entries(value as Readonly<Record<string, unknown>>);
    if (entries.length > ENTRIES_MAX) throw new Misfit(`${at} has ${entries.length} keys`);
    for (const [key, each] of entries) {
      TEXT(key, `a key of ${at}`);
      item(each, `${at}[${JSON.stringify(key.slice(0, QUOTE_MAX))}]`);
    }
  };
}

const COUNTS = table(COUNT);
const ADDRESS = { set: word(...CASE_SETS), index: COUNT };
const HIT = orNull(record({ ...ADDRESS, inputSize: COUNT, append: within(1, APPENDS_MAX) }));
const RULE = record({
  passed: COUNT,
  vacuous: COUNT,
  skipped: COUNT,
  inherited: COUNT,
  failed: COUNT,
  errored: COUNT,
  withoutOutput: COUNT,
  withheld: COUNT,
  reasons: COUNTS,
  vacuousReasons: COUNTS,
  failedWith: COUNTS,
  first: HIT,
  smallest: HIT,
  error: orNull(record({ at: record(ADDRESS), message: TEXT })),
});
const ANSWER = record({
  kind: word(...ANSWER_KINDS),
  code: TEXT,
  count: COUNT,
  late: COUNT,
  example: record({ at: record(ADDRESS), text: TEXT }),
});
const POLICY = record({
  cases: COUNT,
  refused: COUNT,
  rewritten: COUNT,
  alone: record({ cases: COUNT, refused: COUNT }),
});
const TALLY = record({
  executed: record({ grid: COUNT, extremes: COUNT, random: COUNT, foreign: COUNT, hostile: COUNT }),
  answers: table(ANSWER),
  refused: record({ must: COUNT, may: COUNT, wrong: COUNT, hostile: COUNT }),
  policies: table(POLICY),
  sequences: record({ cases: COUNT, appends: COUNT }),
  features: COUNTS,
  interactions: COUNTS,
  rules: table(RULE),
});
const SHARD = record({
  schema: word(SHARD_SCHEMA),
  tool: record({ name: TEXT, version: TEXT }),
  environment: record({ node: TEXT }),
  time: record({
    startedAt: shape('a time', (value) => typeof value === 'string' && TIME.test(value) && !isNaN(Date.parse(value))),
    durationMs: DURATION,
    gridMs: DURATION,
  }),
  subject: record({ id: TEXT, version: TEXT, command: orNull(list(TEXT)) }),
  limits: record({ timeLimitMs: DURATION, outputLimit: orNull(COUNT) }),
  run: record({
    seed: within(0, SEED_MAX),
    runs: within(1, RUNS_MAX),
    grid: word('first', 'none'),
    extremes: word('second', 'none'),
    foreign: word('fourth', 'none'),
    hostile: word('last', 'none'),
    profile: shape('a profile', (value) => typeof value === 'string' && isProfileName(value)),
    rules: list(TEXT),
    excludedRules: list(TEXT),
  }),
  shards: record({ count: within(1, SHARD_COUNT_MAX), parts: list(within(1, SHARD_COUNT_MAX)) }),
  tally: TALLY,
});

/**
 * Refuses what cannot be a shard: by its form, and by what its numbers have to come to.
 *
 * @throws ShardError naming the first thing at fault
 */
export function requireShard(value: unknown, file: string): asserts value is Shard {
  try {
    SHARD(value, '');
    requirePossible(value as Shard);
  } catch (cause) {
    if (!(cause instanceof Misfit)) throw cause;
    throw new ShardError(`${file}: ${cause.message}; it is no shard of this version, so run that shard again.`);
  }
}

function requirePossible({ run, shards, tally }: Shard): void {
  const { count, parts } = shards;
  if (parts.length === 0 || parts.some((part, at) => part > count || part <= (parts[at - 1] ?? 0))) {
    throw new Misfit('shards.parts has to name shards in order and once');
  }
  if (unmatchedGlobs([...run.rules, ...run.excludedRules]).length > 0) throw new Misfit('run.rules name no rule');
  const wanted = casesInShare(run, shards);
  for (const set of CASE_SETS) {
    if (tally.executed[set] === wanted[set]) continue;
    throw new Misfit(`tally.executed.${set} has to be ${wanted[set]} but is ${tally.executed[set]}`);
  }
  requireSums(tally);
  const planned = plannedCases(run);
  const known = new Set<string>(selectRules(run).map(({ id }) => id));
  if (executedCases(tally) > 0 && Object.keys(tally.rules).length !== known.size) {
    throw new Misfit(`tally.rules has to have ${known.size} rules`);
  }
  for (const [id, { first, smallest, error, failed, errored }] of Object.entries(tally.rules)) {
    if (!known.has(id))
      throw new Misfit(`tally.rules names ${JSON.stringify(id.slice(0, QUOTE_MAX))}, which was not judged`);
    const places = [first, smallest, error?.at ?? null];
    const holds = [first, smallest].every((hit) => (hit !== null) === failed > 0) && (error !== null) === errored > 0;
    if (!holds || !places.every((at) => at === null || isIn(at, planned, shards))) {
      throw new Misfit(`tally.rules.${id} names cases that it cannot have failed on`);
    }
  }
  for (const { example } of Object.values(tally.answers)) {
    if (!isIn(example.at, planned, shards)) throw new Misfit('tally.answers names a case of no such shard');
  }
}

/** Every case has one answer, and one verdict of each rule. */
function requireSums(tally: Shard['tally']): void {
  const executed = executedCases(tally);
  const answers = Object.values(tally.answers).reduce((sum, { count }) => sum + count, 0);
  if (answers !== executed) throw new Misfit(`tally.answers has ${answers} answers to ${executed} cases`);
  const { cases, appends } = tally.sequences;
  if (cases > executed || appends < 2 * cases || appends > APPENDS_MAX * cases) {
    throw new Misfit(`tally.sequences has ${appends} appends in ${cases} cases`);
  }
  for (const [id, rule] of Object.entries(tally.rules)) {
    const { passed, vacuous, skipped, failed, errored, withoutOutput, failedWith } = rule;
    const failures = Object.values(failedWith).reduce((sum, count) => sum + count, 0);
    if (failures !== failed || !Object.keys(failedWith).every(isAnswerKind)) {
      throw new Misfit(`tally.rules.${id}.failedWith does not say what was answered in ${failed} cases`);
    }
    const verdicts = passed + vacuous + skipped + failed + errored + withoutOutput;
    if (verdicts !== executed) throw new Misfit(`tally.rules.${id} has ${verdicts} verdicts on ${executed} cases`);
  }
}

interface Address {
  readonly set: CaseSet;
  readonly index: number;
}

function isIn(at: Address, planned: Readonly<Record<CaseSet, number>>, { count, parts }: Share): boolean {
  return at.index < planned[at.set] && parts.includes(partOf(at, count));
}
