#!/usr/bin/env node
import { availableParallelism } from 'node:os';
import type { Io } from './io.ts';
import { main } from './main.ts';

const io: Io = {
  out: (text) => {
    process.stdout.write(text);
  },
  err: (text) => {
    process.stderr.write(text);
  },
  now: () => new Date(),
  env: process.env,
  outIsTerminal: process.stdout.isTTY,
  errIsTerminal: process.stderr.isTTY,
  columns: process.stdout.isTTY ? process.stdout.columns : 80,
  nodeVersion: process.versions.node,
  processors: availableParallelism(),
  onInterrupt(listener) {
    // The first interrupt lets the command finish its report, the second ends the process as usual.
    process.once('SIGINT', listener);
    return () => {
      process.off('SIGINT', listener);
    };
  },
};

// A reader that closes the pipe early, such as head, is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await main(process.argv.slice(2), io);
