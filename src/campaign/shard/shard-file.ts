import { join } from 'node:path';
import { FileError, makeFolder, parseDocument, readWhole, stateAt, writeWhole } from '../../files/index.ts';
import type { Share } from '../schedule.ts';
import { removeReport } from '../store/report-folder.ts';
import { requireShard } from './shard-shape.ts';
import { SHARD_NAME, ShardError, shardText, shardWord } from './shard.ts';
import type { NamedShard, Shard } from './shard.ts';

/** The most bytes that are read of a shard; what is written here is far smaller. */
const SHARD_LIMIT = 2 ** 24;

/** Where a shard is: in a folder it has one name. */
export async function shardPath(path: string): Promise<string> {
  const isFolder = (await stateAt(path))?.isDirectory() === true;
  return isFolder ? join(path, SHARD_NAME) : path;
}

/**
 * Reads a shard document, or that of a folder. It may come from anywhere: what it says has to be possible, and nothing that it
 * names is run.
 *
 * @throws FileError when it cannot be read, and ShardError naming the first thing at fault
 */
export async function readShard(path: string): Promise<NamedShard> {
  const name = await shardPath(path);
  const isFolder = name !== path;
  const text = readWhole(name, 'shard', SHARD_LIMIT, isFolder ? 'refused' : 'followed').toString('utf8');
  let value: unknown;
  try {
    value = parseDocument(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ShardError(`${name}: it is not JSON (${reason.replace(/\.$/, '')}); run that shard again.`);
  }
  requireShard(value, name);
  return { name, shard: value };
}

/**
 * Refuses a folder that holds a shard of other cases, which would be lost: of the parts of a run all are needed.
 *
 * @param share what is to take its place
 * @throws FileError naming the shard
 */
export async function refuseOtherShard(folder: string, { count, parts }: Share): Promise<void> {
  const path = join(folder, SHARD_NAME);
  if ((await stateAt(path, 'itself')) === null) return;
  let there: Share;
  try {
    there = (await readShard(folder)).shard.shards;
  } catch (cause) {
    // Nobody can merge it, so nothing is lost.
    if (cause instanceof ShardError) return;
    throw cause;
  }
  if (there.count === count && there.parts.every((part) => parts.includes(part))) return;
  const word = shardWord(there);
  throw new FileError(`${path}: it is shard ${word} of a run; merge it, or name another folder with --out.`);
}

/**
 * Writes a shard into a report folder, which is made where there is none, in place of the report of an earlier run.
 *
 * @throws FileError naming the file and the reason
 */
export async function writeShard(folder: string, shard: Shard): Promise<string> {
  const path = join(folder, SHARD_NAME);
  await makeFolder(folder);
  const entry = await stateAt(path, 'itself');
  if (entry !== null && !entry.isFile()) throw new FileError(`${path}: it is not a regular file; name another folder.`);
  await writeWhole(path, shardText(shard), { mode: 0o644, links: 'replaced' });
  await removeReport(folder);
  return path;
}
