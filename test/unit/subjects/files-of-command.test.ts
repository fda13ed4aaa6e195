// The files of a command, by what argv names: the same on every machine that has the same files.
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { filesOfCommand } from '../../../src/subjects/index.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'files-of-command-'));
const at = (name: string): string => join(FOLDER, name);
const named = (name: string, text: string): { name: string; sha256: string } => ({
  name,
  sha256: createHash('sha256').update(text).digest('hex'),
});

beforeAll(() => {
  mkdirSync(at('bin'));
  mkdirSync(at('other'));
  writeFileSync(at('bin/tool'), 'a program');
  chmodSync(at('bin/tool'), 0o755);
  writeFileSync(at('other/tool'), 'no program');
  writeFileSync(at('script.py'), 'a script');
  // A folder that leads to itself fails like one into which this user may not look, and does so for root too.
  symlinkSync('loop', at('loop'));
  vi.stubEnv('PATH', [at('absent'), at('loop'), at('script.py'), at('other'), at('bin')].join(delimiter));
});

afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(FOLDER, { recursive: true });
});

describe('the files of a command', () => {
  it('are the program that PATH leads to and each argument that is a file, by names without a folder', () => {
    expect(filesOfCommand(['tool', at('script.py'), '{in}', '{out}', '--add-section', '.bpf={section}'])).toEqual([
      named('tool', 'a program'),
      named('script.py', 'a script'),
    ]);
  });

  it('are those that follow an equals sign of an option too, and each once', () => {
    expect(filesOfCommand([at('other/tool'), `--with=${at('script.py')}`, at('script.py')])).toEqual([
      named('tool', 'no program'),
      named('script.py', 'a script'),
    ]);
  });

  it.each([[[]], [['absent']], [['']], [[at('bin')]], [['/dev/zero']]])('are none of %j', (argv) => {
    expect(filesOfCommand(argv)).toEqual([]);
  });
});
