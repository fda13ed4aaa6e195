import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkDocument } from '../support/check-document.ts';
import { run } from '../support/fake-io.ts';
import { writeAppend } from '../support/images.ts';
import { SOUND_PLAN } from '../support/sound-plan.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const temp = useTempFolder();

describe('check by several profiles', () => {
  /** An image whose SizeOfImage is no multiple of SectionAlignment: an error in spec, a remark in zboot. */
  function odd(): string {
    const { image } = writeAppend(temp, SOUND_PLAN);
    const bytes = readFileSync(image);
    const at = bytes.readUInt32LE(0x3c) + 24 + 56;
    bytes.writeUInt32LE(bytes.readUInt32LE(at) + 16, at);
    writeFileSync(image, bytes);
    return image;
  }

  it('shows a broken rule once with its levels, and counts for each profile', async () => {
    const { code, out } = await run(['check', odd(), '--profile', 'zboot', '--profile', 'spec'], { columns: 200 });
    expect(code).toBe(1);
    expect(out.match(/PE-OPT-008 {2}/g)).toHaveLength(1);
    expect(out).toMatch(/^FAIL {2}PE-OPT-008 {2}soi-multiple +error in spec · info in zboot \(untidy\)$/m);
    expect(out).toMatch(/in\.efi: .* in profile spec: .*\n\S+in\.efi: .* in profile zboot: /);
  });

  it('names the profiles that a rule fails in, where one wants more than the others', async () => {
    const { image } = writeAppend(temp, 'sections=.text:code:0:0,.data:data:0:4096');
    const bytes = readFileSync(image);
    bytes.writeUInt32LE(0, bytes.indexOf('.data\0') + 20);
    writeFileSync(image, bytes);
    const profiles = ['edk2', 'shim'].flatMap((name) => ['--profile', name]);
    const { code, out } = await run(['check', image, ...profiles], { columns: 200 });
    expect(code).toBe(1);
    expect(out).toMatch(/^FAIL {2}PE-SEC-018 {2}raw-not-in-headers +error in shim \(refused\)$/m);
    expect(out).toContain('\n  shim 16.1 refuses it: "Section %d is inside image headers".\n');
    expect(out).toMatch(/: sound in profile edk2: /);
  });

  it('takes all of them for all', async () => {
    const { out } = await run(['check', odd(), '--profile', 'all'], { columns: 200 });
    const profiles = ['spec', 'edk2', 'audk-strict', 'shim', 'uefi-ca', 'zboot'];
    expect([...out.matchAll(/ in profile (\S+):/g)].map(([, name]) => name)).toEqual(profiles);
  });

  it('gives JSON the form that it has for one profile, an entry for each', async () => {
    const image = odd();
    const both = await run(['check', image, '--json', '--profile', 'zboot', '--profile', 'shim']);
    const { images } = checkDocument(both.out);
    const single = await Promise.all(
      ['shim', 'zboot'].map(async (profile) => run(['check', image, '--json', '--profile', profile])),
    );
    expect(images).toEqual(single.flatMap(({ out }) => checkDocument(out).images));
  });

  it('names a profile that there is not', async () => {
    const { code, err } = await run(['check', 'in.efi', '--profile', 'uefi']);
    expect(code).toBe(2);
    expect(err).toContain("'uefi' is invalid. It must be one of spec, edk2, audk-strict, shim, uefi-ca, zboot or all.");
  });
});

describe('check of an image with a warning', () => {
  /** A sound image with an overlay, which is a warning. */
  function overlaid(): string {
    const { image } = writeAppend(temp, SOUND_PLAN);
    truncateSync(image, readFileSync(image).length + 512);
    return image;
  }

  it('fails on it only when it is told to', async () => {
    const image = overlaid();
    expect((await run(['check', image])).code).toBe(0);
    expect((await run(['check', image, '--fail-on', 'error'])).code).toBe(0);
    const { code, out } = await run(['check', image, '--fail-on', 'warning']);
    expect(code).toBe(1);
    expect(out).toMatch(/^WARN {2}PE-LAF-008 /m);
  });

  it('refuses another level', async () => {
    const { code, err } = await run(['check', 'in.efi', '--fail-on', 'info']);
    expect(code).toBe(2);
    expect(err).toContain('Allowed choices are error, warning.');
  });

  it('says once at the end how to learn more, unless it is quiet', async () => {
    const image = overlaid();
    const hint = 'zbootkit explain PE-LAF-008 says more about the rule and who enforces it.';
    const { out } = await run(['check', image, image]);
    expect(out.split(hint)).toHaveLength(2);
    expect(out.endsWith(`\n\n${hint}\n`)).toBe(true);
    expect((await run(['check', image, '--quiet'])).out).not.toContain('explain');
  });

  it('says what happens in one program, and names all with --verbose', async () => {
    writeFileSync(temp('empty'), 'MZ'.padEnd(200, '\0'));
    const short = (await run(['check', temp('empty')], { columns: 200 })).out;
    expect(short).toMatch(/error · refused\n.*\n {2}EDK2 2022\.11 refuses it\.\n/);
    expect(short).not.toContain('shim pe-relocate.c');
    const full = (await run(['check', temp('empty'), '--verbose'], { columns: 200 })).out;
    expect(full).toMatch(/^ {2}Enforced by or affecting EDK2; .*shim pe-relocate\.c:548: compares two/m);
  });
});
