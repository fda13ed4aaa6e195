import type { Field, Section } from '../../reader/index.ts';

/** The fields of a header in the order of their bytes; what is no field of it is left out. */
export function fieldsOf(header: object): readonly Field<unknown>[] {
  return Object.values(header)
    .filter(isField)
    .sort((a, b) => a.offset - b.offset);
}

/** The fields of a section header in the order of their bytes, each decoded once. [PE format, Section Table] */
export function sectionFields(section: Section): readonly Field<number | string>[] {
  return [
    section.name,
    section.virtualSize,
    section.virtualAddress,
    section.sizeOfRawData,
    section.pointerToRawData,
    section.pointerToRelocations,
    section.pointerToLinenumbers,
    section.numberOfRelocations,
    section.numberOfLinenumbers,
    section.characteristics,
  ];
}

function isField(value: unknown): value is Field<unknown> {
  return typeof value === 'object' && value !== null && 'path' in value && 'value' in value;
}
