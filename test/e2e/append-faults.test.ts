/**
 * Goal: what a rewriter in C did to files and processes does not happen here. The page docs/faults.md lists all of it;
 * this file has what only shows when the program is run on files.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { caseOf, rightAnswer } from '../support/cases.ts';
import { run } from '../support/fake-io.ts';
import type { Outcome } from '../support/fake-io.ts';
import { writeAppend } from '../support/images.ts';
import type { AppendFiles } from '../support/images.ts';
import { viewPe, withNumbers, word } from '../support/pe-view.ts';
import { built } from '../support/project.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const temp = useTempFolder();
const STUBBED = 'stub=64 headerRoom=page gap=2 rawCut=100 sections=.text:code:1:0,.data:data:1:0 overlay=5';

function append({ image, content, output }: AppendFiles): Promise<Outcome> {
  return run(['append', image, content, output]);
}

/** What has to come of the case of a plan. */
function expected(plan?: string): Buffer {
  const { image, request } = caseOf(plan);
  const answer = rightAnswer(image, request);
  return Buffer.from(answer.kind === 'rewritten' ? answer.bytes : []);
}

describe('append', () => {
  it('lets nothing show through of what was in the output before', async () => {
    const files = writeAppend(temp, STUBBED);
    for (const length of [1, expected(STUBBED).length, 3 * expected(STUBBED).length]) {
      writeFileSync(files.output, Buffer.alloc(length, 0xff));
      expect((await append(files)).code).toBe(0);
      expect(readFileSync(files.output).equals(expected(STUBBED))).toBe(true);
    }
  });

  it('marks the new section as initialised data that can be read unless it is told otherwise', async () => {
    const files = writeAppend(temp);
    await append(files);
    expect(viewPe(readFileSync(files.output)).sections.at(-1)).toMatchObject({
      name: '.bpf',
      characteristics: 0x40000040,
    });
  });

  it('takes a named pipe as content', async () => {
    const files = { ...writeAppend(temp), content: temp('pipe') };
    execFileSync('mkfifo', [files.content]);
    const [{ code }] = await Promise.all([append(files), writeFile(files.content, caseOf().request.content)]);
    expect(code).toBe(0);
    expect(readFileSync(files.output).equals(expected())).toBe(true);
  });

  it('takes standard input as content', () => {
    const { image, output } = writeAppend(temp);
    const argv = [built('src', 'cli', 'bin.js'), 'append', image, '-', output];
    const { status } = spawnSync(process.execPath, argv, { input: caseOf().request.content });
    expect(status).toBe(0);
    expect(readFileSync(output).equals(expected())).toBe(true);
  });

  it('gives back every file that it opened, whatever comes of it', async () => {
    const files = writeAppend(temp);
    const refused = { ...files, image: files.content };
    const unwritable = { ...files, output: temp('absent', 'out.efi') };
    await append(files);
    const before = readdirSync('/dev/fd').length;
    for (let round = 0; round < 30; round += 1) {
      expect((await append(files)).code).toBe(0);
      expect((await append(refused)).code).toBe(1);
      expect((await append(unwritable)).code).toBe(2);
    }
    // The test runner opens files of its own, but not ninety of them.
    expect(readdirSync('/dev/fd').length - before).toBeLessThan(30);
  });
});

/** Images that a rewriter without checks crashed on; each is refused with a code. */
const CRASHING: readonly (readonly [what: string, code: string, spoil: (image: Uint8Array) => Uint8Array])[] = [
  ['an image of no bytes', 'not-pe', () => new Uint8Array()],
  ['a PE header outside of the file', 'not-pe', (image) => withNumbers(image, 4, [[0x3c, 0xfffffff0]])],
  ['a wrong PE signature', 'not-pe', (image) => withNumbers(image, 1, [[word(image, 0x3c), 0]])],
  ['no sections', 'malformed-headers', (image) => withNumbers(image, 2, [[word(image, 0x3c) + 6, 0]])],
  ['65,535 sections', 'malformed-headers', (image) => withNumbers(image, 2, [[word(image, 0x3c) + 6, 0xffff]])],
  ['no optional header', 'malformed-headers', (image) => withNumbers(image, 2, [[word(image, 0x3c) + 20, 0]])],
  ['a FileAlignment of 0', 'malformed-alignment', (image) => withNumbers(image, 4, [[word(image, 0x3c) + 60, 0]])],
  ['an image that is cut short', 'malformed-sections', (image) => image.slice(0, -1)],
];

describe('an append to an image that must not be touched', () => {
  it.each(CRASHING)('ends with status 1 and leaves no trace for %s', async (_, code, spoil) => {
    const files = writeAppend(temp);
    writeFileSync(files.image, spoil(caseOf().image));
    const names = readdirSync(temp()).sort();
    const outcome = await append(files);
    expect(outcome.code).toBe(1);
    expect(outcome.err).toContain(`refused (${code}): `);
    expect(readdirSync(temp()).sort()).toEqual(names);
  });

  it('ends with status 1 and leaves no trace for content of no bytes', async () => {
    const files = writeAppend(temp);
    writeFileSync(files.content, '');
    const { code, err } = await append(files);
    expect(code).toBe(1);
    expect(err).toContain('refused (empty-content): ');
    expect(readdirSync(temp()).sort()).toEqual(['in.efi', 'section.bin']);
  });

  it('ends with status 1 and leaves the image alone when the output is the image', async () => {
    const files = writeAppend(temp, 'certificates=1');
    const image = readFileSync(files.image);
    expect((await append({ ...files, output: files.image })).code).toBe(1);
    expect(readFileSync(files.image).equals(image)).toBe(true);
  });

  it.each([
    ['4 GiB', 2 ** 32, 'The file has 4294967296 bytes'],
    ['4 GiB less one byte, which leave no room for content', 2 ** 32 - 1, "the file's length would be"],
  ])('ends with status 1 and leaves no trace for an image of %s', async (_, length, said) => {
    const files = writeAppend(temp);
    truncateSync(files.image, length);
    const { code, err } = await append(files);
    expect(code).toBe(1);
    expect(err).toContain('refused (too-large): ');
    expect(err).toContain(said);
    expect(readdirSync(temp()).sort()).toEqual(['in.efi', 'section.bin']);
  });
});

describe('the exit status of append', () => {
  it('is 0 for done, 1 for refused and 2 for what cannot be read, written or understood', async () => {
    const files = writeAppend(temp);
    mkdirSync(temp('folder'));
    const codes = [
      (await append(files)).code,
      (await append({ ...files, image: files.content })).code,
      (await append({ ...files, image: temp('absent') })).code,
      (await append({ ...files, content: temp('absent') })).code,
      (await append({ ...files, output: temp('folder') })).code,
      (await run(['append', files.image])).code,
    ];
    expect(codes).toEqual([0, 1, 2, 2, 2, 2]);
  });
});
