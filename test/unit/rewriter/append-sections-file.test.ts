/** Goal: an append from file to file is the append in memory, byte for byte and refusal for refusal. */
import {
  linkSync,
  lstatSync,
  mkdtempSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hostileAt } from '../../../generators/index.ts';
import { FileError, appendSections, appendSectionsFile, planAppendFile } from '../../../src/rewriter/index.ts';
import type { FileAppendOptions, FileAppendResult } from '../../../src/rewriter/index.ts';
import { appendOnDisk } from '../../support/append-on-disk.ts';
import { effort } from '../../support/effort.ts';
import { fileErrorFrom } from '../../support/file-error.ts';
import { appended, planned, severalAt } from '../../support/plans.ts';
import type { SeveralCase } from '../../support/plans.ts';
import { useTempFolder } from '../../support/temp-folder.ts';
import { append, buildImage, request, tightImage, withU32 } from './image.ts';

const temp = useTempFolder();

/** Cases that are drawn. */
const CASES = { generated: effort(300), hostile: effort(500) };

/** Compares what a case comes to on disk with what it comes to in memory; tells which it was. */
async function compare(several: SeveralCase): Promise<FileAppendResult['kind']> {
  const { index } = several;
  const folder = mkdtempSync(temp('case-'));
  const found = await appendOnDisk(folder, several, index % 2 === 0 ? 'files' : 'bytes');
  rmSync(folder, { recursive: true });
  const { inputs, traces } = found;
  expect({ index, inputs, traces }).toEqual({ index, inputs: 'kept', traces: [] });
  const expected = appended(several);
  if (expected.kind === 'refused') {
    const { result, output } = found;
    expect({ index, result, output }).toEqual({ index, result: expected, output: null });
    expect(found.planned).toEqual(expected);
    return 'refused';
  }
  expect({ index, same: found.output?.equals(expected.bytes) }).toEqual({ index, same: true });
  expect(found.planned).toEqual(planned(several));
  expect(found.result).toEqual({ kind: 'rewritten', plan: found.planned });
  return 'rewritten';
}

describe('appendSectionsFile', () => {
  it('gives what appendSections gives, for generated images and one to three sections', async () => {
    const outcomes = { rewritten: 0, refused: 0 };
    for (let index = 0; index < CASES.generated; index += 1) outcomes[await compare(severalAt(3, index))] += 1;
    expect(outcomes.rewritten).toBeGreaterThan(0.5 * CASES.generated);
    expect(outcomes.refused).toBeGreaterThan(CASES.generated / 30);
  });

  it('gives what appendSections gives for files that are no images, or spoilt ones', async () => {
    const outcomes = { rewritten: 0, refused: 0 };
    for (let index = 0; index < CASES.hostile; index += 1) {
      const { bytes, request: wish } = hostileAt(3, index);
      outcomes[await compare({ index, image: bytes, requests: [wish], options: { anyPe: index % 3 === 0 } })] += 1;
    }
    expect(outcomes.rewritten).toBeGreaterThan(CASES.hostile / 40);
    expect(outcomes.refused).toBeGreaterThan(CASES.hostile / 4);
  });

  it('refuses an empty file, and a call without a section', async () => {
    const none = { index: 0, options: {} };
    expect(await compare({ ...none, image: new Uint8Array(), requests: [request()] })).toBe('refused');
    expect(await compare({ ...none, image: buildImage(), requests: [] })).toBe('refused');
  });

  it.each([
    ['of one byte', 1],
    ['one byte shorter than FileAlignment', 0x1ff],
    ['of exactly FileAlignment', 0x200],
    ['one byte longer than FileAlignment', 0x201],
    ['of 1 MiB', 2 ** 20],
    ['one byte longer than 1 MiB', 2 ** 20 + 1],
  ])('takes a content %s', async (_what, length) => {
    const content = Uint8Array.from({ length }, (_, at) => (at * 11 + 1) & 0xff);
    for (const [index, image] of [
      buildImage(),
      tightImage({ overlay: Uint8Array.of(1, 2, 3) }),
      withU32(buildImage(), { 0x98: 1 }),
    ].entries()) {
      for (const way of [0, 1]) {
        const several = { index: 2 * index + way, image, requests: [request({ content })], options: {} };
        expect(await compare(several)).toBe('rewritten');
      }
    }
  });

  it('refuses an empty content', async () => {
    for (const index of [0, 1]) {
      const requests = [request({ content: new Uint8Array() })];
      expect(await compare({ index, image: buildImage(), requests, options: {} })).toBe('refused');
    }
  });

  it('keeps the zeros that are written over what was copied, when much of a large image rests', async () => {
    // The content ends where the copied overlay of the old image began, so that its padding has to be written.
    const overlay = new Uint8Array(2 ** 18).fill(0xee);
    const sections = [{ name: '.text', virtualSize: 2 ** 20, virtualAddress: 0x1000, sizeOfRawData: 2 ** 20 }];
    const text = sections.map((section) => ({ ...section, pointerToRawData: 0x1000, characteristics: 0x60000020 }));
    const image = buildImage({ sections: text, sizeOfImage: 0x10_1000, overlay });
    for (const index of [0, 1]) {
      expect(await compare({ index, image, requests: [request()], options: {} })).toBe('rewritten');
      const summed = withU32(image, { 0x98: 1 });
      expect(await compare({ index, image: summed, requests: [request()], options: {} })).toBe('rewritten');
    }
  });
});

/** The output that any of the next calls has to give. */
const EXPECTED = append(buildImage());

/** Writes an image and a content into the folder of the test. */
function writeInputs(): void {
  writeFileSync(temp('in.efi'), buildImage());
  writeFileSync(temp('content'), request().content);
}

function appendTo(output: string): Promise<FileAppendResult> {
  return appendSectionsFile(temp('in.efi'), output, [request()]);
}

function appendContentTo(output: string, options: FileAppendOptions = {}): Promise<FileAppendResult> {
  return appendSectionsFile(temp('in.efi'), output, [{ ...request(), content: temp('content') }], options);
}

describe('the output of appendSectionsFile', () => {
  it.each([
    ['the image itself', 'in.efi', ['content', 'in.efi']],
    ['a new file', 'out.efi', ['content', 'in.efi', 'out.efi']],
  ])('may be %s', async (_what, name, left) => {
    writeInputs();
    expect((await appendContentTo(temp(name))).kind).toBe('rewritten');
    expect(readFileSync(temp(name)).equals(EXPECTED)).toBe(true);
    expect(readdirSync(temp()).sort()).toEqual(left);
  });

  it('may be a content only when that is said, whatever its name', async () => {
    writeInputs();
    linkSync(temp('content'), temp('hard'));
    const before = readFileSync(temp('content'));
    for (const name of ['content', 'hard']) {
      await expect(appendContentTo(temp(name))).rejects.toThrow(
        new FileError(
          `${temp(name)}: the output is the content ${temp('content')}, which would be lost; name another file.`,
        ),
      );
    }
    expect(readFileSync(temp('content')).equals(before)).toBe(true);
    expect((await appendContentTo(temp('content'), { overContent: true })).kind).toBe('rewritten');
    expect(readFileSync(temp('content')).equals(EXPECTED)).toBe(true);
    expect(readdirSync(temp()).sort()).toEqual(['content', 'hard', 'in.efi']);
  });

  it('may be the image itself by another name of it, which then keeps the old bytes', async () => {
    writeInputs();
    linkSync(temp('in.efi'), temp('hard.efi'));
    symlinkSync('in.efi', temp('soft.efi'));
    await appendTo(temp('soft.efi'));
    expect(readFileSync(temp('in.efi')).equals(EXPECTED)).toBe(true);
    expect(readFileSync(temp('hard.efi')).equals(buildImage())).toBe(true);
    expect(lstatSync(temp('soft.efi')).isSymbolicLink()).toBe(true);
  });

  it('is what a symbolic link stands for, wherever that is', async () => {
    writeInputs();
    mkdirSync(temp('far'));
    writeFileSync(temp('far', 'real.efi'), 'old');
    symlinkSync('far/real.efi', temp('out.efi'));
    await appendTo(temp('out.efi'));
    expect(readFileSync(temp('far', 'real.efi')).equals(EXPECTED)).toBe(true);
    expect(readdirSync(temp(), { recursive: true }).sort()).toEqual([
      'content',
      'far',
      'far/real.efi',
      'in.efi',
      'out.efi',
    ]);
  });

  it('gets the permissions of the image', async () => {
    writeFileSync(temp('in.efi'), buildImage(), { mode: 0o600 });
    writeFileSync(temp('out.efi'), 'old', { mode: 0o644 });
    await appendTo(temp('out.efi'));
    expect(statSync(temp('out.efi')).mode & 0o7777).toBe(0o600);
  });

  it('is left alone, even if it is not there, by a refusal', async () => {
    writeInputs();
    writeFileSync(temp('old.efi'), 'old');
    for (const name of ['old.efi', 'new.efi']) {
      const result = await appendSectionsFile(temp('in.efi'), temp(name), [request({ name: '.text' })]);
      expect(result).toEqual(appendSections(buildImage(), [request({ name: '.text' })]));
    }
    // A refusal comes first, whatever else is wrong.
    const nowhere = await appendSectionsFile(temp('in.efi'), temp('absent', 'out.efi'), []);
    expect(nowhere).toMatchObject({ kind: 'refused', code: 'no-requests' });
    expect(readdirSync(temp()).sort()).toEqual(['content', 'in.efi', 'old.efi']);
    expect(readFileSync(temp('old.efi'), 'utf8')).toBe('old');
  });
});

describe('an input of appendSectionsFile that cannot be read', () => {
  it.each([
    ['image', 'absent', 'there is no such file'],
    ['image', 'folder', 'it is a folder'],
    ['content', 'absent', 'there is no such file'],
    ['content', 'folder', 'it is a folder'],
  ])('is named: the %s %s', async (what, name, reason) => {
    writeInputs();
    mkdirSync(temp('folder'));
    const image = what === 'image' ? temp(name) : temp('in.efi');
    const requests = [request(), { ...request(), content: what === 'content' ? temp(name) : temp('content') }];
    const said = `${temp(name)}: the ${what} cannot be read: ${reason}.`;
    expect(await fileErrorFrom(appendSectionsFile(image, temp('out.efi'), requests))).toBe(said);
    expect(await fileErrorFrom(planAppendFile(image, requests))).toBe(said);
    expect(readdirSync(temp()).sort()).toEqual(['content', 'folder', 'in.efi']);
  });
});
