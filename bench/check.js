// What it costs to read and to judge one image: npm run bench [-- check --rounds 7]
//
// The image has 64 KiB and two sections and breaks no rule of level error. A full judgement is: read the file, judge it by
// every image rule, and look up the level of each in every profile. pe-library only parses, and stands beside it for scale.
// The first round warms up and is not counted.
import { spawnSync } from 'node:child_process';
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { IMAGE_RULES, PROFILES, judgeImage, levelOf } from '../dist/properties/index.js';
import { readImage } from '../dist/src/reader/index.js';
import { printMachine, spread } from './machine.js';

// Its types bring the DOM's with them, so the compiler must not follow the name.
const PE_LIBRARY = 'pe-library';
const { NtExecutable } = await import(PE_LIBRARY);

const SIZE = 0x10000;
const PE_AT = 0x40;
const TABLE_AT = 0xf8;

/** A zboot image as the kernel makes it: `.text` with the payload, `.data`, headers of one page. */
function image() {
  const bytes = Buffer.alloc(SIZE);
  for (let index = 0x1000; index < SIZE; index += 1) bytes[index] = (index * 7 + (index >> 8) * 31) & 0xff;
  const payload = gzipSync(bytes.subarray(0x2000, 0x8000), { level: 0 });
  bytes.set(payload, 0x2000);
  bytes.write('MZ\0\0zimg', 0, 'latin1');
  bytes.writeUInt32LE(0x2000, 8);
  bytes.writeUInt32LE(payload.length, 12);
  bytes.write('gzip', 24, 'latin1');
  bytes.writeUInt32LE(0x818223cd, 56);
  bytes.writeUInt32LE(PE_AT, 60);
  bytes.write('PE\0\0', PE_AT, 'latin1');
  bytes.writeUInt16LE(0xaa64, PE_AT + 4);
  bytes.writeUInt16LE(2, PE_AT + 6);
  bytes.writeUInt16LE(0xa0, PE_AT + 20);
  bytes.writeUInt16LE(0x206, PE_AT + 22);
  const optional = PE_AT + 24;
  const words = [
    [4, 0xd000],
    [8, 0x2000],
    [16, 0x1010],
    [20, 0x1000],
    [32, 0x1000],
    [36, 0x200],
    [56, SIZE],
    [60, 0x1000],
    [108, 6],
  ];
  for (const [at, value] of words) bytes.writeUInt32LE(value, optional + at);
  bytes.writeUInt16LE(0x20b, optional);
  bytes.writeUInt16LE(3, optional + 44);
  bytes.writeUInt16LE(10, optional + 68);
  bytes.writeUInt16LE(0x100, optional + 70);
  const sections = [
    ['.text', 0xd000, 0x1000, 0x60000020],
    ['.data', 0x2000, 0xe000, 0xc0000040],
  ];
  for (const [index, [name, size, at, flags]] of sections.entries()) writeHeader(bytes, index, name, size, at, flags);
  return bytes;
}

function writeHeader(bytes, index, name, size, at, flags) {
  const header = TABLE_AT + 40 * index;
  bytes.write(name, header, 'latin1');
  for (const [field, value] of [size, at, size, at].entries()) bytes.writeUInt32LE(value, header + 8 + 4 * field);
  bytes.writeUInt32LE(flags, header + 36);
}

/** As many sections as the format can count, each with 512 bytes of data and an address of its own. */
function crowded() {
  const count = 65535;
  const headers = Math.ceil((TABLE_AT + 40 * count) / 0x1000) * 0x1000;
  const bytes = Buffer.alloc(headers + 512 * count);
  image().copy(bytes, 0, 0, TABLE_AT);
  bytes.fill(0, 4, 8);
  bytes.writeUInt16LE(count, PE_AT + 6);
  const optional = PE_AT + 24;
  bytes.writeUInt32LE(headers + 0x1000 * count, optional + 56);
  bytes.writeUInt32LE(headers, optional + 60);
  for (let index = 0; index < count; index += 1) {
    const header = TABLE_AT + 40 * index;
    bytes.write(`s${index}`, header, 'latin1');
    bytes.writeUInt32LE(512, header + 8);
    bytes.writeUInt32LE(headers + 0x1000 * index, header + 12);
    bytes.writeUInt32LE(512, header + 16);
    bytes.writeUInt32LE(headers + 512 * index, header + 20);
    bytes.writeUInt32LE(0x40000040, header + 36);
  }
  return bytes;
}

function judged(bytes) {
  const reading = readImage(bytes);
  let found = 0;
  for (const rule of IMAGE_RULES) {
    const { kind } = judgeImage(rule, reading);
    if (kind === 'error') throw new Error(`rule ${rule.id} broke`);
    for (const { name } of PROFILES) if (levelOf(rule.id, name) === 'error' && kind === 'fail') found += 1;
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
  if (judged(small) > 0) throw new Error('the image of the measurement breaks rules of level error');
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
