/** What became of one task. */
export type Outcome<Task, Result> =
  | { readonly task: Task; readonly kind: 'done'; readonly result: Result }
  | { readonly task: Task; readonly kind: 'failed'; readonly reason: unknown };

/** How tasks are run. */
export interface Execution<Task, Result> {
  /** Tasks that run at the same time. */
  readonly jobs: number;
  readonly run: (task: Task) => Promise<Result>;
  /** Asked before every task; `true` begins no further one. */
  readonly shouldStop: () => boolean;
}

/**
 * Tasks that are begun before an earlier one has ended, at most: what they come to is kept meanwhile. A call that runs into
 * its time limit is waited for by fewer.
 */
const AHEAD_MAX = 4096;

/**
 * Runs tasks and gives what became of them in their own order, whatever order they end in. A slow one keeps nobody but
 * itself: thousands go on behind it, and what they came to waits for its turn. After a failure nothing more is begun. Nothing
 * runs any more when the last is given, nor when whoever takes them has had enough.
 */
export async function* inOrder<Task, Result>(
  tasks: Iterable<Task>,
  { jobs, run, shouldStop }: Execution<Task, Result>,
): AsyncGenerator<Outcome<Task, Result>> {
  const rest = tasks[Symbol.iterator]();
  const running = new Set<Promise<void>>();
  const ended = new Map<number, Outcome<Task, Result>>();
  let begun = 0;
  let given = 0;
  let hasFailed = false;
  /** Begins the next task, or says that there is none. */
  const begin = (): boolean => {
    if (hasFailed || running.size >= jobs || begun - given >= AHEAD_MAX || shouldStop()) return false;
    const next = rest.next();
    if (next.done === true) return false;
    const position = begun;
    begun += 1;
    const work = outcomeOf(next.value, run).then((outcome) => {
      hasFailed ||= outcome.kind === 'failed';
      ended.set(position, outcome);
      running.delete(work);
    });
    running.add(work);
    return true;
  };
  try {
    for (;;) {
      // Before anything more is begun, for what is told now may be a reason to stop.
      for (let outcome = ended.get(given); outcome !== undefined; outcome = ended.get(given)) {
        ended.delete(given);
        given += 1;
        yield outcome;
      }
      while (begin());
      if (running.size === 0) return;
      await Promise.race(running);
    }
  } finally {
    // Each has a process and files of its own, and the next thing that is done must find none.
    await Promise.all(running);
  }
}

async function outcomeOf<Task, Result>(
  task: Task,
  run: (task: Task) => Promise<Result>,
): Promise<Outcome<Task, Result>> {
  try {
    return { task, kind: 'done', result: await run(task) };
  } catch (reason) {
    return { task, kind: 'failed', reason };
  }
}
