/** Goal: an output is what was written to it, zeros elsewhere, and a clone of an input is that input or nothing. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openInput } from '../../../src/files/index.ts';
import type { OutputFile } from '../../../src/files/index.ts';
import { outputFile } from '../../../src/files/output-file.ts';
import { useTempFolder } from '../../support/temp-folder.ts';

const temp = useTempFolder();

const MEBIBYTE = 2 ** 20;

/** Lets a test write a new file and gives back what the file then holds. */
async function written(produce: (output: OutputFile) => Promise<void>): Promise<Buffer> {
  const handle = await open(temp('out'), 'w+');
  try {
    await produce(outputFile(handle));
  } finally {
    await handle.close();
  }
  return readFileSync(temp('out'));
}

/** Bytes of which no two neighbouring runs of 64 KiB are equal. */
function pattern(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index * 7 + (index >>> 16) * 31 + 1) & 0xff);
}

describe('an output', () => {
  it('holds what was written, wherever and in whatever order, and zeros elsewhere', async () => {
    const piece = fc.record({ offset: fc.nat(200), bytes: fc.uint8Array({ maxLength: 50 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 8 }), async (pieces) => {
        const ends = pieces.map(({ offset, bytes }) => (bytes.length === 0 ? 0 : offset + bytes.length));
        const expected = new Uint8Array(Math.max(0, ...ends));
        for (const { offset, bytes } of pieces) if (bytes.length > 0) expected.set(bytes, offset);
        const found = await written(async (output) => {
          for (const { offset, bytes } of pieces) await output.write(bytes, offset);
          const again = new Uint8Array(expected.length);
          await output.read(again, 0);
          expect(Buffer.compare(again, expected)).toBe(0);
        });
        expect(Buffer.compare(found, expected)).toBe(0);
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  it('reads pieces of what was written', async () => {
    await written(async (output) => {
      await output.write(pattern(100), 50);
      const part = new Uint8Array(10);
      await output.read(part, 45);
      expect([...part]).toEqual([0, 0, 0, 0, 0, ...pattern(5)]);
    });
  });

  it('takes a reading beyond its end for a fault of ours', async () => {
    await written(async (output) => {
      await output.write(pattern(10), 0);
      await expect(output.read(new Uint8Array(11), 0)).rejects.toThrow(
        new RangeError('an output file was read beyond its end'),
      );
    });
  });

  it('is cut off or filled up with zeros', async () => {
    const cut = await written(async (output) => {
      await output.write(pattern(100), 0);
      await output.setLength(40);
    });
    expect(Buffer.compare(cut, pattern(40))).toBe(0);
    const filled = await written(async (output) => {
      await output.write(pattern(10), 0);
      await output.setLength(25);
    });
    expect([...filled]).toEqual([...pattern(10), ...new Uint8Array(15)]);
  });
});

describe('a clone of an input', () => {
  it.each([0, 1, MEBIBYTE, 2 * MEBIBYTE + 77])('is the input or nothing, for %i bytes', async (length) => {
    writeFileSync(temp('in'), pattern(length));
    const input = openInput(temp('in'), 'image');
    const outcomes: string[] = [];
    const found = await written(async (output) => {
      outcomes.push(await output.clone(input));
    });
    input.close();
    expect(Buffer.compare(found, pattern(outcomes[0] === 'cloned' ? length : 0))).toBe(0);
  });

  it('is nothing where the system does not know the input', async () => {
    writeFileSync(temp('in'), pattern(10));
    const input = openInput(temp('in'), 'image');
    const found = await written(async (output) => {
      expect(await output.clone({ ...input, descriptor: 2 ** 30 })).toBe('empty');
    });
    input.close();
    expect(found.length).toBe(0);
  });

  /** A regular file that has fewer bytes than its length says, as one has that is cut off while it is copied. */
  const SHORT = '/sys/kernel/uevent_seqnum';
  if (!existsSync(SHORT)) {
    it('of an input that is cut off meanwhile is NOT EXERCISED here, for there is no such file', () => {
      expect(existsSync(SHORT)).toBe(false);
    });
    return;
  }

  it('ends when the input is cut off meanwhile', async () => {
    const input = openInput(SHORT, 'image');
    expect(input.length).toBeGreaterThan(20);
    const found = await written(async (output) => {
      expect(await output.clone(input)).toBe('empty');
    });
    input.close();
    expect(found.length).toBe(0);
  });
});
