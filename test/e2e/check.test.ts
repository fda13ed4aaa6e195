import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { run } from '../support/fake-io.ts';
import { writeAppend } from '../support/images.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const temp = useTempFolder();

interface CheckDocument {
  readonly schema: string;
  readonly images: readonly { readonly path: string; readonly profile: string }[];
}

describe('check of an image', () => {
  it('says on one line that a sound image is sound', async () => {
    const { image } = writeAppend(temp);
    const { code, out, err } = await run(['check', image], { columns: 200 });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(
      /^\S+in\.efi: sound in profile zboot: \d+ rules hold, \d+ skipped(, \d+ remarks? \(info\))?\n$/,
    );
  });

  it('judges several images and ends as the worst of them', async () => {
    const { image } = writeAppend(temp);
    writeFileSync(temp('empty'), '');
    const { code, out } = await run(['check', image, temp('empty')]);
    expect(code).toBe(1);
    expect(out).toContain(`${image}: sound`);
    expect(out).toContain(`${temp('empty')}: 1 error`);
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

  it('prints the same findings as JSON', async () => {
    const { image } = writeAppend(temp);
    writeFileSync(temp('empty'), '');
    const { code, out } = await run(['check', '--json', image, temp('empty')]);
    expect(code).toBe(1);
    const document = JSON.parse(out) as CheckDocument;
    expect(document.schema).toMatch(/^urn:zbootkit:/);
    expect(document.images.map(({ path, profile }) => [path, profile])).toEqual([
      [image, 'zboot'],
      [temp('empty'), 'edk2'],
    ]);
  });
});

describe('check of a file that is no image', () => {
  it.each([
    ['absent', 'there is no such file'],
    ['folder', 'it is a folder'],
  ])('cannot read one that is %s', async (name, reason) => {
    mkdirSync(temp('folder'));
    const { code, out, err } = await run(['check', temp(name)]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe(`zbootkit: ${temp(name)}: the image cannot be read: ${reason}.\n`);
  });

  it('finds an error in an empty file', async () => {
    writeFileSync(temp('empty'), '');
    const { code, out } = await run(['check', temp('empty')]);
    expect(code).toBe(1);
    expect(out).toMatch(/^FAIL {2}PE-DOS-001 /);
  });

  it.each([63, 64, 100, 200, 330])('finds an error in an image that is cut off after %i bytes', async (length) => {
    const { image } = writeAppend(temp);
    writeFileSync(temp('short'), readFileSync(image).subarray(0, length));
    const { code, out } = await run(['check', temp('short')]);
    expect(code).toBe(1);
    expect(out).toMatch(/^FAIL {2}(?:PE|ZB)-/);
  });

  it('calls a text that only breaks a warning inconclusive, not sound', async () => {
    writeFileSync(temp('text'), 'Some text that is longer than a DOS header. '.repeat(4));
    const { code, out } = await run(['check', temp('text'), '--profile', 'edk2']);
    expect(code).toBe(4);
    expect(out).toContain('WARN  PE-DOS-002');
    expect((await run(['check', temp('text'), '--profile', 'spec'])).code).toBe(1);
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
    expect(err).toMatch(/section\.bin: the original is no PE image: dosHeader needs \S.*, found .*\.\n$/);
  });
});
