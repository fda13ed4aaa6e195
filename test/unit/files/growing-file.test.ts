/** Goal: a file that grows holds all that was given to it in that order, and little of it waits in memory. */
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { GrowingFile } from '../../../src/files/index.ts';
import { openCount } from '../../support/open-files.ts';
import { useTempFolder } from '../../support/temp-folder.ts';

const temp = useTempFolder();

/** Bytes that are collected before they are written: 256 KiB. */
const CHUNK = 262_144;

function filledWith(byte: number, length: number): Uint8Array {
  return new Uint8Array(length).fill(byte);
}

/** Bytes by which each chunk can be told from the others. */
function pattern(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index * 7 + (index >>> 18) * 31 + 1) & 0xff);
}

/** Bytes of the file so far; `null` when it is not there. */
function lengthOnDisk(): number | null {
  return existsSync(temp('out')) ? statSync(temp('out')).size : null;
}

describe('GrowingFile', () => {
  it('holds what was written, one piece behind the other', () => {
    const file = new GrowingFile(temp('out'));
    file.write(Buffer.from('one '), Buffer.from(''), Buffer.from('two '));
    file.write();
    file.write(Buffer.from('three'));
    file.flush();
    expect(readFileSync(temp('out'), 'utf8')).toBe('one two three');
  });

  it('goes on where it was flushed, and writes nothing twice', () => {
    const file = new GrowingFile(temp('out'));
    file.write(Buffer.from('one '));
    file.flush();
    file.write(Buffer.from('two'));
    file.flush();
    file.flush();
    expect(readFileSync(temp('out'), 'utf8')).toBe('one two');
  });

  it('is empty when nothing was written', () => {
    new GrowingFile(temp('out')).flush();
    expect(lengthOnDisk()).toBe(0);
  });

  it('goes to the disk whenever 256 KiB have come together', () => {
    const file = new GrowingFile(temp('out'));
    file.write(filledWith(1, CHUNK - 1));
    expect(lengthOnDisk()).toBeNull();
    file.write(filledWith(2, 1));
    expect(lengthOnDisk()).toBe(CHUNK);
    file.write(filledWith(3, CHUNK - 1));
    expect(lengthOnDisk()).toBe(CHUNK);
    file.write(filledWith(4, 2), filledWith(5, 1));
    expect(lengthOnDisk()).toBe(2 * CHUNK + 2);
    const expected = [filledWith(1, CHUNK - 1), [2], filledWith(3, CHUNK - 1), [4, 4, 5]];
    expect(readFileSync(temp('out')).equals(Buffer.concat(expected.map((piece) => Buffer.from(piece))))).toBe(true);
  });

  it('says as the system does that it cannot be written', () => {
    const file = new GrowingFile(temp('absent', 'out'));
    file.write(Buffer.from('one'));
    expect(() => {
      file.flush();
    }).toThrow(expect.objectContaining({ code: 'ENOENT', path: temp('absent', 'out') }));
  });
});

describe('GrowingFile that takes another file', () => {
  it.each([
    ['no bytes', 0],
    ['one byte', 1],
    ['a chunk', CHUNK],
    ['several chunks', 2 * CHUNK + 3],
  ])('takes %s of it between what comes before and behind, and closes it', (_what, length) => {
    writeFileSync(temp('source'), pattern(length));
    const file = new GrowingFile(temp('out'));
    file.write(Buffer.from('before'));
    file.copy(temp('source'));
    file.write(Buffer.from('behind'));
    file.flush();
    const expected = Buffer.concat([Buffer.from('before'), pattern(length), Buffer.from('behind')]);
    expect(readFileSync(temp('out')).equals(expected)).toBe(true);
    expect(openCount(temp('source'))).toBe(0);
  });

  it('holds of a large one no more than of any other', () => {
    writeFileSync(temp('source'), pattern(3 * CHUNK + 3));
    const file = new GrowingFile(temp('out'));
    file.copy(temp('source'));
    expect(lengthOnDisk()).toBe(3 * CHUNK);
  });

  it.each([
    ['that does not exist', 'absent', 'ENOENT'],
    ['that is a folder, and closes it', 'folder', 'EISDIR'],
  ])('says as the system does that it cannot read one %s', (_which, name, code) => {
    mkdirSync(temp('folder'));
    const file = new GrowingFile(temp('out'));
    expect(() => {
      file.copy(temp(name));
    }).toThrow(expect.objectContaining({ code }));
    expect(openCount(temp(name))).toBe(0);
    expect(lengthOnDisk()).toBeNull();
  });
});
