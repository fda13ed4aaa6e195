/** The program as a process: what cannot be seen from inside it. The rest of its behaviour is tested through `main`. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { VERSION } from '../../src/cli/version.ts';
import { built } from '../support/project.ts';
import { reportIn } from '../support/report.ts';
import { useTempFolder } from '../support/temp-folder.ts';

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

  it('prints no colours into a pipe', () => {
    const argv = [bin(), 'verify', '--no-grid', '--runs', '1', '--out', temp('report')];
    const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '' };
    const { status, stdout, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8', env });
    expect(status).toBe(4);
    expect(`${stdout}${stderr}`).not.toContain('\u001b');
  });

  it.each(['rules --json', 'verify --runs 3 --json --out "$2" 2>&1'])(
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

  it.each(['SIGINT', 'SIGTERM'] as const)('reports what it has at %s while its own rewriter runs', async (signal) => {
    const argv = ['verify', '--no-grid', '--runs', '1000000', '--out', temp('report')];
    const { status, stdout, stderr } = await started(argv, signal);
    expect(status).toBe(130);
    expect(stdout).toContain('note  The run ended early: ');
    expect(stderr).toContain('Report written to ');
    expect(reportIn(temp('report')).run.executed).toBeLessThan(1_000_000);
  });

  it('reports what it has at SIGINT while a command runs and leaves nothing behind', async () => {
    mkdirSync(temp('tmp'));
    // The first call of the command is what interrupts the program.
    const script = `mkdir "${temp('marker')}" 2>/dev/null && kill -INT $PPID; cp "$1" "$2"`;
    const command = ['sh', '-c', script, 'copy', '{in}', '{out}', '{section}'];
    const { status } = await started(
      ['verify', '--no-grid', '--runs', '100000', '--out', temp('report'), '--', ...command],
      null,
    );
    expect(status).toBe(130);
    expect(reportIn(temp('report')).outcome).toBe('nonconformant');
    expect(reportIn(temp('report')).run.executed).toBeLessThan(100_000);
    expect(readdirSync(temp('tmp'))).toEqual([]);
  });
});
