// Measures append: npm run bench -- append [--rounds 5 --sizes 1,64,512]
//
// Whole processes from file to file, in turn in every round: cp, cp with the copy flushed as append flushes its output,
// zbootkit append where nothing moves and where the headers have to grow, and every other tool that is there. GNU time
// tells wall and processor time and the peak of memory.
import { spawnSync } from 'node:child_process';
import { closeSync, fsyncSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { caseFromPlan, parsePlan } from '../dist/generators/index.js';
import { printMachine, spread } from './machine.js';

const BIN = fileURLToPath(new URL('../dist/src/cli/bin.js', import.meta.url));
const MIB = 2 ** 20;
const CONTENT_LENGTH = 100_000;
/** One section of code with the payload in it; headers of a page, or headers that the table fills. */
const PLANS = {
  roomy: 'machine=arm64 headerRoom=page grain=page sections=.text:code:2:0 position=first payload=600 seed=1',
  tight: 'machine=x86-64 headerRoom=0 sections=.text:code:2:0 position=first payload=600 seed=1',
};

/** Makes the one section of a small image as long as is asked for, with bytes that are no zeros. */
function writeLarge(path, plan, length) {
  const image = Buffer.from(caseFromPlan(parsePlan(plan)).image);
  const optional = image.readUInt32LE(0x3c) + 24;
  const header = optional + image.readUInt16LE(optional - 4);
  const pointer = image.readUInt32LE(header + 20);
  const raw = Math.floor((length - pointer) / 4096) * 4096;
  image.writeUInt32LE(raw, header + 8);
  image.writeUInt32LE(raw, header + 16);
  image.writeUInt32LE(image.readUInt32LE(header + 12) + raw, optional + 56);
  const file = openSync(path, 'w');
  writeSync(file, image.subarray(0, Math.min(image.length, pointer + raw)), 0);
  const block = Buffer.alloc(MIB, 0xa5);
  for (let at = image.length; at < pointer + raw; at += block.length) {
    writeSync(file, block, 0, Math.min(block.length, pointer + raw - at), at);
  }
  ftruncateSync(file, pointer + raw);
  fsyncSync(file);
  closeSync(file);
}

/** Runs a command under GNU time. */
function timed(argv) {
  const { status, stderr } = spawnSync('/usr/bin/time', ['-q', '-f', '%e %U %S %M', ...argv], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${argv.join(' ')} ended with status ${status}: ${stderr}`);
  const [, user, system, peak] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return { cpu: user + system, peak: peak / 1024 };
}

function measured(argv, output) {
  rmSync(output, { force: true });
  const start = performance.now();
  const { cpu, peak } = timed(argv);
  return { wall: performance.now() - start, cpu: cpu * 1000, peak };
}

function isThere(tool) {
  return spawnSync(tool, ['--version']).status === 0;
}

/** What is measured, each with its command line; the first is what the others are held against. */
function contestants(folder) {
  const [roomy, tight, content] = ['roomy.efi', 'tight.efi', 'content'].map((name) => join(folder, name));
  const out = join(folder, 'out.efi');
  const append = (image) => [process.execPath, BIN, 'append', image, content, out, '--quiet'];
  const objcopy = (tool) => [tool, '--add-section', `.bpf=${content}`, roomy, out];
  const list = [
    { label: 'cp', argv: ['cp', roomy, out] },
    { label: 'cp, flushed', argv: ['sh', '-c', 'cp "$1" "$2" && sync "$2"', 'sh', roomy, out] },
    { label: 'append, nothing moves', argv: append(roomy) },
    { label: 'append, data moves', argv: append(tight) },
  ];
  for (const tool of ['objcopy', 'llvm-objcopy']) {
    if (isThere(tool)) list.push({ label: tool, argv: objcopy(tool) });
    else console.log(`${tool}: absent, not measured`);
  }
  return { list, out };
}

export function measure(args) {
  const options = { rounds: { type: 'string', default: '5' }, sizes: { type: 'string', default: '1,64,512' } };
  const { values } = parseArgs({ args, options });
  const rounds = Number(values.rounds);
  const folder = mkdtempSync(join(tmpdir(), 'zbootkit-bench-'));
  try {
    writeFileSync(join(folder, 'content'), Buffer.alloc(CONTENT_LENGTH, 0x5a));
    const { list, out } = contestants(folder);
    printMachine();
    console.log(`${rounds} rounds after one that warms up: min / median / max`);
    for (const size of values.sizes.split(',').map(Number)) {
      for (const name of ['roomy', 'tight']) writeLarge(join(folder, `${name}.efi`), PLANS[name], size * MIB);
      for (const { argv } of list) measured(argv, out);
      const results = list.map(() => []);
      for (let round = 0; round < rounds; round += 1) {
        list.forEach(({ argv }, at) => results[at].push(measured(argv, out)));
      }
      print(size, list, results);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function print(size, list, results) {
  console.log(
    `\n${size} MiB`.padEnd(25) +
      ['wall ms', 'CPU ms', 'peak MiB'].map((text) => text.padStart(22)).join('') +
      '    x cp',
  );
  const cp = spread(results[0].map(({ wall }) => wall)).median;
  list.forEach(({ label }, at) => {
    const column = (pick) => {
      const { min, median, max } = spread(results[at].map(pick));
      return [min, median, max]
        .map((value) => value.toFixed(0))
        .join(' / ')
        .padStart(22);
    };
    const ratio = spread(results[at].map(({ wall }) => wall)).median / cp;
    const columns = [column(({ wall }) => wall), column(({ cpu }) => cpu), column(({ peak }) => peak)];
    console.log(`${label.padEnd(24)}${columns.join('')}${ratio.toFixed(2).padStart(8)}`);
  });
}
