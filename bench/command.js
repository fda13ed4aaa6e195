// Measures what a command costs beside its own time: npm run bench -- command [--calls 200 --rounds 5]
//
// Its own time is that of a loop in a shell, which starts it as often on the same files and does nothing else. A call has a
// folder of its own, with the image and the content written before, the output read and compared, and all of it removed.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { caseAt } from '../dist/generators/index.js';
import { toolCommand } from '../dist/src/cli/subject/tools.js';
import { commandSubject } from '../dist/src/subjects/index.js';
import { printMachine, spread } from './machine.js';

const COMMANDS = {
  'true, which writes nothing': ['true', '{in}', '{section}', '{out}'],
  objcopy: toolCommand('objcopy'),
};

const LOOP = 'count=$1; shift; while [ "$count" -gt 0 ]; do "$@" >/dev/null 2>&1; count=$((count - 1)); done';

function ownMicroseconds(argv, folder, calls) {
  const values = { in: join(folder, 'in'), section: join(folder, 'section'), out: join(folder, 'out'), name: '.bpf' };
  const words = argv.map((word) => word.replace(/\{(\w+)\}/g, (_, name) => values[name]));
  const start = performance.now();
  execFileSync('sh', ['-c', LOOP, 'sh', String(calls), ...words]);
  return ((performance.now() - start) * 1000) / calls;
}

async function callMicroseconds(subject, { image, request }, calls) {
  const start = performance.now();
  for (let call = 0; call < calls; call += 1) {
    const { kind } = await subject.append(image, request, { previousOutput: null });
    if (kind === 'unavailable') throw new Error('the command cannot be called');
  }
  return ((performance.now() - start) * 1000) / calls;
}

export async function measure(args) {
  const text = (value) => ({ type: 'string', default: value });
  const { values } = parseArgs({ args, options: { calls: text('200'), rounds: text('5') } });
  const [calls, rounds] = [values.calls, values.rounds].map(Number);
  const folder = mkdtempSync(join(tmpdir(), 'zbootkit-bench-'));
  try {
    const drawn = caseAt(1, 0);
    writeFileSync(join(folder, 'in'), drawn.image);
    writeFileSync(join(folder, 'section'), drawn.request.content);
    const figures = {};
    for (const [name, argv] of Object.entries(COMMANDS)) {
      if (spawnSync(argv[0], ['--version']).error !== undefined) {
        console.log(`${argv[0]} is NOT INSTALLED, so it is not measured.`);
        continue;
      }
      const subject = commandSubject({ argv });
      const [own, called] = [[], []];
      for (let round = 0; round <= rounds; round += 1) {
        // The first warms up; what is compared is measured side by side.
        const pair = [ownMicroseconds(argv, folder, calls), await callMicroseconds(subject, drawn, calls)];
        if (round === 0) continue;
        own.push(pair[0]);
        called.push(pair[1]);
      }
      figures[`${name}, by itself`] = own;
      figures[`${name}, as a subject`] = called;
    }
    printMachine();
    console.log(
      `us a call: image of ${drawn.image.length} bytes, one call at a time, ${calls} calls, ${rounds} rounds\n`,
    );
    console.log(`${''.padEnd(40)}     min  median     max`);
    for (const [name, numbers] of Object.entries(figures)) {
      const { min, median, max } = spread(numbers);
      const each = [min, median, max].map((figure) => figure.toFixed(0).padStart(8)).join('');
      console.log(`${name.padEnd(40)}${each}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
