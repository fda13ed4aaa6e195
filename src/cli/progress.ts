import type { Io } from './io.ts';

/** Time between two plain lines where there is no terminal to update. */
const PLAIN_INTERVAL_MS = 10_000;
/** Time between two updates of the live line. */
const LIVE_INTERVAL_MS = 100;

/** What a long command is at. */
export type Phase = 'sweep' | 'shrink' | 'search' | 'generate' | 'check';

const SAID: Readonly<Record<Phase, (done: number, planned: number) => string>> = {
  sweep: (done, planned) => `${done} of ${planned} cases`,
  shrink: (done, planned) => `shrinking rule ${done + 1} of ${planned}`,
  search: (done, planned) => `${done} of ${planned} images found`,
  generate: (done, planned) => `${done} of ${planned} images`,
  check: (done, planned) => `${done} of ${planned} images made again`,
};

export interface Progress {
  show(phase: Phase, done: number, planned: number): void;
  /** Removes the live line. */
  clear(): void;
}

/** Progress on standard error: one live line on a terminal, a plain line every ten seconds elsewhere. */
export function progressOn(io: Io, mode: 'shown' | 'silent'): Progress {
  if (mode === 'silent') return { show: () => undefined, clear: () => undefined };
  const interval = io.errIsTerminal ? LIVE_INTERVAL_MS : PLAIN_INTERVAL_MS;
  let last = io.now().getTime();
  let shown = false;
  return {
    show(phase, done, planned) {
      const now = io.now().getTime();
      if (now - last < interval) return;
      last = now;
      const text = SAID[phase](done, planned);
      io.err(io.errIsTerminal ? `\r\u001b[K${text}` : `${text}\n`);
      shown = true;
    },
    clear() {
      if (shown && io.errIsTerminal) io.err('\r\u001b[K');
      shown = false;
    },
  };
}
