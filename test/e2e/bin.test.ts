/** The program as a process: what cannot be seen from inside it. The rest of its behaviour is tested through `main`. */
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { open } from 'node:fs/promises';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { sampleOf } from '../support/effort.ts';
import { isRunning } from '../support/processes.ts';
import { built } from '../support/project.ts';
import { reportIn } from '../support/report.ts';
import { useTempFolder } from '../support/temp-folder.ts';
import { VERSION } from '../../src/results/index.ts';

const temp = useTempFolder();
const bin = (): string => built('src', 'cli', 'bin.js');

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the program, sends it a signal when it prints its first line, if at all, and waits for its end. */
async function started(argv: readonly string[], signal: NodeJS.Signals | null): Promise<Ended> {
  const child = spawn(process.execPath, [bin(), ...argv], { env: { ...process.env, TMPDIR: temp('tmp') } });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stderr.once('data', () => {
    if (signal !== null) child.kill(signal);
  });
  return new Promise((resolve) => {
    child.on('close', (status) => {
      resolve({ status, stdout, stderr });
    });
  });
}

describe('the program as a process', () => {
  it('hands on its arguments, its streams and its exit status', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [bin(), 'verfy'], { encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain("unknown command 'verfy'");
  });

  it('has as many columns as COLUMNS says, also in a pipe', () => {
    const widest = (COLUMNS: string): number => {
      const env = { ...process.env, COLUMNS };
      const { stdout } = spawnSync(process.execPath, [bin(), 'doctor', '--help'], { encoding: 'utf8', env });
      return Math.max(...stdout.split('\n').map((line) => line.length));
    };
    expect(widest('60')).toBeLessThanOrEqual(60);
    expect(widest('')).toBeGreaterThan(60);
    expect(widest('')).toBeLessThanOrEqual(80);
  });

  it('prints no colours into a pipe', () => {
    const argv = [bin(), 'verify', '--random-only', '--runs', '1', '--out', temp('report')];
    const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '' };
    const { status, stdout, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8', env });
    expect(status).toBe(4);
    expect(`${stdout}${stderr}`).not.toContain('\u001b');
  });

  it.each(['rules --json', 'verify --random-only --runs 3 --json --out "$2" 2>&1'])(
    'ends in peace when the reader of %s goes away',
    (call) => {
      const script = `{ "$0" "$1" ${call}; echo "status $?" >&3; } 3>&2 | head -n 1`;
      const { stdout, stderr } = spawnSync('sh', ['-c', script, process.execPath, bin(), temp('report')], {
        encoding: 'utf8',
      });
      expect(stdout.split('\n')).toHaveLength(2);
      expect(stderr).toMatch(/^status [04]\n$/);
    },
  );

  it('runs by its own name after every build', () => {
    // npx links the file once and leaves its mode to later builds, so a pasted replay line depends on this.
    const { status, stdout, error } = spawnSync(bin(), ['--version'], { encoding: 'utf8' });
    expect({ status, stdout, error }).toEqual({ status: 0, stdout: `${VERSION}\n`, error: undefined });
  });

  it('is executable where a package manager links it', () => {
    expect(readFileSync(bin(), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  it.each(sampleOf(['SIGINT', 'SIGTERM'] as const, { quick: 1 }))(
    'reports what it has at %s while its own rewriter runs',
    async (signal) => {
      const argv = ['verify', '--random-only', '--runs', '1000000', '--out', temp('report')];
      const { status, stdout, stderr } = await started(argv, signal);
      expect(status).toBe(130);
      expect(stdout).toContain('note  The run ended early: ');
      expect(stderr).toContain('Report written to ');
      expect(reportIn(temp('report')).run.executed).toBeLessThan(1_000_000);
    },
  );

  it('ends at a signal while it waits for what somebody has to write to a pipe', async () => {
    const pipe = temp('pipe');
    spawnSync('mkfifo', [pipe]);
    const child = spawn(process.execPath, [bin(), 'check', pipe]);
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    // This opens once the program has opened the pipe for reading; nothing is ever written.
    const writer = await open(pipe, 'w');
    child.kill('SIGTERM');
    expect(await ended).toBe(130);
    await writer.close();
  });

  it('reports what it has at SIGINT while a command runs and leaves nothing behind', async () => {
    mkdirSync(temp('tmp'));
    // The calls of the command themselves interrupt the program, once there have been a few; only one of them may.
    const few = `echo x >>"${temp('calls')}"; [ $(wc -l <"${temp('calls')}") -ge 9 ]`;
    const script = `${few} && mkdir "${temp('sent')}" && kill -INT $PPID; cp "$1" "$2"`;
    const command = ['sh', '-c', script, 'copy', '{in}', '{out}', '{section}'];
    const { status } = await started(
      ['verify', '--random-only', '--runs', '100000', '--out', temp('report'), '--', ...command],
      null,
    );
    expect(status).toBe(130);
    expect(reportIn(temp('report')).outcome).toBe('nonconformant');
    expect(reportIn(temp('report')).run.executed).toBeLessThan(100_000);
    expect(readdirSync(temp('tmp'))).toEqual([]);
  });

  /** Starts `verify` on a command that hangs, acts when it does, and waits for the end. */
  async function hanging(act: (child: ChildProcess) => void): Promise<Ended> {
    mkdirSync(temp('tmp'));
    const script = `echo $$ >>"${temp('pids')}"; sleep 300 & sleep 300`;
    const command = ['sh', '-c', script, 'hang', '{in}', '{out}', '{section}'];
    const argv = [bin(), 'verify', '--random-only', '--time-limit', '5m', '--out', temp('report'), '--', ...command];
    const child = spawn(process.execPath, argv, { env: { ...process.env, TMPDIR: temp('tmp') } });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const ended = new Promise<Ended>((resolve) => {
      child.on('close', (status) => {
        resolve({ status, stdout: '', stderr });
      });
    });
    await vi.waitUntil(() => existsSync(temp('pids')) && readFileSync(temp('pids'), 'utf8') !== '', 60_000);
    act(child);
    return ended;
  }

  /** Processes of the command, by the groups that they are in; dead ones that nobody has waited for do not count. */
  function alive(): readonly number[] {
    const groups = readFileSync(temp('pids'), 'utf8').trim().split('\n');
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => isRunning(pid) && groups.includes(groupOf(pid)));
  }

  /** The group of a process; none when it has ended. */
  function groupOf(pid: number): string {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2] ?? '';
    } catch {
      return '';
    }
  }

  it.each(sampleOf(['SIGINT', 'SIGTERM', 'SIGQUIT', 'SIGHUP'] as const, { quick: 2 }))(
    'ends calls that hang at %s, and blames nobody',
    async (signal) => {
      const { status, stderr } = await hanging((child) => child.kill(signal));
      expect(status).toBe(130);
      expect(stderr).toContain('zbootkit: interrupted after 0 cases.\n');
      expect(reportIn(temp('report')).answers).toEqual([]);
      expect(alive()).toEqual([]);
      expect(readdirSync(temp('tmp'))).toEqual([]);
    },
  );

  it('ends everything at a second signal', async () => {
    const { status, stderr } = await hanging((child) => {
      child.kill('SIGINT');
      child.kill('SIGTERM');
    });
    expect(status).toBe(130);
    expect(stderr.match(/^zbootkit: interrupted/gm)).toHaveLength(1);
    // The signals to the processes were sent; the system may take a moment to end them.
    await vi.waitUntil(() => alive().length === 0, 60_000);
    expect(readdirSync(temp('tmp'))).toEqual([]);
  });

  it('tidies what a run left that was killed', async () => {
    await hanging((child) => child.kill('SIGKILL'));
    for (const pid of alive()) process.kill(pid, 'SIGKILL');
    expect(readdirSync(temp('tmp'))).not.toEqual([]);
    writeFileSync(temp('report', readdirSync(temp('tmp'))[0] ?? 'none'), 'half a report');
    const command = ['sh', '-c', 'cp "$1" "$2"', 'copy', '{in}', '{out}', '{section}'];
    const argv = ['verify', '--random-only', '--runs', '1', '--out', temp('report'), '--', ...command];
    const { stderr } = await started(argv, null);
    expect(stderr).toContain('Report written to ');
    expect(readdirSync(temp('tmp'))).toEqual([]);
    expect(readdirSync(temp('report')).sort()).toEqual(['cases', 'report.json', 'report.txt']);
  });
});
