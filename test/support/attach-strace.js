// Preloaded by test/support/system-calls.ts. Puts strace on one thread of the program at the moment when it begins to
// carry out its command: what Node.js does before that is not the program's, and strace counts calls from here on.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { readlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

const [, program] = process.argv;
const { Command } = createRequire(program)('commander');
const { thread, options } = JSON.parse(process.env.ZBOOTKIT_STRACE);
const { parseAsync } = Command.prototype;

/** The number of the thread: the one that runs the program, or the one that works on files for it. */
async function threadNumber() {
  if (thread === 'main') return process.pid;
  // With UV_THREADPOOL_SIZE=1 there is one such thread, and it is the one that carries this out.
  return Number((await readlink('/proc/thread-self')).split('/').at(-1));
}

/** Loads what the commands load when they are called. */
async function loadCommands() {
  const folder = join(dirname(program), 'commands');
  for (const name of readdirSync(folder)) {
    if (name.endsWith('.js')) await import(pathToFileURL(join(folder, name)).href);
  }
}

/** Watches from another thread until strace is there: calls of this one would be counted. */
const WATCHER = `
const { workerData: { path, ready } } = require('node:worker_threads');
const { readFileSync } = require('node:fs');
while (!/^TracerPid:\\s*[1-9]/m.test(readFileSync(path, 'utf8'))) Atomics.wait(ready, 1, 0, 1);
Atomics.store(ready, 0, 1);
Atomics.notify(ready, 0);
`;

function attach(number) {
  const ready = new Int32Array(new SharedArrayBuffer(8));
  const path = `/proc/self/task/${number}/status`;
  new Worker(WATCHER, { eval: true, workerData: { path, ready } }).unref();
  // The program has its own end; the thread that is traced ends strace.
  spawn('strace', ['-qqq', '-p', String(number), ...options], { stdio: ['ignore', 'ignore', 'inherit'] }).unref();
  Atomics.wait(ready, 0, 0);
}

Command.prototype.parseAsync = async function (...argv) {
  Command.prototype.parseAsync = parseAsync;
  await loadCommands();
  const number = await threadNumber();
  attach(number);
  return parseAsync.apply(this, argv);
};
