/**
 * Small images of kinds that the world has and the generator does not draw, from test/images: what `append --any-pe` does
 * with each, and what `check --against` says of its output. Each is a kind of fault that was seen once.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { run } from '../support/fake-io.ts';
import { viewPe } from '../support/pe-view.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const temp = useTempFolder();
const FOLDER = fileURLToPath(new URL('../images/', import.meta.url));
const CONTENT = new Uint8Array(300).fill(0x5a);
const PROFILES = ['spec', 'edk2', 'audk-strict', 'shim', 'uefi-ca', 'zboot'].flatMap((name) => ['--profile', name]);

interface Ended {
  readonly code: number;
  readonly err: string;
}

async function append(file: string, ...options: readonly string[]): Promise<Ended> {
  writeFileSync(temp('content'), CONTENT);
  const { code, err } = await run(['append', '--any-pe', ...options, join(FOLDER, file), temp('content'), temp('out')]);
  return { code, err };
}

/** What `check` says of the output, judged as an append, by every profile. */
async function checkOutput(file: string, ...options: readonly string[]): Promise<{ code: number; out: string }> {
  const against = ['--against', join(FOLDER, file), '--content', temp('content')];
  const { code, out } = await run(['check', temp('out'), ...against, ...PROFILES, ...options]);
  return { code, out };
}

describe('an append to an image of the field', () => {
  it.each([
    ['abs-overlay', 'an overlay that the program finds by its offset'],
    ['big-soi', 'SizeOfImage that reserves memory'],
    ['d03-out', 'an exception directory outside'],
    ['dbg13past', 'a debug entry outside that nobody reads'],
    ['edk4340', 'a debug directory that counts its payload'],
    ['fa40', 'alignments of 0x40'],
    ['gosymtab', 'symbols inside a section'],
    ['mpuki', 'names that repeat'],
    ['nd3', 'three data directories'],
    ['no-raw-data', 'no data in the file'],
    ['nop-slack-arm64', 'headers that end in padding'],
    ['rfull14-10', 'odd relocation blocks'],
    ['uki-linux-code', 'code that may not be executed'],
  ])('is sound in every profile: %s, %s', async (name) => {
    expect((await append(`${name}.efi`)).code).toBe(0);
    const { code, out } = await checkOutput(`${name}.efi`);
    expect(out).not.toMatch(/^FAIL/m);
    expect(code).toBe(0);
  });

  it('places data and addresses after the headers of an image without data', async () => {
    await append('no-raw-data.efi');
    const [before, after] = [viewPe(readFileSync(join(FOLDER, 'no-raw-data.efi'))), viewPe(readFileSync(temp('out')))];
    expect(after.bytes.subarray(0, 64)).toEqual(before.bytes.subarray(0, 64));
    const added = after.sections.at(-1);
    expect(added?.pointerToRawData).toBe(before.sizeOfHeaders);
    expect(added?.virtualAddress).toBeGreaterThanOrEqual(before.sizeOfImage);
  });

  it('leaves reserved memory reserved', async () => {
    await append('big-soi.efi');
    const after = viewPe(readFileSync(temp('out')));
    expect(after.sections.at(-1)?.virtualAddress).toBe(0x40000);
    expect(after.sizeOfImage).toBe(0x41000);
  });

  it('says of an overlay that it moved and by how far, and refuses when asked to', async () => {
    const { err } = await append('abs-overlay.efi');
    const moved = 'the overlay of 512 bytes moved by +0x200 to 0x1a00';
    expect(err).toContain(`.bpf appended, 6656 -> 7168 bytes; ${moved}.\n`);
    expect(err).toContain('warning: a program that finds its overlay by a fixed file offset no longer will;');
    writeFileSync(temp('out'), 'old');
    const refused = await append('abs-overlay.efi', '--keep-overlay-offset');
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('refused (overlay-would-move): The overlay [0x1800, 0x1a00) would move to 0x1a00;');
    expect(readFileSync(temp('out'), 'utf8')).toBe('old');
    expect((await append('mpuki.efi', '--keep-overlay-offset')).code).toBe(0);
  });

  it.each([
    [
      'bzimage-slack',
      'refused (header-slack-in-use): The byte at 0x170 after the section table is 0xff, and the x86 setup_header [0x1f1, 0x26c) and boot code follow',
    ],
    [
      'fa40-noroom',
      'refused (no-header-room): A new section header needs SizeOfHeaders 0x280 instead of 0x240, but the lowest VirtualAddress is 0x240;',
    ],
  ])('is refused by name: %s', async (name, sentence) => {
    const { code, err } = await append(`${name}.efi`);
    expect(code).toBe(1);
    expect(err).toContain(sentence);
    expect(err).not.toContain('clear');
    expect(existsSync(temp('out'))).toBe(false);
  });

  it('can be made again with a name that a unified kernel image may repeat, and with no other', async () => {
    expect((await append('mpuki.efi', '--name', '.profile')).code).toBe(0);
    expect((await checkOutput('mpuki.efi', '--name', '.profile')).code).toBe(0);
    for (const name of ['.cmdline', '.sbat', '.linux']) {
      const { code } = await append('mpuki.efi', '--name', name);
      expect([name, code]).toEqual([name, name === '.linux' ? 0 : 1]);
    }
  });
});

describe('an image of the field', () => {
  it.each([
    ['fa40', 'shim'],
    ['fa40', 'spec'],
    ['mpuki', 'edk2'],
    ['uki-linux-code', 'edk2'],
  ])('has no error: %s in %s', async (name, profile) => {
    const { code, out } = await run(['check', join(FOLDER, `${name}.efi`), '--profile', profile]);
    expect(out).not.toMatch(/^FAIL/m);
    expect(code).toBe(0);
  });

  it.each(['zboot', 'uefi-ca'])(
    'is not accused in %s of names that it may repeat, nor of marking data as code',
    async (profile) => {
      for (const name of ['mpuki', 'uki-linux-code']) {
        const { out } = await run(['check', join(FOLDER, `${name}.efi`), '--profile', profile]);
        expect(out).not.toMatch(/PE-SEC-005|PE-SEC-024|PE-OPT-005/);
      }
    },
  );

  it.each([
    ['bzimage-slack', 'x86 setup_header, which boot loaders read'],
    ['nop-slack-arm64', 'header slack'],
  ])('is told apart by inspect: %s', async (name, words) => {
    const { code, out } = await run(['inspect', join(FOLDER, `${name}.efi`), '--regions']);
    expect({ code, names: out.includes(words) }).toEqual({ code: 0, names: true });
  });
});
