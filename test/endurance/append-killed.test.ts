/** Goal: whenever an append is killed, its output is whole, absent or what it was before, and the disk does not fill up. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { runAppend, writeAppendProgram } from '../support/append-process.ts';
import type { AppendEnd } from '../support/append-process.ts';
import { byEffort, sampleOf } from '../support/effort.ts';
import { DATA_FATES, largeImage } from '../support/large-image.ts';
import { built } from '../support/project.ts';
import { append, request } from '../unit/rewriter/image.ts';

/** Moments at which appends are killed, each of a run of its own. */
const MOMENTS = byEffort({ quick: 4, full: 200 });
/** How much longer than an undisturbed append the latest moment is. */
const BEYOND = 1.1;
const PREVIOUS = 'the previous output';

const FOLDER = mkdtempSync(join(tmpdir(), 'zbootkit-killed-'));
afterAll(() => {
  rmSync(FOLDER, { recursive: true, force: true });
});

const IMAGES = DATA_FATES.map((data) => {
  const bytes = largeImage(data, 2 ** 26);
  const path = join(FOLDER, `${data}.efi`);
  writeFileSync(path, bytes);
  return { data, path, expected: Buffer.from(append(bytes)) };
});
const CONTENT = join(FOLDER, 'content');
writeFileSync(CONTENT, request().content);
const PROGRAM = writeAppendProgram(join(FOLDER, 'append.mjs'));

type Image = (typeof IMAGES)[number];

/** Runs the program in a folder with nothing else than an output of an earlier run or leftovers. */
function runIn(
  folder: string,
  image: Image,
  disturb: { killedAt?: number; killedAfter?: number } = {},
): Promise<AppendEnd> {
  const { killedAt = 0, killedAfter } = disturb;
  const files = { image: image.path, content: CONTENT, output: join(folder, 'out.efi'), killedAt };
  return runAppend(PROGRAM, files, (child) => {
    if (killedAfter !== undefined) setTimeout(() => child.kill('SIGKILL'), killedAfter);
  });
}

/** Temporary files in a folder and their lengths. */
function temporaries(folder: string): readonly number[] {
  const names = readdirSync(folder).filter((name) => name !== 'out.efi');
  expect(names.filter((name) => !/^\.zbootkit-[^/]+\.tmp$/.test(name))).toEqual([]);
  return names.map((name) => statSync(join(folder, name)).size);
}

/** What lies where the output goes. */
function outputIn(folder: string, { expected }: Image): 'absent' | 'previous' | 'whole' | 'torn' {
  if (!readdirSync(folder).includes('out.efi')) return 'absent';
  const bytes = readFileSync(join(folder, 'out.efi'));
  if (bytes.equals(expected)) return 'whole';
  return bytes.equals(Buffer.from(PREVIOUS)) ? 'previous' : 'torn';
}

/** Puts the output back to what it was before. */
function putBack(folder: string, before: 'absent' | 'previous'): void {
  rmSync(join(folder, 'out.efi'), { force: true });
  if (before === 'previous') writeFileSync(join(folder, 'out.efi'), PREVIOUS);
}

/** Moments from 0 to 1, spread evenly but for a jitter that is the same in every run. */
function moments(count: number): readonly number[] {
  const jitters = fc.sample(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { seed: 1, numRuns: count });
  return jitters.map((jitter, index) => (index + jitter) / count);
}

describe('an append of 64 MiB', () => {
  it.each(IMAGES)(
    `leaves the output whole or as it was when it is killed at any of ${MOMENTS} moments: $data data`,
    async (image) => {
      const folder = mkdtempSync(join(FOLDER, 'any-'));
      const { duration } = await runIn(folder, image);
      expect(outputIn(folder, image)).toBe('whole');
      for (const [index, moment] of moments(MOMENTS / IMAGES.length).entries()) {
        const before = index % 2 === 0 ? 'absent' : 'previous';
        putBack(folder, before);
        const earlier = temporaries(folder).length;
        const { signal, said } = await runIn(folder, image, { killedAfter: moment * BEYOND * duration });
        const output = outputIn(folder, image);
        expect(said === null ? [before, 'whole'] : ['whole'], `killed at ${moment}`).toContain(output);
        // Whoever is killed before the first byte may not have come to remove what was left before; nobody else.
        const lengths = temporaries(folder);
        expect(lengths.length).toBeLessThanOrEqual(lengths.includes(0) ? earlier + 1 : Math.max(1, earlier));
        if (signal === null) expect({ output, lengths }).toEqual({ output: 'whole', lengths: [] });
      }
      expect((await runIn(folder, image)).said?.kind).toBe('rewritten');
      expect({ output: outputIn(folder, image), left: temporaries(folder) }).toEqual({ output: 'whole', left: [] });
      rmSync(folder, { recursive: true });
    },
  );

  it.each(sampleOf(IMAGES, { quick: 1 }))(
    'leaves one temporary file when it is killed in the middle: $data data',
    async (image) => {
      const folder = mkdtempSync(join(FOLDER, 'middle-'));
      const { said } = await runIn(folder, image);
      const steps = said?.steps ?? 0;
      expect(steps).toBeGreaterThan(2);
      for (const killedAt of sampleOf([1, 2, Math.ceil(steps / 2), steps - 1, steps], { quick: 3 })) {
        for (const before of ['absent', 'previous'] as const) {
          putBack(folder, before);
          const end = await runIn(folder, image, { killedAt });
          expect({ signal: end.signal, output: outputIn(folder, image), left: temporaries(folder).length }).toEqual({
            signal: 'SIGKILL',
            output: before,
            left: 1,
          });
        }
      }
      await runIn(folder, image);
      expect({ output: outputIn(folder, image), left: temporaries(folder) }).toEqual({ output: 'whole', left: [] });
      rmSync(folder, { recursive: true });
    },
  );

  it.each(sampleOf(['SIGINT', 'SIGTERM', 'SIGHUP'] as const, { quick: 1 }))(
    'ends with status 130 and without a trace at %s',
    (signal) => {
      const folder = mkdtempSync(join(FOLDER, 'signal-'));
      // The program sends the signal to itself when it asks for the first time whether to go on.
      const preload = join(FOLDER, `${signal}.mjs`);
      writeFileSync(
        preload,
        `const { throwIfAborted } = AbortSignal.prototype;
let asked = 0;
AbortSignal.prototype.throwIfAborted = function () {
  asked += 1;
  if (asked === 1) process.kill(process.pid, ${JSON.stringify(signal)});
  return throwIfAborted.call(this);
};
`,
      );
      for (const image of IMAGES) {
        for (const before of ['absent', 'previous'] as const) {
          putBack(folder, before);
          const output = join(folder, 'out.efi');
          const argv = ['--import', preload, built('src', 'cli', 'bin.js'), 'append', image.path, CONTENT, output];
          const { status, stdout, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8' });
          expect({ status, stdout, stderr }).toEqual({
            status: 130,
            stdout: '',
            stderr: `zbootkit: interrupted; ${output} is as it was.\n`,
          });
          expect({ output: outputIn(folder, image), left: temporaries(folder) }).toEqual({ output: before, left: [] });
        }
      }
    },
  );
});
