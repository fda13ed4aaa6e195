import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { appendSections } from '../../src/rewriter/index.ts';
import { checkDocument } from '../support/check-document.ts';
import { run } from '../support/fake-io.ts';
import { writeAppend } from '../support/images.ts';
import { SOUND_PLAN } from '../support/sound-plan.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const temp = useTempFolder();

describe('check of an image', () => {
  it('says on one line that a sound image is sound', async () => {
    const { image } = writeAppend(temp, SOUND_PLAN);
    const { code, out, err } = await run(['check', image], { columns: 200 });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(
      /^\S+in\.efi: sound in profile zboot: \d+ rules hold, \d+ vacuous, \d+ skipped(, \d+ remarks? \(info\))?\n$/,
    );
  });

  it('judges several images and ends as the worst of them', async () => {
    const { image } = writeAppend(temp, SOUND_PLAN);
    writeFileSync(temp('short'), 'MZ');
    const { code, out } = await run(['check', image, temp('short')]);
    expect(code).toBe(1);
    expect(out).toContain(`${image}: sound`);
    expect(out).toContain(`${temp('short')}: 1 error`);
  });

  it('counts what could not be judged in its last line, and in the text that it writes', async () => {
    const { image } = writeAppend(temp, SOUND_PLAN);
    writeFileSync(temp('short'), 'MZ');
    const paths = [image, temp('short'), temp('absent')];
    const { code, out } = await run(['check', ...paths, '--quiet', '--report', `text=${temp('check.txt')}`]);
    const total = '\n2 images: 1 with errors, 1 without, and 1 file that could not be judged\n';
    expect(code).toBe(2);
    expect(out.endsWith(total)).toBe(true);
    expect(readFileSync(temp('check.txt'), 'utf8')).toContain(total);
  });

  it('judges by the profile that is asked for', async () => {
    const { image } = writeAppend(temp);
    const { out } = await run(['check', image, '--profile', 'shim'], { columns: 200 });
    expect(out).toContain(' in profile shim: ');
  });

  it('gives the reasons of skipped rules with --verbose', async () => {
    const { image } = writeAppend(temp);
    const { out } = await run(['check', image, '--verbose']);
    expect(out).toMatch(/^SKIP {2}(?:PE|ZB)-\S+ {2}\S+: \S/m);
  });

  it('says in every quiet line which of several images it is about', async () => {
    const { image } = writeAppend(temp, SOUND_PLAN);
    writeFileSync(temp('short'), readFileSync(image).subarray(0, 1000));
    const { out } = await run(['check', image, temp('short'), '--quiet'], { columns: 40 });
    const lines = out.trimEnd().split('\n').slice(0, -1);
    expect(lines.filter((line) => line.startsWith(`${temp('short')}: FAIL  `)).length).toBeGreaterThan(2);
    expect(lines.filter((line) => ![image, temp('short')].some((path) => line.startsWith(`${path}: `)))).toEqual([]);
  });

  it('ends with the first rule of level error, also where a warning is broken before it', async () => {
    const { image } = writeAppend(temp, SOUND_PLAN);
    const bytes = readFileSync(image);
    const peHeader = bytes.readUInt32LE(0x3c);
    // An image that is not marked as executable is a warning, a SizeOfImage of one byte an error.
    bytes.writeUInt16LE(bytes.readUInt16LE(peHeader + 22) & ~0x2, peHeader + 22);
    bytes.writeUInt32LE(1, peHeader + 24 + 56);
    writeFileSync(temp('odd.efi'), bytes);
    const { results = [] } = checkDocument((await run(['check', temp('odd.efi'), '--json'])).out).images[0] ?? {};
    const broken = results.filter(({ verdict, level }) => verdict.kind === 'fail' && level !== 'info');
    expect(broken[0]?.level).toBe('warning');
    const first = broken.find(({ level }) => level === 'error');
    const { out } = await run(['check', temp('odd.efi')]);
    expect(out).toContain(
      `\nzbootkit explain ${first?.id ?? 'absent'} says more about the rule and who enforces it.\n`,
    );
    expect(out.indexOf(first?.id ?? 'absent')).toBeLessThan(out.indexOf(broken[0]?.id ?? 'absent'));
  });

  it('prints the same findings as JSON', async () => {
    const { image } = writeAppend(temp);
    writeFileSync(temp('short'), 'MZ');
    const { code, out } = await run(['check', '--json', image, temp('short')]);
    expect(code).toBe(1);
    const document = checkDocument(out);
    expect(document.schema).toBe('urn:zbootkit:check:v1');
    expect(document.unjudged).toEqual([]);
    expect(document.images.map(({ path, profile }) => [path, profile])).toEqual([
      [image, 'zboot'],
      [temp('short'), 'edk2'],
    ]);
  });
});

describe('check of a file that is no image', () => {
  it.each([
    ['absent', 'the image cannot be read: there is no such file.'],
    ['folder', 'the folder contains no image: it is empty; name a file to have it judged whatever it contains.'],
  ])('cannot judge one that is %s', async (name, reason) => {
    mkdirSync(temp('folder'));
    const { code, out, err } = await run(['check', temp(name)]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe(`zbootkit: ${temp(name)}: ${reason}\n`);
  });

  it.each([
    ['nothing', '', 'it is empty'],
    ['a text', 'Some text', 'it starts with 53 6f 6d 65, not with MZ'],
    ['an ELF file', '\u007fELF'.repeat(100), 'it starts with 7f 45 4c 46, not with MZ'],
  ])('says in one line that %s is not an image, whatever the profile', async (_what, text, reason) => {
    writeFileSync(temp('other'), text);
    const said = { code: 2, out: '', err: `zbootkit: ${temp('other')}: it is not a PE image: ${reason}.\n` };
    expect(await run(['check', temp('other')])).toEqual(said);
    const { out, ...rest } = await run(['check', temp('other'), '--profile', 'all', '--json']);
    expect({ out: '', ...rest }).toEqual(said);
    expect(checkDocument(out)).toMatchObject({
      images: [],
      unjudged: [{ path: temp('other'), reason: `it is not a PE image: ${reason}.` }],
    });
  });

  it.each([63, 64, 100, 200, 330])('finds an error in an image that is cut off after %i bytes', async (length) => {
    const { image } = writeAppend(temp);
    writeFileSync(temp('short'), readFileSync(image).subarray(0, length));
    const { code, out } = await run(['check', temp('short')], { columns: 300 });
    expect(code).toBe(1);
    expect(out).toMatch(/^CAUSE \S+short: The file is cut short, or its headers are wrong: /);
    expect(out).toMatch(/\n {2}Consequences: .*PE-(?:DOS|OPT)-/);
  });

  it('says first how much of a file is missing, and folds what follows from that', async () => {
    const { image } = writeAppend(temp);
    const whole = readFileSync(image);
    writeFileSync(temp('short'), whole.subarray(0, whole.length - 100));
    const { code, out } = await run(['check', temp('short')], { columns: 300 });
    expect(code).toBe(1);
    expect(out).toMatch(
      /^CAUSE \S+: The file is cut short, or its headers are wrong: 100 bytes are missing\. The data of section \d/,
    );
    expect(out).toMatch(/\n {2}Consequences: .*PE-SEC-017.*; --verbose shows the bytes\.\n/);
    expect(out).not.toMatch(/^FAIL {2}PE-SEC-017/m);
    expect((await run(['check', temp('short'), '--verbose'])).out).toMatch(/^FAIL {2}PE-SEC-017/m);
    expect((await run(['check', temp('short'), '--quiet'])).out).toMatch(
      /^CAUSE \S+: The file[\s\S]*^FAIL {2}PE-SEC-017/m,
    );
    const { images } = checkDocument((await run(['check', temp('short'), '--json'])).out);
    expect(images[0]?.cause?.sentence).toContain('100 bytes are missing');
  });
});

describe('check of an append', () => {
  it('finds a right one sound', async () => {
    const { image, content, output } = writeAppend(temp);
    await run(['append', image, content, output]);
    const { code, out } = await run(['check', output, '--against', image, '--content', content]);
    expect(code).toBe(0);
    expect(out).toContain('out.efi: sound in profile zboot: ');
  });

  it('finds a wrong one wrong and points at the bytes', async () => {
    const { image, content, output } = writeAppend(temp);
    await run(['append', image, content, output]);
    const bytes = readFileSync(output);
    bytes.writeUInt32LE(bytes.readUInt32LE(8) + 16, 8);
    writeFileSync(output, bytes);
    const { code, out } = await run(['check', output, '--against', image, '--content', content]);
    expect(code).toBe(1);
    expect(out).toMatch(/^FAIL {2}PR-ZB-003 /m);
    expect(out).toContain(`${output} [0x8, 0xc)\n`);
  });

  it('finds an output wrong that is no image', async () => {
    const { image, content, output } = writeAppend(temp);
    writeFileSync(output, 'not an image');
    const { code, out } = await run(['check', output, '--against', image, '--content', content]);
    expect(code).toBe(1);
    expect(out).toMatch(/^FAIL {2}PE-DOS-001 /m);
  });

  it('cannot judge against an original that is no image', async () => {
    const { image, content } = writeAppend(temp);
    const { code, err } = await run(['check', image, '--against', content, '--content', content]);
    expect(code).toBe(2);
    expect(err).toMatch(/section\.bin: the original is not a PE image: dosHeader needs \S.*, found .*\.\n$/);
  });
});

describe('check of an append of several sections', () => {
  /** An image, three contents, one of which has an equals sign in its path, and the image with all of them. */
  function written(): { image: string; first: string; second: string; third: string; output: string } {
    const { image, content, output } = writeAppend(temp);
    const files = { image, first: content, second: temp('a=b.bin'), third: temp('third.bin'), output };
    writeFileSync(files.second, 'second '.repeat(100));
    writeFileSync(files.third, 'third');
    const requests = [
      { name: '.bpf', path: files.first },
      { name: '.cfg', path: files.second },
      { name: '.third', path: files.third },
    ].map(({ name, path }) => ({ name, content: readFileSync(path), characteristics: 0x40000040 }));
    const answer = appendSections(readFileSync(image), requests);
    if (answer.kind === 'refused') throw new Error(answer.detail);
    writeFileSync(output, answer.bytes);
    return files;
  }

  it('finds a right one sound, with and without a first content', async () => {
    const { image, first, second, third, output } = written();
    const rest = ['--section', `.cfg=${second}`, '--section', `.third=${third}`];
    const given = await run(['check', output, '--against', image, '--content', first, ...rest]);
    expect(given).toMatchObject({ code: 0, err: '' });
    expect(given.out).toContain('out.efi: sound in profile zboot: ');
    const without = await run(['check', output, '--against', image, '--section', `.bpf=${first}`, ...rest]);
    expect(without).toEqual(given);
  });

  it('finds one wrong that lacks a section, has one too many or has them in another order', async () => {
    const { image, first, second, third, output } = written();
    const judged = async (...sections: string[]): Promise<readonly [number, string]> => {
      const { code, out } = await run(['check', output, '--against', image, '--content', first, ...sections]);
      return [code, [...out.matchAll(/^(?:FAIL|WARN) {2}(PR-\S+)/gm)].map(([, id]) => id).join(' ')];
    };
    const [cfg, last] = [`--section=.cfg=${second}`, `--section=.third=${third}`];
    expect(await judged(cfg)).toEqual([1, expect.stringContaining('PR-COF-001')]);
    expect(await judged(cfg, last, `--section=.more=${third}`)).toEqual([1, expect.stringContaining('PR-COF-001')]);
    const [code, broken] = await judged(last, cfg);
    expect(code).toBe(1);
    expect(broken).toContain('PR-SEC-005');
    for (const id of ['PR-COF-001', 'PR-NEW-001', 'PR-NEW-003', 'PR-NEW-005']) expect(broken).not.toContain(id);
  });

  it('lists every content in its JSON, in order', async () => {
    const { image, first, second, third, output } = written();
    const sections = ['--section', `.cfg=${second}`, '--section', `.third=${third}`];
    const { out } = await run(['check', output, '--json', '--against', image, '--content', first, ...sections]);
    expect(checkDocument(out).images.map(({ files }) => files)).toEqual([
      [
        { file: 'before', path: image },
        { file: 'content', path: first },
        { file: 'content', path: second },
        { file: 'content', path: third },
      ],
    ]);
  });

  it('gives the flags to all sections', async () => {
    const { image, first, second, third, output } = written();
    const sections = ['--section', `.cfg=${second}`, '--section', `.third=${third}`];
    const flags = ['--characteristics', '0x42000040'];
    const { code, out } = await run(['check', output, '--against', image, '--content', first, ...sections, ...flags]);
    expect(code).toBe(1);
    expect(out.match(/characteristics: expected 0x42000040/g)).toHaveLength(3);
  });

  it.each([
    ['no original', ['--section', '.cfg=a.bin'], '--section needs --against: the original image that the'],
    ['an original alone', ['--against', 'in.efi'], '--against and --content belong together: the original image'],
    ['a content alone', ['--content', 'a.bin'], '--against and --content belong together: the original image'],
    ['no name', ['--section', '=a.bin'], 'It must be a name and a file with = between them, such as .bpf=prog.bpf.'],
    ['no file', ['--section', '.cfg'], 'It must be a name and a file with = between them, such as .bpf=prog.bpf.'],
    [
      'a name and no content',
      ['--against', 'in.efi', '--section', '.cfg=a.bin', '--name', '.bpf'],
      '--name names the section of --content, but none was given; --section carries its own name.',
    ],
  ])('cannot tell what to do from %s', async (_, options, message) => {
    const { code, out, err } = await run(['check', 'out.efi', ...options]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });

  it('names a content that cannot be read', async () => {
    const { image, first, output } = written();
    const sections = ['--section', `.cfg=${temp('absent')}`];
    const { code, err } = await run(['check', output, '--against', image, '--content', first, ...sections]);
    expect(code).toBe(2);
    expect(err).toBe(`zbootkit: ${temp('absent')}: the content cannot be read: there is no such file.\n`);
  });

  it('says so in one line of its help', async () => {
    const { out } = await run(['check', '--help'], { columns: 200 });
    expect(out).toMatch(/^ {2}--section <name=file> .*one more appended section, in the order given; repeatable/m);
    expect(out).toMatch(/^ {2}--content <file> .*unless --section names all$/m);
  });
});
