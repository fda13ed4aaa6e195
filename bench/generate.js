// Measures the generator: npm run bench -- generate [--images 10000 --rounds 5]
//
// In process, on one core: images of seed 1, drawn, laid out and written to memory. To disk: the command as a user
// calls it, with its peak memory. By size: one image of growing payload, whose cost a byte should not grow.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { caseAt, caseFromPlan, parsePlan } from '../dist/generators/index.js';
import { printMachine, spread } from './machine.js';

const BIN = new URL('../dist/src/cli/bin.js', import.meta.url);
const MIB = 2 ** 20;
/** The last is as large as a plan may make an image. */
const PAYLOADS = [1, 2, 4, 8, 16, 32, 62];

function inProcess(images) {
  const sizes = [];
  const start = performance.now();
  for (let index = 0; index < images; index += 1) sizes.push(caseAt(1, index).image.length);
  const time = performance.now() - start;
  sizes.sort((a, b) => a - b);
  return { rate: (images * 1000) / time, medianSize: sizes[sizes.length >> 1] };
}

/** Runs the command in a process that tells its peak memory at its end. */
function toDisk(images) {
  const folder = mkdtempSync(join(tmpdir(), 'zbootkit-bench-'));
  const argv = ['generate', '--count', String(images), '--out', join(folder, 'out'), '--quiet'];
  const script = `process.argv = ['node', 'zbootkit', ...${JSON.stringify(argv)}];
process.on('exit', () => process.stdout.write('peak ' + process.resourceUsage().maxRSS));
await import(${JSON.stringify(BIN.href)});`;
  const start = performance.now();
  const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', script]);
  const seconds = (performance.now() - start) / 1000;
  rmSync(folder, { recursive: true, force: true });
  if (status !== 0) throw new Error(`generate ended with status ${status}`);
  return { seconds, peak: Number(/peak (\d+)/.exec(String(stdout))?.[1]) / 1024 };
}

function bySize(compression, payload) {
  const plan = parsePlan(`compression=${compression} payload=${payload * MIB}`);
  const start = performance.now();
  const { image } = caseFromPlan(plan);
  return ((performance.now() - start) * 1e6) / image.length;
}

export function measure(args) {
  const options = { images: { type: 'string', default: '10000' }, rounds: { type: 'string', default: '5' } };
  const { values } = parseArgs({ args, options });
  const [images, rounds] = [Number(values.images), Number(values.rounds)];
  const repeat = (once) => Array.from({ length: rounds }, once);
  inProcess(images);
  const memory = repeat(() => inProcess(images));
  const disk = repeat(() => toDisk(images));
  printMachine();
  console.log(`${images} images of seed 1, median ${memory[0].medianSize} bytes, ${rounds} rounds: min, median, max`);
  const line = (label, numbers, digits) => {
    const { min, median, max } = spread(numbers);
    console.log(`${label.padEnd(28)} ${[min, median, max].map((each) => each.toFixed(digits).padStart(9)).join('')}`);
  };
  line(
    'in process, images/s',
    memory.map(({ rate }) => rate),
    0,
  );
  line(
    'to disk, s',
    disk.map(({ seconds }) => seconds),
    2,
  );
  line(
    'to disk, peak memory in MiB',
    disk.map(({ peak }) => peak),
    0,
  );
  console.log('one image by payload in MiB, ns a byte (median):');
  for (const compression of ['gzip', 'zstd', 'lz4', 'lzma', 'lzo', 'xzkern']) {
    const costs = PAYLOADS.map((payload) => spread(repeat(() => bySize(compression, payload))).median.toFixed(2));
    console.log(`${compression.padEnd(28)} ${PAYLOADS.map((payload, at) => `${payload}: ${costs[at]}`).join('  ')}`);
  }
}
