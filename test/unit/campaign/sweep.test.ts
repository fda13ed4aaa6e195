import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { GRID_SIZE } from '../../../generators/index.ts';
import { RULES } from '../../../properties/index.ts';
import { cannotBeJudged, sweep } from '../../../src/campaign/sweep.ts';
import type { Sweep, SweepOptions } from '../../../src/campaign/sweep.ts';
import type { Answer } from '../../../src/contract/index.ts';
import { rightAnswer, subjectThat } from '../../support/cases.ts';

const RULE = RULES.filter(({ id }) => id === 'PR-REF-001');
const REFUSED: Answer = { kind: 'refused', code: 'no', detail: 'no' };

function swept(chosen: Partial<SweepOptions>): Promise<Sweep> {
  return sweep({
    subject: subjectThat(rightAnswer),
    rules: RULE,
    seed: 1,
    runs: 8,
    grid: 'none',
    extremes: 'none',
    foreign: 'none',
    hostile: 'none',
    jobs: 1,
    pool: null,
    now: () => new Date(0),
    onProgress: () => undefined,
    onFailure: () => undefined,
    shouldStop: () => false,
    ...chosen,
  });
}

describe('a sweep', () => {
  it('calls a command as often at a time as it may, and a function once', async () => {
    const most = async (jobs: number, command: readonly string[] | null): Promise<number> => {
      let [running, highest] = [0, 0];
      const subject = subjectThat(async (image, request) => {
        running += 1;
        highest = Math.max(highest, running);
        await setImmediate();
        running -= 1;
        return rightAnswer(image, request);
      }, command);
      await swept({ subject, jobs });
      return highest;
    };
    expect(await most(3, ['tool'])).toBe(3);
    expect(await most(1, ['tool'])).toBe(1);
    expect(await most(3, null)).toBe(1);
  });

  it('gives one tally whatever the number of jobs', async () => {
    const subject = subjectThat(
      (image, request) => (image.length % 3 === 0 ? REFUSED : rightAnswer(image, request)),
      ['tool'],
    );
    const [alone, together] = [await swept({ subject, runs: 30 }), await swept({ subject, runs: 30, jobs: 7 })];
    expect(together).toEqual(alone);
    expect(alone.tally.executed.random).toBe(30);
  });

  it('says how long the grid took, from its first case to its last', async () => {
    let calls = 0;
    const subject = subjectThat((image, request) => {
      calls += 1;
      return calls > 3 * GRID_SIZE ? rightAnswer(image, request) : REFUSED;
    });
    let time = 0;
    const clock = { now: () => new Date(time), onProgress: () => void (time += 1) };
    const { gridMs, tally } = await swept({ subject, grid: 'first', runs: 2, rules: [], ...clock });
    expect(tally.executed).toEqual({ grid: GRID_SIZE, extremes: 0, random: 2, foreign: 0, hostile: 0 });
    expect(gridMs).toBe(GRID_SIZE);
    expect((await swept(clock)).gridMs).toBe(0);
  });

  it('begins nothing more once the subject is not there, though an earlier call still runs', async () => {
    let calls = 0;
    let letGo = (): void => undefined;
    const slow = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const subject = subjectThat(
      async (image, request) => {
        calls += 1;
        if (calls === 1) await slow;
        if (calls === 2) {
          // Whatever else would be begun is by then.
          void setImmediate().then(letGo);
          return { kind: 'unavailable', detail: 'no space left' };
        }
        return rightAnswer(image, request);
      },
      ['tool'],
    );
    const { unavailable } = await swept({ subject, runs: 40, jobs: 2 });
    expect(unavailable).toContain('no space left');
    // The first case asks again, for it was begun before.
    expect(calls).toBeLessThanOrEqual(4);
  });

  it('says nothing of a call that was cut short because it should stop', async () => {
    let calls = 0;
    const subject = subjectThat(
      (image, request) => {
        calls += 1;
        return calls > 3 ? { kind: 'unavailable', detail: 'ended' } : rightAnswer(image, request);
      },
      ['tool'],
    );
    const stopped = await swept({ subject, shouldStop: () => calls > 3 });
    expect(stopped.unavailable).toBeNull();
    expect(cannotBeJudged(stopped)).toBe(false);
    calls = 0;
    const failed = await swept({ subject });
    expect(failed.unavailable).toBe('ended');
    expect(cannotBeJudged(failed)).toBe(true);
    expect(failed.tally).toEqual(stopped.tally);
  });

  it('takes no run for judged that has not seen one case', async () => {
    const early = await swept({ subject: subjectThat(rightAnswer), shouldStop: () => true });
    expect(early).toMatchObject({ unavailable: null, tally: { executed: { random: 0 } } });
    expect(cannotBeJudged(early)).toBe(true);
  });
});
