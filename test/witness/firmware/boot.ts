import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { installed } from '../../support/project.ts';
import type { Loaded } from './answer.ts';
import { parseLine } from './lines.ts';

/** A machine that is to be started. */
export interface Machine {
  readonly program: string;
  readonly args: readonly string[];
  /** The folder in which it is started. */
  readonly folder: string;
  /** Milliseconds without a word after which it is taken to hang. */
  readonly patience: number;
}

/** What was heard of a machine until it ended or was ended. */
export interface Heard {
  /** How many images the application found; `null` when it never ran. */
  readonly images: number | null;
  /** What became of the first images of the pack, in its order. */
  readonly answers: readonly Loaded[];
  /**
   * Why it ended: all images are through, an exception, an application or a firmware that talks nonsense, silence, or QEMU
   * ended by itself.
   */
  readonly end: 'finished' | 'exception' | 'confused' | 'silent' | 'exited';
  /** The last lines of the firmware or of QEMU. */
  readonly said: readonly string[];
}

/** How EDK2 and U-Boot begin to tell of an exception or an assertion that failed. */
const EXCEPTION = /\bException\b|\bASSERT\b|\bAbort\b/;
/** Lines of the firmware that are kept. */
const KEPT = 12;
/** Lines of the firmware in a row, and letters in a line, after which nothing sensible is to be expected. */
const LINES_MAX = 2000;
const LINE_LENGTH_MAX = 0x1_0000;

/** Starts a machine, listens until it has said all, and ends it whatever it does. */
export function boot({ program, args, folder, patience }: Machine): Promise<Heard> {
  return new Promise((resolve, reject) => {
    // In a process group of its own, which can be ended as a whole; and the kernel ends it when this process is killed.
    const mortal = installed('setpriv') === null ? [] : ['setpriv', '--pdeathsig', 'KILL', '--'];
    const [first = program, ...rest] = [...mortal, program, ...args];
    const child = spawn(first, rest, { cwd: folder, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const listener = new Listener();
    const stop = (why: Heard['end']): void => {
      listener.end ??= why;
      kill(child);
    };
    const endNow = (): void => {
      kill(child);
    };
    process.once('exit', endNow);
    const silence = setTimeout(() => {
      stop('silent');
    }, patience);
    const settle = (): void => {
      clearTimeout(silence);
      process.off('exit', endNow);
    };
    child.stdout.setEncoding('latin1').on('data', (text: string) => {
      if (listener.end !== null) return;
      silence.refresh();
      const why = listener.hear(text);
      if (why !== null) stop(why);
    });
    child.stderr.setEncoding('latin1').on('data', (text: string) => {
      listener.note(text);
    });
    child.on('error', (error) => {
      settle();
      reject(error);
    });
    child.on('close', () => {
      settle();
      const { images, answers, said, end } = listener;
      resolve({ images, answers, end: end ?? 'exited', said });
    });
  });
}

function kill({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}

/** Makes lines of what comes over the serial line, and sense of those that are the application's. */
class Listener {
  images: number | null = null;
  end: Heard['end'] | null = null;
  readonly answers: Loaded[] = [];
  said: readonly string[] = [];
  #rest = '';
  #unheeded = 0;

  /** Takes more text; why there is nothing more to be heard, or `null`. */
  hear(text: string): Heard['end'] | null {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      const why = this.#take(line);
      if (why !== null) return why;
    }
    return this.#rest.length > LINE_LENGTH_MAX ? 'confused' : null;
  }

  /** Keeps what was said, without what moves a cursor. */
  note(text: string): void {
    const lines = text.split('\n').map((line) => line.replaceAll(/\x1b\[[\d;=?]*[A-Za-z]|[^\x20-\x7e]/g, '').trim());
    this.said = [...this.said, ...lines.filter((line) => line !== '')].slice(-KEPT);
  }

  #take(text: string): Heard['end'] | null {
    const line = parseLine(text);
    if (line === null) {
      this.note(text);
      this.#unheeded += 1;
      if (this.images !== null && EXCEPTION.test(text)) return 'exception';
      return this.#unheeded > LINES_MAX ? 'confused' : null;
    }
    this.#unheeded = 0;
    if (line.kind === 'begin') {
      this.images = line.images;
      // What the firmware says on its way to the application explains nothing that comes later.
      this.said = [];
      return null;
    }
    if (line.kind === 'image') {
      // The pack lies in the machine's memory, where a loaded image can overwrite it.
      if (line.id !== this.answers.length) return 'confused';
      this.answers.push(line.loaded);
      return null;
    }
    if (line.kind === 'end' && this.answers.length === this.images) return 'finished';
    if (line.kind === 'hindrance') this.note(line.words);
    return 'confused';
  }
}
