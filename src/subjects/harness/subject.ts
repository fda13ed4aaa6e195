import type { Answer, Rewriter } from '../../contract/index.ts';
import { FileError } from '../../files/index.ts';
import { TIME_LIMIT_MS } from '../command.ts';
import { programAt, withCeiling } from './memory.ts';
import { HarnessPool } from './pool.ts';

/** The id of every harness: stored cases know by it how their command is called. */
export const HARNESS_ID = 'harness';

/** The most memory that each process of a harness writes to, unless told otherwise. */
const MEMORY_LIMIT = 2 ** 31;

/** What a call comes to that cannot be made. */
type Unavailable = Extract<Answer, { kind: 'unavailable' }>;

/** What a harness is, and what bounds it. */
export interface HarnessOptions {
  /** The program and its arguments; no shell is involved. */
  readonly argv: readonly string[];
  /** Time after which one call, or the handshake, is ended, in milliseconds; 10,000 unless given. */
  readonly timeLimitMs?: number;
  /** The most bytes of an output; unless given, four times what goes in and 8 MiB. */
  readonly outputLimit?: number;
  /** The most bytes of memory that each process writes to; 2 GiB unless given. It takes `prlimit` to hold it. */
  readonly memoryLimit?: number | 'none';
  /** Processes at a time; unless given, as many as calls are made at a time. */
  readonly processes?: number;
  /** Ends calls at once; they are unavailable then, and so are all later ones. */
  readonly signal?: AbortSignal;
  /** Told of a folder that could not be removed, and why. */
  readonly onLeftover?: (path: string, reason: string) => void;
  /** Told what of the limits cannot be held on this machine, and what a process does that nobody asked for. */
  readonly onNote?: (note: string) => void;
}

/**
 * Makes a program that answers call after call look like a rewriter; docs/harness.md has the protocol. A process that
 * crashes, hangs or breaks the protocol is replaced; one that hangs, 20 times at most. Its processes end with `close`, and at the latest with
 * this one.
 */
export function harnessSubject(options: HarnessOptions): Rewriter {
  const { argv, timeLimitMs = TIME_LIMIT_MS, outputLimit = 0, memoryLimit = MEMORY_LIMIT, signal } = options;
  const prlimit = memoryLimit === 'none' ? null : programAt('prlimit');
  if (memoryLimit !== 'none' && prlimit === null) {
    options.onNote?.('prlimit was not found, so the memory of the harness is not limited');
  }
  const ceiling = memoryLimit === 'none' || prlimit === null ? null : { bytes: memoryLimit, prlimit };
  const pool = new HarnessPool({
    argv: ceiling === null ? argv : withCeiling(argv, ceiling.bytes, ceiling.prlimit),
    limits: { timeLimitMs, outputLimit, memoryMebibytes: ceiling === null ? 0 : Math.floor(ceiling.bytes / 2 ** 20) },
    processes: options.processes ?? Infinity,
    onLeftover: options.onLeftover ?? (() => undefined),
    onNote: options.onNote ?? (() => undefined),
  });
  const interrupt = (): void => {
    pool.interrupt();
  };
  if (signal?.aborted === true) interrupt();
  signal?.addEventListener('abort', interrupt);
  const missing = programAt(argv[0] ?? '') === null ? `no such program: ${JSON.stringify(argv[0] ?? '')}` : null;
  const guarded = async <T>(call: () => Promise<T>): Promise<T | Unavailable> => {
    if (missing !== null) return { kind: 'unavailable', detail: missing };
    try {
      return await call();
    } catch (cause) {
      if (cause instanceof FileError) return { kind: 'unavailable', detail: cause.message };
      throw cause;
    }
  };
  return {
    id: HARNESS_ID,
    get version() {
      return pool.name;
    },
    command: argv,
    fixed: { name: null, characteristics: null },
    open: async () => (await guarded(() => pool.open()))?.detail ?? null,
    append: (image, request) => guarded(() => pool.append(image, request)),
    appendAfresh: (image, request) => guarded(() => pool.appendAfresh(image, request)),
    async close() {
      signal?.removeEventListener('abort', interrupt);
      await pool.close();
    },
  };
}
