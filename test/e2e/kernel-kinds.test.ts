/**
 * Goal: a kind of kernel stands for the kernel of its name. Two hundred images are drawn of each kind, and every
 * header field of the real kernel has to lie within what was drawn for that field.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { caseFromPlan, planAt } from '../../generators/index.ts';
import type { KernelKind } from '../../generators/index.ts';
import { readImage } from '../../src/reader/index.ts';
import type { Image } from '../../src/reader/index.ts';
import { KERNELS, KERNEL_FOLDER } from '../support/kernels.ts';

const IMAGES = 200;

/** Which kernel is the model of which kind. */
const MODELS: Readonly<Record<string, KernelKind>> = {
  'arm64-6.1-gzip.efi': 'arm64-6.1',
  'arm64-6.12-zstd.efi': 'arm64-6.12',
  'arm64bti-6.12-gzip.efi': 'arm64-bti',
  'riscv64-6.12-gzip.efi': 'riscv64',
};

type Fields = ReadonlyMap<string, number | bigint | string>;

/** Every value that the headers of an image hold, by the name of its field. */
function fieldsOf(image: Image): Fields {
  const fields = new Map<string, number | bigint | string>();
  const { dosHeader, zbootHeader, coffHeader, optionalHeader, directories, sections, debugEntries } = image;
  for (const part of [
    dosHeader,
    zbootHeader,
    coffHeader,
    optionalHeader,
    ...directories,
    ...sections,
    ...debugEntries,
  ]) {
    for (const field of Object.values(part) as unknown[]) {
      if (typeof field !== 'object' || field === null || !('path' in field) || !('value' in field)) continue;
      const { path, value } = field;
      if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'string') {
        fields.set(String(path), value);
      }
    }
  }
  return fields;
}

function read(bytes: Uint8Array): Fields {
  const reading = readImage(bytes);
  if (!reading.ok) throw new Error(`the image cannot be read: ${reading.fault.code}`);
  return fieldsOf(reading.image);
}

/** What was drawn for each field: the ends of its range when it is a number, every value when it is text. */
class Drawn {
  readonly low = new Map<string, number | bigint>();
  readonly high = new Map<string, number | bigint>();
  readonly texts = new Map<string, Set<string>>();

  add(fields: Fields): void {
    for (const [path, value] of fields) {
      if (typeof value === 'string') {
        this.texts.set(path, (this.texts.get(path) ?? new Set()).add(value));
        continue;
      }
      const [low, high] = [this.low.get(path), this.high.get(path)];
      if (low === undefined || value < low) this.low.set(path, value);
      if (high === undefined || value > high) this.high.set(path, value);
    }
  }

  /** Why a value is not within what was drawn, or `null`. */
  problem(path: string, value: number | bigint | string): string | null {
    if (typeof value === 'string') {
      const seen = [...(this.texts.get(path) ?? [])];
      return seen.includes(value) ? null : `${path} is ${value}, drawn were ${seen.join(', ')}`;
    }
    const [low, high] = [this.low.get(path), this.high.get(path)];
    if (low === undefined || high === undefined) return `${path} was never drawn`;
    return low <= value && value <= high ? null : `${path} is ${value}, drawn were ${low} to ${high}`;
  }
}

describe('two hundred images of a kind of kernel', () => {
  const present = KERNELS.filter((kernel) => kernel in MODELS);

  for (const kernel of present) {
    it(`have every header field of ${kernel} within what they draw`, () => {
      const kind = MODELS[kernel] ?? 'arm64-6.12';
      const drawn = new Drawn();
      for (let index = 0; index < IMAGES; index += 1) {
        drawn.add(read(caseFromPlan(planAt(kind, 1, index)).image));
      }
      const real = read(readFileSync(join(KERNEL_FOLDER, kernel)));
      expect(real.size).toBeGreaterThan(50);
      expect([...real].flatMap(([path, value]) => drawn.problem(path, value) ?? [])).toEqual([]);
    });
  }

  if (present.length === 0) {
    it('are NOT COMPARED with real kernels, for none are here; name a folder of them in ZBOOTKIT_KERNELS', () => {
      expect(present).toEqual([]);
    });
  }
});
