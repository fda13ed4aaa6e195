/** Has the payloads of generated images read by the tools that their formats come from. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { MACHINE_FACTS } from '../../generators/plan/machines.ts';
import { buildPayload } from '../../generators/layout/payload.ts';
import type { Compression, Machine } from '../../generators/plan/plan.ts';
import { installed } from '../support/project.ts';
import { useTempFolder } from '../support/temp-folder.ts';
import { logWitness } from '../support/witness-log.ts';

const temp = useTempFolder();

afterEach(() => {
  vi.unstubAllEnvs();
});

const MACHINES: readonly Machine[] = ['arm64', 'riscv32'];
const FILLERS = [0, 1, 1000, 70_000];
const SEED = 7;

interface Witness {
  readonly types: readonly Compression[];
  readonly command: readonly [tool: string, ...rest: string[]];
}

const WITNESSES: readonly Witness[] = [
  { types: ['gzip'], command: ['gzip', '-dc'] },
  { types: ['zstd', 'zstd22'], command: ['zstd', '-dc'] },
  { types: ['lz4'], command: ['lz4', '-dc'] },
  { types: ['lzma'], command: ['xz', '--format=lzma', '-dc'] },
  { types: ['lzo'], command: ['lzop', '-dc'] },
  { types: ['xzkern'], command: ['xz', '-dc'] },
];

/** What the tool says about one payload: `decoded`, or what is wrong. */
function judge([tool, ...rest]: Witness['command'], type: Compression, machine: Machine, filler: number): string {
  const facts = MACHINE_FACTS[machine];
  const { bytes, footer } = buildPayload(type, facts, filler, SEED);
  const inner = gunzipSync(buildPayload('gzip', facts, filler, SEED).bytes);
  const { status, stdout, stderr } = spawnSync(tool, rest, { input: bytes });
  if (status !== 0) return `status ${status ?? 'none'}: ${String(stderr)}`;
  if (!inner.equals(stdout)) return 'different bytes';
  return footer === (type === 'gzip' ? null : inner.length) ? 'decoded' : `a footer of ${footer ?? 'none'}`;
}

describe('the tool of each format', () => {
  for (const { types, command } of WITNESSES) {
    const [tool, ...rest] = command;
    // The format is named where it is an option, for one tool reads two of them.
    const name = [tool, ...rest.filter((option) => option.startsWith('--'))].join(' ');
    if (installed(tool) === null) {
      it(`${tool} is NOT INSTALLED here, so reading ${types.join(' and ')} is not witnessed`, () => {
        expect(installed(tool)).toBeNull();
      });
      continue;
    }
    it(`${name} decodes ${types.join(' and ')} payloads to the inner image`, () => {
      const answers = types.flatMap((type) =>
        MACHINES.flatMap((machine) =>
          FILLERS.map((filler) => ({ type, machine, filler, answer: judge(command, type, machine, filler) })),
        ),
      );
      const wrong = answers.filter(({ answer }) => answer !== 'decoded');
      logWitness(`payload: ${name} decoded ${answers.length - wrong.length} of ${answers.length}`);
      expect(wrong).toEqual([]);
    });
  }
});

describe('the log of witnesses', () => {
  it('has a line for each call where the variable names a file', () => {
    vi.stubEnv('ZBOOTKIT_WITNESS_LOG', temp('log'));
    logWitness('first');
    logWitness('second');
    expect(readFileSync(temp('log'), 'utf8')).toBe('first\nsecond\n');
  });

  it('is not written where the variable is not set', () => {
    vi.stubEnv('ZBOOTKIT_WITNESS_LOG', undefined);
    logWitness('first');
    expect(existsSync(temp('log'))).toBe(false);
  });
});
