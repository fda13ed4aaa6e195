/** What comes out of `extract`, put to pipes, full disks, the programs of each format and real kernels. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeZboot } from '../support/extract.ts';
import { run } from '../support/fake-io.ts';
import { KERNELS, KERNEL_FOLDER } from '../support/kernels.ts';
import { built, installed } from '../support/project.ts';
import { useTempFolder } from '../support/temp-folder.ts';
import { logWitness } from '../support/witness-log.ts';

const temp = useTempFolder();

describe('extract as a process', () => {
  const program = `"${process.execPath}" "${built('src', 'cli', 'bin.js')}"`;
  // Node warns on standard error where the two contradict each other.
  const colours = ['FORCE_COLOR', 'NO_COLOR'];
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !colours.includes(name)));
  const shell = (script: string): ReturnType<typeof spawnSync> => spawnSync('sh', ['-c', script], { cwd: temp(), env });

  it('writes bytes through a pipe and into a file as they are', () => {
    const { content } = writeZboot(temp, 'zstd');
    const { status, stdout } = shell(`${program} extract in.efi - | cat && ${program} extract in.efi - > out`);
    expect({ status, stdout }).toEqual({ status: 0, stdout: content });
    expect(readFileSync(temp('out'))).toEqual(content);
  });

  it('ends in peace when the reader goes away', () => {
    writeZboot(temp, 'zstd', 1_000_000);
    const { stdout, stderr } = shell(`{ ${program} extract in.efi - --quiet; echo "status $?" >&2; } | head -c 2`);
    expect(String(stdout)).toBe('MZ');
    expect(String(stderr)).toBe('status 0\n');
  });

  it('says that the device is full', () => {
    writeZboot(temp);
    const { status, stderr } = shell(`${program} extract in.efi - > /dev/full`);
    expect(status).toBe(2);
    expect(String(stderr)).toBe('zbootkit: standard output cannot be written: the disk is full.\n');
  });

  it('notices a file that takes a part only', () => {
    writeZboot(temp, 'gzip', 1_000_000);
    // The limit counts blocks of 512 bytes in some shells and of 1024 in others.
    const { status, stderr } = shell(`ulimit -f 100; ${program} extract in.efi - > out`);
    expect(status).toBe(2);
    expect(String(stderr)).toMatch(/^zbootkit: standard output cannot be written: /);
  });
});

/** The program that a complaint names for a type is the one that reads what `--raw` writes. */
const PROGRAMS = [
  ['gzip', 'gzip', '-dc'],
  ['zstd', 'zstd', '-dc'],
  ['lz4', 'lz4', '-dc'],
  ['lzma', 'xz', '--format=lzma', '-dc'],
  ['lzo', 'lzop', '-dc'],
  ['xzkern', 'xz', '-dc'],
] as const;

describe('the payload as it is stored', () => {
  for (const [type, tool, ...options] of PROGRAMS) {
    if (installed(tool) === null) {
      it(`of type ${type} is NOT WITNESSED, for ${tool} is not installed here`, () => {
        expect(installed(tool)).toBeNull();
      });
      continue;
    }
    it(`of type ${type} is what ${tool} decodes`, async () => {
      const { image, output, content } = writeZboot(temp, type);
      expect((await run(['extract', image, output, '--raw'])).code).toBe(0);
      const { status, stdout } = spawnSync(tool, options, { input: readFileSync(output) });
      expect(status).toBe(0);
      expect(stdout).toEqual(content);
      logWitness(`extract: ${tool} decoded a payload of type ${type}`);
    });
  }
});

describe('a real kernel', () => {
  for (const kernel of KERNELS) {
    const tool = kernel.includes('zstd') ? 'zstd' : 'gzip';
    const image = join(KERNEL_FOLDER, kernel);
    const witness = installed(tool) === null ? `, which ${tool} would witness, were it INSTALLED` : ` as by ${tool}`;

    it(`${kernel} gives its Image${witness}`, async () => {
      expect((await run(['extract', image, temp('Image')])).code).toBe(0);
      expect((await run(['extract', image, temp('stored'), '--raw'])).code).toBe(0);
      const content = readFileSync(temp('Image'));
      expect(content.toString('latin1', 0, 2)).toBe('MZ');
      if (installed(tool) === null) return;
      const { stdout } = spawnSync(tool, ['-dc'], { input: readFileSync(temp('stored')), maxBuffer: 2 ** 29 });
      expect(stdout.equals(content)).toBe(true);
    });
  }

  if (KERNELS.length === 0) {
    it('is NOT HERE, so none is extracted; name a folder of zboot images in ZBOOTKIT_KERNELS', () => {
      expect(KERNELS).toEqual([]);
    });
  }
});
