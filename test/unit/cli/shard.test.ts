import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SHARD_NAME, WHOLE, removeShard, runShard, shardWord } from '../../../src/campaign/index.ts';
import type { ShardRun } from '../../../src/campaign/index.ts';
import { publishShard } from '../../../src/cli/commands/verify/shard.ts';
import { FileError } from '../../../src/files/index.ts';
import { rightAnswer, subjectThat } from '../../support/cases.ts';
import { fakeIo } from '../../support/fake-io.ts';
import { useTempFolder } from '../../support/temp-folder.ts';

const SHARE = { count: 4, parts: [2] };

/** What is said of a run that was cut, and how the program ends then. */
async function publish(
  reason: string | null,
  interrupted: boolean,
): Promise<{ readonly code: number; readonly err: string }> {
  const { io, err } = fakeIo();
  const ran: ShardRun = { kind: 'cut', reason, executed: 7, planned: 9 };
  const stop = {
    signal: new AbortController().signal,
    interrupted: () => interrupted,
    close: () => undefined,
  };
  return { code: await publishShard(ran, SHARE, { out: 'nowhere' }, stop, io), err: err() };
}

describe('a shard that is not whole', () => {
  it('is not written when the run was interrupted', async () => {
    expect(await publish(null, true)).toEqual({
      code: 130,
      err: 'zbootkit: interrupted after 7 cases; no shard was written.\n',
    });
  });

  it.each([
    [null, 'were examined.'],
    ['no such program: "x"', 'were examined: no such program: "x".'],
  ])('is not written when the subject could not be judged (%s)', async (reason, end) => {
    const { code, err } = await publish(reason, false);
    expect(code).toBe(3);
    expect(err).toBe(`zbootkit: shard 2/4 is incomplete and was not written: 7 of 9 cases ${end}\n`);
  });
});

describe('a shard that cannot be written', () => {
  const temp = useTempFolder();

  it('is told as a report is that cannot, for something was judged', async () => {
    const { io, err } = fakeIo();
    const subject = subjectThat(rightAnswer);
    const request = { subject, runs: 1, grid: 'none', extremes: 'none', foreign: 'none', hostile: 'none' } as const;
    const limits = { timeLimitMs: 1, outputLimit: null, memoryLimit: null };
    const ran = await runShard(request, { count: 1, parts: [1] }, limits);
    const stop = { signal: new AbortController().signal, interrupted: () => false, close: () => undefined };
    writeFileSync(temp('file'), '');
    expect(await publishShard(ran, { count: 1, parts: [1] }, { out: temp('file') }, stop, io)).toBe(3);
    expect(err()).toMatch(/^zbootkit: the shard's folder cannot be used: .*file: the folder cannot be created.*\n$/);
  });
});

describe('the shard of an earlier run', () => {
  const temp = useTempFolder();

  it('is removed, and one that is not there is no fault', async () => {
    writeFileSync(temp(SHARD_NAME), '{}');
    await removeShard(temp());
    expect(existsSync(temp(SHARD_NAME))).toBe(false);
    await expect(removeShard(temp())).resolves.toBeUndefined();
  });

  it('is named where it cannot be removed', async () => {
    mkdirSync(temp(SHARD_NAME));
    await expect(removeShard(temp())).rejects.toThrow(FileError);
    await expect(removeShard(temp())).rejects.toThrow(/shard\.json: it cannot be removed/);
  });
});

it('calls a share by its parts and their number', () => {
  expect([shardWord(WHOLE), shardWord(SHARE), shardWord({ count: 4, parts: [1, 3] })]).toEqual(['1/1', '2/4', '1+3/4']);
});
