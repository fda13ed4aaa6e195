import { describe, expect, it } from 'vitest';
import { inOrder } from '../../../src/campaign/execute.ts';

/** Work that ends when it is told to. */
class Work {
  readonly begun: number[] = [];
  readonly #ends = new Map<number, () => void>();

  readonly run = (task: number): Promise<string> => {
    this.begun.push(task);
    return new Promise((resolve) => {
      this.#ends.set(task, () => {
        resolve(`result ${task}`);
      });
    });
  };

  /** Ends some of what has begun, and gives every promise that waits for it its turn. */
  async end(...tasks: readonly number[]): Promise<void> {
    for (const task of tasks) this.#ends.get(task)?.();
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  }
}

const never = (): boolean => false;

describe('running tasks in order', () => {
  it('gives what they came to in their order, and begins others behind a slow one', async () => {
    const work = new Work();
    const outcomes = inOrder([0, 1, 2, 3, 4], { jobs: 2, run: work.run, shouldStop: never });
    const given: number[] = [];
    const taken = (async () => {
      for await (const { task } of outcomes) given.push(task);
    })();
    await work.end();
    expect(work.begun).toEqual([0, 1]);
    await work.end(1);
    await work.end(2);
    await work.end(3);
    expect(work.begun).toEqual([0, 1, 2, 3, 4]);
    expect(given).toEqual([]);
    await work.end(0);
    expect(given).toEqual([0, 1, 2, 3]);
    await work.end(4);
    await taken;
    expect(given).toEqual([0, 1, 2, 3, 4]);
  });

  it('tells what failed in its turn, and begins nothing after it', async () => {
    const reason = new Error('no');
    const begun: number[] = [];
    const work = new Work();
    const run = (task: number): Promise<string> => {
      begun.push(task);
      return task === 1 ? Promise.reject(reason) : work.run(task);
    };
    const outcomes: unknown[] = [];
    const taken = (async () => {
      const tasks = Array.from({ length: 100 }, (_, task) => task);
      for await (const outcome of inOrder(tasks, { jobs: 3, run, shouldStop: never })) outcomes.push(outcome);
    })();
    await work.end(2);
    expect(outcomes).toEqual([]);
    expect(begun).toEqual([0, 1, 2]);
    await work.end(0);
    await taken;
    expect(outcomes).toEqual([
      { task: 0, kind: 'done', result: 'result 0' },
      { task: 1, kind: 'failed', reason },
      { task: 2, kind: 'done', result: 'result 2' },
    ]);
  });

  it('waits when thousands have ended behind a slow one', async () => {
    const work = new Work();
    let begun = 0;
    const run = (task: number): Promise<unknown> => {
      begun += 1;
      return task === 0 ? work.run(task) : Promise.resolve();
    };
    const tasks = Array.from({ length: 5000 }, (_, task) => task);
    const taken = (async () => {
      let count = 0;
      for await (const { kind } of inOrder(tasks, { jobs: 2, run, shouldStop: never }))
        count += kind === 'done' ? 1 : 0;
      return count;
    })();
    for (let turn = 0; turn < 3000; turn += 1) await work.end();
    expect(begun).toBe(4096);
    await work.end(0);
    expect(await taken).toBe(5000);
  });

  it('begins nothing once it should stop, and gives what was running', async () => {
    const work = new Work();
    let stop = false;
    const given: number[] = [];
    const taken = (async () => {
      for await (const { task } of inOrder([0, 1, 2, 3], { jobs: 2, run: work.run, shouldStop: () => stop })) {
        given.push(task);
      }
    })();
    await work.end();
    stop = true;
    await work.end(0, 1);
    await taken;
    expect(work.begun).toEqual([0, 1]);
    expect(given).toEqual([0, 1]);
  });

  it('begins nothing more before what is told has been heard', async () => {
    const begun: number[] = [];
    const run = (task: number): Promise<void> => {
      begun.push(task);
      return Promise.resolve();
    };
    for await (const { task } of inOrder([0, 1, 2], { jobs: 1, run, shouldStop: never })) if (task === 1) break;
    expect(begun).toEqual([0, 1]);
  });

  it('waits for what is running when nobody wants more', async () => {
    const work = new Work();
    let isOver = false;
    const taken = (async () => {
      for await (const { task } of inOrder([0, 1, 2], { jobs: 2, run: work.run, shouldStop: never }))
        if (task === 0) break;
      isOver = true;
    })();
    await work.end(0);
    expect(isOver).toBe(false);
    await work.end(1);
    await taken;
    expect(isOver).toBe(true);
    expect(work.begun).toEqual([0, 1]);
  });
});
