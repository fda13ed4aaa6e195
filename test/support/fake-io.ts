import type { ExitCode } from '../../src/cli/exit.ts';
import type { Io } from '../../src/cli/io.ts';
import { main } from '../../src/cli/main.ts';

/** What a test may choose about the surroundings of the program. */
export interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  readonly columns?: number;
  readonly outIsTerminal?: boolean;
  readonly errIsTerminal?: boolean;
  /** The compiled module of a thread; none unless given, and all is done in this one. */
  readonly worker?: URL;
  /** Milliseconds that the clock gains every time it is read. */
  readonly tick?: number;
  /** Called with everything that is written to standard error, and with a way to interrupt the program. */
  readonly onErr?: (text: string, interrupt: () => void) => void;
}

/** Surroundings that remember what the program gave to them. */
export interface FakeIo {
  readonly io: Io;
  readonly out: () => string;
  readonly err: () => string;
  /** What was written to standard output that is no text. */
  readonly bytes: () => Buffer;
  /** How many listeners wait for an interrupt. */
  readonly listeners: () => number;
}

/** The time at which every fake clock starts. */
export const START = new Date('2026-01-02T03:04:05.000Z');

/** Surroundings without a terminal, with two processors and a clock that moves only when it is told to. */
export function fakeIo(chosen: Surroundings = {}): FakeIo {
  const written: { out: string; err: string; readonly bytes: Uint8Array[] } = { out: '', err: '', bytes: [] };
  const listeners = new Set<() => void>();
  let elapsed = 0;
  const interrupt = (): void => {
    for (const listener of listeners) listener();
  };
  const io: Io = {
    out(text) {
      written.out += text;
    },
    outBytes(bytes) {
      written.bytes.push(bytes);
      return Promise.resolve();
    },
    err(text) {
      written.err += text;
      chosen.onErr?.(text, interrupt);
    },
    now() {
      const now = new Date(START.getTime() + elapsed);
      elapsed += chosen.tick ?? 0;
      return now;
    },
    env: chosen.env ?? {},
    outIsTerminal: chosen.outIsTerminal ?? false,
    errIsTerminal: chosen.errIsTerminal ?? false,
    columns: chosen.columns ?? 80,
    nodeVersion: '20.19.0',
    processors: 2,
    worker: chosen.worker ?? null,
    onInterrupt(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
  return {
    io,
    out: () => written.out,
    err: () => written.err,
    bytes: () => Buffer.concat(written.bytes),
    listeners: () => listeners.size,
  };
}

/** What one call of the program came to. */
export interface Outcome {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
}

/** Calls the program in this process. */
export async function run(argv: readonly string[], chosen: Surroundings = {}): Promise<Outcome> {
  const fake = fakeIo(chosen);
  const code = await main(argv, fake.io);
  return { code, out: fake.out(), err: fake.err() };
}
