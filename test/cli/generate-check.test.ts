import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { manifestIn, renderManifest, renderSums, renderTsv } from '../../src/fixtures/format/index.ts';
import type { FileRow, ImageRow, Manifest } from '../../src/fixtures/format/index.ts';
import { run } from '../support/fake-io.ts';
import type { Outcome } from '../support/fake-io.ts';
import { useTempFolder } from '../support/temp-folder.ts';
import { sha256 } from '../unit/fixtures/format/sample.ts';

const temp = useTempFolder();

async function generate(...argv: readonly string[]): Promise<void> {
  const { code } = await run(['generate', '--quiet', '--out', temp('out'), ...argv]);
  expect(code).toBe(0);
}

const check = (): Promise<Outcome> => run(['generate', '--check', temp('out', 'manifest.json')]);

/** Writes a manifest and what follows from it, so that only its own truth is at stake. */
function rewrite(change: (manifest: Manifest) => unknown): void {
  const manifest = change(manifestIn(temp('out'))) as Manifest;
  const [json, tsv] = [renderManifest(manifest), renderTsv(manifest.files)];
  writeFileSync(temp('out', 'manifest.json'), json);
  writeFileSync(temp('out', 'manifest.tsv'), tsv);
  const own = [
    { path: 'manifest.json', sha256: sha256(json) },
    { path: 'manifest.tsv', sha256: sha256(tsv) },
  ];
  writeFileSync(temp('out', 'SHA256SUMS'), renderSums([...manifest.files, ...own]));
}

/** Changes the row of the first image. */
function rewriteImage(change: (row: ImageRow) => object): string {
  let path = '';
  rewrite((manifest) => {
    const files = manifest.files.map((row: FileRow, index) => {
      if (index > 0 || row.mode !== 'image') return row;
      path = row.path;
      return { ...row, ...change(row) };
    });
    return { ...manifest, files };
  });
  return path;
}

describe('generate --check', () => {
  it.each([
    ['images', ['--count', '6']],
    ['pairs', ['--count', '6', '--pairs']],
    ['hostile images', ['--count', '6', '--hostile', '--pairs']],
    ['kernels', ['--count', '2', '--profile-kernel', 'riscv64']],
    ['a plan', ['--plan', 'machine=arm64 overlay=13', '--pairs']],
  ])('finds %s as they were listed and as they are made again', async (_what, argv) => {
    await generate(...argv);
    const { code, out, err } = await check();
    const { count } = manifestIn(temp('out'));
    const images = count === 1 ? '1 image' : `${count} images`;
    expect({ code, out }).toEqual({ code: 0, out: '' });
    expect(err).toBe(
      `${temp('out', 'manifest.json')}: ${images}, match the manifest and were regenerated identically.\n`,
    );
  });

  it('takes the folder itself and says nothing when it is to be quiet', async () => {
    await generate('--count', '2');
    const outcome = await run(['generate', '--check', temp('out'), '--quiet']);
    expect(outcome).toEqual({ code: 0, out: '', err: '' });
  });

  it('lists every problem as data and sums them up', async () => {
    await generate('--count', '4', '--seed', '3');
    const [first = '', second = ''] = readdirSync(temp('out'));
    rmSync(temp('out', first));
    writeFileSync(temp('out', second), 'x');
    writeFileSync(temp('out', 'note'), 'x');
    const { code, out, err } = await check();
    expect(code).toBe(2);
    expect(out).toContain(`${first}: the file is missing.\n`);
    expect(out).toContain(`${second}: it must have `);
    expect(out).toContain('note: the manifest does not list it.\n');
    expect(err).toBe(
      `zbootkit: ${temp('out', 'manifest.json')}: 3 problems; to restore the folder, run: ` +
        'zbootkit generate --seed 3 --count 4 --out <folder>.\n',
    );
  });

  it('lists twenty problems at most and counts the others', async () => {
    await generate('--count', '25');
    for (const name of readdirSync(temp('out'))) if (name.endsWith('.efi')) rmSync(temp('out', name));
    const { out, err } = await check();
    expect(out.trim().split('\n')).toHaveLength(21);
    expect(out).toMatch(/\n… and 5 more\.\n$/);
    expect(err).toContain(': 25 problems; ');
  });

  it('finds an image that its plan does not make', async () => {
    await generate('--count', '2');
    const path = rewriteImage(() => ({ plan: 'machine=arm64' }));
    const { code, out, err } = await check();
    expect(code).toBe(2);
    expect(out).toMatch(new RegExp(`^${path}: made again, its SHA-256 is [0-9a-f]{64} and not [0-9a-f]{64}\\.\n$`));
    expect(err).toContain(': 1 problem; ');
  });

  it.each(['expect', 'features', 'validity', 'violates'])('finds an image that has another %s', async (key) => {
    await generate('--count', '2');
    const other = { expect: null, features: ['sbat', 'sbat'], validity: 'invalid', violates: ['PE-X'] }[key];
    const path = rewriteImage(() => ({ [key]: other }));
    const { code, out } = await check();
    expect({ code, out }).toEqual({
      code: 2,
      out: `${path}: made again, it has another "${key}" than the manifest says.\n`,
    });
  });

  it('finds a companion that is not what it was, and an answer that was another', async () => {
    await generate('--plan', 'machine=arm64 sections=.text:code:0:0', '--pairs');
    const content = readdirSync(temp('out')).find((name) => name.endsWith('.section.bin')) ?? '';
    writeFileSync(temp('out', content), 'other');
    rewrite((manifest) => ({
      ...manifest,
      files: manifest.files.map((row) => {
        if (row.mode === 'section') return { ...row, size: 5, sha256: sha256('other') };
        return row.mode === 'image' ? { ...row, answer: { kind: 'refused', code: 'x' } } : row;
      }),
    }));
    const { out } = await check();
    expect(out).toMatch(/^plan-.*\.efi: made again, it has another "answer" than the manifest says\.\n/);
    expect(out).toContain(`${content}: made again, its SHA-256 is `);
  });

  it('finds a plan that cannot be made', async () => {
    await generate('--count', '2');
    const path = rewriteImage(() => ({ plan: 'machine=pdp11' }));
    expect((await check()).out).toContain(`${path}: it cannot be made again: plan: machine=pdp11 is not a value`);
  });

  it('finds an image without a plan and a source', async () => {
    await generate('--count', '2', '--hostile');
    const path = rewriteImage(() => ({ source: null }));
    expect((await check()).out).toBe(`${path}: it has neither a plan nor a source, so it cannot be made again.\n`);
  });

  it('ignores keys that it does not know', async () => {
    await generate('--count', '2');
    rewriteImage(({ expect: facts }) => ({ later: 1, expect: { ...facts, later: 2 } }));
    expect((await check()).code).toBe(0);
  });

  it('makes nothing again that another version made', async () => {
    await generate('--count', '2');
    rewrite((manifest) => ({ ...manifest, generator: { ...manifest.generator, version: '0.0.0' } }));
    const { code, err } = await check();
    expect(code).toBe(0);
    expect(err).toMatch(
      /: 2 images, match the manifest; not regenerated, because zbootkit 0\.0\.0 with fast-check \S+ wrote them\.\n$/,
    );
  });

  it('can be interrupted', async () => {
    await generate('--count', '300');
    const { code, err } = await run(['generate', '--check', temp('out')], {
      errIsTerminal: true,
      tick: 200,
      onErr: (text, interrupt) => {
        if (text.includes(' images made again')) interrupt();
      },
    });
    expect(code).toBe(130);
    expect(err).toMatch(/zbootkit: interrupted; not all was checked\.\n$/);
  });
});

describe('generate --check of what is no manifest', () => {
  it('says that there is none', async () => {
    const { code, err } = await run(['generate', '--check', temp('manifest.json')]);
    expect(code).toBe(2);
    expect(err).toBe(
      `zbootkit: ${temp('manifest.json')}: there is no such file; "zbootkit generate --out ${temp()}" makes the folder.\n`,
    );
  });

  it('says that there is none below something that is no folder', async () => {
    writeFileSync(temp('file'), 'x');
    const { code, err } = await run(['generate', '--check', temp('file', 'manifest.json')]);
    expect(code).toBe(2);
    expect(err).toContain(`${temp('file', 'manifest.json')}: there is no such file; `);
  });

  it('says that a file has another name', async () => {
    writeFileSync(temp('x.json'), '{}');
    const { code, err } = await run(['generate', '--check', temp('x.json')]);
    expect(code).toBe(2);
    expect(err).toBe(`zbootkit: ${temp('x.json')}: --check takes a manifest.json or the folder that holds it.\n`);
  });

  it('says what is wrong with it', async () => {
    mkdirSync(temp('out'));
    writeFileSync(temp('out', 'manifest.json'), '{}');
    const { code, err } = await check();
    expect(code).toBe(2);
    expect(err).toMatch(/manifest\.json: schema must be "urn:zbootkit:manifest:v1" but is missing; generate/);
    expect(readFileSync(temp('out', 'manifest.json'), 'utf8')).toBe('{}');
  });
});
