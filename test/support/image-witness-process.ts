import { spawn } from 'node:child_process';

/** How a program ended and what it said. */
export interface Exit {
  /** Exit status, or null when a signal ended it. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Child processes at a time: as many as the smallest machine that runs the tests has processors. */
const PARALLEL = 2;

/** Milliseconds after which a program is ended; each needs a hundredth of that for all that it is asked. */
const TIME_LIMIT = 300_000;

/** Runs a program in a folder, in plain English and without standard input. */
export function runIn(folder: string, program: string, args: readonly string[]): Promise<Exit> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, LC_ALL: 'C' };
    const child = spawn(program, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: TIME_LIMIT });
    let out = '';
    let err = '';
    child.stdout.setEncoding('latin1').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('latin1').on('data', (text: string) => {
      err += text;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, out, err });
    });
  });
}

/** Does something with every item, a few at a time; the results are in the items' order. */
export async function inPool<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const drain = async (): Promise<void> => {
    for (const [index, item] of queue) {
      results[index] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, drain));
  return results;
}

/** The lines of a text that say anything, each once. */
export function distinctLines(text: string): readonly string[] {
  return [...new Set(text.split('\n').filter((line) => line.trim() !== ''))];
}
