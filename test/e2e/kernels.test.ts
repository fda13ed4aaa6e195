/**
 * Real kernels, which no generator imitates in full. They are too large to be kept here: the tests look for images in
 * the folder that ZBOOTKIT_KERNELS names, else in a folder beside the project.
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readImage } from '../../src/reader/index.ts';
import { run } from '../support/fake-io.ts';
import { ROOT } from '../support/project.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const temp = useTempFolder();

const FOLDER = process.env['ZBOOTKIT_KERNELS'] ?? join(dirname(ROOT), 'shared', 'kernels');
const KERNELS = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.endsWith('.efi')) : [];

/** The bytes of the payload, as the zboot header names them. */
function payloadOf(path: string): Buffer {
  const bytes = readFileSync(path);
  const reading = readImage(bytes);
  if (!reading.ok) throw new Error(`${path} cannot be read`);
  const { payloadOffset, payloadSize } = reading.image.zbootHeader;
  return bytes.subarray(payloadOffset.value, payloadOffset.value + payloadSize.value);
}

describe('a real kernel', () => {
  for (const kernel of KERNELS.sort()) {
    const image = join(FOLDER, kernel);

    it.each(['zboot', 'edk2', 'shim'])(`${kernel} has no error in profile %s`, async (profile) => {
      const { code, out } = await run(['check', image, '--profile', profile]);
      expect(out).not.toContain('FAIL ');
      expect(code).toBe(0);
    });

    it(`${kernel} takes a section and keeps its payload`, async () => {
      writeFileSync(temp('prog.bpf'), Buffer.alloc(5000, 'program'));
      const output = temp('out.efi');
      expect((await run(['append', image, temp('prog.bpf'), output])).code).toBe(0);
      const { code, out } = await run(['check', output, '--against', image, '--content', temp('prog.bpf')]);
      expect(out).not.toContain('FAIL ');
      expect(code).toBe(0);
      expect(payloadOf(output).equals(payloadOf(image))).toBe(true);
      expect(readFileSync(output).includes('programprogram')).toBe(true);
    });
  }

  if (KERNELS.length === 0) {
    it('is NOT HERE, so none is judged; name a folder of zboot images in ZBOOTKIT_KERNELS', () => {
      expect(KERNELS).toEqual([]);
    });
  }
});
