/**
 * Goal: whatever stands in a string that somebody else chose, nothing that is printed or written for people or programs
 * holds a character that acts on a terminal, no such string forges a line, and JSON gives back the very string.
 */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readImage } from '../../src/reader/index.ts';
import { checkDocument } from '../support/check-document.ts';
import { effort, SEED } from '../support/effort.ts';
import { callText, expectHarmless, expectSentence, harmless } from '../support/harmless.ts';
import { writeAppend } from '../support/images.ts';
import { PLACES, oddImage } from '../support/odd-images.ts';
import { callsWith } from '../support/odd-calls.ts';
import { oddName, oddNameBytes, oddText } from '../support/odd-text.ts';
import { useTempFolder } from '../support/temp-folder.ts';
import { isWellFormed } from '../support/xml.ts';

const temp = useTempFolder();

/** An empty folder for one draw. */
function emptied(name: string): string {
  rmSync(temp(name), { recursive: true, force: true });
  mkdirSync(temp(name));
  return temp(name);
}

// Images take long to shrink, and what is said of one names the call and the text.
describe('texts inside an image', () => {
  it('are of every kind that is asked about', () => {
    const kinds = ['path of debug data', 'certificate', 'symbols', 'strings', '.sbat', 'DOS stub', 'compression type'];
    expect(PLACES).toEqual(expect.arrayContaining([...kinds, 'name of section 0']));
  });

  it('act on nothing, whatever command shows them', async () => {
    await fc.assert(
      fc.asyncProperty(oddImage, async ({ image }) => {
        const { content, output } = writeAppend(temp);
        writeFileSync(temp('odd.efi'), image);
        const odd = temp('odd.efi');
        const calls = [
          ['inspect', odd],
          ['check', odd, '--verbose', '--profile', 'all'],
          ['check', odd, '--json', '--profile', 'all'],
          ['check', odd, '--against', temp('in.efi'), '--content', content],
          ['check', temp('in.efi'), '--against', odd, '--content', content, '--json'],
          ['append', odd, content, output, '--any-pe', '--strip-signature'],
          ['append', odd, content, output, '--any-pe', '--json'],
          ['append', odd, content, output, '--any-pe', '--dry-run'],
          ['extract', odd, output],
          ['extract', odd, output, '--json', '--raw'],
        ];
        for (const call of calls) await harmless(call);
      }),
      { seed: SEED, numRuns: effort(16), endOnFailure: true },
    );
  });

  it('are in the JSON of inspect as they are, and the drawing is well formed', async () => {
    await fc.assert(
      fc.asyncProperty(oddImage, async ({ image }) => {
        writeFileSync(temp('odd.efi'), image);
        const reading = readImage(image);
        if (!reading.ok) throw new Error('no text makes an image unreadable');
        const { out } = await harmless(['inspect', temp('odd.efi'), '--json']);
        const { sections, zbootHeader } = reading.image;
        expect(JSON.parse(out)).toMatchObject({
          zbootHeader: { compressionType: { value: zbootHeader.compressionType.value } },
          sections: sections.map(({ name, longName }) => ({ longName, fields: { name: { value: name.value } } })),
        });
        const drawing = await harmless(['inspect', temp('odd.efi'), '--svg']);
        expect(isWellFormed(drawing.out)).toBe(true);
      }),
      { seed: SEED, numRuns: effort(60), endOnFailure: true },
    );
  });
});

describe('names of files and folders', () => {
  it('act on nothing where they can be read, and are in the JSON as they are', async () => {
    await fc.assert(
      fc.asyncProperty(oddName, oddName, async (one, other) => {
        const folder = emptied('in');
        const files = writeAppend((name) => `${folder}/${name}`);
        const [image, content, output] = [`${folder}/${one}.efi`, `${folder}/${other}.bin`, `${folder}/o${other}`];
        renameSync(files.image, image);
        renameSync(files.content, content);
        expect(JSON.parse((await harmless(['append', image, content, output, '--json'])).out)).toMatchObject({
          image,
          output,
        });
        expect(checkDocument((await harmless(['check', image, '--json'])).out)).toMatchObject({
          images: [{ path: image }],
        });
        expect(JSON.parse((await harmless(['inspect', image, '--json'])).out)).toMatchObject({ path: image });
        const extracted = await harmless(['extract', image, `${output}.k`, '--raw', '--json']);
        expect(JSON.parse(extracted.out)).toMatchObject({ image, output: `${output}.k` });
        expect(isWellFormed((await harmless(['inspect', image, '--svg'])).out)).toBe(true);
        const calls = [
          ['append', image, content, output],
          ['append', image, content, output, '--dry-run'],
          ['append', image, content, content],
          ['append', content, image, output],
          ['check', image, content, '--verbose'],
          ['check', output, '--against', image, '--content', content],
          ['check', folder, '--verbose'],
          ['inspect', image],
          ['inspect', image, `--svg=${folder}/${other}.svg`],
          ['inspect', content],
          ['extract', image, `${output}.k`, '--raw'],
          ['extract', content, output],
        ];
        for (const call of calls) await harmless(call);
      }),
      { seed: SEED, numRuns: effort(16) },
    );
  });

  it('act on nothing where something is written below them', async () => {
    await fc.assert(
      fc.asyncProperty(oddName, async (name) => {
        const folder = `${emptied('made')}/${name}`;
        const verify = ['verify', '--random-only', '--runs', '1', '--rule', 'PR-COF-001', '--out', folder];
        const calls = [
          ['generate', '--count', '1', '--out', folder],
          ['generate', '--count', '1', '--out', folder],
          ['generate', '--check', folder],
          ['generate', '--count', '1', '--tar', '--out', `${folder}.tar`],
          ['generate', '--count', '1', '--force', '--out', folder],
          verify,
        ];
        for (const call of calls) await harmless(call);
        writeFileSync(`${folder}/${name}`, 'MZ');
        await harmless(['generate', '--check', folder]);
        await harmless(['generate', '--count', '1', '--force', '--out', folder]);
        rmSync(folder, { recursive: true });
        for (const call of [verify, ['replay', 'all', '--out', folder], ['replay', folder]]) await harmless(call);
        mkdirSync(`${folder}/cases/${name}`, { recursive: true });
        for (const call of [verify, ['replay', 'all', '--out', folder]]) await harmless(call);
      }),
      { seed: SEED, numRuns: effort(15) },
    );
  });

  it('act on nothing where they are no UTF-8', async () => {
    await fc.assert(
      fc.asyncProperty(oddNameBytes, async (name) => {
        const folder = emptied('bytes');
        mkdirSync(`${folder}/cases`);
        for (const parent of [folder, `${folder}/cases`]) {
          writeFileSync(Buffer.concat([Buffer.from(`${parent}/`), name]), 'MZ');
        }
        writeAppend((file) => `${folder}/${file}`);
        const calls = [
          ['check', folder, '--verbose'],
          ['check', folder, '--json'],
          ['verify', '--out', folder],
          ['replay', 'all', '--out', folder],
          ['generate', '--count', '1', '--force', '--out', folder],
          ['generate', '--check', folder],
        ];
        for (const call of calls) await harmless(call);
      }),
      { seed: SEED, numRuns: effort(10) },
    );
  });
});

/** Longer than a regular expression can be, or a comparison letter by letter takes. */
const LONG_TEXTS = ['\u001b1a', '\u001b*a'].map((text) => text.repeat(40_000));

describe('arguments', () => {
  it('act on nothing, and a mistake in them is told in a line', async () => {
    await fc.assert(
      fc.asyncProperty(oddText, async (text) => {
        writeAppend(temp);
        for (const call of callsWith(text, temp)) {
          const outcome = await harmless(call);
          if (outcome.code === 2 && call[0] !== 'help') expectSentence(outcome, callText(call));
          rmSync(temp('out'), { recursive: true, force: true });
        }
      }),
      { seed: SEED, numRuns: effort(30), examples: LONG_TEXTS.map((text) => [text]) },
    );
  });
});

describe('the words of this law', () => {
  it.each(['a\u001bb', 'a\u0085b', 'a\u2028b', 'a\ufeffb', '\ud800', 'a\nFORGED'])('catch %j', (text) => {
    expect(() => {
      expectHarmless(text, 'a text');
    }).toThrow();
  });
});
