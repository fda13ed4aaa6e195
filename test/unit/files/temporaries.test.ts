/** Goal: what dead processes left is removed and told, what anybody may still need stays, and nothing is no failure. */
import {
  existsSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  forgetTemporary,
  makeTemporary,
  makeTemporaryFolder,
  removeLeftovers,
  retiredIn,
  retiredName,
} from '../../../src/files/index.ts';
import { removeTemporaries, temporaryName } from '../../../src/files/temporaries.ts';
import { useTempFolder } from '../../support/temp-folder.ts';

const temp = useTempFolder();

/** A number that Linux gives to no process. */
const DEAD = 2 ** 22 + 1;
/** A process that lives as long as the machine, and that only root may signal. */
const ALIVE = 1;
/** Seconds since 1970 at which this process had not begun yet. */
const LONG_AGO = 1_000_000_000;
const DAY = 86_400;

/** A name of this machine and another process. */
function nameOf(pid: number, count: number, end: 'tmp' | 'old' = 'tmp'): string {
  return temporaryName().replace(/-\d+-\d+\.tmp$/, `-${pid}-${count}.${end}`);
}

function elsewhere(count: number): string {
  return `.zbootkit-elsewhere.4026531836-${DEAD}-${count}.tmp`;
}

/** Makes an entry that was last changed at a time, in seconds since 1970. */
function makeOld(name: string, kind: 'file' | 'folder' | 'link', time: number = LONG_AGO): string {
  if (kind === 'file') writeFileSync(temp(name), 'left');
  else if (kind === 'link') symlinkSync('vmlinuz.efi', temp(name));
  else mkdirSync(temp(name, 'deep'), { recursive: true });
  lutimesSync(temp(name), time, time);
  return name;
}

/** What stays when the leftovers are removed beside what was just made, and which folders were told. */
async function tidied(
  own: string = makeOld(temporaryName(), 'file'),
): Promise<{ readonly left: readonly string[]; readonly told: readonly string[] }> {
  const told: string[] = [];
  await removeLeftovers(temp(), own, (path) => {
    expect(existsSync(path)).toBe(true);
    told.push(basename(path));
  });
  const left = readdirSync(temp()).filter((name) => name !== own);
  return { left: left.sort(), told };
}

describe('removeLeftovers', () => {
  it('removes files and folders of a process that has ended, and tells of the folders first', async () => {
    const [file, folder] = [makeOld(nameOf(DEAD, 1), 'file'), makeOld(nameOf(DEAD, 2), 'folder')];
    writeFileSync(temp(folder, 'deep', 'in.efi'), 'left');
    expect(await tidied()).toEqual({ left: [], told: [folder] });
    expect(existsSync(temp(file))).toBe(false);
  });

  it('needs nobody to tell', async () => {
    makeOld(nameOf(DEAD, 1), 'folder');
    const own = makeOld(temporaryName(), 'file');
    await removeLeftovers(temp(), own);
    expect(readdirSync(temp())).toEqual([own]);
  });

  it('keeps what a living process made, even one of somebody else', async () => {
    const names = [makeOld(nameOf(ALIVE, 1), 'file'), makeOld(nameOf(ALIVE, 2), 'folder')];
    expect(await tidied()).toEqual({ left: names, told: [] });
  });

  it('keeps what has just been made by this process', async () => {
    const name = nameOf(process.pid, 1_000_000);
    writeFileSync(temp(name), '');
    expect(await tidied()).toEqual({ left: [name], told: [] });
  });

  it.each([
    [-10, 'stays'],
    [0, 'stays'],
    [DAY, 'stays'],
    [DAY + 1, 'goes'],
  ])('of another machine, where it is %i s older than the present, %s', async (age, fate) => {
    const own = makeOld(temporaryName(), 'file', LONG_AGO + 2 * DAY);
    const names = [elsewhere(1), elsewhere(2)];
    makeOld(elsewhere(1), 'file', LONG_AGO + 2 * DAY - age);
    makeOld(elsewhere(2), 'folder', LONG_AGO + 2 * DAY - age);
    // Nobody here waits for a folder of another machine, so nobody is told.
    expect(await tidied(own)).toEqual({ left: fate === 'stays' ? names : [], told: [] });
  });

  it('leaves alone what has another name or is neither file nor folder', async () => {
    makeOld(nameOf(DEAD, 1), 'link');
    makeOld(nameOf(DEAD, 2, 'old'), 'folder');
    makeOld(`${nameOf(DEAD, 3)}~`, 'file');
    makeOld('vmlinuz.efi', 'file');
    const before = readdirSync(temp()).sort();
    expect(await tidied()).toEqual({ left: before, told: [] });
  });

  it('keeps what it is called for, whoever made that', async () => {
    const own = makeOld(nameOf(DEAD, 1), 'file');
    expect(await tidied(own)).toEqual({ left: [], told: [] });
    expect(existsSync(temp(own))).toBe(true);
  });

  it('removes nothing when what it is called for has gone, for then it does not know the present', async () => {
    const names = [makeOld(elsewhere(1), 'file'), makeOld(nameOf(DEAD, 1), 'file')];
    expect(await tidied(temporaryName())).toEqual({ left: names.sort(), told: [] });
  });

  it('takes a folder that cannot be looked into for an empty one', async () => {
    await expect(removeLeftovers(temp('absent'), temporaryName())).resolves.toBeUndefined();
  });
});

describe('retiredIn', () => {
  it('finds the folders that ended processes of this machine moved things to, sorted', async () => {
    const names = [9, 3, 5, 1].map((count) => makeOld(nameOf(DEAD, count, 'old'), 'folder'));
    makeOld(nameOf(ALIVE, 2, 'old'), 'folder');
    makeOld(nameOf(DEAD, 4, 'old'), 'file');
    makeOld(nameOf(DEAD, 6, 'old'), 'link');
    makeOld(nameOf(DEAD, 7), 'folder');
    makeOld(elsewhere(8).replace('.tmp', '.old'), 'folder');
    mkdirSync(temp(retiredName()));
    expect(await retiredIn(temp())).toEqual(names.sort().map((name) => temp(name)));
  });

  it('finds none where there is none', async () => {
    expect(await retiredIn(temp())).toEqual([]);
    await expect(retiredIn(temp('absent'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('makeTemporary', () => {
  function taken(code: string): Error {
    return Object.assign(new Error(code), { code, syscall: 'open' });
  }

  it('gives the path and what was made there', async () => {
    const { path, made } = await makeTemporary(temp(), (at) => Promise.resolve(`made ${basename(at)}`));
    forgetTemporary(path);
    expect(path).toBe(temp(basename(path)));
    expect(made).toBe(`made ${basename(path)}`);
  });

  it('tries other names while they are taken', async () => {
    const tried: string[] = [];
    const { path } = await makeTemporary(temp(), (at) => {
      tried.push(at);
      if (tried.length < 100) throw taken('EEXIST');
    });
    forgetTemporary(path);
    expect(new Set(tried).size).toBe(100);
    expect(path).toBe(tried[99]);
  });

  it.each([
    ['EEXIST', 100],
    ['EACCES', 1],
    ['ENOENT', 1],
  ])('gives up at %s after %i names', async (code, tries) => {
    const tried: string[] = [];
    const call = makeTemporary(temp(), (at) => {
      tried.push(at);
      throw taken(tried.length > 200 ? 'ENDLESS' : code);
    });
    await expect(call).rejects.toMatchObject({ code });
    expect(tried).toHaveLength(tries);
    // What was not made is not removed in the end: somebody else has that name.
    for (const path of tried) writeFileSync(path, 'of somebody else');
    removeTemporaries();
    expect(readdirSync(temp())).toHaveLength(tries);
  });

  it('lets nobody else into a folder', async () => {
    const path = await makeTemporaryFolder(temp());
    forgetTemporary(path);
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(readdirSync(temp())).toEqual([basename(path)]);
    await expect(makeTemporaryFolder(temp('absent'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('what this process has made and not forgotten', () => {
  it('is removed at once with all that it holds, but for what was forgotten', async () => {
    const [folder, kept] = [await makeTemporaryFolder(temp()), await makeTemporaryFolder(temp())];
    const { path: file } = await makeTemporary(temp(), (path) => {
      writeFileSync(path, 'half');
    });
    writeFileSync(join(folder, 'in.efi'), 'MZ');
    forgetTemporary(kept);
    removeTemporaries();
    expect(readdirSync(temp())).toEqual([basename(kept)]);
    for (const path of [folder, file]) forgetTemporary(path);
  });

  it('is not removed twice, and what has gone is no failure', async () => {
    const [first, second] = [await makeTemporaryFolder(temp()), await makeTemporaryFolder(temp())];
    removeTemporaries();
    removeTemporaries();
    expect(readdirSync(temp())).toEqual([]);
    for (const path of [first, second]) forgetTemporary(path);
  });

  it('is no leftover, though the name says so', async () => {
    const path = await makeTemporaryFolder(temp());
    utimesSync(path, LONG_AGO, LONG_AGO);
    const { left } = await tidied();
    forgetTemporary(path);
    expect(left).toEqual([basename(path)]);
  });
});
