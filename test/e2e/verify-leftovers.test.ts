/** Goal: whatever ends a campaign, no process of its calls outlives the next one, and no folder of theirs stays. */
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, mkdirSync, readdirSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { rewriterCommand, shellCommand } from '../support/commands.ts';
import { isRunning } from '../support/processes.ts';
import { built } from '../support/project.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const temp = useTempFolder();

function verify(...argv: readonly string[]): ChildProcess {
  const options = ['verify', '--no-grid', '--runs', '1', '--jobs', '1', '--out', temp('report'), ...argv];
  return spawn(process.execPath, [built('src', 'cli', 'bin.js'), ...options], {
    stdio: 'ignore',
    env: { ...process.env, TMPDIR: temp('tmp') },
  });
}

/** A campaign whose call hangs, and what the call started. */
interface Hanging {
  readonly campaign: ChildProcess;
  /** The command, and a child of it that has left its group. */
  readonly pids: readonly number[];
  /** Comes when none of them is there any more. */
  readonly gone: Promise<unknown>;
}

async function hanging(): Promise<Hanging> {
  // Both hold the pipe open, and their numbers come when both are there.
  const script = 'exec 3> "$4"; setsid sleep 600 & echo $$ $! >&3; exec sleep 600';
  const campaign = verify('--', ...shellCommand(script), temp('pipe'));
  const pipe = createReadStream(temp('pipe'), 'utf8');
  const gone = once(pipe, 'end');
  const [numbers] = (await once(pipe, 'data')) as [string];
  return { campaign, pids: numbers.trim().split(' ').map(Number), gone };
}

beforeEach(() => {
  mkdirSync(temp('tmp'));
  execFileSync('mkfifo', [temp('pipe')]);
});

describe('a campaign', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const)(
    'ends all that its calls started at %s',
    async (signal) => {
      const { campaign, gone } = await hanging();
      campaign.kill(signal);
      expect(await once(campaign, 'exit')).toEqual([130, null]);
      await gone;
      expect(readdirSync(temp('tmp'))).toEqual([]);
    },
  );

  it('ends what a killed one left running, and removes its folder', async () => {
    const { campaign, pids, gone } = await hanging();
    campaign.kill('SIGKILL');
    await once(campaign, 'exit');
    expect(pids.map(isRunning)).toEqual([true, true]);
    expect(readdirSync(temp('tmp')).length).toBe(1);
    expect(await once(verify('--', ...rewriterCommand(temp('right.mjs'))), 'exit')).toEqual([4, null]);
    await gone;
    expect(readdirSync(temp('tmp'))).toEqual([]);
  });

  it('leaves alone what another living one runs', async () => {
    const { campaign, pids, gone } = await hanging();
    expect(await once(verify('--out', temp('other'), '--', ...rewriterCommand(temp('right.mjs'))), 'exit')).toEqual([
      4,
      null,
    ]);
    expect(pids.map(isRunning)).toEqual([true, true]);
    campaign.kill('SIGINT');
    await gone;
  });
});
