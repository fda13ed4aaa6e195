import { expect } from 'vitest';
import { run } from './fake-io.ts';
import type { Outcome } from './fake-io.ts';
import { FORGED } from './odd-text.ts';

/** Every character that acts: controls, formats, line and paragraph separators, lone surrogates; but not the line feed. */
const ACTS = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u;
/** The colours of reports, and what takes the live line away. */
const OWN_SEQUENCES = /\u001b\[(?:1;31|1;33|1;32|1|2|0)m|\r\u001b\[K/g;

/** Fails when a text of ours holds a character that acts, or a line that begins as only somebody else's text does. */
export function expectHarmless(text: string, what: string): void {
  const found = ACTS.exec(text);
  const around = found === null ? '' : JSON.stringify(text.slice(Math.max(0, found.index - 80), found.index + 20));
  expect(around, what).toBe('');
  expect(new RegExp(`^${FORGED}.*`, 'm').exec(text)?.[0] ?? '', what).toBe('');
}

/** Fails when what a call printed could act; our own colours are taken away before, where there may be any. */
function expectHarmlessOutcome({ out, err }: Outcome, what: string, terminal: 'terminal' | 'pipe'): void {
  for (const [stream, text] of Object.entries({ out, err })) {
    expect(text, what).not.toContain('internal error');
    expectHarmless(terminal === 'terminal' ? text.replace(OWN_SEQUENCES, '') : text, `${stream} of ${what}`);
  }
}

/** Fails when a call that names a mistake takes more than a line for it, or than the two that show help besides. */
export function expectSentence({ err }: Outcome, what: string): void {
  const [first = '', ...more] = err.split('\n');
  expect(first, what).toMatch(/^(?:zbootkit|error): .*\S$/);
  const help = more.join('\n');
  expect(help, what).toMatch(
    first.startsWith('error: ') ? /^(?:\(Did you mean .*\?\)\n)?\(zbootkit (?:[a-z]+ )?--help [a-z ]+\)\n$/ : /^$/,
  );
}

/** A terminal on which the live line is shown at every step. */
const TERMINAL = { outIsTerminal: true, errIsTerminal: true, columns: 70, tick: 11_000 };

/** The arguments of a call in a message, cut where they are long. */
export function callText(argv: readonly string[]): string {
  return argv.map((argument) => JSON.stringify(argument.slice(0, 100))).join(' ');
}

/** Calls the program with its output on a terminal and then in a pipe, and holds both to the law. */
export async function harmless(argv: readonly string[]): Promise<Outcome> {
  const what = callText(argv);
  expectHarmlessOutcome(await run(argv, TERMINAL), what, 'terminal');
  const outcome = await run(argv);
  expectHarmlessOutcome(outcome, what, 'pipe');
  return outcome;
}
