/** Real kernels, which no generator imitates in full. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { PROFILE_NAMES } from '../../src/cli/options.ts';
import { readImage } from '../../src/reader/index.ts';
import type { Image } from '../../src/reader/index.ts';
import { outOf, sampleOf } from '../support/effort.ts';
import { run } from '../support/fake-io.ts';
import { KERNELS, KERNEL_FOLDER } from '../support/kernels.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const temp = useTempFolder();

/** Type of the debug entry that holds DllCharacteristicsEx, and its flag for forward-edge control-flow integrity. */
const EX_DLLCHARACTERISTICS = { type: 20, forwardCfiCompat: 0x40 } as const;

function imageAt(path: string): Image {
  const reading = readImage(readFileSync(path));
  if (!reading.ok) throw new Error(`${path} cannot be read`);
  return reading.image;
}

/** The bytes of the payload, as the zboot header names them. */
function payloadOf(path: string): Buffer {
  const { payloadOffset, payloadSize } = imageAt(path).zbootHeader;
  return readFileSync(path).subarray(payloadOffset.value, payloadOffset.value + payloadSize.value);
}

/** The words that the debug entry of DllCharacteristicsEx leads to: one in kernels with branch protection, or none. */
function extendedFlags(path: string): readonly number[] {
  const entries = imageAt(path).debugEntries.filter(({ type }) => type.value === EX_DLLCHARACTERISTICS.type);
  return entries.map(({ data }) => readFileSync(path).readUInt32LE(data.offset));
}

/** The profiles in which an image has no error. */
async function profilesOf(path: string): Promise<readonly string[]> {
  const passed: string[] = [];
  for (const profile of PROFILE_NAMES) {
    if ((await run(['check', path, '--profile', profile, '--quiet'])).code === 0) passed.push(profile);
  }
  return passed;
}

/** Expects no finding in any of the profiles when an output is held against its input. */
async function expectClean(output: string, against: string, sections: readonly string[], profiles: readonly string[]) {
  for (const profile of profiles) {
    const { code, out } = await run(['check', output, '--against', against, '--profile', profile, ...sections]);
    expect(out).not.toContain('FAIL ');
    expect(code).toBe(0);
  }
}

/** The kernel inside an image. */
async function extracted(path: string): Promise<Buffer> {
  const { code, err } = await run(['extract', path, temp('kernel'), '--quiet']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return readFileSync(temp('kernel'));
}

/** Kernels that are followed through several appends, in every profile after each. */
const FOLLOWED = sampleOf(KERNELS, { quick: 1 });

describe(`a real kernel, ${outOf(FOLLOWED, KERNELS)} through several appends`, () => {
  beforeEach(() => {
    for (const [name, length] of [
      ['a', 5000],
      ['b', 1],
      ['c', 512],
    ] as const) {
      writeFileSync(temp(name), Buffer.alloc(length, name));
    }
  });

  for (const kernel of KERNELS) {
    const image = join(KERNEL_FOLDER, kernel);
    const section = (name: string): readonly string[] => ['--section', `.${name}=${temp(name)}`];

    it.each(['zboot', 'edk2', 'shim'])(`${kernel} has no error in profile %s`, async (profile) => {
      const { code, out } = await run(['check', image, '--profile', profile]);
      expect(out).not.toContain('FAIL ');
      expect(code).toBe(0);
    });

    it.each(FOLLOWED.filter((one) => one === kernel))(
      '%s takes one section, another one, and three at once, and is clean in every profile that it passed',
      async () => {
        const profiles = await profilesOf(image);
        expect(profiles).toEqual(expect.arrayContaining(['zboot', 'edk2', 'shim']));
        const [one, two, three] = [temp('one.efi'), temp('two.efi'), temp('three.efi')];
        expect((await run(['append', image, one, ...section('a')])).code).toBe(0);
        await expectClean(one, image, section('a'), profiles);
        expect((await run(['append', one, two, ...section('b')])).code).toBe(0);
        await expectClean(two, one, section('b'), profiles);
        await expectClean(two, image, [...section('a'), ...section('b')], profiles);
        const all = [...section('a'), ...section('b'), ...section('c')];
        expect((await run(['append', image, three, ...all])).code).toBe(0);
        await expectClean(three, image, all, profiles);
        expect((await run(['append', two, two, ...section('c')])).code).toBe(0);
        expect(readFileSync(two).equals(readFileSync(three))).toBe(true);
        for (const output of [one, two, three]) {
          expect(payloadOf(output).equals(payloadOf(image))).toBe(true);
          expect(extendedFlags(output)).toEqual(extendedFlags(image));
          expect(readFileSync(output).includes('aaaaaaaa')).toBe(true);
        }
        if (kernel.includes('bti')) expect(extendedFlags(three)).toEqual([EX_DLLCHARACTERISTICS.forwardCfiCompat]);
      },
    );

    it(`${kernel} gives the same kernel before and after an append`, async () => {
      const output = temp('out.efi');
      expect((await run(['append', image, temp('a'), output])).code).toBe(0);
      const before = await extracted(image);
      expect((await extracted(output)).equals(before)).toBe(true);
      if (kernel.includes('gzip')) expect(before.equals(gunzipSync(payloadOf(image)))).toBe(true);
    });
  }

  if (KERNELS.length === 0) {
    it('is NOT HERE, so none is judged; name a folder of zboot images in ZBOOTKIT_KERNELS', () => {
      expect(KERNELS).toEqual([]);
    });
  }
});
