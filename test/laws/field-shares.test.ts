/**
 * Goal: no constants. A rewriter that loses, moves or invents a field shows only where the field has a value to lose, so every
 * field that the reader knows has another value than usual in some cases, or is listed here with the reason why it cannot.
 */
import { describe, expect, it } from 'vitest';
import { caseAt } from '../../generators/index.ts';
import {
  CERTIFICATE,
  COFF_HEADER,
  DATA_DIRECTORY,
  DEBUG_ENTRY,
  DOS_HEADER,
  OPTIONAL_HEADER_PE32,
  OPTIONAL_HEADER_PE32_PLUS,
  RELOCATION_BLOCK,
  SECTION_HEADER,
  ZBOOT_HEADER,
} from '../../src/reader/layouts.ts';
import { isZboot, readImage, relocationBlocks } from '../../src/reader/index.ts';
import type { Image } from '../../src/reader/index.ts';
import { byEffort } from '../support/effort.ts';

const CASES = byEffort({ quick: 1200, full: 3000 });
/** A hundredth, less what chance takes from it in so few cases. */
const LEAST = byEffort({ quick: 0.006, full: 0.01 });

/** Fields that have one value in every image that is one. */
const CONSTANT: Readonly<Record<string, string>> = {
  'dosHeader.magic': 'is MZ in every image',
  'zbootHeader.magic': 'is zimg in every zboot image',
  'certificate.revision': 'has the one revision that firmware takes',
  'certificate.certificateType': 'is that of PKCS#7 signatures, the only ones that firmware takes',
};

type Fields = Readonly<Record<string, unknown>>;
interface Structure {
  readonly fields: Fields;
}
type Named = readonly [name: string, structure: Structure, found: readonly object[]];

/** What is read of an image by the structure's name, of several of one kind all. */
function structuresOf(image: Image): readonly Named[] {
  const wide = image.optionalHeader.magic.value === 0x20b;
  return [
    ['dosHeader', DOS_HEADER, [image.dosHeader]],
    ['zbootHeader', ZBOOT_HEADER, isZboot(image) ? [image.zbootHeader] : []],
    ['coffHeader', COFF_HEADER, [image.coffHeader]],
    ['optionalHeader', wide ? OPTIONAL_HEADER_PE32_PLUS : OPTIONAL_HEADER_PE32, [image.optionalHeader]],
    ...image.directories.map((directory) => [`directories[${directory.index}]`, DATA_DIRECTORY, [directory]] as const),
    ['section', SECTION_HEADER, image.sections],
    ['debugEntry', DEBUG_ENTRY, image.debugEntries],
    ['certificate', CERTIFICATE, image.certificateTable?.certificates ?? []],
    ['relocationBlock', RELOCATION_BLOCK, [...relocationBlocks(image)]],
  ];
}

function valueOf(structure: object, name: string): string {
  const field: unknown = Reflect.get(structure, name);
  if (typeof field !== 'object' || field === null || !('value' in field)) throw new Error(`there is no field ${name}`);
  return String(field.value);
}

/** For each field, in how many cases each value occurs. */
function valuesByField(): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const counts = new Map<string, Map<string, number>>();
  for (let index = 0; index < CASES; index += 1) {
    const reading = readImage(caseAt(1, index).image);
    if (!reading.ok) throw new Error(`case ${index} cannot be read`);
    for (const [structure, { fields }, found] of structuresOf(reading.image)) {
      for (const field of Object.keys(fields)) {
        const name = `${structure}.${field}`;
        const values = counts.get(name) ?? new Map<string, number>();
        counts.set(name, values);
        for (const value of new Set(found.map((each) => valueOf(each, field)))) {
          values.set(value, (values.get(value) ?? 0) + 1);
        }
      }
    }
  }
  return counts;
}

/** In how many cases a field has a value that is neither zero nor the commonest one; of several structures in any of them. */
function unusual(values: ReadonlyMap<string, number>): number {
  const [[usual] = ['']] = [...values].sort(([, a], [, b]) => b - a);
  return [...values].reduce((sum, [value, count]) => (value === usual || /^0*$/.test(value) ? sum : sum + count), 0);
}

describe(`${CASES} random cases`, () => {
  const shares = new Map([...valuesByField()].map(([name, values]) => [name, unusual(values) / CASES]));

  it('give every field a value that is neither zero nor the usual one, often enough to notice', () => {
    const rare = [...shares].filter(([name, share]) => share < LEAST && !(name in CONSTANT));
    expect(rare).toEqual([]);
  });

  it('leave as they are those fields alone that cannot be otherwise', () => {
    const constant = Object.keys(CONSTANT).map((name) => [name, shares.get(name)]);
    expect(constant).toEqual(Object.keys(CONSTANT).map((name) => [name, 0]));
  });
});
