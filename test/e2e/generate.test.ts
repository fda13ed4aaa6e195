import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { caseAt } from '../../generators/index.ts';
import { run } from '../support/fake-io.ts';
import { useTempFolder } from '../support/temp-folder.ts';
import { bytesBelow } from '../support/tree.ts';

const temp = useTempFolder();

interface Entry {
  readonly path: string;
  readonly index: number | null;
  readonly sha256: string;
  readonly size: number;
  readonly plan: string;
  readonly features: readonly string[];
  readonly declares: readonly string[];
  readonly request: { readonly name: string; readonly content: string; readonly sha256: string };
}

interface Manifest {
  readonly schema: string;
  readonly seed: number | null;
  readonly count: number;
  readonly files: readonly Entry[];
}

const manifestIn = (folder: string): Manifest =>
  JSON.parse(readFileSync(`${folder}/manifest.json`, 'utf8')) as Manifest;

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('generate', () => {
  it('writes images, contents and a manifest that describes them', async () => {
    const { code, out, err } = await run([
      'generate',
      '--seed',
      '7',
      '--count',
      '12',
      '--out',
      temp('new', 'fixtures'),
    ]);
    expect({ code, out }).toEqual({ code: 0, out: '' });
    expect(err).toBe(`${temp('new', 'fixtures')}: 12 images and manifest.json written.\n`);
    const manifest = manifestIn(temp('new', 'fixtures'));
    expect(manifest).toMatchObject({ schema: 'urn:zbootkit:manifest:v0', seed: 7, count: 12 });
    expect(manifest.files.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    for (const { path, index, size, request, features, declares, ...entry } of manifest.files) {
      const [image, content] = [path, request.content].map((name) => readFileSync(temp('new', 'fixtures', name)));
      const drawn = caseAt(7, index ?? -1);
      expect(image?.equals(drawn.image)).toBe(true);
      expect(content?.equals(drawn.request.content)).toBe(true);
      expect([size, entry.sha256, request.sha256]).toEqual([
        drawn.image.length,
        sha256(drawn.image),
        sha256(drawn.request.content),
      ]);
      expect([features, declares, request.name]).toEqual([drawn.features, drawn.declares, drawn.request.name]);
    }
    const names = manifest.files.flatMap(({ path, request }) => [path, request.content]);
    expect(readdirSync(temp('new', 'fixtures')).sort()).toEqual([...names, 'manifest.json'].sort());
  });

  it('writes the same bytes again', async () => {
    for (const name of ['a', 'b']) await run(['generate', '--count', '5', '--out', temp(name), '--quiet']);
    expect(bytesBelow(temp('a'))).toEqual(bytesBelow(temp('b')));
  });

  it('makes an image again from the plan that the manifest prints', async () => {
    await run(['generate', '--count', '3', '--out', temp('drawn')]);
    const [, , third] = manifestIn(temp('drawn')).files;
    const { code } = await run(['generate', '--plan', third?.plan ?? '', '--out', temp('planned')]);
    expect(code).toBe(0);
    const [again, ...rest] = manifestIn(temp('planned')).files;
    expect(rest).toEqual([]);
    expect(again).toEqual({ ...third, path: 'plan.efi', index: null, request: expect.anything() as unknown });
    expect(again?.request.sha256).toBe(third?.request.sha256);
    expect(manifestIn(temp('planned')).seed).toBeNull();
  });

  it('writes into an empty folder', async () => {
    mkdirSync(temp('empty'));
    expect((await run(['generate', '--count', '1', '--out', temp('empty')])).code).toBe(0);
  });
});

describe('generate where it cannot', () => {
  it('touches nothing in a folder that holds something', async () => {
    writeFileSync(temp('precious'), 'precious');
    const { code, err } = await run(['generate', '--out', temp()]);
    expect(code).toBe(2);
    expect(err).toBe(
      `zbootkit: ${temp()}: the folder is not empty (it holds "precious"); name an empty or a new one.\n`,
    );
    expect(readdirSync(temp())).toEqual(['precious']);
  });

  it.each([
    ['an unknown key', 'colour=red', '--plan: "colour=red" is not key=value with a known key; write key=value with'],
    ['an unknown value', 'machine=pdp11', '--plan: machine=pdp11 is not a value that can be read; it must be one of'],
    ['a key that is given twice', 'stub=8 stub=8', '--plan: the key "stub" is given twice; keep one of the two.'],
    ['no code section', 'sections=.data:data:1:0', '--plan: sections has no .text of kind code; add .text:code:0:0.'],
  ])('says what is wrong with a plan that has %s', async (_what, plan, said) => {
    const { code, err } = await run(['generate', '--plan', plan, '--out', temp('out')]);
    expect(code).toBe(2);
    expect(err).toMatch(/^zbootkit: --plan: [^\n]*\.\n$/);
    expect(err).toContain(said);
    expect(readdirSync(temp())).toEqual([]);
  });
});
