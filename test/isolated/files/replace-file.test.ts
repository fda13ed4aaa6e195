/** Goal: whatever happens, a file is replaced as a whole or not at all, and nothing else is left behind. */
import {
  chownSync,
  chmodSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openInput, replaceFile } from '../../../src/files/index.ts';
import type { OutputFile } from '../../../src/files/index.ts';
import { temporaryName } from '../../../src/files/temporaries.ts';
import { useTempFolder } from '../../support/temp-folder.ts';

const temp = useTempFolder();

const TEXT = 'the new file';

async function writeText(output: OutputFile): Promise<void> {
  await output.write(Buffer.from(TEXT), 0);
}

/** The name of the temporary file in a folder; there must be one. */
function temporaryIn(folder: string): string {
  const [name, ...others] = readdirSync(folder).filter((entry) => /^\.zbootkit-.*\.tmp$/.test(entry));
  expect(others).toEqual([]);
  if (name === undefined) throw new Error(`${folder} holds no temporary file`);
  return name;
}

describe('replaceFile', () => {
  it('makes a new file and nothing else', async () => {
    await replaceFile(temp('out'), 0o644, writeText);
    expect(readFileSync(temp('out'), 'utf8')).toBe(TEXT);
    expect(readdirSync(temp())).toEqual(['out']);
  });

  it('makes an empty file', async () => {
    await replaceFile(temp('out'), 0o644, () => Promise.resolve());
    expect(statSync(temp('out')).size).toBe(0);
  });

  it('shows the new file only when it is whole', async () => {
    writeFileSync(temp('out'), 'the old file, which is longer');
    await replaceFile(temp('out'), 0o644, async (output) => {
      await writeText(output);
      expect(readFileSync(temp('out'), 'utf8')).toBe('the old file, which is longer');
      expect(readdirSync(temp()).sort()).toEqual([temporaryIn(temp()), 'out']);
    });
    expect(readFileSync(temp('out'), 'utf8')).toBe(TEXT);
    expect(readdirSync(temp())).toEqual(['out']);
  });

  it('leaves whoever has the old file open with the old file', async () => {
    writeFileSync(temp('out'), 'the old file');
    const input = openInput(temp('out'), 'image');
    await replaceFile(temp('out'), 0o644, writeText);
    const buffer = new Uint8Array(input.length);
    input.read(buffer, 0);
    input.close();
    expect(Buffer.from(buffer).toString()).toBe('the old file');
  });

  it('lets nobody else open the file while it is made, even as a clone of one that is open to all', async () => {
    writeFileSync(temp('in'), 'open to all');
    chmodSync(temp('in'), 0o4777);
    const input = openInput(temp('in'), 'image');
    const seen: number[] = [];
    await replaceFile(temp('out'), 0o777, async (output) => {
      seen.push(statSync(temp(temporaryIn(temp()))).mode & 0o7777);
      await output.clone(input);
      seen.push(statSync(temp(temporaryIn(temp()))).mode & 0o7777);
    });
    input.close();
    expect(seen).toEqual([0o600, 0o600]);
    expect(statSync(temp('out')).mode & 0o7777).toBe(0o777);
  });

  it('replaces what a symbolic link stands for, in the folder of that, and keeps the link', async () => {
    mkdirSync(temp('far'));
    writeFileSync(temp('far', 'real'), 'old');
    symlinkSync('far/real', temp('out'));
    await replaceFile(temp('out'), 0o644, async (output) => {
      expect(temporaryIn(temp('far'))).not.toBe('');
      await writeText(output);
    });
    expect(lstatSync(temp('out')).isSymbolicLink()).toBe(true);
    expect(readFileSync(temp('far', 'real'), 'utf8')).toBe(TEXT);
    expect(readdirSync(temp(), { recursive: true }).sort()).toEqual(['far', 'far/real', 'out']);
  });

  it('works beside a file of the same name as its own, which an earlier process of the same number left', async () => {
    const next = temporaryName().replace(/\d+(?=\.tmp$)/, (number) => String(Number(number) + 1));
    writeFileSync(temp(next), 'left behind');
    await replaceFile(temp('out'), 0o644, writeText);
    expect(readFileSync(temp('out'), 'utf8')).toBe(TEXT);
  });

  it('works several times at once in one folder', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `out-${String(index).padStart(2, '0')}`);
    await Promise.all(names.map((name) => replaceFile(temp(name), 0o644, writeText)));
    expect(readdirSync(temp())).toEqual(names);
  });
});

describe('the owner of a file that is replaced', () => {
  it('keeps the new one, or this is NOT EXERCISED by anybody but root', async () => {
    const isRoot = process.getuid?.() === 0;
    writeFileSync(temp('out'), 'old');
    if (isRoot) chownSync(temp('out'), 1234, 2345);
    const before = statSync(temp('out'));
    await replaceFile(temp('out'), 0o751, (output) => output.write(Buffer.from('new'), 0));
    const { uid, gid, mode } = statSync(temp('out'));
    expect({ uid, gid }).toEqual({ uid: before.uid, gid: before.gid });
    expect(mode & 0o7777).toBe(0o751);
    if (isRoot) expect(uid).toBe(1234);
  });
});
