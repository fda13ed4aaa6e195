import { counted, duration, grouped } from '../page/index.ts';
import type { Io } from './io.ts';

/** Time between two plain lines where there is no terminal to update. */
const PLAIN_INTERVAL_MS = 10_000;
/** Time between two updates of the live line. */
const LIVE_INTERVAL_MS = 100;
/** Before that much of a phase is over, a rate would be a guess. */
const RATE_AFTER_MS = 500;
/** Lines that are told one by one; the rest is counted in the live line. */
const TOLD_MAX = 8;

/** What a long command is at. */
export type Phase = 'sweep' | 'shrink' | 'search' | 'generate' | 'check';

const SAID: Readonly<Record<Phase, (done: string, planned: string) => string>> = {
  sweep: (done, planned) => `${done} of ${planned} cases`,
  shrink: (done, planned) => `shrinking: ${done} of ${planned} rules`,
  search: (done, planned) => `${done} of ${planned} images found`,
  generate: (done, planned) => `${done} of ${planned} images`,
  check: (done, planned) => `${done} of ${planned} images made again`,
};

export interface Progress {
  show(phase: Phase, done: number, planned: number): void;
  /** Says that a rule fails, in a line that stays. Of many the first are told, and all are counted. */
  tellFailure(line: string): void;
  /** Removes the live line. */
  clear(): void;
}

const SILENT: Progress = { show: () => undefined, tellFailure: () => undefined, clear: () => undefined };

/** Progress on standard error: one live line on a terminal, a plain line every ten seconds elsewhere. */
export function progressOn(io: Io, mode: 'shown' | 'silent'): Progress {
  return mode === 'silent' ? SILENT : new Lines(io);
}

class Lines implements Progress {
  readonly #io: Io;
  #last: number;
  #shown = false;
  #failures = 0;
  #phase: { readonly name: Phase; readonly start: number; readonly done: number } | null = null;

  constructor(io: Io) {
    this.#io = io;
    this.#last = io.now().getTime();
  }

  show(phase: Phase, done: number, planned: number): void {
    const now = this.#io.now().getTime();
    if (this.#phase?.name !== phase) this.#phase = { name: phase, start: now, done };
    if (now - this.#last < (this.#io.errIsTerminal ? LIVE_INTERVAL_MS : PLAIN_INTERVAL_MS)) return;
    this.#last = now;
    const facts = [
      SAID[phase](grouped(done), grouped(planned)),
      ...this.#pace(now, done, planned),
      ...(this.#failures === 0 ? [] : [`${counted(this.#failures, 'rule')} failing`]),
    ];
    const text = facts.join(' · ');
    this.#io.err(this.#io.errIsTerminal ? `\r\u001b[K${text}` : `${text}\n`);
    this.#shown = true;
  }

  tellFailure(line: string): void {
    this.#failures += 1;
    if (this.#failures > TOLD_MAX) return;
    this.clear();
    this.#io.err(`${line}\n`);
  }

  clear(): void {
    if (this.#shown && this.#io.errIsTerminal) this.#io.err('\r\u001b[K');
    this.#shown = false;
  }

  /** How fast it goes and how long it takes at that pace, once that can be told. */
  #pace(now: number, done: number, planned: number): readonly string[] {
    if (this.#phase === null) return [];
    const elapsed = now - this.#phase.start;
    const gained = done - this.#phase.done;
    if (elapsed < RATE_AFTER_MS || gained <= 0) return [];
    const left = ((planned - done) * elapsed) / gained;
    const rate = (gained * 1000) / elapsed;
    return [`${rate < 10 ? rate.toFixed(1) : grouped(Math.round(rate))}/s`, `${duration(left)} left`];
  }
}
