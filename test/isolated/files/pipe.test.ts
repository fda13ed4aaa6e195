import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import timers from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { readPipe } from '../../../src/files/index.ts';
import { fileHandlePrototype, systemError, useChanges } from '../../support/changed-system.ts';
import { fileErrorFrom } from '../../support/file-error.ts';
import { openBelow } from '../../support/open-files.ts';
import { useTempFolder } from '../../support/temp-folder.ts';

const temp = useTempFolder();
const change = useChanges();

function pipe(): string {
  spawnSync('mkfifo', [temp('pipe')]);
  return temp('pipe');
}

function writer(script: string): void {
  spawn('sh', ['-c', script, 'writer', temp('pipe')], { stdio: 'ignore' });
}

describe('readPipe', () => {
  it('reads up to the end, however slowly that comes', async () => {
    const path = pipe();
    writer('{ printf one; sleep 0.2; head -c 200000 /dev/zero; } >"$1"');
    const bytes = await readPipe(path, 'content', 2 ** 20);
    expect(bytes.length).toBe(200_003);
    expect(bytes.subarray(0, 3).toString()).toBe('one');
  });

  it('does not wait for ever for a writer', async () => {
    const path = pipe();
    expect(await fileErrorFrom(readPipe(path, 'content', 10, 50))).toBe(
      `${path}: the content cannot be read: it is a pipe that nothing opened for writing within 0.05 s.`,
    );
    expect(openBelow(temp())).toEqual([]);
  });

  it('keeps no more than was written, however small the pieces are', async () => {
    const path = pipe();
    // Each write is a read of its own while the reader keeps up.
    writer('exec >"$1"; i=0; while [ $i -lt 3000 ]; do echo 12345; i=$((i + 1)); done');
    const before = process.memoryUsage().arrayBuffers;
    const bytes = await readPipe(path, 'content', 2 ** 20);
    expect(bytes.length).toBe(18_000);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 2 ** 20);
  });

  it('takes as much as it is told to and no more', async () => {
    const path = pipe();
    writer('head -c 100000 /dev/zero >"$1"');
    expect(await readPipe(path, 'image', 100_000)).toEqual(Buffer.alloc(100_000));
    writer('head -c 100001 /dev/zero >"$1"');
    expect(await fileErrorFrom(readPipe(path, 'image', 100_000))).toBe(
      `${path}: the image cannot be read: more than 100000 bytes come from the pipe; write them to a file first.`,
    );
    expect(openBelow(temp())).toEqual([]);
  });

  it('closes the pipe and waits for nobody any more when it has read all', async () => {
    const signals: AbortSignal[] = [];
    const { setTimeout } = timers;
    const wait = (ms: number, value: unknown, options: { readonly signal: AbortSignal }): Promise<unknown> => {
      signals.push(options.signal);
      return setTimeout(ms, value, options);
    };
    change(timers, 'setTimeout', wait as typeof setTimeout);
    const path = pipe();
    writer('printf text >"$1"');
    expect((await readPipe(path, 'content', 4)).toString()).toBe('text');
    expect(openBelow(temp())).toEqual([]);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });

  it('says why reading ends too early', async () => {
    const handles = await fileHandlePrototype();
    change(handles, 'read', () => Promise.reject(systemError('EIO')));
    const path = pipe();
    writer('exec 3>"$1"');
    expect(await fileErrorFrom(readPipe(path, 'image', 10))).toBe(`${path}: the image cannot be read: EIO.`);
    expect(openBelow(temp())).toEqual([]);
  });

  it('says why it cannot be opened', async () => {
    mkdirSync(temp('folder'));
    for (const [name, reason] of [
      ['folder', 'it is a folder'],
      ['absent', 'there is no such file'],
    ] as const) {
      expect(await fileErrorFrom(readPipe(temp(name), 'image', 10))).toBe(
        `${temp(name)}: the image cannot be read: ${reason}.`,
      );
    }
  });
});
