import { fstatSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { reasonOf } from '../files/index.ts';
import { columnsOf } from './columns.ts';
import { EXIT } from './exit.ts';
import { tellFailure } from './failure.ts';
import type { Io } from './io.ts';
import { main } from './main.ts';

/** What asks the program to end. */
const INTERRUPTS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/** Commands that listen for an interrupt. */
let listening = 0;

const io: Io = {
  out: (text) => {
    process.stdout.write(text);
  },
  outBytes: async (bytes) => {
    const stats = fstatSync(process.stdout.fd);
    // Into a file the stream takes a write that a full disk cuts short for a whole one.
    if (stats.isFIFO() || stats.isSocket()) await new Promise((resolve) => process.stdout.write(bytes, resolve));
    else writeFileSync(process.stdout.fd, bytes);
  },
  err: (text) => {
    interrupt.told ||= text.startsWith('zbootkit: interrupted');
    process.stderr.write(text);
  },
  now: () => new Date(),
  env: process.env,
  outIsTerminal: process.stdout.isTTY,
  errIsTerminal: process.stderr.isTTY,
  columns: columnsOf(process.env, process.stdout),
  nodeVersion: process.versions.node,
  processors: availableParallelism(),
  worker: new URL('../workers/worker.js', import.meta.url),
  onInterrupt(listener) {
    listening += 1;
    // The first interrupt lets the command come to its end, the second does not wait for that. What ends with the process
    // then, subjects and temporary files, is tidied at its exit by whoever made it.
    let heard = false;
    const hear = (): void => {
      if (heard) endAtOnce();
      heard = true;
      listener();
    };
    for (const signal of INTERRUPTS) process.on(signal, hear);
    return () => {
      listening -= 1;
      for (const signal of INTERRUPTS) process.off(signal, hear);
    };
  },
};

/** Whether an interrupt was told of, which is done once. */
const interrupt = { told: false };

/** Ends the program for who does not want to wait for what a command still has to do. */
function endAtOnce(): never {
  // What is shown of the progress has no end of line.
  if (!interrupt.told) process.stderr.write(`${process.stderr.isTTY ? '\n' : ''}zbootkit: interrupted.\n`);
  process.exit(EXIT.interrupted);
}

/** Ends the program where no command listens, so that what it made is tidied and the exit status is the one of all. */
function interruptUnheard(): void {
  if (listening === 0) process.exit(EXIT.interrupted);
}

/** Once a part of standard output is lost, no exit status may say that all is well. */
const output = { lost: false };

function noteLostOutput(error: NodeJS.ErrnoException): void {
  // A reader that closes the pipe early, such as head, is no error of ours.
  if (error.code === 'EPIPE' || output.lost) return;
  output.lost = true;
  process.exitCode = EXIT.usage;
  process.stderr.write(`zbootkit: standard output cannot be written: ${reasonOf(error)}.\n`);
}

/** Runs the program with the arguments, streams and signals of this process, and sets its exit status. */
export async function runProgram(): Promise<void> {
  for (const signal of INTERRUPTS) process.on(signal, interruptUnheard);
  process.stdout.on('error', noteLostOutput);
  // Where standard error is lost too there is nobody left to tell.
  process.stderr.on('error', () => undefined);
  // What fails where nobody waits for it, such as a stream, ends the program all the same.
  process.on('uncaughtException', (error) => {
    process.exit(tellFailure(error, io));
  });
  const code = await main(process.argv.slice(2), io);
  if (!output.lost) process.exitCode = code;
}
