import { linkSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { writeZboot } from '../support/extract.ts';
import type { ExtractFiles } from '../support/extract.ts';
import { fakeIo, run } from '../support/fake-io.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const temp = useTempFolder();
const MASK = process.umask(0o022);

beforeEach(() => {
  process.umask(0o022);
});

afterEach(() => {
  process.umask(MASK);
});

const written = (type?: string): ExtractFiles => writeZboot(temp, type);

describe('extract', () => {
  it.each(['gzip', 'zstd', 'zstd22'])('writes what is compressed as %s and says so in one line', async (type) => {
    const { image, output, content, stored } = written(type);
    const { code, out, err } = await run(['extract', image, output]);
    expect({ code, out }).toEqual({ code: 0, out: '' });
    expect(readFileSync(output)).toEqual(content);
    const end = (0x200 + stored.length).toString(16);
    expect(err).toBe(
      `${output}: ${type} payload at [0x200, 0x${end}) decompressed, ${grouped(stored.length)} -> 2,328 bytes.\n`,
    );
    expect(readdirSync(temp()).sort()).toEqual(['Image', 'in.efi']);
  });

  it.each(['gzip', 'zstd', 'lz4', 'lzma', 'lzo', 'xzkern'])(
    'writes the stored bytes of %s with --raw',
    async (type) => {
      const { image, output, stored } = written(type);
      const { code, out, err } = await run(['extract', image, output, '--raw']);
      expect({ code, out }).toEqual({ code: 0, out: '' });
      expect(readFileSync(output)).toEqual(stored);
      const end = (0x200 + stored.length).toString(16);
      expect(err).toBe(
        `${output}: ${type} payload at [0x200, 0x${end}) written as stored, ${grouped(stored.length)} bytes.\n`,
      );
    },
  );

  it('says nothing with --quiet', async () => {
    const { image, output } = written();
    expect(await run(['extract', image, output, '--quiet'])).toEqual({ code: 0, out: '', err: '' });
  });

  it.each([
    [[], false, 2328],
    [['--raw'], true, null],
  ] as const)('says it in JSON with --json and %j', async (flags, raw, decompressedLength) => {
    const { image, output, stored } = written();
    const { code, out, err } = await run(['extract', image, output, '--json', ...flags]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toEqual({
      format: 'zbootkit-extract',
      version: 1,
      outcome: 'extracted',
      image,
      output,
      compressionType: 'gzip',
      payload: { offset: 0x200, length: stored.length },
      raw,
      decompressedLength,
    });
  });

  it('gives the output the mode of a new file and not that of the image', async () => {
    const { image, output } = written();
    await run(['extract', image, output]);
    expect(statSync(output).mode & 0o777).toBe(0o644);
    process.umask(0o077);
    await run(['extract', image, output]);
    expect(statSync(output).mode & 0o777).toBe(0o600);
    expect(process.umask(0o022)).toBe(0o077);
  });

  it('replaces an output that was there before', async () => {
    const { image, output, content } = written();
    writeFileSync(output, 'old'.repeat(5000));
    expect((await run(['extract', image, output])).code).toBe(0);
    expect(readFileSync(output)).toEqual(content);
  });
});

describe('extract to standard output', () => {
  it.each([
    ['decompressed', [], 'content'],
    ['stored', ['--raw'], 'stored'],
  ] as const)('writes the %s bytes and nothing else', async (_what, flags, kind) => {
    const { image, ...expected } = written('zstd');
    const fake = fakeIo();
    expect(await main(['extract', image, '-', ...flags], fake.io)).toBe(0);
    expect(fake.bytes()).toEqual(expected[kind]);
    expect(fake.out()).toBe('');
    expect(fake.err()).toMatch(/^standard output: zstd payload at \[0x200, 0x[0-9a-f]+\) .* bytes\.\n$/);
    expect(readdirSync(temp())).toEqual(['in.efi']);
  });

  it('does not mix with --json', async () => {
    const { image } = written();
    const { code, out, err } = await run(['extract', image, '-', '--json']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^zbootkit: --json and the output "-" cannot be combined: /);
  });

  it('does not go to a terminal', async () => {
    const { image } = written();
    const { code, err } = await run(['extract', image, '-'], { outIsTerminal: true });
    expect(code).toBe(2);
    expect(err).toBe(
      'zbootkit: the output "-" is a terminal, which a kernel would garble; redirect it or name a file.\n',
    );
  });

  it('says why it could not be written', async () => {
    const { image } = written();
    const fake = fakeIo();
    const full = Object.assign(new Error('full'), { code: 'ENOSPC', syscall: 'write' });
    const code = await main(['extract', image, '-'], { ...fake.io, outBytes: () => Promise.reject(full) });
    expect(code).toBe(2);
    expect(fake.err()).toBe('zbootkit: standard output cannot be written: the disk is full.\n');
  });
});

/** Images from which nothing can be extracted: what is done to a sound one, the exit status and the complaint. */
const WRONG: readonly (readonly [what: string, spoil: (image: Buffer) => Buffer, status: number, said: string])[] = [
  ['that has no zboot header', (image) => image.fill(0, 4, 8), 1, 'nothing extracted: there is no zboot header'],
  ['that is cut short', (image) => image.subarray(0, 1000), 1, 'extends beyond the end of the file at 0x3e8;'],
  ['that is damaged', (image) => image.fill(0xff, 600, 610), 1, '; pass --raw to get it as stored.'],
  ['of an unknown type', (image) => image.fill(0, 24, 56), 2, ' is unknown; pass --raw to get the payload as stored.'],
  [
    'of a type that it is not',
    (image) => image.fill('lz4\0', 24, 28),
    1,
    ' does not start like legacy lz4, as was seen at 0x',
  ],
  ['whose PE headers are cut off', (image) => image.subarray(0, 70), 1, 'its headers cannot be read: '],
  ['whose DOS header is cut off', (image) => image.subarray(0, 60), 1, 'dosHeader needs 64 bytes, found 60.'],
  ['that is no PE image', () => Buffer.from('\u007fELF'.repeat(100)), 2, 'needs 0x5a4d (MZ), found 17791;'],
];

describe('an extract that yields nothing', () => {
  it.each(WRONG)('leaves the output alone for an image %s', async (_what, spoil, status, said) => {
    const { image, output } = written();
    writeFileSync(image, spoil(readFileSync(image)));
    writeFileSync(output, 'precious');
    const { code, out, err } = await run(['extract', image, output]);
    expect({ code, out }).toEqual({ code: status, out: '' });
    expect(err).toContain(said);
    expect(err).toMatch(new RegExp(`^${status === 2 ? 'zbootkit: ' : ''}${image}: \\S.*\\.\n$`));
    expect(readFileSync(output, 'utf8')).toBe('precious');
  });

  it.each([
    [
      'whose offset is stale',
      (image: Buffer) => image.writeUInt32LE(0x240, 8),
      /payloadOffset at 0x8 is 0x240 and stale: /,
    ],
    ['whose header is gone', (image: Buffer) => image.fill(0, 4, 0x3c), /not "zimg", but /],
  ] as const)('gives no advice that yields wrong bytes for an image %s', async (_what, spoil, said) => {
    const { image, output } = written();
    const bytes = readFileSync(image);
    spoil(bytes);
    writeFileSync(image, bytes);
    for (const flags of [[], ['--raw']]) {
      const { code, err } = await run(['extract', image, output, ...flags]);
      expect(code).toBe(1);
      expect(err).toMatch(said);
      expect(err).toContain('a kernel compressed as gzip starts at 0x200; ');
      expect(err).not.toContain('--raw');
    }
    expect(readdirSync(temp())).toEqual(['in.efi']);
  });

  it('says in JSON what is wrong with the image', async () => {
    const { image, output } = written();
    writeFileSync(image, readFileSync(image).subarray(0, 1000));
    const { code, out, err } = await run(['extract', image, output, '--json']);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(JSON.parse(out)).toEqual({
      format: 'zbootkit-extract',
      version: 1,
      outcome: 'broken',
      image,
      output,
      reason: expect.stringMatching(/^the payload at \[0x200, 0x[0-9a-f]+\) extends beyond /) as unknown,
    });
  });

  it('names an image that is not there', async () => {
    const { code, err } = await run(['extract', temp('absent'), temp('Image')]);
    expect(code).toBe(2);
    expect(err).toBe(`zbootkit: ${temp('absent')}: the image cannot be read: there is no such file.\n`);
  });

  it.each([
    ['a folder', 'folder', 'it is a folder'],
    ['in a folder that is not there', 'absent/Image', 'its folder does not exist'],
    ['a device', '/dev/null', 'it is not a regular file'],
  ])('leaves no trace where the output is %s', async (_what, place, reason) => {
    const { image } = written();
    mkdirSync(temp('folder'));
    const output = place.startsWith('/') ? place : temp(place);
    const { code, err } = await run(['extract', image, output]);
    expect(code).toBe(2);
    expect(err).toBe(`zbootkit: ${output}: the output cannot be written: ${reason}.\n`);
    expect(readdirSync(temp()).sort()).toEqual(['folder', 'in.efi']);
  });

  it.each([
    ['by its own path', 'in.efi'],
    ['by a symbolic link', 'link'],
    ['by a second name', 'name'],
  ])('does not write over its own image %s', async (_what, name) => {
    const { image } = written();
    const before = readFileSync(image);
    symlinkSync('in.efi', temp('link'));
    linkSync(image, temp('name'));
    const { code, err } = await run(['extract', image, temp(name)]);
    expect(code).toBe(2);
    expect(err).toBe(
      `zbootkit: ${temp(name)}: the output is the image itself, which would be lost; name another file.\n`,
    );
    expect(readFileSync(image)).toEqual(before);
  });
});

/** A length as the program prints it. */
function grouped(length: number): string {
  return length < 1000 ? `${length}` : `${Math.floor(length / 1000)},${String(length % 1000).padStart(3, '0')}`;
}
