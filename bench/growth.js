// How time and memory grow with the tables of an image: npm run bench -- growth [--gate] [--kind sections]
//
// Each kind of table is made by hand, at a quarter of the most that the format or two seconds allow and at the most. Time
// is that of the processor, the least of several rounds; memory is measured for each operation in a process of its own.
// Four times as much may take six times as long, and memory has a ceiling in proportion to the file and to what there is
// to say about it. With --gate whatever exceeds is named, and the exit status is 1.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { GROWN_KINDS } from '../test/support/grown-kinds.js';
import { printMachine } from './machine.js';

const CHILD = fileURLToPath(new URL('./growth-kind.js', import.meta.url));
/** Four times as much may take so many times as long: linear takes 4, quadratic 16. */
const GROWTH = 6;
/** What takes less at the most that a format or the reader allows may grow as it likes, and noise is a part of it. */
const TELLING_MS = 30;
/** What the engine lets lie about before it collects, whatever is measured. */
const BASE_MIB = 48;
const WIDTHS = [46, 12, 8, 8, 8, 6, 6, 8];

/** How often a text may be in memory while it is made: its lines and their parts live until it is put together. */
const PARTS = { text: 20, JSON: 6, drawing: 20 };

/** What a field that changes may take in a plan, which has it as a patch with a name and as a segment. */
const FIELD_MIB = 2 / 1024;

/** Most MiB at the height of an operation: so much whatever is done, and so often the file, its headers and what is made. */
function ceilingOf(operation, { file, headers, made, changed }) {
  const planned = operation === 'plan' || operation === 'append' ? FIELD_MIB * changed : 0;
  return BASE_MIB + 2 * file + 40 * headers + (PARTS[operation] ?? 0) * made + planned;
}

function child(...args) {
  const flags = ['--expose-gc', '--single-threaded'];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, CHILD, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with status ${status}: ${stderr}`);
  return JSON.parse(stdout);
}

function line(cells) {
  console.log(cells.map((cell, at) => (at < 2 ? cell.padEnd(WIDTHS[at]) : cell.padStart(WIDTHS[at]))).join(' '));
}

/** Measures one kind and prints a line for each operation; gives what exceeds. */
function measureKind(kind, folder) {
  const { n, rows } = child('time', kind.name, folder);
  return rows.flatMap(({ operation, fewer, most }) => {
    const used = child('memory', kind.name, folder, operation);
    const ceiling = ceilingOf(operation, used);
    const ratio = most / fewer;
    line([
      kind.name,
      operation,
      String(n),
      ...[fewer, most, ratio].map((value) => value.toFixed(1)),
      used.peak.toFixed(0),
      ceiling.toFixed(0),
    ]);
    const label = `${kind.name}, ${operation}`;
    return [
      ...(ratio >= (kind.growth ?? GROWTH) && most >= TELLING_MS
        ? [`${label}: ${ratio.toFixed(1)} times as long`]
        : []),
      ...(used.peak > ceiling ? [`${label}: ${used.peak.toFixed(0)} MiB, more than ${ceiling.toFixed(0)}`] : []),
    ];
  });
}

export function measure(args) {
  const options = { gate: { type: 'boolean', default: false }, kind: { type: 'string', default: '' } };
  const { values } = parseArgs({ args, options });
  const kinds = GROWN_KINDS.filter(({ name }) => name.includes(values.kind));
  if (kinds.length === 0) throw new Error(`there is no kind of table with ${JSON.stringify(values.kind)} in its name`);
  printMachine();
  console.log(`Processor time of n and of 4n; peak memory of 4n and its ceiling in MiB\n`);
  line(['table', 'operation', 'n', 'ms(n)', 'ms(4n)', 'ratio', 'peak', 'ceiling']);
  const exceeding = [];
  for (const kind of kinds) {
    const folder = mkdtempSync(join(tmpdir(), 'zbootkit-bench-'));
    try {
      exceeding.push(...measureKind(kind, folder));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  if (exceeding.length > 0)
    console.log(`\n${exceeding.length} exceed:\n${exceeding.map((text) => `  ${text}\n`).join('')}`);
  if (values.gate && exceeding.length > 0) process.exitCode = 1;
}
