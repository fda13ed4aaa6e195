import type { Section } from '../../src/reader/index.ts';
import { endOf, overlaps } from '../../src/results/index.ts';
import type { Finding, Span } from '../../src/results/index.ts';
import { hasFlags } from '../bytes/arithmetic.ts';
import { inProfiles, misreads, untidy } from '../effects.ts';
import { place, wrong, wrongValue } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { ImageRule } from '../rule.ts';
import { addressField, nameOf } from './facts.ts';
import { CODE } from './section-content.ts';

/** The addresses that a section takes by its VirtualSize, the only size that protection goes by. */
function codeRange({ virtualAddress, virtualSize }: Section): Span {
  return { offset: virtualAddress.value, length: virtualSize.value };
}

/** Each section of code that starts before an earlier one ends, in the order of their addresses. */
function* overlapping(code: readonly Section[]): Iterable<Finding> {
  let last: Section | null = null;
  for (const section of [...code].sort((a, b) => a.virtualAddress.value - b.virtualAddress.value)) {
    const range = codeRange(section);
    if (last !== null && overlaps(codeRange(last), range)) {
      const { offset } = codeRange(last);
      const expected = { kind: 'apart-from', what: nameOf(last), start: offset, end: endOf(codeRange(last)) } as const;
      const fields = [place(addressField(section)), place(addressField(last))] as const;
      yield wrong(`addresses of ${nameOf(section)}`, expected, range.offset, ...fields);
    }
    if (last === null || endOf(range) > endOf(codeRange(last))) last = section;
  }
}

/** The rule on what firmware takes for the code of an image. */
export const CODE_SECTION_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-NX-005',
    name: 'code-section-sane',
    levels: '-WWWEE',
    title: 'There is at least one code section, and each has a size, is within the image and overlaps no other.',
    references: [REFERENCES.sectionFlags, REFERENCES.memoryProtection],
    rationale:
      'Firmware builds its record of the image from the sections marked as code; given a bad one it builds none and protects nothing.',
    severity: 'mishandled',
    effects: {
      ...inProfiles(['edk2', 'zboot'], misreads('edk2', 'leaves it unprotected, and stops in a debug build')),
      shim: untidy('shim'),
    },
    enforcedBy: ['EDK2 ImagePropertiesRecordLib: leaves the image unprotected, or stops in a debug build'],
    brokenBy: ['a new section marked as code without a size', 'an image without a code section'],
    *check({ sections, coffHeader, optionalHeader: { sizeOfImage } }) {
      const code = sections.filter(({ characteristics }) => hasFlags(characteristics.value, CODE));
      if (code.length === 0) {
        const expected = { kind: 'form', name: 'a section with CNT_CODE 0x20 set' } as const;
        yield wrong('sections', expected, 'no code section', place(coffHeader.numberOfSections));
      }
      for (const section of code) {
        const { virtualSize, virtualAddress } = section;
        if (virtualSize.value === 0) yield wrongValue(virtualSize, { kind: 'at-least', value: 1 });
        const end = endOf(codeRange(section));
        if (end <= sizeOfImage.value) continue;
        const expected = { kind: 'at-most', value: sizeOfImage.value } as const;
        const fields = [place(virtualSize), place(virtualAddress), place(sizeOfImage)] as const;
        yield wrong(`end of ${nameOf(section)}`, expected, end, ...fields);
      }
      yield* overlapping(code);
    },
  },
];
