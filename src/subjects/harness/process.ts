import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import type { Answer } from '../../contract/index.ts';
import { endMarked, markedEnvironment } from '../marked-processes.ts';
import {
  Capture,
  DELAY_MAX_MS,
  KILL_GRACE_MS,
  PIPE_GRACE_MS,
  killGroup,
  noteEnded,
  noteRunning,
  startError,
} from '../process.ts';
import { tellingLineOf } from '../said.ts';
import { Incoming } from './incoming.ts';
import type { Frame } from './incoming.ts';
import type { Expected } from './codec.ts';

/** Time in which a harness whose input was closed may end by itself. */
const END_GRACE_MS = 1000;

/** Why a process answers no more, as the answer of the call that finds it so. */
export type Fault = Exclude<Answer, { kind: 'rewritten' | 'refused' }>;

/** What came of one frame that was sent. */
export type Exchange =
  { readonly kind: 'frame'; readonly frame: Frame } | { readonly kind: 'fault'; readonly fault: Fault };

/** A process that answers one frame after the other, in a group of its own. */
export class HarnessProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #mark: string;
  readonly #said: Capture;
  readonly #gone: Promise<void>;
  #fault: Fault | null = null;
  #pending: { readonly incoming: Incoming; readonly settle: (exchange: Exchange) => void } | null = null;

  /**
   * Starts a program without a shell, in the folder of this one.
   *
   * @param mark path of the folder by which its processes are told from others
   * @returns the process, or in words why there is none
   */
  static start(argv: readonly string[], mark: string): Promise<HarnessProcess | string> {
    const [program = '', ...rest] = argv;
    let child: ChildProcessByStdio<Writable, Readable, Readable>;
    try {
      child = spawn(program, rest, { detached: true, stdio: ['pipe', 'pipe', 'pipe'], env: markedEnvironment(mark) });
    } catch (cause) {
      return Promise.resolve(startError(program, cause));
    }
    return new Promise((resolve) => {
      child.on('error', (error) => {
        resolve(startError(program, error));
      });
      child.on('spawn', () => {
        resolve(new HarnessProcess(child, mark));
      });
    });
  }

  private constructor(child: ChildProcessByStdio<Writable, Readable, Readable>, mark: string) {
    this.#child = child;
    this.#mark = mark;
    this.#said = new Capture(child.stderr);
    this.#gone = this.#listen();
    noteRunning(child.pid);
    // Between calls it keeps nobody from ending; during a call the time limit does.
    child.unref();
    for (const stream of [child.stdin, child.stdout, child.stderr]) if (stream instanceof Socket) stream.unref();
  }

  /** Whether another frame can be sent. */
  get isSound(): boolean {
    return this.#fault === null;
  }

  /** What it was lost by, or `null` while it is sound. */
  get fault(): Fault | null {
    return this.#fault;
  }

  /** Sends a frame and waits for the one that has to come. Nothing else may be sent meanwhile. */
  exchange(frames: readonly Uint8Array[], expected: Expected, timeLimitMs: number): Promise<Exchange> {
    if (this.#fault !== null) return Promise.resolve({ kind: 'fault', fault: this.#fault });
    this.#said.clear();
    return new Promise((resolve) => {
      // Where this process was stopped meanwhile, an answer that came in time is still to be heard of.
      const late = (): void => {
        setImmediate(() => {
          this.#failLate(timeLimitMs);
        });
      };
      const timer = setTimeout(late, Math.min(timeLimitMs, DELAY_MAX_MS));
      const settle = (exchange: Exchange): void => {
        clearTimeout(timer);
        this.#pending = null;
        resolve(exchange);
      };
      this.#pending = { incoming: new Incoming(expected), settle };
      this.#child.stdin.cork();
      for (const frame of frames) this.#child.stdin.write(frame);
      this.#child.stdin.uncork();
    });
  }

  /** Ends the process and everything that it started; a call that is running comes to this. */
  fail(fault: Fault): void {
    if (this.#fault !== null) return;
    this.#fault = fault;
    killGroup(this.#child.pid);
    this.#pending?.settle({ kind: 'fault', fault });
  }

  /** Lets the process end by itself for a moment, then ends it; nothing of it runs when this is done. */
  async end(): Promise<void> {
    if (this.#fault === null) {
      this.#fault = { kind: 'unavailable', detail: 'the harness was closed' };
      this.#child.stdin.end();
      await within(END_GRACE_MS, this.#gone);
    }
    killGroup(this.#child.pid);
    // Another process can keep one that was killed from being seen to end, for as long as it traces it.
    await within(KILL_GRACE_MS, this.#gone);
    endMarked((mark) => mark === this.#mark);
    for (const stream of [this.#child.stdin, this.#child.stdout, this.#child.stderr]) stream.destroy();
  }

  /** @returns a promise that is kept when the process has ended */
  #listen(): Promise<void> {
    const { stdin, stdout } = this.#child;
    // A harness that does not read has ended, or will be late.
    stdin.on('error', () => undefined);
    stdout.on('data', (chunk: Buffer) => {
      this.#take(chunk);
    });
    let closed: NodeJS.Timeout | undefined;
    stdout.on('end', () => {
      closed = setTimeout(() => {
        this.fail(garbage('it closed its standard output but kept running'));
      }, PIPE_GRACE_MS);
    });
    return new Promise((resolve) => {
      this.#child.on('exit', () => {
        clearTimeout(closed);
        // A child that outlives it would hold the pipes open for ever.
        killGroup(this.#child.pid);
        noteEnded(this.#child.pid);
        setTimeout(() => {
          stdout.destroy();
          this.#child.stderr.destroy();
        }, PIPE_GRACE_MS).unref();
        resolve();
      });
      this.#child.on('close', (status, signal) => {
        clearTimeout(closed);
        const how = signal === null ? `exit status ${status ?? 'unknown'}` : `ended by ${signal}`;
        this.fail({ kind: 'crashed', detail: `${how}: ${this.#words()}` });
      });
    });
  }

  #take(chunk: Buffer): void {
    if (this.#fault !== null) return;
    if (this.#pending === null) {
      this.fail(garbage(`${chunk.length} bytes of unsolicited output`));
      return;
    }
    const state = this.#pending.incoming.add(chunk);
    if (state.kind === 'frame') this.#pending.settle(state);
    else if (state.kind === 'wrong') {
      this.fail({ kind: 'misbehaved', what: state.what, detail: `${state.detail}: ${this.#words()}` });
    }
  }

  #failLate(timeLimitMs: number): void {
    if (this.#pending === null) return;
    const detail = `still running after ${timeLimitMs / 1000} s: ${this.#words()}`;
    const part = this.#pending.incoming.partInWords();
    if (part === null) this.fail({ kind: 'timed-out', detail });
    else this.fail({ kind: 'misbehaved', what: 'garbage', detail: `${part}, ${detail}`, late: true });
  }

  /** What it said on standard error since the call began. */
  #words(): string {
    return tellingLineOf(this.#said.text());
  }
}

function garbage(detail: string): Fault {
  return { kind: 'misbehaved', what: 'garbage', detail };
}

async function within(ms: number, promise: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([promise, over]);
  clearTimeout(timer);
}
