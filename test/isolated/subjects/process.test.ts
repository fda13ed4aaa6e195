import { describe, expect, it } from 'vitest';
import { endProcesses, runProcess } from '../../../src/subjects/process.ts';

const HOUR = 3_600_000;

describe('runProcess', () => {
  it('keeps the first 64 KiB of each stream and does not block on the rest', async () => {
    const script = 'process.stdout.write("o".repeat(300000)); process.stderr.write("e".repeat(300000))';
    const end = await runProcess([process.execPath, '-e', script], { timeLimitMs: HOUR });
    expect(end).toEqual({ kind: 'exited', status: 0, output: `${'e'.repeat(65536)}${'o'.repeat(65536)}` });
  });

  it('takes a time limit that no timer can keep for none at all', async () => {
    const end = await runProcess(['sh', '-c', 'echo done'], { timeLimitMs: 1000 * HOUR });
    expect(end).toEqual({ kind: 'exited', status: 0, output: 'done\n' });
  });

  it('ends the children of a process that runs out of time', async () => {
    // Both hold the output open, so the end is only seen when both are gone.
    const end = await runProcess(['sh', '-c', 'echo begun; sleep 600 & sleep 600'], {
      timeLimitMs: 200,
    });
    expect(end).toMatchObject({ kind: 'timed-out' });
  });

  it('does not wait for a child that left the group', async () => {
    // The child holds the output open until long after the test would have failed.
    const script = `
      const { spawn } = require('node:child_process');
      const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 70000)'], { detached: true, stdio: 'inherit' });
      process.stdout.write(String(child.pid));
      child.unref();`;
    const end = await runProcess([process.execPath, '-e', script], { timeLimitMs: HOUR });
    expect(end).toMatchObject({ kind: 'exited', status: 0 });
    const pid = Number(end.kind === 'exited' ? end.output : NaN);
    expect(process.kill(pid, 'SIGKILL')).toBe(true);
  });

  it.each([
    [[], 'the command is empty'],
    [['no-such-program'], 'no such command: "no-such-program"'],
    [['/dev/null'], '"/dev/null" is not executable'],
  ])('says why %j cannot be started', async (argv, reason) => {
    const end = await runProcess(argv, { timeLimitMs: HOUR });
    expect(end).toEqual({ kind: 'not-started', reason });
  });

  it('says so when the system takes no such command', async () => {
    const end = await runProcess(['sh', 'x'.repeat(4_000_000)], { timeLimitMs: HOUR });
    expect(end).toMatchObject({ kind: 'not-started', reason: expect.stringContaining('E2BIG') as string });
  });

  it('hears of an end that came in time though this process was stopped meanwhile', async () => {
    const end = runProcess(['sh', '-c', 'exit 7'], { timeLimitMs: 300 });
    // As a stop would, this keeps everything from being heard of until the time is over.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500);
    expect(await end).toMatchObject({ kind: 'exited', status: 7 });
  });

  it('ends at once when it is interrupted, and does not start after that', async () => {
    const abort = new AbortController();
    const end = runProcess(['sh', '-c', 'sleep 600 & sleep 600'], { timeLimitMs: HOUR, signal: abort.signal });
    abort.abort();
    expect(await end).toEqual({ kind: 'interrupted' });
    expect(await runProcess(['no-such-program'], { timeLimitMs: HOUR, signal: abort.signal })).toEqual({
      kind: 'interrupted',
    });
  });

  it('is ended with everything that it started when the program ends', async () => {
    const end = runProcess(['sh', '-c', 'sleep 600 & sleep 600'], { timeLimitMs: HOUR });
    endProcesses();
    expect(await end).toMatchObject({ kind: 'killed', signal: 'SIGKILL' });
  });
});
