import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SHARD_NAME, writeShard } from '../../../campaign/index.ts';
import type { ShardRun, Share } from '../../../campaign/index.ts';
import { FileError, reasonOf } from '../../../files/index.ts';
import { grouped, printable } from '../../../page/index.ts';
import { EXIT } from '../../exit.ts';
import type { ExitCode } from '../../exit.ts';
import type { Io } from '../../io.ts';
import type { Stop } from '../../subject/stop.ts';

/** How a share is called on the command line. */
export function shardWord({ count, parts }: Share = { count: 1, parts: [1] }): string {
  return `${parts.join('+')}/${count}`;
}

/**
 * Removes the shard of an earlier run: of two runs of a command that was built anew in between, nobody could tell them apart.
 *
 * @throws FileError naming the file and the reason
 */
export async function forgetShard(folder: string): Promise<void> {
  const path = join(folder, SHARD_NAME);
  try {
    await rm(path, { force: true });
  } catch (cause) {
    throw new FileError(`${path}: it cannot be removed: ${reasonOf(cause)}.`, { cause });
  }
}

/** Writes the shard, or says why there is none. What it saw decides nothing before all shards are merged. */
export async function publishShard(
  ran: ShardRun,
  share: Share,
  { out, quiet }: { readonly out: string; readonly quiet?: true },
  stop: Stop,
  io: Io,
): Promise<ExitCode> {
  if (ran.kind === 'whole') {
    const path = await writeShard(out, ran.shard);
    if (quiet !== true) {
      io.err(`Shard ${shardWord(share)} of ${grouped(ran.executed)} cases written to ${printable(path)}.\n`);
    }
    return EXIT.conformant;
  }
  if (stop.interrupted()) {
    io.err(`zbootkit: interrupted after ${ran.executed} cases; there is no shard.\n`);
    return EXIT.interrupted;
  }
  const reason = ran.reason === null ? '' : `: ${printable(ran.reason)}`;
  const counts = `${ran.executed} of ${ran.planned} cases were examined`;
  io.err(`zbootkit: shard ${shardWord(share)} is not whole and not written, for ${counts}${reason}.\n`);
  return EXIT.unjudged;
}
