import type { ProfileName } from '../../../properties/index.ts';
import { isRecord } from '../../files/index.ts';
import { escapedJson } from '../../page/index.ts';
import { InputError } from '../../results/index.ts';
import type { Report } from '../../results/index.ts';
import type { Extent, Share } from '../schedule.ts';
import { merge } from '../tally.ts';
import type { Tally } from '../tally.ts';

/** The name that every shard document carries, so that a reader can tell what it has. */
export const SHARD_SCHEMA = 'urn:zbootkit:shard:v1';
/** What it is called in a report folder. */
export const SHARD_NAME = 'shard.json';
/** The most shards of a run; there are not many more cases. */
export const SHARD_COUNT_MAX = 4096;

/** What was seen in a share of the cases of a run, and all that says which run it is. */
export interface Shard {
  readonly schema: typeof SHARD_SCHEMA;
  readonly tool: Report['tool'];
  readonly environment: { readonly node: string };
  /** The start of the first, and the sum of what they took. */
  readonly time: { readonly startedAt: string; readonly durationMs: number; readonly gridMs: number };
  readonly subject: Report['subject'];
  /** How a command or a harness was bounded; `null` stands for what is usual. */
  readonly limits: {
    readonly timeLimitMs: number;
    readonly outputLimit: number | null;
    readonly memoryLimit: number | 'none' | null;
  };
  readonly run: Extent & {
    readonly seed: number;
    readonly profile: ProfileName;
    readonly rules: readonly string[];
    readonly excludedRules: readonly string[];
  };
  readonly shards: Share;
  readonly tally: Tally;
}

/** A shard and what it is called in sentences. */
export interface NamedShard {
  readonly name: string;
  readonly shard: Shard;
}

/** Shards that cannot be what they say or do not belong together: one sentence that says which, and why. */
export class ShardError extends InputError {
  override readonly name = 'ShardError';
}

/** What two shards of one run have in common, and how a sentence calls it. */
const COMMON: readonly (readonly [string, (shard: Shard) => unknown])[] = [
  ['the version of zbootkit', ({ tool }) => `${tool.name} ${tool.version}`],
  ['the code of zbootkit', ({ tool }) => tool.sha256],
  ['the version of Node', ({ environment }) => environment.node],
  ['the subject', ({ subject }) => subject.command ?? `${subject.id} ${subject.version}`],
  ['the name of the subject', ({ subject }) => `${subject.id} ${subject.version}`],
  ['the files of the subject', ({ subject }) => subject.files],
  ['the time limit', ({ limits }) => limits.timeLimitMs],
  ['the limit of the output', ({ limits }) => limits.outputLimit],
  ['the limit of memory', ({ limits }) => limits.memoryLimit],
  ['the seed', ({ run }) => run.seed],
  ['the number of random cases', ({ run }) => run.runs],
  ['the sets of cases', ({ run }) => [run.grid, run.extremes, run.foreign, run.hostile]],
  ['the profile', ({ run }) => run.profile],
  ['the rules', ({ run }) => run.rules],
  ['the excluded rules', ({ run }) => run.excludedRules],
  ['the number of shards', ({ shards }) => shards.count],
];

/** Longest piece of a value that a sentence quotes. */
const QUOTE_MAX = 80;

/**
 * The shard of the cases of two. Associative, and their order does not matter.
 *
 * @throws ShardError when they are not of one run, or some cases are in both
 */
export function mergeShards(one: NamedShard, other: NamedShard): NamedShard {
  const [a, b] = [one.shard, other.shard];
  for (const [what, valueOf] of COMMON) {
    const [here, there] = [valueOf(a), valueOf(b)].map((value) => JSON.stringify(value));
    if (here === there) continue;
    throw new ShardError(
      `${other.name}: it differs from ${one.name} in ${what}: ${quoted(there)}, not ${quoted(here)}; merge shards of one run.`,
    );
  }
  const twice = b.shards.parts.find((part) => a.shards.parts.includes(part));
  if (twice !== undefined) {
    throw new ShardError(`${other.name}: shard ${twice}/${a.shards.count} is given twice; name it once.`);
  }
  const parts = [...a.shards.parts, ...b.shards.parts].sort((m, n) => m - n);
  const shard: Shard = {
    ...a,
    time: {
      startedAt: a.time.startedAt < b.time.startedAt ? a.time.startedAt : b.time.startedAt,
      durationMs: a.time.durationMs + b.time.durationMs,
      gridMs: a.time.gridMs + b.time.gridMs,
    },
    shards: { count: a.shards.count, parts },
    tally: merge(a.tally, b.tally),
  };
  return { name: one.name, shard };
}

function quoted(text = ''): string {
  return text.length > QUOTE_MAX ? `${text.slice(0, QUOTE_MAX)}…` : text;
}

/** What a share is called, such as `2/8`. */
export function shardWord({ count, parts }: Share): string {
  return `${parts.join('+')}/${count}`;
}

/** Which parts a share lacks. */
export function missingParts({ count, parts }: Share): readonly number[] {
  const known = new Set(parts);
  return Array.from({ length: count }, (_, position) => position + 1).filter((part) => !known.has(part));
}

/** Missing shards that are named one by one. */
const MISSING_LISTED = 20;

/** The parts of a number that are missing, as the beginning of a sentence. */
export function wordsForMissing(missing: readonly number[], count: number): string {
  if (missing.length === 1) return `shard ${missing.join()} of ${count} is missing`;
  const listed = missing.slice(0, MISSING_LISTED).join(', ');
  const more = missing.length > MISSING_LISTED ? ` and ${missing.length - MISSING_LISTED} more` : '';
  return `of ${count} shards these are missing: ${listed}${more}`;
}

/** A shard as JSON. Its keys are in order, so that one share of one run is one text, however it was put together. */
export function shardText(shard: Shard): string {
  return `${escapedJson(JSON.stringify(inOrder(shard), null, 1))}\n`;
}

/** Whether two values are the same JSON, in whatever order their keys are. */
export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(inOrder(one)) === JSON.stringify(inOrder(other));
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, inOrder(each)]));
}
