// Measures what a harness costs: npm run bench -- harness [--calls 5000 --runs 300 --rounds 5]
//
// The transport is a call of the example in C with an image that it refuses at its first bytes, and one that comes back
// whole. A campaign is that of verify against the example, beside the same against the builtin rewriter: not the same work
// for the rules, for the example refuses more, so the figure for a harness around the same answers is given as well.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runCampaign } from '../dist/src/campaign/index.js';
import { builtinSubject, harnessSubject } from '../dist/src/subjects/index.js';
import { printMachine, spread } from './machine.js';

const IMAGE_SIZE = 16384;
const REQUEST = { name: '.bpf', content: new Uint8Array(64), characteristics: 0x40000040 };
const RANDOM_ONLY = { grid: 'none', extremes: 'none', foreign: 'none', hostile: 'none' };
/** Sends every image back as it is. */
const ECHO = `
#include <stdint.h>
#include <stdio.h>
static uint8_t b[1 << 26];
int main(void) {
  for (uint32_t h[6]; fread(h, 24, 1, stdin) == 1; fflush(stdout)) {
    if (fread(b, 1, h[3] + h[4] + h[5], stdin) != h[3] + h[4] + h[5]) return 1;
    uint32_t a[6] = {h[0], h[1] == 1 ? 2 : 4, h[1] == 1, h[1] == 1 ? 0 : h[3], 0, 0};
    fwrite(a, 24, 1, stdout), fwrite(b, 1, a[3], stdout);
  }
}`;

async function microseconds(subject, calls) {
  const image = new Uint8Array(IMAGE_SIZE);
  const start = performance.now();
  for (let call = 0; call < calls; call += 1) {
    const { kind } = await subject.append(image, REQUEST, { previousOutput: null });
    if (kind !== 'rewritten' && kind !== 'refused') throw new Error(`a call was ${kind}`);
  }
  return ((performance.now() - start) * 1000) / calls;
}

async function seconds(subject, runs) {
  const start = performance.now();
  await runCampaign({ subject, runs, ...RANDOM_ONLY, shouldStop: (phase) => phase !== 'sweep' });
  return (performance.now() - start) / 1000;
}

/** The builtin rewriter, and after each of its calls one of a harness that sends as many bytes both ways. */
function besides(builtin, echo) {
  return {
    ...builtin,
    async append(image, request, setting) {
      await echo.append(image, request, setting);
      return builtin.append(image, request, setting);
    },
  };
}

export async function measure(args) {
  const text = (value) => ({ type: 'string', default: value });
  const { values } = parseArgs({ args, options: { calls: text('5000'), runs: text('300'), rounds: text('5') } });
  const [calls, runs, rounds] = [values.calls, values.runs, values.rounds].map(Number);
  const folder = mkdtempSync(join(tmpdir(), 'zbootkit-bench-'));
  const subjects = [];
  try {
    writeFileSync(join(folder, 'echo.c'), ECHO);
    const example = fileURLToPath(new URL('../examples/harness/harness.c', import.meta.url));
    const [echo, harness] = [join(folder, 'echo.c'), example].map((source, at) => {
      execFileSync('cc', ['-std=c11', '-O2', '-o', join(folder, `h${at}`), source]);
      const subject = harnessSubject({ argv: [join(folder, `h${at}`)] });
      subjects.push(subject);
      return subject;
    });
    const builtin = builtinSubject();
    const measured = {
      'us a call, sent back whole': () => microseconds(echo, calls),
      'us a call, refused': () => microseconds(harness, calls),
      's a campaign, builtin': () => seconds(builtin, runs),
      's a campaign, builtin and transport': () => seconds(besides(builtin, echo), runs),
      's a campaign, example in C': () => seconds(harness, runs),
    };
    const figures = Object.fromEntries(Object.keys(measured).map((name) => [name, []]));
    for (let round = 0; round <= rounds; round += 1) {
      // The first warms up; what is compared is measured side by side.
      for (const [name, run] of Object.entries(measured)) {
        const figure = await run();
        if (round > 0) figures[name].push(figure);
      }
    }
    printMachine();
    console.log(`image of ${IMAGE_SIZE} bytes, ${calls} calls; ${runs} random cases; ${rounds} rounds\n`);
    for (const [name, numbers] of Object.entries(figures)) {
      const { min, median, max } = spread(numbers);
      const each = [min, median, max].map((figure) => figure.toFixed(figure < 50 ? 2 : 0).padStart(8)).join('');
      console.log(`${name.padEnd(38)}${each}`);
    }
  } finally {
    for (const subject of subjects) await subject.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
