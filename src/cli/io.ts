/** Everything that the program takes from and gives to its surroundings, so that tests can stand in for them. */
export interface Io {
  /** Data: reports, tables, lists. */
  out(text: string): void;
  /** Data that is no text; whole when the promise is kept. A reader that goes away early is no error. */
  outBytes(bytes: Uint8Array): Promise<void>;
  /** Conversation: progress, errors, hints. */
  err(text: string): void;
  now(): Date;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
  /** Columns of the page that `out` goes to: those of COLUMNS, else of the terminal, else 80. */
  readonly columns: number;
  readonly nodeVersion: string;
  /** Number of processors, for the default number of jobs. */
  readonly processors: number;
  /** The compiled module of a thread that examines cases; `null` where there is none, and all is done in this thread. */
  readonly worker: URL | null;
  /** Calls back at the first interrupt; the returned function takes the listener away. */
  onInterrupt(listener: () => void): () => void;
}

/**
 * Whether output is coloured: only on a terminal, and never with NO_COLOR or TERM=dumb; FORCE_COLOR overrides both.
 * [https://no-color.org]
 */
export function colourOf(io: Io, flags: { readonly color: boolean }): 'none' | 'ansi' {
  const { NO_COLOR: noColor, FORCE_COLOR: forceColor, TERM: term } = io.env;
  if (!flags.color) return 'none';
  if (forceColor !== undefined && forceColor !== '' && forceColor !== '0') return 'ansi';
  if (noColor !== undefined && noColor !== '') return 'none';
  return io.outIsTerminal && term !== 'dumb' ? 'ansi' : 'none';
}
