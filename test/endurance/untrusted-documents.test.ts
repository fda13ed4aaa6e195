/**
 * Goal: what a document says or a judged tool prints acts on nothing, neither where it is shown nor in the files of a
 * report, and a mistake in a document is told in a line.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { effort, sampleOf, SEED } from '../support/effort.ts';
import { run } from '../support/fake-io.ts';
import { writeAppend } from '../support/images.ts';
import { callText, expectHarmless, expectSentence, harmless } from '../support/harmless.ts';
import { oddDocument } from '../support/odd-documents.ts';
import { oddText } from '../support/odd-text.ts';
import { built } from '../support/project.ts';
import { storedCase } from '../support/stored-case.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const temp = useTempFolder();

function documentAt(path: string): object {
  return Object(JSON.parse(readFileSync(path, 'utf8'))) as object;
}

/** Calls the program, holds it to the law, and wants a line for every mistake. */
async function answered(argv: readonly string[]): Promise<void> {
  const outcome = await harmless(argv);
  if (outcome.code === 2) expectSentence(outcome, callText(argv));
}

describe('documents', () => {
  it('act on nothing, a case folder', async () => {
    const folder = await storedCase(temp('report'));
    const file = join(folder, 'case.json');
    await fc.assert(
      fc.asyncProperty(oddDocument(documentAt(file)), async (bytes) => {
        writeFileSync(file, bytes);
        await answered(['replay', folder]);
        await answered(['replay', 'all', '--out', temp('report'), '--stored-command']);
      }),
      { seed: SEED, numRuns: effort(40) },
    );
  });

  it('act on nothing, a manifest', async () => {
    await run(['generate', '--count', '2', '--pairs', '--out', temp('made')]);
    const file = temp('made', 'manifest.json');
    await fc.assert(
      fc.asyncProperty(oddDocument(documentAt(file)), oddText, async (bytes, text) => {
        writeFileSync(file, bytes);
        await answered(['generate', '--check', file]);
        await answered(['generate', '--check', temp('made'), '--quiet']);
        writeFileSync(temp('made', 'manifest.tsv'), text);
        writeFileSync(temp('made', 'SHA256SUMS'), text);
        await answered(['generate', '--check', file]);
      }),
      { seed: SEED, numRuns: effort(40) },
    );
  });

  it('act on nothing, a plan', async () => {
    const plan = {
      machine: 'arm64',
      overlay: 13,
      sections: [{ name: '.text', kind: 'code', blocks: 0, virtual: 0 }],
      request: { name: '.bpf', blocks: 0, extra: 1, characteristics: 0x40000040 },
    };
    await fc.assert(
      fc.asyncProperty(oddDocument(plan), oddText, async (bytes, text) => {
        for (const content of [bytes, Buffer.from(`machine=arm64 ${text}`)]) {
          writeFileSync(temp('plan'), content);
          await answered(['generate', '--plan', `@${temp('plan')}`, '--out', temp('out')]);
          rmSync(temp('out'), { recursive: true, force: true });
        }
      }),
      { seed: SEED, numRuns: effort(40) },
    );
  });
});

/** All texts below a report folder, images left out. */
function textsBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile() && /\.(?:json|txt)$/.test(path));
}

/** A tool that prints a file on both streams, and then does what it is called for. */
const TOOL = [
  'cat "$4" >&2; cat "$4"',
  'case "$5" in copy*) cp "$1" "$2";; fail*) exit 1;; leave*) cp "$1" "$2"; exit 1;; kill*) kill -9 $$;; esac',
].join('\n');

describe('a judged tool', () => {
  it.each(sampleOf(['copy', 'fail', 'leave', 'kill', 'nothing'], { quick: 2 }))(
    'that does %s acts on nothing by its words',
    async (deed) => {
      await fc.assert(
        fc.asyncProperty(oddText, oddText, async (said, argument) => {
          writeFileSync(
            temp('said'),
            Buffer.concat([Buffer.from(said), Buffer.of(0xff, 0x9b, 0x0a), Buffer.from(said)]),
          );
          const tool = ['sh', '-c', TOOL, argument, '{in}', '{out}', '{section}', temp('said'), `${deed}${argument}`];
          const rules = ['--rule', 'PR-COF-001', '--rule', 'PR-FIL-007'];
          await harmless(['verify', '--random-only', '--runs', '1', ...rules, '--out', temp('report'), '--', ...tool]);
          for (const path of textsBelow(temp('report'))) {
            expectHarmless(readFileSync(path, 'utf8'), path);
            if (path.endsWith('.json')) expect(documentAt(path)).toMatchObject({ subject: { command: tool } });
            if (!path.endsWith('case.json')) continue;
            await answered(['replay', dirname(path)]);
            await harmless(['replay', dirname(path), '--stored-command']);
          }
        }),
        { seed: SEED, numRuns: effort(2) },
      );
    },
  );

  it('acts on nothing by a name under which there is no program', async () => {
    await fc.assert(
      fc.asyncProperty(oddText, async (name) => {
        const tool = [`${temp()}/${name}`, '{in}', '{out}', '{section}'];
        const options = ['--random-only', '--runs', '1', '--out', temp('report')];
        const { code } = await harmless(['verify', ...options, '--', ...tool]);
        expect(code).toBe(3);
        for (const path of textsBelow(temp('report'))) expectHarmless(readFileSync(path, 'utf8'), path);
      }),
      { seed: SEED, numRuns: effort(15) },
    );
  });
});

describe('the program as a process', () => {
  it.each([
    ['an unknown command', '"$bin" "$odd"'],
    ['an unknown option', '"$bin" check --"$odd"'],
    ['an image that is not there', '"$bin" check "$odd"'],
    ['an image', 'cp in.efi "$odd"; "$bin" check "$odd" --verbose; "$bin" inspect "$odd"'],
    ['an output', '"$bin" append in.efi section.bin "$odd"'],
    ['a folder', '"$bin" generate --count 1 --out "$odd"; "$bin" generate --check "$odd"'],
    ['a tool', '"$bin" verify --random-only --runs 1 --out r -- "$odd" {in}{out}{section}'],
  ])('acts on nothing by bytes that are no UTF-8 in %s', (_, script) => {
    writeAppend(temp);
    writeProgram(temp('bin'));
    const odd = 'odd="$(printf "n\\377\\033[2J\\233\\nFORGED\\302\\205\\342\\200\\256")"; bin="$0"';
    const { stdout, stderr } = spawnSync('sh', ['-c', `${odd}; ${script}`, temp('bin')], {
      cwd: temp(),
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '' },
    });
    expect(`${stdout}${stderr}`).toContain('\\x1b[2J');
    expectHarmless(stdout, script);
    expectHarmless(stderr, script);
  });
});

/** A name for the built program that a shell can call. */
function writeProgram(path: string): void {
  writeFileSync(path, `#!/bin/sh\nexec '${process.execPath}' '${built('src', 'cli', 'bin.js')}' "$@"\n`, {
    mode: 0o755,
  });
}
