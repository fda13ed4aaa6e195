/**
 * Goal: a document or a folder of somebody else, whatever it holds and whatever lies in the place of its files, gets an
 * answer in one sentence that names the file, in time and memory that its length bounds.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { FixtureError, loadFixtures } from '../../src/fixtures/format/index.ts';
import { sampleOf } from '../support/effort.ts';
import { run } from '../support/fake-io.ts';
import type { Outcome } from '../support/fake-io.ts';
import { expectSentence } from '../support/harmless.ts';
import { IN_PLACE, hole, putInPlace } from '../support/hostile-files.ts';
import { NO_DOCUMENTS, cutTexts, hostileTexts } from '../support/hostile-json.ts';
import { storedCase } from '../support/stored-case.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const temp = useTempFolder();
/** Longest sentence about a document, whatever stands in it; paths of the tests' own folder are part of it. */
const SENTENCE_MAX = 2000;

/** Calls the program about a document that is no good for anything. */
async function refused(argv: readonly string[], file: string, what: string): Promise<Outcome> {
  const outcome = await run(argv);
  expect(outcome.code, what).toBe(2);
  expectSentence(outcome, what);
  expect(outcome.err, what).toContain(basename(file));
  expect(outcome.err.length, what).toBeLessThan(SENTENCE_MAX);
  return outcome;
}

/** Calls the program about a document that may be good for something. */
async function answered(argv: readonly string[], file: string, what: string): Promise<void> {
  const { code, out, err } = await run(argv);
  expect(err, what).not.toContain('internal error');
  expect(`${out}${err}`.length, what).toBeLessThan(2 * SENTENCE_MAX);
  if (code === 2) await refused(argv, file, what);
}

const jsonOf = (path: string): object => Object(JSON.parse(readFileSync(path, 'utf8'))) as object;

describe('a case folder', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await storedCase(temp('report'));
  });
  const file = (): string => join(folder, 'case.json');
  const replay = (): readonly string[] => ['replay', folder];

  it('is refused where its description is none', async () => {
    const text = readFileSync(file(), 'utf8');
    for (const [what, bytes] of [...NO_DOCUMENTS, ...cutTexts(text)]) {
      writeFileSync(file(), bytes);
      await refused(replay(), file(), what);
    }
  });

  it('is answered whatever stands in its description', async () => {
    const document = { ...jsonOf(file()), subject: { id: 'builtin', command: null } };
    for (const [what, text] of sampleOf(hostileTexts(document), { quick: 5, full: 60 })) {
      writeFileSync(file(), text);
      await answered(replay(), file(), what);
    }
  });

  it('shows a command of any length', async () => {
    const argument = 'x'.repeat(12_000_000);
    writeFileSync(file(), JSON.stringify({ ...jsonOf(file()), subject: { id: 'command', command: [argument] } }));
    const { code, err } = await run(replay());
    expect(code).toBe(2);
    expect(err.replace(argument, '…')).toBe(
      `zbootkit: ${file()} names a command, which is not run without your consent: …; pass --stored-command to run it, or a command after --.\n`,
    );
  });

  it('is taken by the last of two equal keys', async () => {
    const text = readFileSync(file(), 'utf8');
    writeFileSync(file(), text.replace('{', '{"schema": 1, "id": [], "__proto__": {"rules": 1},'));
    const { err } = await refused(replay(), file(), 'equal keys');
    expect(err).toContain('names a command, which is not run without your consent');
  });

  it.each(['case.json', 'in.efi', 'section.bin'])('is refused where %s is no file, or too long a one', async (name) => {
    const long = 2 ** (name === 'case.json' ? 24 : 29) + 1;
    for (const [what, put] of [...IN_PLACE, ['a long file', hole(long)] as const]) {
      putInPlace(join(folder, name), put);
      await refused(replay(), join(folder, name), what);
      await refused(['replay', 'all', '--out', temp('report')], join(folder, name), what);
    }
  });

  it('is refused where it is none', async () => {
    for (const [what, put] of IN_PLACE) {
      putInPlace(folder, put);
      await refused(replay(), folder, what);
    }
  });
});

describe('a fixture folder', () => {
  beforeEach(async () => {
    await run(['generate', '--count', '1', '--pairs', '--out', temp('made')]);
  });
  const file = (): string => temp('made', 'manifest.json');
  const check = (): readonly string[] => ['generate', '--check', temp('made')];
  const replace = (): readonly string[] => ['generate', '--count', '1', '--force', '--out', temp('made')];

  function expectFixtureError(what: string): void {
    expect(() => loadFixtures(temp('made')), what).toThrow(FixtureError);
  }

  it('is refused where its manifest is none', async () => {
    const text = readFileSync(file(), 'utf8');
    for (const [what, bytes] of [...NO_DOCUMENTS, ...cutTexts(text)]) {
      writeFileSync(file(), bytes);
      await refused(check(), file(), what);
      expectFixtureError(what);
    }
  });

  it('is answered whatever stands in its manifest', async () => {
    for (const [what, text] of sampleOf(hostileTexts(jsonOf(file())), { quick: 8, full: 100 })) {
      writeFileSync(file(), text);
      await answered(check(), file(), what);
    }
  });

  it.each([
    "zbootkit generate --plan 'machine=arm64 overlay=13'",
    'zbootkit generate --seed 1; rm -rf ~',
    'zbootkit generate $(id)',
    "zbootkit generate 'a'\\''; id",
    'sh -c id',
    'zbootkit generate\nid',
  ])('offers %j to be run only if it is a call of ours', async (command) => {
    rmSync(temp('made', 'manifest.tsv'));
    writeFileSync(file(), JSON.stringify({ ...jsonOf(file()), command }));
    const { err } = await refused(check(), file(), command);
    const isOurs = command.endsWith("overlay=13'");
    expect(err.includes(`run: ${command} --out <folder>.`)).toBe(isOurs);
    expect(err.includes('; generate the folder again.')).toBe(!isOurs);
  });

  it('leads nowhere out of itself', async () => {
    const text = readFileSync(file(), 'utf8');
    for (const path of [
      '../secret',
      'a/../../secret',
      '/secret',
      'a\n/../../secret',
      'a\u2028/../../../secret',
      '.\n/..',
    ]) {
      writeFileSync(temp('secret'), '');
      writeFileSync(
        file(),
        text.replace(/"path": "[^"]*"/, () => `"path": ${JSON.stringify(path)}`),
      );
      const { err } = await refused(check(), file(), path);
      expect(err).toContain('files[0].path must be a path with forward slashes that stays in the folder');
      expectFixtureError(path);
    }
  });

  it.each(['manifest.json', 'manifest.tsv', 'SHA256SUMS'])(
    'is refused where %s is no file, or too long a one',
    async (name) => {
      for (const [what, put] of [...IN_PLACE, ['a long file', hole(2 ** 29)] as const]) {
        putInPlace(temp('made', name), put);
        const { out, err } = await refused(check(), 'manifest.json', what);
        expect(`${out}${err}`, what).toContain(name);
      }
    },
  );

  it('is not written into where nobody can tell what its manifest lists', async () => {
    for (const [what, put] of [...IN_PLACE.slice(1, 5), ['a long file', hole(2 ** 29)] as const]) {
      putInPlace(file(), put);
      await refused(replace(), file(), what);
    }
  });

  it('is refused where it is none', async () => {
    for (const [what, put] of IN_PLACE) {
      putInPlace(temp('made'), put);
      await refused(check(), temp('made'), what);
    }
  });
});

describe('a plan in a file', () => {
  const file = (): string => temp('plan');
  const generate = (): readonly string[] => [
    'generate',
    '--force',
    '--quiet',
    '--plan',
    `@${file()}`,
    '--out',
    temp('out'),
  ];
  const PLAN = {
    machine: 'arm64',
    overlay: 13,
    sections: [{ name: '.text', kind: 'code', blocks: 0, virtual: 0 }],
    request: { name: '.bpf', blocks: 0, extra: 1, characteristics: 0x40000040 },
  };

  it('is refused where it is none', async () => {
    const empty = ['an empty object', 'its own prototype'];
    const none = NO_DOCUMENTS.filter(([what]) => !empty.includes(what));
    for (const [what, bytes] of [...none, ...cutTexts(JSON.stringify(PLAN), 5)]) {
      writeFileSync(file(), bytes);
      await refused(generate(), file(), what);
    }
  });

  it('is answered whatever stands in it', async () => {
    const texts = cutTexts('machine=arm64 overlay=13 sections=.text:code:0:0 request=.bpf:0:1:0x40000040', 4);
    const long = ['x', 'machine=', 'a='.repeat(5)].map(
      (start) => ['a long word', `${start}${'x'.repeat(2_000_000)}`] as const,
    );
    for (const [what, text] of [...sampleOf(hostileTexts(PLAN), { quick: 15 }), ...texts, ...long]) {
      writeFileSync(file(), text);
      await answered(generate(), file(), what);
    }
  });

  it('is refused where a pipe does not end', async () => {
    execFileSync('mkfifo', [file()]);
    const writer = spawn('sh', ['-c', 'exec cat /dev/zero >"$1"', 'sh', file()], { stdio: 'ignore' });
    const ended = once(writer, 'exit');
    const { err } = await refused(generate(), file(), 'a pipe without end');
    expect(err).toContain('more than 16777216 bytes come from the pipe');
    // Nobody reads the pipe any more.
    expect(await ended).toEqual([null, 'SIGPIPE']);
  });

  it('is refused where it is no file, or too long a one', async () => {
    const inPlace = IN_PLACE.filter(([what]) => what !== 'a pipe');
    for (const [what, put] of [...inPlace, ['a long file', hole(2 ** 24 + 1)] as const]) {
      putInPlace(file(), put);
      await refused(generate(), file(), what);
    }
  });
});
