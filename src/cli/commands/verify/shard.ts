import { shardWord, writeShard } from '../../../campaign/index.ts';
import type { Shard, ShardRun, Share } from '../../../campaign/index.ts';
import { FileError } from '../../../files/index.ts';
import { grouped, printable } from '../../../page/index.ts';
import { EXIT } from '../../exit.ts';
import type { ExitCode } from '../../exit.ts';
import type { Io } from '../../io.ts';
import type { Stop } from '../../subject/stop.ts';

/** Writes a shard into a folder and returns where it is; `null` when it is not there as it has to be, which is told. */
export async function placeShard(folder: string, shard: Shard, io: Io): Promise<string | null> {
  try {
    return await writeShard(folder, shard);
  } catch (cause) {
    if (!(cause instanceof FileError)) throw cause;
    io.err(`zbootkit: the shard's folder cannot be used: ${printable(cause.message)}\n`);
    return null;
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
    const path = await placeShard(out, ran.shard, io);
    if (path === null) return EXIT.unjudged;
    if (quiet !== true) {
      io.err(`Shard ${shardWord(share)} of ${grouped(ran.executed)} cases written to ${printable(path)}.\n`);
    }
    return EXIT.conformant;
  }
  if (stop.interrupted()) {
    io.err(`zbootkit: interrupted after ${ran.executed} cases; no shard was written.\n`);
    return EXIT.interrupted;
  }
  const reason = ran.reason === null ? '' : `: ${printable(ran.reason)}`;
  const counts = `${ran.executed} of ${ran.planned} cases were examined`;
  io.err(`zbootkit: shard ${shardWord(share)} is incomplete and was not written: ${counts}${reason}.\n`);
  return EXIT.unjudged;
}
