/** `check`, `rules` and `explain` as processes: streams, exit statuses and memory that no test inside can see. */
import { spawnSync } from 'node:child_process';
import type { SpawnSyncReturns } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bombed } from '../support/bomb.ts';
import { writeAppend } from '../support/images.ts';
import { SOUND_PLAN } from '../support/sound-plan.ts';
import { built } from '../support/project.ts';
import { writeWithHole } from '../support/sparse-file.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const temp = useTempFolder();
const FULL = '/dev/full';
const MEBIBYTE = 2 ** 20;

type Ended = Pick<SpawnSyncReturns<string>, 'status' | 'stdout' | 'stderr'>;

/** Runs the program in a shell; `zbootkit` stands for it. */
function shell(script: string, input?: Buffer): Ended {
  const program = `"${process.execPath}" "${built('src', 'cli', 'bin.js')}"`;
  const { status, stdout, stderr } = spawnSync('sh', ['-c', `zbootkit() { ${program} "$@"; }; ${script}`], {
    encoding: 'utf8',
    cwd: temp(),
    ...(input === undefined ? {} : { input }),
  });
  return { status, stdout, stderr };
}

/** The same with the bytes of memory that the program took at most. */
function measured(call: string): Ended & { readonly peak: number } {
  const script = 'process.on("exit", () => console.error(process.resourceUsage().maxRSS))';
  const preload = `data:text/javascript,${encodeURIComponent(script)}`;
  const ended = shell(`NODE_OPTIONS='--import ${preload}' zbootkit ${call}`);
  const peak = Number(ended.stderr) * 1024;
  expect(peak).toBeGreaterThan(10 * MEBIBYTE);
  return { ...ended, peak };
}

describe('check as a process', () => {
  it.each(['zbootkit check -', 'cat | zbootkit check -', 'cat | zbootkit check /dev/stdin'])(
    'judges what comes through a pipe: %s',
    (script) => {
      const { image } = writeAppend(temp, SOUND_PLAN);
      const { status, stdout, stderr } = shell(script, readFileSync(image));
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toMatch(/^(standard input|\/dev\/stdin): sound in profile zboot: /);
    },
  );

  it('judges the output of an append through a pipe', () => {
    const { image } = writeAppend(temp, SOUND_PLAN);
    const script = `zbootkit append in.efi section.bin out.efi --quiet && cat out.efi | zbootkit check - --against in.efi --content section.bin`;
    const { status, stdout } = shell(script, readFileSync(image));
    expect(status).toBe(0);
    expect(stdout).toMatch(/^standard input: sound in profile zboot: /);
  });

  it('goes on after a file that is missing, and ends with status 2', () => {
    writeAppend(temp, SOUND_PLAN);
    mkdirSync(temp('folder'));
    const { status, stdout, stderr } = shell('zbootkit check absent.efi folder in.efi');
    expect(status).toBe(2);
    expect(stdout).toMatch(/^in\.efi: sound in profile zboot: /);
    expect(stderr.split('\n').map((line) => line.split(':', 3).join(':'))).toEqual([
      'zbootkit: folder: the folder contains no image',
      'zbootkit: absent.efi: the image cannot be read',
      '',
    ]);
  });

  it('walks a folder by the name that it was given', () => {
    const { image } = writeAppend(temp, SOUND_PLAN);
    mkdirSync(temp('boot'));
    writeFileSync(temp('boot/a.efi'), readFileSync(image));
    expect(shell('zbootkit check boot/').stdout).toMatch(/^boot\/a\.efi: sound in profile zboot: /);
  });

  it('prints no colours with NO_COLOR=1, and colours when they are forced', () => {
    writeFileSync(temp('short.efi'), 'MZ');
    expect(shell('NO_COLOR=1 FORCE_COLOR= zbootkit check short.efi').stdout).not.toContain('\u001b');
    expect(shell('NO_COLOR= FORCE_COLOR=1 zbootkit check short.efi').stdout).toContain('\u001b[1;31mCAUSE\u001b[0m');
  });

  it('judges an image of 4 GiB in less than 100 MiB of memory', () => {
    const { image } = writeAppend(temp, SOUND_PLAN);
    writeWithHole(temp('large.efi'), readFileSync(image), 2 ** 32 - 4096, ['first', 'last']);
    const { status, stdout, peak } = measured('check large.efi');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^WARN {2}PE-LAF-008 /m);
    expect(peak).toBeLessThan(100 * MEBIBYTE);
  });

  it('gives up on a payload of a KiB that makes more than 32 MiB of itself, in less than 200 MiB of memory', () => {
    writeFileSync(temp('bomb.efi'), bombed());
    const { status, stdout, peak } = measured('check bomb.efi');
    expect(status).toBe(4);
    expect(stdout).toContain('not verified');
    expect(peak).toBeLessThan(200 * MEBIBYTE);
  });
});

describe('the catalogue as a process', () => {
  it('names the nearest rules for a typing error', () => {
    const { status, stdout, stderr } = shell('zbootkit explain PE-SCE-014');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('did you mean PE-SEC-014 rp-aligned');
  });

  it('gives a pipe one line for each rule', () => {
    const { stdout } = shell("zbootkit rules 'PE-LAM-*' | grep -c '^PE-LAM-.*\\.$'");
    expect(stdout).toBe('10\n');
  });

  it.each(['rules', 'rules --json', 'explain PE-SEC-014', 'check in.efi --json'])(
    'says in one line that a full disk took nothing of %s',
    (call) => {
      writeAppend(temp, SOUND_PLAN);
      const { status, stderr } = shell(`zbootkit ${call} > ${FULL}`);
      expect(status).toBe(2);
      expect(stderr).toBe('zbootkit: standard output cannot be written: the disk is full.\n');
    },
  );
});
