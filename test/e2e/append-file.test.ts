/** Goal: an append from file to file is right or leaves no trace, whatever becomes of its files, the disk and its caller. */
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, renameSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { appendSectionsFile } from '../../src/rewriter/index.ts';
import type { FileAppendResult } from '../../src/rewriter/index.ts';
import { actingSignal } from '../support/acting-signal.ts';
import type { ActingSignal } from '../support/acting-signal.ts';
import { fileErrorFrom } from '../support/file-error.ts';
import { DATA_FATES, largeImage, withCheckSum } from '../support/large-image.ts';
import { built } from '../support/project.ts';
import { mountSmallDisk, succeeds } from '../support/small-disk.ts';
import { useTempFolder } from '../support/temp-folder.ts';
import { append, request } from '../unit/rewriter/image.ts';

const temp = useTempFolder();

const LARGE = 3 * 2 ** 20;

const IMAGES = DATA_FATES.map((data) => {
  const bytes = withCheckSum(largeImage(data, LARGE));
  return { data, bytes, expected: Buffer.from(append(bytes)) };
});

type Image = (typeof IMAGES)[number];

const CHANGED = 'it changed while being read; try again when it is complete';

/** Writes the inputs as they were long ago, so that a change shows in their times however coarse these are. */
function writeInputs({ bytes }: Image): void {
  writeFileSync(temp('in.efi'), bytes);
  writeFileSync(temp('content'), request().content);
  for (const name of ['in.efi', 'content']) utimesSync(temp(name), 1_000_000_000, 1_000_000_000);
}

function appendWith(signal: ActingSignal, output = temp('out.efi')): Promise<FileAppendResult> {
  const requests = [{ ...request(), content: temp('content') }];
  return appendSectionsFile(temp('in.efi'), output, requests, { signal: signal.signal });
}

/** How many steps an append has that nobody disturbs. */
async function stepsOf(image: Image): Promise<number> {
  writeInputs(image);
  const signal = actingSignal(() => undefined);
  await appendWith(signal);
  expect(readFileSync(temp('out.efi')).equals(image.expected)).toBe(true);
  return signal.asked();
}

/** Runs an append once for each of its steps and acts in that step. */
async function atEachStep(
  image: Image,
  act: (abort: (reason: Error) => void) => void,
  judge: (call: Promise<FileAppendResult>, position: 'last' | 'before') => Promise<void>,
): Promise<void> {
  const steps = await stepsOf(image);
  expect(steps).toBeGreaterThan(4);
  for (let step = 1; step <= steps; step += 1) {
    writeInputs(image);
    writeFileSync(temp('out.efi'), 'old');
    const signal = actingSignal((asked, abort) => {
      if (asked === step) act(abort);
    });
    await judge(appendWith(signal), step === steps ? 'last' : 'before');
    expect(signal.asked()).toBeGreaterThanOrEqual(step);
    expect(readdirSync(temp()).sort()).toEqual(['content', 'in.efi', 'out.efi']);
  }
}

function outputIs(bytes: Buffer): void {
  expect(readFileSync(temp('out.efi')).equals(bytes)).toBe(true);
}

describe.each(IMAGES)('an append from file to file, with $data data', (image) => {
  it('leaves no trace when it is aborted, at whatever step', async () => {
    const reason = new Error('enough');
    await atEachStep(
      image,
      (abort) => {
        abort(reason);
      },
      async (call) => {
        await expect(call).rejects.toBe(reason);
        outputIs(Buffer.from('old'));
      },
    );
  });

  it('passes on the reason of a signal that said no before', async () => {
    writeInputs(image);
    const requests = [request()];
    const call = appendSectionsFile(temp('in.efi'), temp('out.efi'), requests, { signal: AbortSignal.abort() });
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    expect(readdirSync(temp()).sort()).toEqual(['content', 'in.efi']);
  });

  it.each<readonly [string, 'in.efi' | 'content', (path: string) => void]>([
    [
      'the image gets another byte',
      'in.efi',
      (path) => {
        writeFileSync(path, 'x', { flag: 'r+' });
      },
    ],
    [
      'the image grows',
      'in.efi',
      (path) => {
        writeFileSync(path, 'more', { flag: 'a' });
      },
    ],
    [
      'the image is cut off',
      'in.efi',
      (path) => {
        truncateSync(path, 100);
      },
    ],
    [
      'the content is written again',
      'content',
      (path) => {
        writeFileSync(path, 'changed');
      },
    ],
  ])('notices at every step that %s', async (_what, name, change) => {
    await atEachStep(
      image,
      () => {
        change(temp(name));
      },
      async (call, position) => {
        // When it is asked for the last time, everything has been read and found unchanged.
        if (position === 'last') {
          await call;
          outputIs(image.expected);
          return;
        }
        const what = name === 'content' ? 'content' : 'image';
        expect(await fileErrorFrom(call)).toBe(`${temp(name)}: the ${what} cannot be read: ${CHANGED}.`);
        outputIs(Buffer.from('old'));
      },
    );
  });

  it('goes on with the old files when others take their names', async () => {
    await atEachStep(
      image,
      () => {
        for (const name of ['in.efi', 'content']) {
          writeFileSync(temp('new'), 'another file');
          renameSync(temp('new'), temp(name));
        }
      },
      async (call) => {
        expect((await call).kind).toBe('rewritten');
        outputIs(image.expected);
      },
    );
  });
});

const DISK = mountSmallDisk('1m');

describe('an append onto a full disk', () => {
  if (DISK === null) {
    it('is NOT EXERCISED here, for no small disk can be mounted', () => {
      expect(DISK).toBeNull();
    });
    return;
  }
  const disk = DISK;

  it.each(IMAGES)('says so and leaves no trace: $data data', async (image) => {
    writeInputs(image);
    writeFileSync(disk.path('old.efi'), 'old');
    for (const name of ['new.efi', 'old.efi']) {
      const output = disk.path(name);
      const said = `${output}: the output cannot be written: the disk is full.`;
      expect(
        await fileErrorFrom(
          appendWith(
            actingSignal(() => undefined),
            output,
          ),
        ),
      ).toBe(said);
    }
    expect(readdirSync(disk.path())).toEqual(['old.efi']);
    expect(readFileSync(disk.path('old.efi'), 'utf8')).toBe('old');
  });
});

describe('the program', () => {
  it('waits for no pipe that is given as an image', () => {
    expect(succeeds('mkfifo', temp('pipe'))).toBe(true);
    writeFileSync(temp('content'), 'content');
    const argv = [built('src', 'cli', 'bin.js'), 'append', temp('pipe'), temp('content'), temp('out.efi')];
    const { status, stderr } = spawnSync(process.execPath, argv, {
      encoding: 'utf8',
      timeout: 60_000,
      killSignal: 'SIGKILL',
    });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: `zbootkit: ${temp('pipe')}: the image cannot be read: it is not a regular file; copy it to one first.\n`,
    });
  });

  it.each(IMAGES)('works without /proc, or this is NOT EXERCISED where that cannot be hidden: $data data', (image) => {
    writeInputs(image);
    const hidden = ['unshare', '-m', 'sh', '-c', 'mount -t tmpfs none /proc && exec "$@"', 'sh'];
    const [program = '', ...before] = succeeds('unshare', ...hidden.slice(1), 'true') ? hidden : ['env'];
    const argv = [...before, process.execPath, built('src', 'cli', 'bin.js'), 'append'];
    const files = [temp('in.efi'), temp('content'), temp('out.efi')];
    const { status, stderr } = spawnSync(program, [...argv, ...files], { encoding: 'utf8' });
    expect({ status, stderr }).toMatchObject({ status: 0 });
    outputIs(image.expected);
    expect(readdirSync(temp()).sort()).toEqual(['content', 'in.efi', 'out.efi']);
  });
});
