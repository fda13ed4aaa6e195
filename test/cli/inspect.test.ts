import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { grouped } from '../../src/page/index.ts';
import { byEffort } from '../support/effort.ts';
import { fakeIo, run } from '../support/fake-io.ts';
import { writeAppend } from '../support/images.ts';
import { KERNELS, KERNEL_FOLDER } from '../support/kernels.ts';
import { schemaAt } from '../support/schema.ts';
import { writeWithHole } from '../support/sparse-file.ts';
import { useTempFolder } from '../support/temp-folder.ts';
import { clean } from '../vectors/base-images.ts';
import { crowd } from '../unit/inspection/images.ts';

const temp = useTempFolder();

/** As many sections as there can be, or enough to see that none is too many. */
const MANY = byEffort({ quick: 8192, full: 65_535 });

const written = (): string => writeAppend(temp).image;

describe('inspect', () => {
  it('prints regions, headers, sections and tables of an image', async () => {
    const { code, out, err } = await run(['inspect', written()]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const heading of ['Regions of the file', 'zboot header', 'COFF header', 'Optional header', 'Sections']) {
      expect(out).toContain(`\n${heading}`);
    }
  });

  it('prints only what is asked for', async () => {
    const { out } = await run(['inspect', written(), '--sections', '--regions']);
    expect(out).toContain('\nRegions of the file');
    expect(out).toContain('\nSections');
    expect(out).not.toContain('\nCOFF header');
  });

  it('fits the terminal and wears its colours', async () => {
    const terminal = { columns: 60, outIsTerminal: true };
    const { out } = await run(['inspect', written()], terminal);
    expect(out).toContain('\u001b[1mSections\u001b[0m');
    const plain = await run(['inspect', written()], { ...terminal, env: { NO_COLOR: '1' } });
    expect(plain.out).not.toContain('\u001b');
    expect(
      plain.out
        .split('\n')
        .slice(3)
        .filter((line) => line.length > 60),
    ).toEqual([]);
    expect((await run(['inspect', written(), '--no-color'], terminal)).out).not.toContain('\u001b');
  });

  it('prints everything as JSON that its schema accepts', async () => {
    const { code, out, err } = await run(['inspect', written(), '--json']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const { validate } = schemaAt('src/inspection/schema/inspect-v1.schema.json');
    validate(JSON.parse(out));
    expect(validate.errors).toBeNull();
  });

  it('tells very many sections one by one', async () => {
    const image = temp('many.efi');
    writeFileSync(image, crowd(MANY));
    const { code, out } = await run(['inspect', image, '--sections']);
    expect(code).toBe(0);
    expect(out.match(/^ +\d+ {2}\.s\d/gm)).toHaveLength(MANY);
    const json = await run(['inspect', image, '--json']);
    expect((JSON.parse(json.out) as { sections: unknown[] }).sections).toHaveLength(MANY);
    expect((await run(['inspect', image, '--svg'])).out).toContain(
      `The first 128 of ${grouped(MANY)} sections are drawn`,
    );
  });

  it(`reads every real kernel without remarks, here ${KERNELS.length}`, async () => {
    for (const name of KERNELS) {
      const { code, out } = await run(['inspect', join(KERNEL_FOLDER, name)], { columns: 200 });
      expect(code, name).toBe(0);
      expect(out, name).toMatch(/: zboot image for (arm64|riscv64) \(PE32\+\), (gzip|zstd|zstd22) payload at /);
      expect(out, name).not.toContain('Inconsistencies');
    }
    expect(KERNELS.every((name) => name.endsWith('.efi'))).toBe(true);
  });

  it('is listed and explained in the help', async () => {
    expect((await run(['--help'])).out).toMatch(/^ {2}inspect <image> {2,}\S/m);
    const { code, out } = await run(['inspect', '--help']);
    expect(code).toBe(0);
    expect(out).toMatch(/^Usage: zbootkit inspect \[options\] <image>\n/);
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });
});

describe('inspect --svg', () => {
  it('draws to standard output, before and behind the image', async () => {
    const image = written();
    const after = await run(['inspect', image, '--svg']);
    expect(after).toMatchObject({ code: 0, err: '' });
    expect(after.out).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" [^]*<\/svg>\n$/);
    expect(await run(['inspect', '--svg', image])).toEqual(after);
  });

  it.each([(file: string) => [`--svg=${file}`], (file: string) => ['--svg', file]])(
    'draws to a file that is named either way',
    async (option) => {
      const file = temp('layout.svg');
      const image = written();
      expect(await run(['inspect', image, ...option(file)])).toEqual({ code: 0, out: '', err: '' });
      expect(readFileSync(file, 'utf8')).toBe((await run(['inspect', image, '--svg'])).out);
    },
  );

  it('takes no file for the drawing that is not named like one', async () => {
    const image = written();
    const bytes = readFileSync(image);
    const { code, err } = await run(['inspect', '--svg', image, image]);
    expect(code).toBe(2);
    expect(err).toContain("a drawing's name must end in .svg");
    expect(readFileSync(image)).toEqual(bytes);
  });

  it('never puts the drawing in the place of the image', async () => {
    const image = temp('kernel.svg');
    writeFileSync(image, readFileSync(written()));
    const { code, err } = await run(['inspect', image, `--svg=${image}`]);
    expect(code).toBe(2);
    expect(err).toBe(`zbootkit: ${image}: the drawing would overwrite the image; choose another name.\n`);
    expect(readFileSync(image, 'latin1').startsWith('MZ')).toBe(true);
  });

  it('says that a drawing cannot be written', async () => {
    const { code, err } = await run(['inspect', written(), `--svg=${temp('none', 'layout.svg')}`]);
    expect(code).toBe(2);
    expect(err).toMatch(/layout\.svg: the output cannot be written: its folder does not exist\.\n$/);
  });
});

describe('a call of inspect that cannot be carried out', () => {
  it.each([
    [['inspect'], /missing required argument 'image'/],
    [['inspect', '--svg'], /missing required argument 'image'/],
    [['inspect', '--svg=a.svg'], /missing required argument 'image'/],
    [['inspect', 'a.efi', 'b.efi'], /too many arguments for 'inspect'/],
    [['inspect', 'a.efi', '--json', '--svg'], /'--svg \[file\]' cannot be used with option '--json'/],
    [['inspect', 'a.efi', '--json', '--tables'], /'--tables' cannot be used with option '--json'/],
    [['inspect', 'a.efi', '--svg', '--headers'], /'--headers' cannot be used with option '--svg \[file\]'/],
  ])('is a usage error for %j', async (argv, said) => {
    const { code, out, err } = await run(argv);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(said);
  });

  it('says why a file cannot be read', async () => {
    mkdirSync(temp('folder'));
    for (const [name, reason] of [
      ['absent.efi', 'there is no such file'],
      ['folder', 'it is a folder'],
    ] as const) {
      const { code, out, err } = await run(['inspect', temp(name)]);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toBe(`zbootkit: ${temp(name)}: the image cannot be read: ${reason}.\n`);
    }
  });

  it.each([
    ['an empty file', 0, {}, 'dosHeader at [0x0, 0x40) needs 64 bytes, found 0'],
    ['a file of another kind', 400, { 0: 0x7f }, 'dosHeader.magic at [0x0, 0x2) needs 0x5a4d (MZ), found 0x5a7f'],
    ['headers that are cut', 100, {}, 'optionalHeader at [0x58, 0xc8) needs 112 bytes, found 12'],
    [
      'headers beyond the file',
      400,
      { 0x3d: 0xff },
      'dosHeader.peHeaderOffset at [0x3c, 0x40) needs an offset with room for the PE headers in the file, found 0xff40',
    ],
  ] as const)('says in words and with an offset what is wrong with %s', async (_what, length, changes, said) => {
    const image = temp('broken.efi');
    const bytes = readFileSync(written()).subarray(0, length);
    for (const [at, value] of Object.entries(changes)) bytes[Number(at)] = value;
    writeFileSync(image, bytes);
    for (const flags of [[], ['--json'], ['--svg', temp('out.svg')]]) {
      const { code, out, err } = await run(['inspect', image, ...flags]);
      // The text has the zboot header, where that is left.
      expect({ code, out: flags.length === 0 ? '' : out }).toEqual({ code: 2, out: '' });
      expect(err).toBe(
        `zbootkit: ${image}: the image is not a PE image: ${said}; name a whole PE image, such as vmlinuz.efi.\n`,
      );
    }
    expect(existsSync(temp('out.svg'))).toBe(false);
  });

  it('shows the zboot header where it is all that is left, and says what is wrong behind it', async () => {
    const image = temp('broken.efi');
    const bytes = Buffer.from(clean()).subarray(0, 64);
    writeFileSync(image, bytes);
    const { code, out, err } = await run(['inspect', image]);
    expect(code).toBe(2);
    expect(out.split('\n').slice(0, 4)).toEqual([
      'zboot header',
      '  0x0   mzWord           0x5a4d      MZ',
      '  0x4   magic            "zimg"',
      '  0x8   payloadOffset    0x2800',
    ]);
    expect(err).toContain('the image is not a PE image: dosHeader.peHeaderOffset at [0x3c, 0x40) needs ');
    writeFileSync(image, Buffer.concat([Buffer.from('ZM'), bytes.subarray(2)]));
    expect((await run(['inspect', image])).out).toBe('');
    writeFileSync(image, bytes.subarray(0, 63));
    expect((await run(['inspect', image])).out).toBe('');
    expect((await run(['inspect', image, '--json'])).out).toBe('');
  });
});

describe('the file of an image', () => {
  it('may have 4 GiB, of which hardly more than the headers is read', async () => {
    const image = temp('huge.efi');
    writeWithHole(image, readFileSync(written()), 2 ** 32, ['head', 'tail']);
    const before = process.memoryUsage().arrayBuffers;
    const { code, out } = await run(['inspect', image, '--regions']);
    expect(code).toBe(0);
    expect(out).toMatch(/\[0x[0-9a-f]+, 0x100000000\) +[\d,]+ {2}overlay\n/);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 24);
  });

  it('must not change while it is read: nothing is printed then', async () => {
    const image = written();
    const fake = fakeIo();
    const io = {
      ...fake.io,
      // The width is asked for between reading and printing.
      get columns() {
        writeFileSync(image, Buffer.alloc(10));
        return 80;
      },
    };
    expect(await main(['inspect', image], io)).toBe(2);
    expect(fake.out()).toBe('');
    expect(fake.err()).toMatch(/in\.efi: the image cannot be read: it changed while being read/);
  });
});
