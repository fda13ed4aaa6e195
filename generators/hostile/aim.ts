import * as fc from 'fast-check';
import { weighted } from '../draw/weighted.ts';
import type { WrittenField } from '../bytes/cursor.ts';
import { picked } from './picked.ts';

/** Picks one field of any image; independent numbers, counted round, so that an aim fits every image. */
export interface Aim {
  /** An image that has no such structure is hit in its sections. */
  readonly structure: string;
  /** Picks one of several structures. */
  readonly owner: number;
  /** Picks a field of the structure. */
  readonly field: number;
}

/** The structure that every image has and that matters most. */
const SECTIONS = 'sections';

/** Fields of sizes, counts and places, whose change moves something; they are hit this often for one of the others. */
const PLACING =
  /^(?:sizeOf|virtual|address|payload|numberOf(?:Sections|Symbols|Rva)|pointerTo(?:Raw|Symbol))|Offset$|Alignment$|^(?:size|length)$/;
const PLACING_WEIGHT = 3;

/** Certificates and debug data are the directories that mean something to a zboot image (PE format, "Data Directories"). */
const LIVE_DIRECTORIES: readonly number[] = [4, 6];
const LIVE_WEIGHT = 5;

/** Larger than any owner or any weighted field count that is drawn, so that all are hit about equally. */
const PICK_MAX = 0xffff;

/** Aims at any field; shrinks towards the first field of `.text`'s header or what else comes first in the table. */
export const AIM: fc.Arbitrary<Aim> = fc.record({
  structure: weighted(
    [32, SECTIONS],
    [20, 'optionalHeader'],
    [12, 'zbootHeader'],
    [11, 'dataDirectories'],
    [8, 'coffHeader'],
    [9, 'debugDirectory'],
    [8, 'certificates'],
  ),
  owner: fc.nat(PICK_MAX),
  field: fc.nat(PICK_MAX),
});

/**
 * The field of an image that an aim hits.
 *
 * @throws RangeError when the fields are those of no image, for every image has sections
 */
export function aimed(fields: readonly WrittenField[], aim: Aim): WrittenField {
  const hit = fields.filter(({ structure }) => structure === aim.structure);
  const inStructure = hit.length > 0 ? hit : fields.filter(({ structure }) => structure === SECTIONS);
  const owners = [...new Set(inStructure.map(({ owner }) => owner))];
  const owner = picked(
    weighed(owners, (each) => ownerWeight(aim, each)),
    aim.owner,
  );
  const candidates = inStructure.filter((field) => field.owner === owner);
  return picked(weighed(candidates, fieldWeight), aim.field);
}

function ownerWeight({ structure }: Aim, owner: number): number {
  return structure === 'dataDirectories' && LIVE_DIRECTORIES.includes(owner) ? LIVE_WEIGHT : 1;
}

function fieldWeight({ leaf }: WrittenField): number {
  return PLACING.test(leaf) ? PLACING_WEIGHT : 1;
}

/** A list in which everything stands as often as it weighs. */
function weighed<T>(list: readonly T[], weightOf: (value: T) => number): readonly T[] {
  return list.flatMap((value) => new Array<T>(weightOf(value)).fill(value));
}
