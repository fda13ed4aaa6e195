import { chmodSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { caseOf, rightAnswer } from '../support/cases.ts';
import { run } from '../support/fake-io.ts';
import { writeAppend } from '../support/images.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const temp = useTempFolder();

/** What the rewriter makes of the plainest image. */
function expected(): Buffer {
  const { image, request } = caseOf();
  const answer = rightAnswer(image, request);
  return Buffer.from(answer.kind === 'rewritten' ? answer.bytes : []);
}

describe('append', () => {
  it('writes the new image and keeps the mode of the old one', async () => {
    const { image, content, output } = writeAppend(temp);
    chmodSync(image, 0o640);
    const { code, out, err } = await run(['append', image, content, output]);
    expect({ code, out }).toEqual({ code: 0, out: '' });
    expect(err).toBe(`${output}: .bpf appended, 1024 -> ${expected().length} bytes.\n`);
    expect(readFileSync(output).equals(expected())).toBe(true);
    expect(statSync(output).mode & 0o777).toBe(0o640);
    expect(readFileSync(image).equals(caseOf().image)).toBe(true);
    expect(readdirSync(temp()).sort()).toEqual(['in.efi', 'out.efi', 'section.bin']);
  });

  it('says nothing with --quiet', async () => {
    const { image, content, output } = writeAppend(temp);
    expect(await run(['append', image, content, output, '--quiet'])).toEqual({ code: 0, out: '', err: '' });
  });

  it('may write over its input', async () => {
    const { image, content } = writeAppend(temp);
    const { code } = await run(['append', image, content, image]);
    expect(code).toBe(0);
    expect(readFileSync(image).equals(expected())).toBe(true);
  });

  it('writes what a symbolic link stands for and keeps the link', async () => {
    const { image, content, output } = writeAppend(temp);
    writeFileSync(temp('real.efi'), 'old');
    symlinkSync('real.efi', output);
    const { code } = await run(['append', image, content, output]);
    expect(code).toBe(0);
    expect(readFileSync(temp('real.efi')).equals(expected())).toBe(true);
    expect(readdirSync(temp()).sort()).toEqual(['in.efi', 'out.efi', 'real.efi', 'section.bin']);
  });

  it('gives the section the name and the flags that it is told', async () => {
    const { image, content, output } = writeAppend(temp);
    await run(['append', image, content, output, '--name', '.extra', '--characteristics', '0x42000040']);
    const flags = ['--name', '.extra', '--characteristics', '0x42000040'];
    const { code } = await run(['check', output, '--against', image, '--content', content, ...flags]);
    expect(code).toBe(0);
    expect(readFileSync(output).includes('.extra')).toBe(true);
  });
});

const PLAIN = 'machine=arm64 sections=.text:code:0:0';

/** Appends that are refused, with the code that says why. */
const REFUSED: readonly (readonly [what: string, plan: string, flags: readonly string[], code: string])[] = [
  ['a name that is taken', PLAIN, ['--name', '.text'], 'name-taken'],
  ['a name that is too long', PLAIN, ['--name', '.much-too-long'], 'bad-name'],
  ['flags of executable code', PLAIN, ['--characteristics', '0x60000020'], 'bad-characteristics'],
  ['a signed image', `${PLAIN} certificates=1`, [], 'signed-image'],
];

describe('an append that is refused', () => {
  it.each(REFUSED)('writes nothing for %s', async (_what, plan, flags, reason) => {
    const { image, content, output } = writeAppend(temp, plan);
    const { code, out, err } = await run(['append', image, content, output, ...flags]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(new RegExp(`^${image}: refused \\(${reason}\\): \\S.*\\.\n$`));
    expect(readdirSync(temp()).sort()).toEqual(['in.efi', 'section.bin']);
  });

  it('refuses empty content', async () => {
    const { image, content, output } = writeAppend(temp);
    writeFileSync(content, '');
    const { code, err } = await run(['append', image, content, output]);
    expect(code).toBe(1);
    expect(err).toContain('refused (empty-content): ');
  });

  it('refuses a file that is no image', async () => {
    const { content, output } = writeAppend(temp);
    const { code, err } = await run(['append', content, content, output]);
    expect(code).toBe(1);
    expect(err).toContain(`${content}: refused (not-pe): `);
  });

  it('leaves an output alone that was there before', async () => {
    const { image, content, output } = writeAppend(temp);
    writeFileSync(output, 'precious');
    const { code } = await run(['append', image, content, output, '--name', '.text']);
    expect(code).toBe(1);
    expect(readFileSync(output, 'utf8')).toBe('precious');
  });
});

describe('an append that cannot read or write', () => {
  it.each([
    ['image', 'the image cannot be read'],
    ['content', 'the content cannot be read'],
  ] as const)('names the %s that is not there', async (missing, said) => {
    const files = { ...writeAppend(temp), [missing]: temp('absent') };
    const { code, err } = await run(['append', files.image, files.content, files.output]);
    expect(code).toBe(2);
    expect(err).toBe(`zbootkit: ${temp('absent')}: ${said}: there is no such file.\n`);
  });

  it.each([
    ['a folder', 'folder', 'it is a folder'],
    ['a path below a file', 'section.bin/out.efi', 'a part of its path is not a folder'],
    ['a folder that is not there', 'absent/out.efi', 'its folder does not exist'],
    ['a device', '/dev/null', 'it is not a regular file'],
  ])('leaves no trace where the output is %s', async (_what, place, reason) => {
    const { image, content } = writeAppend(temp);
    mkdirSync(temp('folder'));
    const output = place.startsWith('/') ? place : temp(place);
    const { code, err } = await run(['append', image, content, output]);
    expect(code).toBe(2);
    expect(err).toBe(`zbootkit: ${output}: the output cannot be written: ${reason}.\n`);
    expect(readdirSync(temp()).sort()).toEqual(['folder', 'in.efi', 'section.bin']);
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });
});
