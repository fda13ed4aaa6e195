/** Goal: files of a collection end up whole, in a folder or in an archive, and a failure names what was not written. */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { STAGED_ARCHIVE, cannotWrite, sinkFor } from '../../../src/files/index.ts';
import type { Sink, Target } from '../../../src/files/index.ts';
import { fileErrorOf } from '../../support/file-error.ts';
import { useTempFolder } from '../../support/temp-folder.ts';

const temp = useTempFolder();

beforeEach(() => {
  mkdirSync(temp('staged'));
});

/** A sink whose staging folder a test has made. */
function sinkTo(target: Target): Sink {
  return sinkFor(target, {
    folder: temp('staged'),
    moveToTarget() {
      throw new Error('a sink puts nothing into place');
    },
    discard() {
      throw new Error('a sink discards nothing');
    },
  });
}

function archiveSink(): Sink {
  return sinkTo({ kind: 'archive', shown: 'out/set.tar', path: temp('out', 'set.tar'), folder: 'set' });
}

/** Path and content of each file of an archive, which has to end with two blocks of zeros and nothing else. */
function membersOf(archive: Buffer): readonly (readonly [string, string])[] {
  const members: (readonly [string, string])[] = [];
  const text = (start: number, length: number): string =>
    archive.toString('utf8', start, start + length).replace(/\0+$/, '');
  let offset = 0;
  while (archive[offset] !== 0) {
    const size = Number.parseInt(text(offset + 124, 12), 8);
    const start = offset + 512;
    members.push([`${text(offset + 345, 155)}/${text(offset, 100)}`, archive.toString('utf8', start, start + size)]);
    offset = start + Math.ceil(size / 512) * 512;
    expect(archive.subarray(start + size, offset).every((byte) => byte === 0)).toBe(true);
  }
  expect(archive.subarray(offset)).toEqual(Buffer.alloc(1024));
  return members;
}

describe.each(['new-folder', 'old-folder'] as const)('a sink for a %s', (kind) => {
  const folderSink = (): Sink => sinkTo({ kind, shown: 'out', path: temp('out') });

  it('puts each file into the staging folder at once, and finishing adds nothing', () => {
    const sink = folderSink();
    sink.add('b', Buffer.from('of b'));
    expect(readFileSync(temp('staged', 'b'), 'utf8')).toBe('of b');
    sink.add('a', Buffer.from(''));
    writeFileSync(temp('staged', 'list'), 'of the list');
    sink.finish(['list']);
    expect(readdirSync(temp('staged')).sort()).toEqual(['a', 'b', 'list']);
    expect(readFileSync(temp('staged', 'a'), 'utf8')).toBe('');
    expect(readFileSync(temp('staged', 'list'), 'utf8')).toBe('of the list');
    expect(existsSync(temp('out'))).toBe(false);
  });

  it('takes no name twice, and names the place that the file was for', () => {
    const sink = folderSink();
    sink.add('a', Buffer.from('first'));
    expect(
      fileErrorOf(() => {
        sink.add('a', Buffer.from('second'));
      }),
    ).toBe('out/a: the file cannot be written, and nothing was kept: it already exists.');
    expect(readFileSync(temp('staged', 'a'), 'utf8')).toBe('first');
  });
});

describe('a sink for an archive', () => {
  it('makes one of the files in their order, those that lie there last', () => {
    const sink = archiveSink();
    sink.add('b', Buffer.from('of b'));
    sink.add('empty', Buffer.from(''));
    sink.add('a', Buffer.from('a'.repeat(512)));
    writeFileSync(temp('staged', 'list'), 'l'.repeat(513));
    writeFileSync(temp('staged', 'blank'), '');
    writeFileSync(temp('staged', 'large'), 'x'.repeat(1_000_000));
    sink.finish(['list', 'blank', 'large']);
    expect(membersOf(readFileSync(temp('staged', 'archive')))).toEqual([
      ['set/b', 'of b'],
      ['set/empty', ''],
      ['set/a', 'a'.repeat(512)],
      ['set/list', 'l'.repeat(513)],
      ['set/blank', ''],
      ['set/large', 'x'.repeat(1_000_000)],
    ]);
    expect(readdirSync(temp('staged')).sort()).toEqual(['archive', 'blank', 'large', 'list']);
    expect(STAGED_ARCHIVE).toBe('archive');
  });

  it('makes an empty one of nothing', () => {
    archiveSink().finish([]);
    expect(membersOf(readFileSync(temp('staged', 'archive')))).toEqual([]);
  });

  it('says that the archive cannot be written when a file that should lie there does not', () => {
    expect(
      fileErrorOf(() => {
        archiveSink().finish(['absent']);
      }),
    ).toBe('out/set.tar: the file cannot be written, and nothing was kept: there is no such file.');
  });

  it('says so when its folder is gone by the time that bytes are written', () => {
    rmSync(temp('staged'), { recursive: true });
    const said = 'out/set.tar: the file cannot be written, and nothing was kept: there is no such file.';
    expect(
      fileErrorOf(() => {
        archiveSink().add('a', Buffer.alloc(1_000_000));
      }),
    ).toBe(said);
    expect(
      fileErrorOf(() => {
        archiveSink().finish([]);
      }),
    ).toBe(said);
  });
});

it('is said of a file that cannot be written that nothing was kept', () => {
  expect(cannotWrite('out/a')).toBe('out/a: the file cannot be written, and nothing was kept');
});
