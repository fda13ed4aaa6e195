import { isProfileName } from '../../../properties/index.ts';
import { isRecord } from '../../files/index.ts';
import { ANSWER_KINDS, CASE_SETS, SEED_MAX } from '../../results/index.ts';
import { Misfit } from './misfit.ts';
import { requireCases } from './shard-cases.ts';
import { APPENDS_MAX, DURATION_MAX, QUOTE_MAX, requirePossible } from './shard-numbers.ts';
import { SHARD_COUNT_MAX, SHARD_SCHEMA, ShardError } from './shard.ts';
import type { Shard } from './shard.ts';

/** Longest text of a shard, and the most entries of one of its lists; ours come nowhere near. */
const TEXT_MAX = 65_536;
const ENTRIES_MAX = 65_536;
/** Random cases that anybody could have run. */
const RUNS_MAX = 2 ** 40;
/** No image has more bytes. */
const SIZE_MAX = 2 ** 32;
/** The longest delay that timers can keep; whoever asked for more had this. [Node.js, setTimeout] */
const TIME_LIMIT_MAX = 0x7fffffff;
const TIME_LENGTH = '2026-01-02T03:04:05.678Z'.length;

/** As `toISOString` writes it, which no date does that the calendar has not. */
function isTime(value: unknown): boolean {
  if (typeof value !== 'string' || value.length !== TIME_LENGTH) return false;
  const time = Date.parse(value);
  return !Number.isNaN(time) && new Date(time).toISOString() === value;
}

/** Accepts a value or throws, given where it stands. */
type Shape = (value: unknown, at: string) => void;

function shape(what: string, holds: (value: unknown) => boolean): Shape {
  return (value, at) => {
    if (holds(value)) return;
    const text = value === undefined ? 'missing' : JSON.stringify(value);
    const found = text.length > QUOTE_MAX ? `${text.slice(0, QUOTE_MAX)}…` : text;
    throw new Misfit(`${called(at)} must be ${what} but is ${found}`);
  };
}

/** What a sentence calls a place; the document itself has no name. */
function called(at: string): string {
  return at === '' ? 'it' : at;
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
const COUNT = shape('a whole number of at least 0', isCount);
const TEXT = shape('a short string', (value) => typeof value === 'string' && value.length <= TEXT_MAX);
const DIGEST = shape('a digest', (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value));
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
      throw new Misfit(`${called(at)} has ${JSON.stringify(other.slice(0, QUOTE_MAX))}, which no shard has`);
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

/** Whole, for that is what clocks give, and small enough to be added up. */
const DURATION = within(0, SHARD_COUNT_MAX * DURATION_MAX);
const TIME_LIMIT = shape(
  `a duration of more than 0 and at most ${TIME_LIMIT_MAX}`,
  (value) => typeof value === 'number' && value > 0 && value <= TIME_LIMIT_MAX,
);
const LIMIT = within(1, Number.MAX_SAFE_INTEGER);
const MEMORY_LIMIT: Shape = (value, at) => {
  if (value !== 'none') LIMIT(value, at);
};
const SIZE = within(0, SIZE_MAX);
const COUNTS = table(COUNT);
const ADDRESS = { set: word(...CASE_SETS), index: COUNT };
const HIT = record({ ...ADDRESS, inputSize: SIZE, append: within(1, APPENDS_MAX) });
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
  first: orNull(HIT),
  smallest: orNull(HIT),
  aspects: table(HIT),
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
  alone: record({ cases: COUNT, refused: COUNT, rewritten: COUNT }),
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
  tool: record({ name: TEXT, version: TEXT, sha256: orNull(DIGEST) }),
  environment: record({ node: TEXT }),
  time: record({
    startedAt: shape('a time', isTime),
    durationMs: DURATION,
    gridMs: DURATION,
  }),
  subject: record({
    id: TEXT,
    version: TEXT,
    command: orNull(list(TEXT)),
    files: list(record({ name: TEXT, sha256: DIGEST })),
  }),
  limits: record({ timeLimitMs: TIME_LIMIT, outputLimit: orNull(LIMIT), memoryLimit: orNull(MEMORY_LIMIT) }),
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
    requireCases(value as Shard);
  } catch (cause) {
    if (!(cause instanceof Misfit)) throw cause;
    throw new ShardError(`${file}: ${cause.message}; it is not a shard of this version; run that shard again.`);
  }
}
