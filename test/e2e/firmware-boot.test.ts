// How a machine is listened to and ended, with shells in place of machines.
import { describe, expect, it } from 'vitest';
import { boot } from '../witness/firmware/boot.ts';
import type { Heard } from '../witness/firmware/boot.ts';
import { isRunning } from '../support/processes.ts';

/** Longer than any of these shells needs for what it says. */
const PATIENT = 60_000;
const FOREVER = 'sleep 1000';

function listen(script: string, patience: number = PATIENT): Promise<Heard> {
  return boot({ program: 'sh', args: ['-c', script], folder: '/', patience });
}

const refused = { kind: 'refused', status: 1n };

describe('a machine of the firmware witness', () => {
  it('is ended when all images are through, with all that it has started', async () => {
    const heard = await listen(
      `${FOREVER} & echo "child $!"; echo 'zw< 1'; echo "pid $!"; echo 'zw= 0 1'; echo 'zw> 1'; wait`,
    );
    expect(heard).toMatchObject({ images: 1, answers: [refused], end: 'finished' });
    const pid = Number(heard.said[0]?.replace('pid ', ''));
    expect(pid).toBeGreaterThan(1);
    expect(isRunning(pid)).toBe(false);
  });

  it('is ended when it is silent for too long', async () => {
    const heard = await listen(`echo 'zw< 2'; echo 'zw= 0 1'; ${FOREVER}`, 500);
    expect(heard).toMatchObject({ images: 2, answers: [refused], end: 'silent' });
  });

  it('is ended at an exception, of which the line is kept', async () => {
    const heard = await listen(`echo 'zw< 2'; echo; echo 'Synchronous Exception at 0x47'; ${FOREVER}`);
    expect(heard).toMatchObject({ images: 2, answers: [], end: 'exception', said: ['Synchronous Exception at 0x47'] });
  });

  it('is ended when it talks nonsense', async () => {
    const chatter = 'while :; do echo chatter; done';
    const letters = "while :; do printf 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'; done";
    const scripts = [chatter, letters, "echo 'zw= 1 1'", "echo 'zw> 2'", "echo 'zw! the pack is cut'"];
    const heard = await Promise.all(scripts.map((script) => listen(`echo 'zw< 2'; ${script}; ${FOREVER}`)));
    expect(heard.map(({ end }) => end)).toEqual(scripts.map(() => 'confused'));
  });

  it('may end by itself, and then tells what it said last', async () => {
    expect(await listen("echo 'no such drive' >&2; exit 1")).toEqual({
      images: null,
      answers: [],
      end: 'exited',
      said: ['no such drive'],
    });
  });

  it('cannot be started where its program is absent', async () => {
    await expect(
      boot({ program: '/nonexistent', args: [], folder: '/nonexistent', patience: PATIENT }),
    ).rejects.toThrow();
  });
});
