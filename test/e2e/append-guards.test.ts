/** Goal: an output that somebody would miss is not replaced for a slip in the call, and no name acts on a terminal. */
import { spawn, spawnSync } from 'node:child_process';
import { linkSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { run } from '../support/fake-io.ts';
import { writeAppend } from '../support/images.ts';
import { built } from '../support/project.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const temp = useTempFolder();

describe('an output that is a content', () => {
  it('is refused when it is standard input', () => {
    const { image, content } = writeAppend(temp);
    const before = readFileSync(content);
    const script = '"$0" "$1" append "$2" - "$3" <"$3"';
    const { status, stderr } = spawnSync('sh', [
      '-c',
      script,
      process.execPath,
      built('src', 'cli', 'bin.js'),
      image,
      content,
    ]);
    expect({ status, said: stderr.toString() }).toEqual({
      status: 2,
      said: `zbootkit: ${content}: the output is the content /dev/stdin, which would be lost; name another file, or add --force.\n`,
    });
    expect(readFileSync(content).equals(before)).toBe(true);
  });

  it.each([
    ['by its name', (content: string) => content],
    ['by a link', (content: string) => (symlinkSync(content, temp('link')), temp('link'))],
    ['by another name', (content: string) => (linkSync(content, temp('other')), temp('other'))],
  ])('is refused, %s', async (_, outputFor) => {
    const { image, content } = writeAppend(temp);
    const before = readFileSync(content);
    const output = outputFor(content);
    const { code, err } = await run(['append', image, content, output]);
    expect(code).toBe(2);
    expect(err).toBe(
      `zbootkit: ${output}: the output is the content ${content}, which would be lost; name another file, or add --force.\n`,
    );
    expect(readFileSync(content).equals(before)).toBe(true);
    expect((await run(['append', image, content, output, '--force'])).code).toBe(0);
  });
});

describe('arguments in the wrong order', () => {
  it('do not replace what is no image, where a content is one', async () => {
    const { image, content } = writeAppend(temp);
    const { code, err } = await run(['append', image, image, content]);
    expect(code).toBe(2);
    expect(err).toContain(`${content}: it is not an image and would be overwritten, while the content ${image} is one`);
    const forced = await run(['append', image, image, content, '--force']);
    expect(forced.code).toBe(0);
  });

  it('are not looked for in a pipe, whose writer that would end', async () => {
    const { image, content } = writeAppend(temp);
    writeFileSync(temp('out'), '');
    spawnSync('mkfifo', [temp('pipe')]);
    const writer = spawn('sh', ['-c', 'exec cat "$0" >"$1"', content, temp('pipe')]);
    expect((await run(['append', image, temp('pipe'), temp('out')])).code).toBe(0);
    expect(writer.signalCode).toBeNull();
  });

  it('are no matter where the output is new, or an image', async () => {
    const { image, output } = writeAppend(temp);
    expect((await run(['append', image, image, output])).code).toBe(0);
    expect((await run(['append', image, image, output])).code).toBe(0);
  });
});

describe('names that hold control characters', () => {
  const NAME = 'a\u001b[2J\u009b31m\u202e.efi';
  const ACTS = /[\p{Cc}\p{Cf}]/u;

  it('reach no output of append or extract as they are', async () => {
    const { image, content } = writeAppend(temp);
    renameSync(image, temp(NAME));
    writeFileSync(temp('bad'), 'no image');
    const calls = [
      ['append', temp(NAME), content, temp(`out${NAME}`)],
      ['append', temp(NAME), content, temp(`out${NAME}`), '--json'],
      ['append', temp(NAME), content, temp(`out${NAME}`), '--dry-run'],
      ['append', temp('bad'), content, temp(NAME)],
      ['append', temp(`no${NAME}`), content, temp('out')],
      ['extract', temp(NAME), temp(`Image${NAME}`), '--raw'],
      ['extract', temp(NAME), temp(`Image${NAME}`), '--raw', '--json'],
      ['extract', temp(`no${NAME}`), temp('Image')],
      ['check', temp(NAME)],
      ['check', temp(NAME), '--json'],
      ['inspect', temp(NAME)],
      ['inspect', temp(NAME), '--json'],
      ['replay', temp(NAME)],
      ['verify', '--out', temp(NAME)],
      ['generate', '--check', temp(NAME)],
    ];
    for (const call of calls) {
      const { out, err } = await run(call);
      expect(`${out}${err}`.replaceAll('\n', ''), call.join(' ')).not.toMatch(ACTS);
    }
  });
});
