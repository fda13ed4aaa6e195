import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { DULL_PLAN, caseAt, caseFromPlan, parsePlan, printPlan } from '../../generators/index.ts';
import type { Machine, ZbootCase } from '../../generators/index.ts';

/** A generated image in a file, and what its plan says about it. */
export interface WitnessedImage {
  /** File name in the folder of all images. */
  readonly name: string;
  /** The plan's text, from which anybody can make the image again. */
  readonly plan: string;
  readonly machine: Machine;
  readonly features: readonly string[];
  /** Signatures in the certificate table. */
  readonly signatures: number;
}

/** Images in one folder. */
export interface WitnessedImages {
  readonly folder: string;
  readonly images: readonly WitnessedImage[];
}

function writeImage(folder: string, name: string, { plan, image, features }: ZbootCase): WitnessedImage {
  writeFileSync(join(folder, name), image);
  return { name, plan: printPlan(plan), machine: plan.machine, features, signatures: plan.certificates };
}

/** Writes the plainest image of each machine, to learn which machines a tool knows. */
export function writePlainImages(folder: string, machines: readonly Machine[]): readonly WitnessedImage[] {
  return machines.map((machine) => {
    return writeImage(folder, `plain-${machine}.efi`, caseFromPlan({ ...DULL_PLAN, machine }));
  });
}

/** All data directories name a table, so that whatever a tool says of one of them is said of this image. */
const ALL_DIRECTORIES = parsePlan(
  'directories=16 tables=0,1,2,3,7,8,9,10,11,12,13,14,15 payload=20000 overlay=20000 seed=1',
);

/** Gives all tests of a file the first cases of seed 1 in files of their own, and one that no chance decides. */
export function useWitnessedImages(count: number): () => WitnessedImages {
  let written: WitnessedImages = { folder: '', images: [] };
  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), 'zbootkit-images-'));
    const drawn = Array.from({ length: count - 1 }, (_, index) => {
      return writeImage(folder, `${String(index).padStart(4, '0')}.efi`, caseAt(1, index));
    });
    const images = [...drawn, writeImage(folder, 'all-directories.efi', caseFromPlan(ALL_DIRECTORIES))];
    written = { folder, images };
  });
  afterAll(() => {
    if (written.folder !== '') rmSync(written.folder, { recursive: true, force: true });
  });
  return () => written;
}
