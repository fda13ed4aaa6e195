import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { caseAt, printPlan } from '../../generators/index.ts';
import { loadFixtures, manifestIn, renderSums, renderTsv, sortedJson } from '../../src/fixtures/format/index.ts';
import type { ExpectedFacts, ImageRow } from '../../src/fixtures/format/index.ts';
import { readImage } from '../../src/reader/index.ts';
import { run } from '../support/fake-io.ts';
import { installed } from '../support/project.ts';
import { schemaAt } from '../support/schema.ts';
import { useTempFolder } from '../support/temp-folder.ts';
import { bytesBelow } from '../support/tree.ts';

const temp = useTempFolder();
const DESCRIPTIONS = ['SHA256SUMS', 'manifest.json', 'manifest.tsv'];

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

function imagesIn(folder: string): readonly ImageRow[] {
  return manifestIn(folder).files.flatMap((row) => (row.mode === 'image' ? [row] : []));
}

/** What the independent reader finds of what a manifest promises. */
function factsOf(bytes: Uint8Array): ExpectedFacts {
  const reading = readImage(bytes);
  if (!reading.ok) throw new Error(`the image cannot be read: ${reading.fault.code}`);
  const { optionalHeader, sections, zbootHeader, certificateTable } = reading.image;
  const [offset, size] = [zbootHeader.payloadOffset.value, zbootHeader.payloadSize.value];
  return {
    addressOfEntryPoint: optionalHeader.addressOfEntryPoint.value,
    checkSum: optionalHeader.checkSum.value,
    compressionType: zbootHeader.compressionType.value,
    payloadOffset: offset,
    payloadSha256: sha256(bytes.subarray(offset, offset + size)),
    payloadSize: size,
    sections: sections.map((section) => ({
      name: section.name.value,
      virtualSize: section.virtualSize.value,
      virtualAddress: section.virtualAddress.value,
      sizeOfRawData: section.sizeOfRawData.value,
      pointerToRawData: section.pointerToRawData.value,
      characteristics: section.characteristics.value,
    })),
    signed: certificateTable !== null,
  };
}

describe('generate', () => {
  it('writes images, a manifest, its twin and checksums, and nothing else', async () => {
    const { code, out, err } = await run(['generate', '--seed', '7', '--count', '12', '--out', temp('new', 'folder')]);
    expect({ code, err }).toEqual({ code: 0, err: `${temp('new', 'folder')}: 12 images and manifest.json written.\n` });
    expect(out).toMatch(/^Coverage of 12 /);
    const images = imagesIn(temp('new', 'folder'));
    expect(images).toHaveLength(12);
    expect(readdirSync(temp('new', 'folder')).sort()).toEqual([...images.map(({ path }) => path), ...DESCRIPTIONS]);
    expect(readdirSync(temp('new'))).toEqual(['folder']);
  });

  it('writes the drawn images and says of each what it is', async () => {
    await run(['generate', '--seed', '7', '--count', '12', '--out', temp('out')]);
    for (const [index, row] of imagesIn(temp('out')).entries()) {
      const drawn = caseAt(7, index);
      expect(readFileSync(temp('out', row.path)).equals(drawn.image)).toBe(true);
      expect(row).toMatchObject({
        sha256: sha256(drawn.image),
        size: drawn.image.length,
        plan: printPlan(drawn.plan),
        features: drawn.features,
        violates: drawn.declares,
        validity: drawn.declares.length === 0 ? 'valid' : 'acceptable',
        mutations: [],
        source: { index, seed: 7 },
        ...{ answer: null, expected: null, request: null, section: null },
      });
      const { machine, compression } = drawn.plan;
      expect(row.path).toMatch(
        new RegExp(`^${String(index).padStart(4, '0')}-${machine}-${compression}-\\d+s[a-z0-9.-]*$`),
      );
    }
  });

  it('promises what the reader finds', async () => {
    await run(['generate', '--seed', '3', '--count', '60', '--out', temp('out'), '--quiet']);
    const fixtures = loadFixtures(temp('out'));
    expect(fixtures).toHaveLength(60);
    for (const fixture of fixtures) expect({ ...fixture.expect }).toEqual(factsOf(fixture.image()));
  });

  it('writes the same bytes again, wherever that is', async () => {
    for (const name of ['a', 'b']) await run(['generate', '--count', '5', '--pairs', '--out', temp(name), '--quiet']);
    expect(bytesBelow(temp('a'))).toEqual(bytesBelow(temp('b')));
    expect(readFileSync(temp('a', 'manifest.json'), 'utf8')).not.toContain(temp());
  });

  it('says nothing on success when it is to be quiet', async () => {
    const { code, out, err } = await run(['generate', '--count', '1', '--out', temp('out'), '--quiet']);
    expect({ code, out, err }).toEqual({ code: 0, out: '', err: '' });
  });

  it('shows how far it is on a terminal', async () => {
    const { err } = await run(['generate', '--count', '4', '--out', temp('out')], { errIsTerminal: true, tick: 200 });
    expect(err).toMatch(/\r\u001b\[K3 of 4 images · 5\.0\/s · 200 ms left\r\u001b\[K/);
  });

  it('writes into an empty folder and keeps the folder itself', async () => {
    mkdirSync(temp('empty'), { mode: 0o711 });
    expect((await run(['generate', '--count', '1', '--out', temp('empty')])).code).toBe(0);
    expect(readdirSync(temp('empty'))).toHaveLength(4);
    expect(readdirSync(temp())).toEqual(['empty']);
  });
});

describe('a new folder of generate', () => {
  it('may be looked into by whom the mask lets, like any other', async () => {
    const mask = process.umask(0o027);
    try {
      expect((await run(['generate', '--count', '1', '--out', temp('made')])).code).toBe(0);
    } finally {
      process.umask(mask);
    }
    expect(statSync(temp('made')).mode & 0o777).toBe(0o750);
  });
});

describe('the manifest', () => {
  it.each([[[]], [['--pairs']], [['--hostile']], [['--plan', 'machine=riscv64']]])(
    'follows the schema and has sorted keys with %j',
    async (options) => {
      await run(['generate', ...options, '--out', temp('out'), '--quiet']);
      const text = readFileSync(temp('out', 'manifest.json'), 'utf8');
      const { validate } = schemaAt('src/fixtures/format/schema/manifest-v1.schema.json');
      validate(JSON.parse(text));
      expect(validate.errors).toBeNull();
      expect(text).toBe(`${sortedJson(JSON.parse(text))}\n`);
      const paths = manifestIn(temp('out')).files.map(({ path }) => path);
      expect(paths).toEqual([...paths].sort());
    },
  );

  it('names the call that writes the same files again, without what decides no bytes', async () => {
    const options = ['--seed', '9', '--count', '2', '--profile-kernel', 'sbat', '--feature', 'sbat', '--feature=-zstd'];
    await run(['generate', ...options, '--pairs', '--no-color', '--force', '--out', temp('a')]);
    const { command, seed, count, generator } = manifestIn(temp('a'));
    expect(command).toBe(
      'zbootkit generate --seed 9 --count 2 --profile-kernel sbat --feature=sbat --feature=-zstd --pairs',
    );
    expect({ seed, count, name: generator.name }).toEqual({ seed: 9, count: 2, name: 'zbootkit' });
    await run([...command.split(' ').slice(1), '--out', temp('b')]);
    expect(bytesBelow(temp('b'))).toEqual(bytesBelow(temp('a')));
  });

  it('has a twin and checksums that follow from it', async () => {
    await run(['generate', '--count', '3', '--pairs', '--out', temp('out')]);
    const { files } = manifestIn(temp('out'));
    expect(readFileSync(temp('out', 'manifest.tsv'), 'utf8')).toBe(renderTsv(files));
    const own = ['manifest.json', 'manifest.tsv'].map((path) => ({
      path,
      sha256: sha256(readFileSync(temp('out', path))),
    }));
    expect(readFileSync(temp('out', 'SHA256SUMS'), 'utf8')).toBe(renderSums([...files, ...own]));
  });

  const withSha256sum = installed('sha256sum') !== null;
  it(
    withSha256sum ? 'has checksums that sha256sum confirms' : 'has checksums, but sha256sum is NOT INSTALLED here',
    async () => {
      await run(['generate', '--count', '3', '--pairs', '--out', temp('out')]);
      if (!withSha256sum) {
        expect(installed('sha256sum')).toBeNull();
        return;
      }
      const { status, stdout } = spawnSync('sha256sum', ['-c', 'SHA256SUMS'], { cwd: temp('out'), encoding: 'utf8' });
      expect(status).toBe(0);
      expect(stdout.trim().split('\n')).toHaveLength(readdirSync(temp('out')).length - 1);
    },
  );
});

describe('generate --plan', () => {
  it('makes an image again from the plan that the manifest tells', async () => {
    await run(['generate', '--count', '3', '--out', temp('drawn')]);
    const third = imagesIn(temp('drawn'))[2];
    expect((await run(['generate', '--plan', third?.plan ?? '', '--out', temp('planned')])).code).toBe(0);
    const { seed, count, command } = manifestIn(temp('planned'));
    expect({ seed, count }).toEqual({ seed: null, count: 1 });
    expect(command).toBe(`zbootkit generate --plan '${third?.plan ?? ''}'`);
    const path = third?.path.replace(/^\d+/, 'plan');
    expect(imagesIn(temp('planned'))).toEqual([{ ...third, path, source: null }]);
  });

  it('reads a plan as JSON and from a file', async () => {
    const json = JSON.stringify({ machine: 'riscv64', overlay: 13 });
    const text = 'overlay=13\nmachine=riscv64\n';
    writeFileSync(temp('json'), `\ufeff ${json}\n`);
    writeFileSync(temp('text'), text);
    for (const [name, plan] of Object.entries({ a: text, b: json, c: `@${temp('json')}`, d: `@${temp('text')}` })) {
      expect((await run(['generate', '--plan', plan, '--out', temp(name)])).code).toBe(0);
      expect(bytesBelow(temp(name))).toEqual(bytesBelow(temp('a')));
    }
    expect(readdirSync(temp('a')).join(' ')).toMatch(/ plan-riscv64-gzip-1s-overlay-[a-z-]+\.efi$/);
  });

  it.each([
    ['an unknown key', 'colour=red', '--plan: "colour=red" is not key=value with a known key; write key=value with'],
    ['an unknown value', 'machine=pdp11', '--plan: machine=pdp11 is not a value that can be read; it must be one of'],
    ['a key that is given twice', 'stub=8 stub=8', '--plan: the key "stub" is given twice; keep one of the two.'],
    ['no code section', 'sections=.data:data:1:0', '--plan: sections has no .text of kind code; add .text:code:0:0.'],
    ['nothing in it', ' ', '--plan: the plan is empty; write, for example, machine=arm64.'],
    ['half an object', '{"machine":', '--plan: the plan starts with "{" but is not JSON ('],
    ['an unknown key in JSON', '{"colour": "red"}', '--plan: "colour" is not a key of a plan; use some of machine, '],
    ['a file that is not there', '@/nowhere/plan', '/nowhere/plan: the plan cannot be read: there is no such file.'],
  ])('says what is wrong with a plan that has %s', async (_what, plan, said) => {
    const { code, out, err } = await run(['generate', '--plan', plan, '--out', temp('out')]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^zbootkit: [^\n]*\.\n$/);
    expect(err).toContain(`zbootkit: ${said}`);
    expect(readdirSync(temp())).toEqual([]);
  });

  it('names the file of a plan that is wrong', async () => {
    writeFileSync(temp('plan'), 'machine=pdp11');
    const { code, err } = await run(['generate', '--plan', `@${temp('plan')}`, '--out', temp('out')]);
    expect(code).toBe(2);
    expect(err).toContain(`zbootkit: ${temp('plan')}: machine=pdp11 is not a value that can be read`);
  });
});

describe('options of generate that exclude each other', () => {
  const other: readonly (readonly string[])[] = [
    ...[['--seed', '1'], ['--count', '1'], ['--feature', 'sbat'], ['--profile-kernel', 'sbat'], ['--hostile']].map(
      (option) => ['--plan', 'stub=8', ...option],
    ),
    ...[
      ['--feature', 'sbat'],
      ['--profile-kernel', 'sbat'],
    ].map((option) => ['--hostile', ...option]),
    ...[['--out', 'x'], ['--plan', 'stub=8'], ['--pairs'], ['--tar'], ['--force'], ['--hostile']].map((option) => [
      '--check',
      'manifest.json',
      ...option,
    ]),
    ...[
      ['--seed', '1'],
      ['--count', '1'],
      ['--feature', 'sbat'],
      ['--profile-kernel', 'sbat'],
    ].map((option) => ['--check', 'manifest.json', ...option]),
  ];

  it.each(other)('are refused: %s %s %s', async (...argv) => {
    const place = argv.includes('--check') ? [] : ['--out', temp('out')];
    const { code, out, err } = await run(['generate', ...argv, ...place]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^error: option '--[a-z].* cannot be used with option '--/);
    expect(readdirSync(temp())).toEqual([]);
  });
});
