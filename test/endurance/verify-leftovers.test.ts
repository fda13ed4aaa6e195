/** Goal: whatever ends a campaign, no process of its calls outlives the next one, and no folder of theirs stays. */
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, mkdirSync, readdirSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { writeCaseFolder } from '../../src/campaign/index.ts';
import { campaignOf } from '../support/campaign.ts';
import { subjectThat } from '../support/cases.ts';
import { rewriterCommand, shellCommand } from '../support/commands.ts';
import { sampleOf } from '../support/effort.ts';
import { isRunning } from '../support/processes.ts';
import { built } from '../support/project.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const temp = useTempFolder();

/** What ends a program that asks for it. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;
const VERIFY = ['verify', '--keep-going', '--random-only', '--runs', '1', '--jobs', '1'];

function start(...argv: readonly string[]): ChildProcess {
  return spawn(process.execPath, [built('src', 'cli', 'bin.js'), ...argv], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, TMPDIR: temp('tmp') },
  });
}

/** A program of which a call hangs, and what the call started. */
interface Hanging {
  readonly program: ChildProcess;
  /** The command, and a child of it that has left its group. */
  readonly pids: readonly number[];
  /** Comes when none of them is there any more. */
  readonly gone: Promise<unknown>;
}

async function hanging(...argv: readonly string[]): Promise<Hanging> {
  // Both hold the pipe open, and their numbers come when both are there.
  const script = 'exec 3> "$4"; setsid sleep 600 & echo $$ $! >&3; exec sleep 600';
  const program = start(...argv, '--', ...shellCommand(script), temp('pipe'));
  const pipe = createReadStream(temp('pipe'), 'utf8');
  const gone = once(pipe, 'end');
  const [numbers] = (await once(pipe, 'data')) as [string];
  return { program, pids: numbers.trim().split(' ').map(Number), gone };
}

beforeEach(() => {
  mkdirSync(temp('tmp'));
  execFileSync('mkfifo', [temp('pipe')]);
});

describe('a replay', () => {
  it.each(sampleOf(SIGNALS, { quick: 1 }))('ends all that its calls started at %s', async (signal) => {
    const copying = subjectThat((image) => ({ kind: 'rewritten', bytes: image.slice() }), []);
    const { cases } = await campaignOf(copying, { runs: 1, rules: ['PR-COF-001'] });
    for (const stored of cases) await writeCaseFolder(temp('cases'), stored);
    const { program, gone } = await hanging('replay', temp('cases', '1-0-PR-COF-001'));
    let said = '';
    program.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
    program.kill(signal);
    expect(await once(program, 'close')).toEqual([130, null]);
    expect(said).toBe('zbootkit: interrupted after 0 of 1 cases.\n');
    await gone;
    expect(readdirSync(temp('tmp'))).toEqual([]);
  });
});

describe('a campaign', () => {
  it.each(sampleOf(SIGNALS, { quick: 1 }))('ends all that its calls started at %s', async (signal) => {
    const { program, gone } = await hanging(...VERIFY, '--out', temp('report'));
    program.kill(signal);
    expect(await once(program, 'exit')).toEqual([130, null]);
    await gone;
    expect(readdirSync(temp('tmp'))).toEqual([]);
  });

  it('ends what a killed one left running, and removes its folder', async () => {
    const { program, pids, gone } = await hanging(...VERIFY, '--out', temp('report'));
    program.kill('SIGKILL');
    await once(program, 'exit');
    expect(pids.map(isRunning)).toEqual([true, true]);
    expect(readdirSync(temp('tmp')).length).toBe(1);
    expect(
      await once(start(...VERIFY, '--out', temp('report'), '--', ...rewriterCommand(temp('right.mjs'))), 'exit'),
    ).toEqual([4, null]);
    await gone;
    expect(readdirSync(temp('tmp'))).toEqual([]);
  });

  it('leaves alone what another living one runs', async () => {
    const { program, pids, gone } = await hanging(...VERIFY, '--out', temp('report'));
    expect(
      await once(start(...VERIFY, '--out', temp('other'), '--', ...rewriterCommand(temp('right.mjs'))), 'exit'),
    ).toEqual([4, null]);
    expect(pids.map(isRunning)).toEqual([true, true]);
    program.kill('SIGINT');
    await gone;
  });
});
