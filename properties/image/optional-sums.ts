import type { Field, Image, Section } from '../../src/reader/index.ts';
import type { Finding } from '../../src/results/index.ts';
import { untidy } from '../effects.ts';
import { equals, place, wrongValue } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import { addedSections } from '../kept-sections.ts';
import type { Append, ImageRule } from '../rule.ts';
import { CODE, INITIALIZED_DATA, UNINITIALIZED_DATA, contentOf } from './section-content.ts';
import { sumsOf } from './section-sums.ts';
import { unlessNonZero } from '../vacuity.ts';

function* unlessOneOf(field: Field<number>, ...sums: readonly number[]): Iterable<Finding> {
  if (!sums.includes(field.value)) yield wrongValue(field, { kind: 'one-of', values: [...new Set(sums)] });
}

function firstWith(image: Image, flag: number): Section | undefined {
  return image.sections.find(({ characteristics }) => (contentOf(characteristics.value) & flag) !== 0);
}

/** A field that is the address of a section. */
interface Base {
  readonly field: Field<number>;
  readonly section: Section;
}

/** The bases that have a section to lead to; BaseOfData is a field of 32-bit images only. */
function basesOf(image: Image): readonly Base[] {
  const { baseOfCode, baseOfData } = image.optionalHeader;
  const [code, data] = [firstWith(image, CODE), firstWith(image, INITIALIZED_DATA)];
  return [
    ...(code === undefined ? [] : [{ field: baseOfCode, section: code }]),
    ...(data === undefined || baseOfData === null ? [] : [{ field: baseOfData, section: data }]),
  ];
}

function misleads({ field, section }: Base): boolean {
  return field.value !== section.virtualAddress.value;
}

/** An append counts every new section by its size in the file, whatever the input counts and whatever the section holds. */
function countedByAppend(append: Append): string | undefined {
  const { before, after } = append;
  const [old, now] = [before.optionalHeader, after.optionalHeader];
  let expected = old.sizeOfInitializedData.value;
  for (const { sizeOfRawData } of addedSections(append)) expected += sizeOfRawData.value;
  const onlyThat =
    now.sizeOfInitializedData.value === expected &&
    now.sizeOfCode.value === old.sizeOfCode.value &&
    now.sizeOfUninitializedData.value === old.sizeOfUninitializedData.value;
  return onlyThat ? 'an append adds the size in the file, and the input counts otherwise' : undefined;
}

/** A new section can be the first of its kind, and an append keeps both bases. */
function firstOfItsKind(before: Image, after: Image): string | undefined {
  const led = new Set(basesOf(before).map(({ field }) => field.path));
  return basesOf(after).some((base) => misleads(base) && led.has(base.field.path))
    ? undefined
    : 'the input has no section that the base could refer to';
}

/** Rules on the fields that sum up the sections. */
export const OPTIONAL_SUM_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-OPT-022',
    name: 'sizes-sum',
    levels: 'i----i',
    title:
      'SizeOfCode, SizeOfInitializedData and SizeOfUninitializedData are the sums over the sections of their kind.',
    references: [REFERENCES.standardFields, REFERENCES.zbootLayout],
    rationale:
      'No loader uses these sums, but a tool that appends a section should count it. Linkers add up sizes in the file, or in memory as kernels do.',
    severity: 'untidy',
    effects: { zboot: untidy('edk2') },
    brokenBy: ['an append that does not update the sums', 'a sum over only some of the sections'],
    unavoidable: (_before, _after, _fresh, append) => countedByAppend(append),
    vacuous: unlessNonZero(
      ({ optionalHeader: { sizeOfCode, sizeOfInitializedData, sizeOfUninitializedData } }: Image) => [
        sizeOfCode.value,
        sizeOfInitializedData.value,
        sizeOfUninitializedData.value,
      ],
      'all three sums are 0',
    ),
    *check(image) {
      const { sizeOfCode, sizeOfInitializedData, sizeOfUninitializedData } = image.optionalHeader;
      const code = sumsOf(image, CODE);
      yield* unlessOneOf(sizeOfCode, code.file, code.fileRounded, code.memory, code.memoryRounded);
      const data = sumsOf(image, INITIALIZED_DATA);
      yield* unlessOneOf(sizeOfInitializedData, data.file, data.fileRounded, data.memory, data.memoryRounded);
      // Uninitialised data takes no bytes of the file, so that a sum of those would tell nothing.
      const bss = sumsOf(image, UNINITIALIZED_DATA);
      yield* unlessOneOf(sizeOfUninitializedData, bss.memory, bss.memoryRounded);
    },
  },
  {
    scope: 'image',
    id: 'PE-OPT-023',
    name: 'base-of-code',
    levels: 'W---WW',
    title: 'BaseOfCode and BaseOfData are the addresses of the first section of their kind.',
    references: [REFERENCES.standardFields],
    rationale: 'Debuggers and unpackers take the fields as the start of code and data; loaders ignore them.',
    severity: 'untidy',
    effects: { zboot: untidy('edk2') },
    brokenBy: ['a base of 0', 'a first section moved by a tool that does not update the base'],
    unavoidable: firstOfItsKind,
    inapplicable: (image) => (basesOf(image).length === 0 ? 'no section has what a base refers to' : undefined),
    *check(image) {
      for (const base of basesOf(image)) {
        if (!misleads(base)) continue;
        const { virtualAddress } = base.section;
        yield wrongValue(base.field, equals(virtualAddress.value), 'image', place(virtualAddress));
      }
    },
  },
];
