import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { caseAt, hostileAt } from '../../generators/index.ts';
import { loadFixtures, manifestIn } from '../../src/fixtures/format/index.ts';
import { appendSections } from '../../src/rewriter/index.ts';
import { run } from '../support/fake-io.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const temp = useTempFolder();

describe('generate --pairs', () => {
  it('writes beside each image the content to append and what comes of it', async () => {
    const { code, err } = await run(['generate', '--seed', '5', '--count', '30', '--pairs', '--out', temp('out')]);
    expect(code).toBe(0);
    const fixtures = loadFixtures(temp('out'));
    for (const [index, fixture] of fixtures.entries()) {
      const { image, request } = caseAt(5, index);
      const answer = appendSections(image, [request]);
      expect(Buffer.compare(fixture.content(), request.content)).toBe(0);
      expect(fixture.request).toMatchObject({ name: request.name, characteristics: request.characteristics });
      expect(fixture.answer).toEqual(
        answer.kind === 'rewritten' ? { kind: 'rewritten' } : { kind: 'refused', code: answer.code },
      );
      const expected = fixture.expected();
      if (answer.kind === 'rewritten') expect(Buffer.compare(expected ?? image, answer.bytes)).toBe(0);
      else expect(expected).toBeNull();
    }
    const outputs = fixtures.filter(({ answer }) => answer?.kind === 'rewritten').length;
    expect(outputs).toBeGreaterThan(5);
    expect(outputs).toBeLessThan(30);
    expect(err).toBe(
      `${temp('out')}: 30 images, 30 contents, ${outputs} expected outputs and manifest.json written.\n`,
    );
    expect(readdirSync(temp('out'))).toHaveLength(30 + 30 + outputs + 3);
  });

  it('lists every file in one row, and the image of each companion', async () => {
    await run(['generate', '--seed', '5', '--count', '6', '--pairs', '--out', temp('out')]);
    const { files, count } = manifestIn(temp('out'));
    const names = readdirSync(temp('out')).filter((name) => !/^manifest|^SHA256SUMS$/.test(name));
    expect(files.map(({ path }) => path)).toEqual(names.sort());
    expect(files.filter(({ mode }) => mode === 'image')).toHaveLength(count);
    for (const row of files) {
      expect(readFileSync(temp('out', row.path))).toHaveLength(row.size);
      if (row.mode === 'image') continue;
      expect(row.path).toBe(row.image.replace('.efi', row.mode === 'section' ? '.section.bin' : '.out.efi'));
    }
  });

  it('gives hostile images a request too, and what the rewriter says of it', async () => {
    await run(['generate', '--hostile', '--count', '20', '--pairs', '--out', temp('out')]);
    for (const [index, fixture] of loadFixtures(temp('out')).entries()) {
      const { bytes, request } = hostileAt(1, index);
      expect(Buffer.compare(fixture.content(), request.content)).toBe(0);
      expect(fixture.answer?.kind).toBe(appendSections(bytes, [request]).kind);
    }
  });
});
