/** Goal: what is made for a target is put into place at once or leaves no trace, folders made for it included. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { isOwnTemporary, openStaging } from '../../../src/files/index.ts';
import type { Staging, Target } from '../../../src/files/index.ts';
import { removeTemporaries } from '../../../src/files/temporaries.ts';
import { fileErrorFrom, fileErrorOf } from '../../support/file-error.ts';
import { useTempFolder } from '../../support/temp-folder.ts';

const temp = useTempFolder();

afterEach(() => {
  vi.restoreAllMocks();
});

function newFolder(path: string): Target {
  return { kind: 'new-folder', shown: 'out', path };
}

function oldFolder(path: string): Target {
  return { kind: 'old-folder', shown: 'out', path };
}

function archive(path: string): Target {
  return { kind: 'archive', shown: 'out.tar', path, folder: 'out' };
}

/** All that is in the temporary folder. */
function tree(): readonly string[] {
  return readdirSync(temp(), { recursive: true }).map(String).sort();
}

/** What is in the temporary folder but for the staging folder, which has to be there. */
function treeBeside({ folder }: Staging): readonly string[] {
  expect(existsSync(folder)).toBe(true);
  return tree().filter((path) => !join(temp(), path).startsWith(folder));
}

describe('a staging folder', () => {
  it.each([
    ['a new folder', newFolder],
    ['an archive', archive],
    ['a folder that is there', oldFolder],
  ])('is a temporary one beside %s that nobody else may look into', async (_what, targetAt) => {
    mkdirSync(temp('out'));
    const staging = await openStaging(targetAt(temp('out')));
    expect(dirname(staging.folder)).toBe(temp());
    expect(isOwnTemporary(staging.folder)).toBe(true);
    expect(statSync(staging.folder).mode & 0o7777).toBe(0o700);
    expect(treeBeside(staging)).toEqual(['out']);
    staging.discard();
    expect(tree()).toEqual(['out']);
  });

  it('is in a folder that is there where that lies on another file system', async () => {
    // In /proc nothing can be made, so that the sentence tells where it would have been.
    symlinkSync('/proc', temp('mount'));
    expect(await fileErrorFrom(openStaging(oldFolder(temp('mount'))))).toBe(
      `out: a folder in ${temp('mount')} cannot be created: there is no such file.`,
    );
    expect(readdirSync(temp())).toEqual(['mount']);
  });

  it('is in a folder that is there where its neighbours may not be touched, unless this user may touch all', async () => {
    mkdirSync(temp('closed', 'out'), { recursive: true });
    chmodSync(temp('closed'), 0o555);
    const staging = await openStaging(oldFolder(temp('closed', 'out')));
    expect(dirname(staging.folder)).toBe(process.getuid?.() === 0 ? temp('closed') : temp('closed', 'out'));
    staging.discard();
    expect(tree()).toEqual(['closed', 'closed/out']);
    chmodSync(temp('closed'), 0o755);
  });

  it('is made for no folder that was there and is gone', async () => {
    expect(await fileErrorFrom(openStaging(oldFolder(temp('out'))))).toBe(
      'out: the folder cannot be examined: there is no such file.',
    );
    expect(tree()).toEqual([]);
  });

  it('takes the place of what was left there long ago, and of nothing else', async () => {
    const [old, recent] = ['.zbootkit-elsewhere.1-1-1.tmp', '.zbootkit-elsewhere.1-1-2.tmp'];
    mkdirSync(temp(old));
    writeFileSync(temp(old, 'part'), '');
    utimesSync(temp(old), 0, 0);
    mkdirSync(temp(recent));
    const staging = await openStaging(newFolder(temp('out')));
    expect(treeBeside(staging)).toEqual([recent]);
    staging.discard();
  });
});

describe('folders above a target that do not exist', () => {
  it('are made, and removed when nothing came of it', async () => {
    mkdirSync(temp('a'));
    const staging = await openStaging(newFolder(temp('a', 'b', 'c', 'out')));
    expect(dirname(staging.folder)).toBe(temp('a', 'b', 'c'));
    expect(treeBeside(staging)).toEqual(['a', 'a/b', 'a/b/c']);
    writeFileSync(join(staging.folder, 'file'), '');
    staging.discard();
    expect(tree()).toEqual(['a']);
  });

  it('stay as far as they hold something of somebody else', async () => {
    const staging = await openStaging(newFolder(temp('a', 'b', 'out')));
    writeFileSync(temp('a', 'kept'), '');
    staging.discard();
    expect(tree()).toEqual(['a', 'a/kept']);
  });

  it('are removed when one of them cannot be made', async () => {
    const long = 'n'.repeat(256);
    expect(await fileErrorFrom(openStaging(newFolder(temp('a', 'b', long, 'out'))))).toBe(
      `out: the folder ${temp('a', 'b', long)} cannot be created: its name is too long.`,
    );
    expect(tree()).toEqual([]);
  });

  it('are not made below a file', async () => {
    writeFileSync(temp('file'), '');
    expect(await fileErrorFrom(openStaging(archive(temp('file', 'below', 'out.tar'))))).toBe(
      `out.tar: the folder ${temp('file', 'below')} cannot be created: a part of its path is not a folder.`,
    );
    expect(tree()).toEqual(['file']);
  });

  it('are removed when there is no room for the staging folder in them', async () => {
    // A path has at most 4095 bytes, of which the name of the staging folder needs more than ten.
    let parent = temp();
    while (parent.length < 4085) parent = join(parent, 'n'.repeat(Math.min(200, 4085 - parent.length)));
    expect(await fileErrorFrom(openStaging(newFolder(join(parent, 'o'))))).toBe(
      `out: a folder in ${parent} cannot be created: its name is too long.`,
    );
    expect(tree()).toEqual([]);
  });
});

describe('putting a staging folder into place', () => {
  it('makes it the target, with the permissions of a new folder', async () => {
    const staging = await openStaging(newFolder(temp('a', 'out')));
    writeFileSync(join(staging.folder, 'file'), 'content');
    vi.spyOn(process, 'umask').mockReturnValue(0o027);
    staging.moveToTarget();
    staging.discard();
    expect(tree()).toEqual(['a', 'a/out', 'a/out/file']);
    expect(readFileSync(temp('a', 'out', 'file'), 'utf8')).toBe('content');
    expect(statSync(temp('a', 'out')).mode & 0o7777).toBe(0o750);
  });

  it('replaces an empty folder', async () => {
    mkdirSync(temp('out'));
    const staging = await openStaging(oldFolder(temp('out')));
    writeFileSync(join(staging.folder, 'file'), '');
    vi.spyOn(process, 'umask').mockReturnValue(0o022);
    staging.moveToTarget();
    expect(tree()).toEqual(['out', 'out/file']);
  });

  it('moves a part of it alone, and leaves the rest private and to be discarded', async () => {
    writeFileSync(temp('out.tar'), 'old');
    const staging = await openStaging(archive(temp('out.tar')));
    writeFileSync(join(staging.folder, 'part'), 'new');
    writeFileSync(join(staging.folder, 'rest'), '');
    chmodSync(join(staging.folder, 'part'), 0o640);
    staging.moveToTarget('part');
    expect(readFileSync(temp('out.tar'), 'utf8')).toBe('new');
    expect(statSync(temp('out.tar')).mode & 0o7777).toBe(0o640);
    expect(readdirSync(staging.folder)).toEqual(['rest']);
    expect(statSync(staging.folder).mode & 0o7777).toBe(0o700);
    staging.discard();
    expect(tree()).toEqual(['out.tar']);
  });

  it('says what is in the way, and can still be discarded', async () => {
    const staging = await openStaging(newFolder(temp('out')));
    mkdirSync(temp('out'));
    writeFileSync(temp('out', 'kept'), '');
    vi.spyOn(process, 'umask').mockReturnValue(0o022);
    const said = fileErrorOf(() => {
      staging.moveToTarget();
    });
    expect(said).toBe('out: it cannot be put into place: a folder that is not empty already exists there.');
    staging.discard();
    expect(tree()).toEqual(['out', 'out/kept']);
  });
});

describe('a process that ends with a staging folder', () => {
  it('removes it, as long as it is neither in place nor discarded', async () => {
    const staging = await openStaging(archive(temp('out.tar')));
    writeFileSync(join(staging.folder, 'part'), '');
    staging.moveToTarget('part');
    removeTemporaries();
    expect(tree()).toEqual(['out.tar']);
    staging.discard();
  });

  it('leaves alone what has its name when it is in place', async () => {
    const staging = await openStaging(newFolder(temp('out')));
    vi.spyOn(process, 'umask').mockReturnValue(0o022);
    staging.moveToTarget();
    renameSync(temp('out'), staging.folder);
    removeTemporaries();
    expect(tree()).toEqual([basename(staging.folder)]);
  });

  it('leaves alone what has its name when it is discarded, even where somebody else removed it', async () => {
    const staging = await openStaging(newFolder(temp('a', 'out')));
    rmSync(staging.folder, { recursive: true });
    staging.discard();
    expect(tree()).toEqual([]);
    mkdirSync(staging.folder, { recursive: true });
    removeTemporaries();
    expect(tree()).toEqual(['a', `a/${basename(staging.folder)}`]);
  });
});
