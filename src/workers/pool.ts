import { Worker } from 'node:worker_threads';
import { CampaignError, SubjectUnavailable } from '../campaign/index.ts';
import type { Appointment, Pool, Seen } from '../campaign/index.ts';
import { fromReply } from './messages.ts';
import type { Assignment, Question, Reply } from './messages.ts';

/** What a pool is made from. */
export interface PoolOptions {
  /** The compiled module of a thread. */
  readonly worker: URL;
  /** Threads at most; each is started when there is something for it. */
  readonly jobs: number;
  readonly assignment: Assignment;
  /** Ends all threads at once; what they were at is unavailable then. */
  readonly signal?: AbortSignal;
}

/** A pool, and an end to it. */
export interface OpenPool extends Pool {
  /** Ends all threads; resolves when none runs any more. */
  close(): Promise<void>;
}

/** A thread, and whoever waits for its reply. */
interface Thread {
  readonly worker: Worker;
  settle: { readonly resolve: (seen: Seen) => void; readonly reject: (reason: Error) => void } | null;
  /** Why it takes nothing more, or `null`. */
  ended: Error | null;
}

/**
 * Opens a pool of threads of Node. Each opens the subject for itself from its words and has one batch at a time, so a batch
 * that takes long keeps one thread and nobody else. A thread that ends by itself, as when the subject ends its process or
 * memory does not suffice, ends the campaign: nobody can say which case did it, let alone whose fault it was.
 */
export function openPool({ worker, jobs, assignment, signal }: PoolOptions): OpenPool {
  const threads = new Set<Thread>();
  const idle: Thread[] = [];
  const end = (reason: Error): Promise<unknown> =>
    Promise.all([...threads].map((thread) => (lose(thread, reason), thread.worker.terminate())));
  const onAbort = (): void => void end(new SubjectUnavailable('the thread was ended'));
  signal?.addEventListener('abort', onAbort);
  const start = (): Thread => {
    const thread = startThread(worker, assignment);
    threads.add(thread);
    return thread;
  };
  return {
    width: jobs,
    async examine(batch) {
      if (signal?.aborted === true) throw new SubjectUnavailable('the thread was ended');
      const thread = idle.pop() ?? start();
      const seen = await ask(thread, batch);
      idle.push(thread);
      return seen;
    },
    async close() {
      signal?.removeEventListener('abort', onAbort);
      await end(new SubjectUnavailable('the pool was closed'));
    },
  };
}

function startThread(module: URL, assignment: Assignment): Thread {
  const thread: Thread = { worker: new Worker(module, { workerData: assignment }), settle: null, ended: null };
  thread.worker.on('message', (reply: Reply) => {
    const { settle } = thread;
    thread.settle = null;
    settle?.resolve(fromReply(reply));
  });
  thread.worker.on('error', (cause: unknown) => {
    lose(thread, new CampaignError(`a thread broke: ${cause instanceof Error ? cause.message : String(cause)}`));
  });
  thread.worker.on('exit', (status) => {
    lose(thread, new CampaignError(`a thread exited unexpectedly with status ${status}`));
  });
  return thread;
}

/** Takes a thread for ended; the first reason stays. */
function lose(thread: Thread, reason: Error): void {
  thread.ended ??= reason;
  const { settle } = thread;
  thread.settle = null;
  settle?.reject(thread.ended);
}

function ask(thread: Thread, batch: Question): Promise<Seen> {
  return new Promise<Seen>((resolve, reject) => {
    if (thread.ended !== null) {
      reject(thread.ended);
      return;
    }
    thread.settle = {
      resolve,
      reject: (reason) => {
        reject(named(reason, batch));
      },
    };
    thread.worker.postMessage(batch);
  });
}

/** Where it happened, for whoever looks for the cause. */
function named(reason: Error, [first]: readonly Appointment[]): Error {
  if (!(reason instanceof CampaignError) || first === undefined) return reason;
  const { set, index } = first.address;
  return new CampaignError(`${reason.message}, in or after ${set} case ${index}`);
}
