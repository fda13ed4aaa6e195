// Measures one kind of table in a process of its own: used by growth.js. It prints one line of JSON.
//
// `time <kind> <folder>` gives the processor time of each operation at a quarter of the most and at the most, and leaves
// the larger image in the folder; `memory <kind> <folder> <operation>` reads it from there and tells what that operation
// takes at its height and what it keeps. It wants --expose-gc and --single-threaded, so that no thread of the engine adds
// to the time.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GROWN_KINDS, requestsOf } from '../test/support/grown-kinds.js';
import { OPERATIONS, headersOf, prepare } from './growth-operations.js';

/** Shorter runs are repeated until they take so long: the clock of the processor is coarse. */
const LEAST_MS = 40;
const ROUNDS = 8;
/** No more rounds once they have taken so long together, and no more repeats of a run than these. */
const ENOUGH_MS = 1000;
const MOST_REPEATS = 200;
const MIB = 2 ** 20;

function cpuMs(work) {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** The least time of several rounds; what runs first warms up, and says how often a round has to repeat. */
function leastMs(operation, prepared) {
  const once = () => {
    const started = operation.start(prepared);
    return cpuMs(() => operation.run(started));
  };
  const first = once();
  const warm = first < LEAST_MS ? Math.min(first, once()) : first;
  const repeats = Math.min(MOST_REPEATS, Math.ceil(LEAST_MS / Math.max(warm, 0.1)));
  let [least, spent] = [warm, 0];
  for (let round = 0; round < ROUNDS && spent < ENOUGH_MS; round += 1) {
    const started = Array.from({ length: repeats }, () => operation.start(prepared));
    globalThis.gc();
    const ms = cpuMs(() => {
      for (const each of started) operation.run(each);
    });
    least = Math.min(least, ms / repeats);
    spent += ms;
  }
  return least;
}

function time(kind, folder) {
  const fewer = Math.ceil(kind.most / 4);
  const few = prepare(kind, fewer);
  const before = OPERATIONS.map((operation) => leastMs(operation, few));
  const many = prepare(kind, kind.most);
  writeFileSync(join(folder, 'image'), many.image);
  writeFileSync(join(folder, 'output'), many.output);
  const rows = OPERATIONS.map((operation, at) => ({
    operation: operation.name,
    fewer: before[at],
    most: leastMs(operation, many),
  }));
  return { n: fewer, rows };
}

function memory(kind, folder, name) {
  const operation = OPERATIONS.find((each) => each.name === name);
  // Whatever is made once is made by a small image.
  operation.run(operation.start(prepare(kind, kind.few)));
  const [image, output] = ['image', 'output'].map((each) => readFileSync(join(folder, each)));
  const requests = requestsOf(kind, kind.most);
  const started = operation.start({ image, output, requests });
  globalThis.gc();
  const held = process.memoryUsage();
  const result = operation.run(started);
  const peak = process.resourceUsage().maxRSS * 1024 - held.rss;
  globalThis.gc();
  const now = process.memoryUsage();
  const kept = now.heapUsed + now.arrayBuffers - held.heapUsed - held.arrayBuffers;
  const file = image.length + requests.reduce((sum, { content }) => sum + content.length, 0);
  return {
    peak: Math.max(0, peak) / MIB,
    kept: Math.max(0, kept) / MIB,
    file: file / MIB,
    headers: headersOf(image) / MIB,
    made: typeof result === 'string' ? result.length / MIB : 0,
    changed: changedFields(image, requests),
  };
}

/** How many fields of the image an append changes; none where it is refused. */
function changedFields(image, requests) {
  const plan = OPERATIONS.find((each) => each.name === 'plan');
  return plan.run(plan.start({ image, requests })).fields?.length ?? 0;
}

const [what, name, folder, operation] = process.argv.slice(2);
const kind = GROWN_KINDS.find((each) => each.name === name);
if (kind === undefined) throw new Error(`there is no kind of table ${name}`);
console.log(JSON.stringify(what === 'time' ? time(kind, folder) : memory(kind, folder, operation)));
