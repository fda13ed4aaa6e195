/** Real kernels, which no generator imitates in full. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readImage } from '../../src/reader/index.ts';
import { run } from '../support/fake-io.ts';
import { KERNELS, KERNEL_FOLDER } from '../support/kernels.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const temp = useTempFolder();

/** The bytes of the payload, as the zboot header names them. */
function payloadOf(path: string): Buffer {
  const bytes = readFileSync(path);
  const reading = readImage(bytes);
  if (!reading.ok) throw new Error(`${path} cannot be read`);
  const { payloadOffset, payloadSize } = reading.image.zbootHeader;
  return bytes.subarray(payloadOffset.value, payloadOffset.value + payloadSize.value);
}

describe('a real kernel', () => {
  for (const kernel of KERNELS) {
    const image = join(KERNEL_FOLDER, kernel);

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
