// What it costs to read and to judge one image: npm run bench [-- check --rounds 7]
//
// The image has 64 KiB and two sections and breaks one rule of level error: uefi-ca demands .sbat. A full judgement is:
// read the file, judge it by every image rule, and look up what each broken one means in every profile. pe-library only
// parses, and stands beside it for scale. The first round warms up and is not counted.
import { spawnSync } from 'node:child_process';
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { IMAGE_RULES, PROFILES, judgeImage, levelOf } from '../dist/properties/index.js';
import { readImage } from '../dist/src/reader/index.js';
import { crowded, image } from './images.js';
import { printMachine, spread } from './machine.js';

// Its types bring the DOM's with them, so the compiler must not follow the name.
const PE_LIBRARY = 'pe-library';
const { NtExecutable } = await import(PE_LIBRARY);

function judged(bytes) {
  const reading = readImage(bytes);
  const found = [];
  for (const rule of IMAGE_RULES) {
    const { kind } = judgeImage(rule, reading);
    if (kind === 'error') throw new Error(`rule ${rule.id} broke`);
    if (kind !== 'fail') continue;
    for (const { name } of PROFILES) if (levelOf(rule.id, name) === 'error') found.push(`${name} ${rule.id}`);
  }
  return found;
}

/** Calls a second, over rounds of so many calls. */
function rate(calls, rounds, work) {
  const once = () => {
    const start = performance.now();
    for (let call = 0; call < calls; call += 1) work();
    return Math.round((calls * 1000) / (performance.now() - start));
  };
  once();
  return spread(Array.from({ length: rounds }, once));
}

function row(label, { min, median, max }, goal) {
  const columns = [min, median, max].map((value) => String(value).padStart(9)).join(' ');
  console.log(`${label.padEnd(44)} ${columns}   ${goal}`);
}

/** Peak memory and time of `inspect --headers` on a file of almost 4 GiB that is a hole behind its first 64 KiB. */
function sparse(rounds) {
  const folder = mkdtempSync(join(tmpdir(), 'zbootkit-bench-'));
  try {
    const path = join(folder, 'sparse.efi');
    const file = openSync(path, 'w');
    writeSync(file, image());
    ftruncateSync(file, 2 ** 32 - 1);
    closeSync(file);
    const reader = new URL('./read-headers.js', import.meta.url).pathname;
    const runs = Array.from({ length: rounds }, () => JSON.parse(spawnSync(process.execPath, [reader, path]).stdout));
    return { ms: spread(runs.map(({ ms }) => ms)), mebibytes: spread(runs.map(({ mebibytes }) => mebibytes)) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function measure(args) {
  const { values } = parseArgs({ args, options: { rounds: { type: 'string', default: '7' } } });
  const rounds = Number(values.rounds);
  const [small, many] = [image(), crowded()];
  const errors = judged(small).join(', ');
  if (errors !== 'uefi-ca PE-NX-008') throw new Error(`the image of the measurement breaks other rules: ${errors}`);
  printMachine();
  console.log(`64 KiB, 2 sections, ${IMAGE_RULES.length} image rules, ${PROFILES.length} profiles, ${rounds} rounds\n`);
  console.log(`${''.padEnd(44)} ${['min', 'median', 'max'].map((word) => word.padStart(9)).join(' ')}   goal`);
  row(
    'reads/s',
    rate(20000, rounds, () => readImage(small)),
    '50,000',
  );
  row(
    'full judgements/s',
    rate(3000, rounds, () => judged(small)),
    '10,000',
  );
  row(
    'pe-library 2.0.1, parses/s',
    rate(20000, rounds, () => NtExecutable.from(small)),
    '',
  );
  const seconds = (work) =>
    spread(
      Array.from({ length: rounds }, () => {
        const start = performance.now();
        work();
        return Math.round(performance.now() - start);
      }),
    );
  row(
    '65,535 sections, read, ms',
    seconds(() => readImage(many)),
    '',
  );
  row(
    '65,535 sections, full judgement, ms',
    seconds(() => judged(many)),
    'below 2,000',
  );
  const { ms, mebibytes } = sparse(rounds);
  row('headers of a sparse 4 GiB file, ms', ms, 'below 300');
  row('headers of a sparse 4 GiB file, peak MiB', mebibytes, 'below 100');
}
