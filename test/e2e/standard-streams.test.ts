/** Goal: `-` is standard input or output wherever a file is named, or is refused in a sentence; it is never a file's name. */
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { outOf, sampleOf } from '../support/effort.ts';
import { writeAppend } from '../support/images.ts';
import { built } from '../support/project.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const temp = useTempFolder();

interface End {
  readonly status: number | null;
  readonly out: Buffer;
  readonly err: string;
}

/** Runs the program in the folder of the test. */
function run(argv: readonly string[], input: Uint8Array): End {
  const bin = built('src', 'cli', 'bin.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...argv], { cwd: temp(), input });
  return { status, out: stdout, err: stderr.toString() };
}

const BOTH: readonly (readonly [argv: readonly string[], standardInput: string])[] = [
  [['check', '%', '--json', '--profile', 'edk2'], 'in.efi'],
  [['check', 'out.efi', '--json', '--against', '%', '--content', 'section.bin'], 'in.efi'],
  [['check', 'out.efi', '--json', '--against', 'in.efi', '--content', '%'], 'section.bin'],
  [['check', 'out.efi', '--json', '--against', 'in.efi', '--section', '.bpf=%'], 'section.bin'],
  [['inspect', '%', '--json'], 'in.efi'],
  [['extract', '%', '-', '--quiet'], 'in.efi'],
  [['append', 'in.efi', '%', 'made', '--dry-run'], 'section.bin'],
  [['append', 'in.efi', 'made', '--section', '.bpf=%', '--dry-run'], 'section.bin'],
];

const TRIED = sampleOf(BOTH, { quick: 2 });

describe(`standard input, in ${outOf(TRIED, BOTH)} calls`, () => {
  it.each(TRIED)('is read like the file: %j', (argv, name) => {
    const { image, content, output } = writeAppend(temp, 'compression=gzip');
    expect(run(['append', image, content, output], Buffer.alloc(0)).status).toBe(0);
    const given = (path: string): End =>
      run(
        argv.map((argument) => argument.replace('%', path)),
        readFileSync(temp(name)),
      );
    const [byName, byStream] = [given(name), given('-')];
    expect(byStream.status).toBe(byName.status);
    const text = byStream.out.toString('latin1').replaceAll(/"(?:-|standard input)"/g, JSON.stringify(name));
    expect(text).toBe(byName.out.toString('latin1'));
    expect(byName.out.length).toBeGreaterThan(10);
    expect(readdirSync(temp())).not.toContain('-');
  });

  it('holds a plan too', () => {
    const argv = ['generate', '--plan', '@-', '--out', 'made', '--quiet'];
    expect(run(argv, Buffer.from('machine=riscv64'))).toMatchObject({ status: 0, err: '' });
    expect(readdirSync(temp('made')).some((name) => name.includes('riscv64'))).toBe(true);
  });

  it('is read once', () => {
    const { image } = writeAppend(temp);
    const { err, status } = run(['check', '-', '-', '--quiet', '--profile', 'edk2'], readFileSync(image));
    expect(status).toBe(2);
    expect(err).toBe(
      'zbootkit: standard input: the image cannot be read: it is named twice but can only be read once.\n',
    );
  });
});

const REFUSED: readonly (readonly [argv: readonly string[], said: string])[] = [
  [['append', '-', 'section.bin', 'made'], 'the image cannot come from standard input; name a file'],
  [['append', 'in.efi', 'section.bin', '-'], 'the output cannot go to standard output; name a place for it'],
  [['generate', '--out', '-'], 'the folder cannot go to standard output; name a place for it'],
  [['generate', '--tar', '--out', '-'], 'the archive cannot go to standard output; name a place for it'],
  [['generate', '--check', '-'], 'the manifest cannot come from standard input; name a file'],
  [['replay', '-'], 'the case folder cannot come from standard input; name a file'],
  [['verify', '--out', '-', '--runs', '1'], 'the report folder cannot go to standard output; name a place for it'],
];

const TRIED_IN_VAIN = sampleOf(REFUSED, { quick: 2 });

describe(`what - cannot stand for, in ${outOf(TRIED_IN_VAIN, REFUSED)} calls`, () => {
  it.each(TRIED_IN_VAIN)('is refused in a sentence: %j', (argv, said) => {
    writeAppend(temp);
    const before = readdirSync(temp());
    expect(run(argv, Buffer.alloc(0))).toEqual({
      status: 2,
      out: Buffer.alloc(0),
      err: `zbootkit: -: ${said} (./- if its name is -).\n`,
    });
    expect(readdirSync(temp())).toEqual(before);
  });

  it('is a drawing, which goes to standard output', () => {
    writeAppend(temp);
    const { status, out } = run(['inspect', 'in.efi', '--svg', '-'], Buffer.alloc(0));
    expect(status).toBe(0);
    expect(out.toString()).toMatch(/^<svg /);
    expect(readdirSync(temp())).not.toContain('-');
  });
});

describe('a drawing', () => {
  it('takes the place of no image, by whatever name', () => {
    writeAppend(temp);
    const bytes = readFileSync(temp('in.efi'));
    writeFileSync(temp('image.svg'), bytes);
    spawnSync('ln', [temp('image.svg'), temp('other.svg')]);
    const { status, err } = run(['inspect', 'image.svg', '--svg', 'other.svg'], Buffer.alloc(0));
    expect({ status, err }).toEqual({
      status: 2,
      err: 'zbootkit: image.svg: the drawing would overwrite the image; choose another name.\n',
    });
    expect(readFileSync(temp('other.svg')).equals(bytes)).toBe(true);
  });
});

describe('a name that one call gives to two sections', () => {
  it('is called that, and not a name that the image has', () => {
    writeAppend(temp);
    const sections = ['--section', '.new=section.bin', '--section', '.new=section.bin'];
    expect(run(['append', 'in.efi', 'made', ...sections], Buffer.alloc(0))).toMatchObject({
      status: 1,
      err: 'in.efi: refused (name-taken): The call gives the name ".new" to more than one section; choose another name.\n',
    });
  });
});
