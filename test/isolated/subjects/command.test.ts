import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Answer } from '../../../src/contract/index.ts';
import { removeTemporaries, temporaryName } from '../../../src/files/temporaries.ts';
import { builtinSubject, commandSubject, missingPlaceholders } from '../../../src/subjects/index.ts';
import { caseOf, rightAnswer } from '../../support/cases.ts';
import { shellCommand } from '../../support/commands.ts';
import { useTempFolder } from '../../support/temp-folder.ts';

const temp = useTempFolder();
const { image, request } = caseOf();

beforeEach(() => {
  mkdirSync(temp('tmp'));
  vi.stubEnv('TMPDIR', temp('tmp'));
});

afterEach(() => {
  vi.unstubAllEnvs();
});

async function answerOf(argv: readonly string[], previousOutput: Uint8Array | null = null): Promise<Answer> {
  const answer = await commandSubject({ argv, timeLimitMs: 20_000 }).append(image, request, { previousOutput });
  expect(readdirSync(temp('tmp'))).toEqual([]);
  return answer;
}

describe('missingPlaceholders', () => {
  it('names what no append can do without', () => {
    expect(missingPlaceholders(['tool', '{in}', '--to={out}', 'x{section}y'])).toEqual([]);
    expect(missingPlaceholders(['tool', '{name}', '{In}'])).toEqual(['{in}', '{out}', '{section}']);
  });
});

describe('a command as a subject', () => {
  it('gets every placeholder filled in, also inside an argument and twice', async () => {
    const script = `printf '%s\\n' "$@" >"${temp('said')}"`;
    const placeholders = ['{in}', '{out}', '{section}', '--{name}={name}', '{characteristics}', '{tmp}', '{other}'];
    await answerOf(['sh', '-c', script, 'tool', ...placeholders]);
    const [input = '', ...rest] = readFileSync(temp('said'), 'utf8').trimEnd().split('\n');
    const folder = input.replace(/\/in\.efi$/, '');
    expect(rest).toEqual([
      `${folder}/out.efi`,
      `${folder}/section.bin`,
      '--.bpf=.bpf',
      '0x40000040',
      folder,
      '{other}',
    ]);
  });

  it('is asked for the usual name and flags when it cannot be told others', () => {
    const plain = commandSubject({ argv: ['tool', '{in}', '{out}', '{section}'], timeLimitMs: 1 });
    expect(plain.fixed).toEqual({ name: '.bpf', characteristics: 0x40000040 });
    const told = commandSubject({ argv: ['tool', '{name}', '-f={characteristics}'], timeLimitMs: 1 });
    expect(told.fixed).toEqual({ name: null, characteristics: null });
  });

  it('finds the image and the content in its files', async () => {
    const answer = await answerOf(shellCommand('cat "$1" "$3" >"$2"'));
    expect(answer).toEqual({ kind: 'rewritten', bytes: Buffer.concat([image, request.content]) });
  });

  it('works in the folder that the program was started in', async () => {
    const answer = await answerOf(shellCommand('pwd -P >"$2"'));
    expect(answer).toEqual({ kind: 'rewritten', bytes: Buffer.from(`${realpathSync(process.cwd())}\n`) });
  });

  it('is refused on an exit status without an output and quotes its first line', async () => {
    const answer = await answerOf(shellCommand('echo; echo "  no room in $1 of ${1%/in.efi}"; exit 9'));
    expect(answer).toEqual({ kind: 'refused', code: 'exit-9', detail: 'exit status 9: no room in in.efi of .' });
  });

  it('is refused with the cause of a Python traceback', async () => {
    const traceback =
      'Traceback (most recent call last):\\n  File "a.py", line 1, in <module>\\nValueError: no room in $1\\n';
    const answer = await answerOf(shellCommand(`printf '%b' "${traceback.replaceAll('"', '\\"')}" >&2; exit 1`));
    expect(answer).toMatchObject({ kind: 'refused', detail: 'exit status 1: ValueError: no room in in.efi' });
  });

  it('quotes what went to standard error before what went to standard output', async () => {
    const answer = await answerOf(shellCommand('echo out; echo err >&2; exit 1'));
    expect(answer).toMatchObject({ kind: 'refused', detail: 'exit status 1: err' });
  });

  it('is quoted at a length that can be printed', async () => {
    const answer = await answerOf(shellCommand('head -c 100000 /dev/zero | tr "\\0" x; exit 1'));
    expect(answer).toMatchObject({ kind: 'refused', detail: `exit status 1: ${'x'.repeat(299)}…` });
  });

  it('crashes when a signal ends it', async () => {
    const answer = await answerOf(shellCommand('kill -ABRT $$'));
    expect(answer).toEqual({ kind: 'crashed', detail: 'ended by SIGABRT: nothing was printed' });
  });

  it('does not pass off as its own what lay at the output before', async () => {
    const before = Buffer.from('from last time');
    expect(await answerOf(shellCommand('exit 0'), before)).toMatchObject({ kind: 'misbehaved', what: 'no-output' });
    expect(await answerOf(shellCommand('exit 1'), before)).toMatchObject({ kind: 'refused' });
    const touched = await answerOf(shellCommand('echo x >>"$2"; exit 1'), before);
    expect(touched).toMatchObject({ kind: 'misbehaved', what: 'left-output' });
  });

  it('does not pass off as its own what a folder holds that it has put in the place of its own', async () => {
    const copies = `mkdir "${temp('other')}"; cp "$1" "$3" "${temp('other')}"; cp "$1" "${temp('other')}/out.efi"`;
    const folder = 'tmp=$(dirname "$1")';
    const moved = `${folder}; ${copies}; mv "$tmp" "${temp('moved')}"; ln -s "${temp('other')}" "$tmp"`;
    expect(await answerOf(shellCommand(moved))).toMatchObject({ kind: 'misbehaved', what: 'changed-input' });
    expect(readdirSync(temp('other'))).toEqual(['in.efi', 'out.efi', 'section.bin']);
    const made = `${folder}; mv "$tmp" "${temp('tmp')}/x"; cp -r "${temp('tmp')}/x" "$tmp"; cp "$1" "$2"`;
    expect(await answerOf(shellCommand(made))).toMatchObject({ kind: 'misbehaved', what: 'changed-input' });
  });

  it('is unavailable when there is no such program', async () => {
    const answer = await answerOf(['./no/such tool', '{in}', '{out}', '{section}']);
    expect(answer).toEqual({ kind: 'unavailable', detail: 'no such command: "./no/such tool"' });
  });
});

describe('the folder of a call', () => {
  it('is removed where the command has moved it, and so is what it put in its place', async () => {
    mkdirSync(temp('kept'));
    writeFileSync(temp('kept', 'file'), 'not ours');
    const script = 'folder=${1%/*}; mv "$folder" "$4/elsewhere"; ln -s "$4" "$folder"';
    expect(await answerOf([...shellCommand(script), temp('kept')])).toMatchObject({ what: 'changed-input' });
    expect(readdirSync(temp('kept'))).toEqual(['file']);
  });

  it('is removed once more at the end of the program', async () => {
    const subject = commandSubject({ argv: shellCommand('echo "${1%/*}" >"$2"'), timeLimitMs: 20_000 });
    const answer = await subject.append(image, request, { previousOutput: null });
    const folder = answer.kind === 'rewritten' ? Buffer.from(answer.bytes).toString().trim() : '';
    mkdirSync(join(folder, 'made again'), { recursive: true });
    removeTemporaries();
    expect(readdirSync(temp('tmp'))).toEqual([]);
  });
});

describe('a command with an output that no append can make', () => {
  const large = shellCommand('cp "$1" "$2"; truncate -s 3000M "$2"');

  it('misbehaves, and the output is not read', async () => {
    const answer = await answerOf(large);
    const limit = 4 * (image.length + request.content.length) + 8 * 2 ** 20;
    const detail = `an output of 3145728000 bytes, more than ${limit} (exit status 0: nothing was printed)`;
    expect(answer).toEqual({ kind: 'misbehaved', what: 'oversized-output', detail });
  });

  it.each([
    [image.length, 'rewritten'],
    [image.length - 1, 'misbehaved'],
  ])('is held to a limit of %i bytes', async (outputLimit, kind) => {
    const subject = commandSubject({ argv: shellCommand('cp "$1" "$2"'), timeLimitMs: 20_000, outputLimit });
    expect(await subject.append(image, request, { previousOutput: null })).toMatchObject({ kind });
  });

  it('is not blamed for what lay there before', async () => {
    const argv = shellCommand('exit 1');
    const subject = commandSubject({ argv, timeLimitMs: 20_000, outputLimit: 10 });
    const answer = await subject.append(image, request, { previousOutput: new Uint8Array(20) });
    expect(answer).toMatchObject({ kind: 'refused' });
  });

  it.each([
    ['truncate -s 3000M "$2"', 'oversized-output'],
    ['echo x >>"$1"', 'changed-input'],
  ])('is late too when it must be ended: %s', async (script, what) => {
    const subject = commandSubject({ argv: shellCommand(`${script}; exec sleep 600`), timeLimitMs: 3000 });
    const answer = await subject.append(image, request, { previousOutput: null });
    expect(answer).toMatchObject({ kind: 'misbehaved', what, late: true });
  });

  it('has changed an input that it made so large', async () => {
    const answer = await answerOf(shellCommand('truncate -s 3000M "$1"; cp "$3" "$2"'));
    expect(answer).toMatchObject({ kind: 'misbehaved', what: 'changed-input' });
  });
});

describe('a machine that fails', () => {
  it('is not taken for the command: there is no place for temporary files', async () => {
    vi.stubEnv('TMPDIR', temp('missing'));
    const subject = commandSubject({ argv: shellCommand('cp "$1" "$2"'), timeLimitMs: 20_000 });
    expect(await subject.append(image, request, { previousOutput: null })).toEqual({
      kind: 'unavailable',
      detail: `${temp('missing')}: no temporary folder can be created there: there is no such file; set TMPDIR to another folder`,
    });
  });

  it('is not taken for the command: its disk has no room for an output', async () => {
    const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'zbootkit-test', temp('tmp')]).status === 0;
    const subject = commandSubject({ argv: shellCommand('exit 1'), timeLimitMs: 20_000 });
    const large = { ...request, content: new Uint8Array(30_000) };
    const answer = await subject.append(image, large, { previousOutput: null });
    if (isMounted) spawnSync('umount', [temp('tmp')]);
    expect(answer.kind).toBe(isMounted ? 'unavailable' : 'refused');
  });

  it('is not taken for the command: its folder cannot be removed', async () => {
    const left: string[] = [];
    const subject = commandSubject({
      argv: shellCommand(
        'cp "$1" "$2"; mkdir "${1%/*}/m" && mount -t tmpfs none "${1%/*}/m" || : >"${1%/*}/unmounted"',
      ),
      timeLimitMs: 20_000,
      onLeftover: (path, reason) => left.push(`${path}: ${reason}`),
    });
    const answer = await subject.append(image, request, { previousOutput: null });
    expect(answer).toMatchObject({ kind: 'rewritten' });
    const folders = readdirSync(temp('tmp'));
    for (const name of folders) spawnSync('umount', [temp('tmp', name, 'm')]);
    expect(left).toEqual(folders.map((name) => `${temp('tmp', name)}: something is mounted there or still in use`));
  });

  it('is given up when the call is interrupted', async () => {
    const subject = commandSubject({ argv: shellCommand('exit 0'), timeLimitMs: 20_000, signal: AbortSignal.abort() });
    const answer = await subject.append(image, request, { previousOutput: null });
    expect(answer).toEqual({ kind: 'unavailable', detail: 'the call was cut short' });
    expect(readdirSync(temp('tmp'))).toEqual([]);
  });

  it('leaves nothing of a run that was killed', async () => {
    const dead = spawnSync(process.execPath, ['--version']).pid;
    const left = temp('tmp', temporaryName().replace(/-\d+-\d+\.tmp$/, `-${dead}-1.tmp`));
    mkdirSync(left);
    writeFileSync(join(left, 'in.efi'), 'MZ');
    expect(await answerOf(shellCommand('cp "$1" "$2"'))).toMatchObject({ kind: 'rewritten' });
  });
});

describe('the builtin rewriter as a subject', () => {
  it('answers as the rewriter does and takes every request', async () => {
    const subject = builtinSubject('1.2.3');
    expect(subject).toMatchObject({ id: 'builtin', version: '1.2.3', command: null });
    expect(subject.fixed).toEqual({ name: null, characteristics: null });
    expect(await subject.append(image, request, { previousOutput: null })).toEqual(rightAnswer(image, request));
  });
});
