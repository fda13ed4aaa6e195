/** Goal: what carries the mark of a call does nothing any more once it is said to have ended, and nothing else is touched. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { endMarked, markedEnvironment } from '../../../src/subjects/marked-processes.ts';
import { isRunning } from '../../support/processes.ts';
import { useTempFolder } from '../../support/temp-folder.ts';

/** Starts a process and twelve children of it that are never idle, each a leader of a group; gives their numbers. */
async function busy(mark: string): Promise<readonly number[]> {
  const script = `for n in $(seq 12); do setsid sh -c 'echo $$; exec >/dev/null; while :; do :; done' & done; exec >/dev/null; wait`;
  const child = spawn('sh', ['-c', script], { env: markedEnvironment(mark), stdio: ['ignore', 'pipe', 'ignore'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  await once(child.stdout, 'end');
  return said.trim().split('\n').map(Number);
}

const temp = useTempFolder();
afterEach(() => {
  // Only where the test has failed.
  endMarked((mark) => mark.startsWith(temp()));
});

describe('endMarked', () => {
  it('comes back when all processes with the mark are gone, and leaves others alone', async () => {
    const [meant, other] = [await busy(temp('meant')), await busy(temp('other'))];
    endMarked((mark) => mark === temp('meant'));
    expect(meant.length).toBe(12);
    expect(meant.filter(isRunning)).toEqual([]);
    expect(other.filter((pid) => !isRunning(pid))).toEqual([]);
    endMarked((mark) => mark === temp('other'));
    expect(other.filter(isRunning)).toEqual([]);
  });
});
