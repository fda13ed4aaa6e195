/** Calls of append beyond one content: several sections, plans, JSON, signatures, images that are no zboot images. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { appendSections } from '../../src/rewriter/index.ts';
import { run } from '../support/fake-io.ts';
import { writeAppend } from '../support/images.ts';
import { ROOT } from '../support/project.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const temp = useTempFolder();
const FLAGS = 0x40000040;
const CONTENTS = { a: Buffer.alloc(100, 'a'), b: Buffer.alloc(5000, 'b') };

beforeEach(() => {
  writeFileSync(temp('a.bin'), CONTENTS.a);
  writeFileSync(temp('b.bin'), CONTENTS.b);
});

/** What the library makes of the image that lies in the folder. */
function expected(image: string, ...sections: readonly (readonly [string, Uint8Array])[]): Buffer {
  const requests = sections.map(([name, content]) => ({ name, content, characteristics: FLAGS }));
  const result = appendSections(readFileSync(image), requests, { stripSignature: true, anyPe: true });
  if (result.kind === 'refused') throw new Error(result.detail);
  return Buffer.from(result.bytes);
}

describe('append with several sections', () => {
  it('appends the content first and then the sections in their order', async () => {
    const { image, content, output } = writeAppend(temp);
    const sections = ['--section', `.one=${temp('a.bin')}`, '--section', `.two=${temp('b.bin')}`];
    const { code, err } = await run(['append', image, content, output, ...sections]);
    const bytes = expected(image, ['.bpf', readFileSync(content)], ['.one', CONTENTS.a], ['.two', CONTENTS.b]);
    expect({ code, err }).toEqual({
      code: 0,
      err: `${output}: .bpf, .one, .two appended, 1024 -> ${bytes.length} bytes.\n`,
    });
    expect(readFileSync(output).equals(bytes)).toBe(true);
  });

  it('needs no content where there is a section', async () => {
    const { image, output } = writeAppend(temp);
    const { code } = await run(['append', image, output, '--section', `.one=${temp('a.bin')}`]);
    expect(code).toBe(0);
    expect(readFileSync(output).equals(expected(image, ['.one', CONTENTS.a]))).toBe(true);
  });

  it('writes nothing when one of them is refused', async () => {
    const { image, content, output } = writeAppend(temp);
    const { code, err } = await run(['append', image, content, output, '--section', `.bpf=${temp('a.bin')}`]);
    expect(code).toBe(1);
    expect(err).toContain('refused (name-taken): ');
    expect(existsSync(output)).toBe(false);
  });

  it.each([
    ['an image alone', ['in'], 'append takes an image, a content and an output, but only'],
    ['too many files', ['in', 'a', 'b', 'c'], 'append takes an image, a content and an output, but 4 files were given'],
    ['a name without a content', ['in', 'out', '--section', '.x=a', '--name', '.y'], '--name names the section'],
    ['standard input twice', ['in', '-', 'out', '--section', '.x=-'], 'standard input can be the content of one'],
  ])('says how to call it when it gets %s', async (_what, words, said) => {
    const { code, err } = await run(['append', ...(words.length === 1 ? ['in', 'out'] : words)]);
    expect(code).toBe(2);
    expect(err).toContain(`zbootkit: ${said}`);
    expect(err).toContain('zbootkit append --help');
  });
});

const TIGHT = 'machine=x86-64 headerRoom=0 sections=.text:code:2:0,.data:data:1:64 checkSum=valid';

describe('append --dry-run', () => {
  it('prints what would move and which fields would change, and writes nothing', async () => {
    const { image, content, output } = writeAppend(temp, TIGHT);
    const { code, out, err } = await run(['append', image, content, output, '--dry-run']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.split('\n').filter((line) => /^[A-Z]/.test(line))).toEqual(['New sections', 'Moves', 'Fields']);
    expect(out).toContain('nothing is written.\n');
    expect(out).toMatch(
      /^ {2}\.bpf\n {4}file {5}\[0x\S+, 0x\S+\)\n {4}address {2}\[0x\S+, 0x\S+\)\n {4}flags {4}0x40000040$/m,
    );
    expect(
      out
        .split('\n')
        .slice(1)
        .filter((line) => line.length > 80),
    ).toEqual([]);
    expect(out).toMatch(/^ {2}section data {2}\[0x200, 0x[0-9a-f]+\) -> \[0x400, 0x[0-9a-f]+\) {2}\+0x200$/m);
    expect(out).toMatch(/^ {2}0x8 {9}payload offset: 0x[0-9a-f]+ -> 0x[0-9a-f]+$/m);
    expect(out).toMatch(/^ {2}0x[0-9a-f]+ +CheckSum: 0x[0-9a-f]+ -> computed last$/m);
    expect(existsSync(output)).toBe(false);
  });

  it('names the certificate table that would go, and that nothing moves', async () => {
    const { image, content, output } = writeAppend(temp, 'machine=arm64 headerRoom=page certificates=1');
    const { out } = await run(['append', image, content, output, '--dry-run', '--strip-signature']);
    expect(out).toMatch(/^Removed\n {2}certificate table \[0x[0-9a-f]+, 0x[0-9a-f]+\), \d+ bytes$/m);
    expect(out).toContain('  nothing; all bytes keep their offsets\n');
  });

  it('refuses as the append would', async () => {
    const { image, content, output } = writeAppend(temp);
    const { code, err } = await run(['append', image, content, output, '--dry-run', '--name', '.text']);
    expect(code).toBe(1);
    expect(err).toContain('refused (name-taken): ');
  });
});

describe('append --json', () => {
  it('prints the plan that was carried out', async () => {
    const { image, content, output } = writeAppend(temp, TIGHT);
    const { code, out, err } = await run(['append', image, content, output, '--json']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const bytes = readFileSync(output);
    const said: unknown = JSON.parse(out);
    expect(said).toMatchObject({
      format: 'zbootkit-append',
      version: 1,
      outcome: 'rewritten',
      image,
      output,
      outputLength: bytes.length,
      sections: [{ name: '.bpf', characteristics: FLAGS }],
      removed: null,
    });
    const planned = await run(['append', image, content, output, '--json', '--dry-run']);
    expect(planned.out).toBe(out.replace('"rewritten"', '"planned"'));
  });

  it('prints a refusal on standard output too', async () => {
    const { image, content, output } = writeAppend(temp);
    const { code, out, err } = await run(['append', image, content, output, '--json', '--name', '.text']);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(JSON.parse(out)).toMatchObject({ outcome: 'refused', code: 'name-taken', image, output });
  });
});

describe('append to other images', () => {
  it('removes a signature with --strip-signature and says so', async () => {
    const { image, content, output } = writeAppend(temp, 'machine=arm64 headerRoom=page certificates=1');
    const { code, err } = await run(['append', image, content, output, '--strip-signature']);
    expect(code).toBe(0);
    expect(err).toMatch(/: signature of \d+ bytes removed, \.bpf appended, /);
    expect(readFileSync(output).equals(expected(image, ['.bpf', readFileSync(content)]))).toBe(true);
  });

  it('takes an image that is no zboot image with --any-pe, which check finds in order', async () => {
    const { image, content, output } = writeAppend(temp, 'machine=arm64 headerRoom=page');
    const bytes = readFileSync(image);
    bytes.fill(0, 4, 8);
    writeFileSync(image, bytes);
    expect((await run(['append', image, content, output])).err).toContain('refused (not-zboot): ');
    expect((await run(['append', image, content, output, '--any-pe'])).code).toBe(0);
    const { code, out } = await run(['check', output, '--against', image, '--content', content]);
    expect(out).not.toContain('FAIL ');
    expect(code).toBe(0);
  });
});

describe('a content that is no file', () => {
  const program = join(ROOT, 'dist', 'src', 'cli', 'bin.js');

  it('is read from standard input where it is called "-"', () => {
    const { image, output } = writeAppend(temp);
    const { status } = spawnSync(process.execPath, [program, 'append', image, '-', output], { input: CONTENTS.b });
    expect(status).toBe(0);
    expect(readFileSync(output).equals(expected(image, ['.bpf', CONTENTS.b]))).toBe(true);
  });

  it('is read from a pipe with a name', () => {
    const { image, output } = writeAppend(temp);
    const script = 'mkfifo pipe && { cat b.bin > pipe & } && "$0" "$1" append "$2" pipe "$3"';
    execFileSync('sh', ['-c', script, process.execPath, program, image, output], { cwd: temp(), stdio: 'ignore' });
    expect(readFileSync(output).equals(expected(image, ['.bpf', CONTENTS.b]))).toBe(true);
    expect(readdirSync(temp()).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});
