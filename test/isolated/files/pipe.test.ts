import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readPipe } from '../../../src/files/index.ts';
import { useTempFolder } from '../../support/temp-folder.ts';

const temp = useTempFolder();

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
    await expect(readPipe(path, 'content', 10, 50)).rejects.toThrow(
      `${path}: the content cannot be read: it is a pipe that nobody opened for writing within 0.05 s.`,
    );
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

  it('takes no more than it is told to', async () => {
    const path = pipe();
    writer('cat /dev/zero >"$1"');
    await expect(readPipe(path, 'image', 100_000)).rejects.toThrow('more than 100000 bytes come out of the pipe');
  });

  it('says why it cannot be opened', async () => {
    mkdirSync(temp('folder'));
    await expect(readPipe(temp('folder'), 'image', 10)).rejects.toThrow('it is a folder');
    await expect(readPipe(temp('none'), 'image', 10)).rejects.toThrow('there is no such file');
  });
});
