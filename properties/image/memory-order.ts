import { endOf, formatSpan } from '../../src/results/index.ts';
import type { Finding } from '../../src/results/index.ts';
import { roundUp } from '../bytes/arithmetic.ts';
import { HARMLESS, LOADED, inProfiles, misreads, refuses } from '../effects.ts';
import { equals, place, wrong, wrongValue } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { Append, ImageRule } from '../rule.ts';
import { ADDRESS_ZERO } from './header-addresses.ts';
import { PAGE_SIZE, addressField, byAddress, nameOf, withoutSectionAlignment } from './facts.ts';
import { areAbout, atFirstAddresses } from './new-places.ts';
import { withoutTwoExtents, withoutTwoSections } from './vacuity.ts';

/** MEM_EXECUTE, MEM_READ and MEM_WRITE. [PE format, Section Flags] */
const PERMISSION_BITS = 0xe0000000;

/** An image may reserve memory after its sections, or its headers grow beyond them; a new section starts after that. */
function afterReservedMemory(append: Append, fresh: readonly Finding[]): string | undefined {
  return areAbout(fresh, atFirstAddresses(append))
    ? 'SizeOfImage of the input reserves memory after its sections'
    : undefined;
}

/** Rules on the order of sections in memory. */
export const MEMORY_ORDER_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-LAM-001',
    name: 'va-ascending',
    levels: 'EWEWEE',
    title: 'The section table is in ascending order of addresses.',
    references: [REFERENCES.sectionTable],
    rationale:
      'Windows and AUDK refuse any other order; tools that look only at the last entry assume that it has the highest address.',
    severity: 'rejected',
    effects: { ...LOADED, 'audk-strict': refuses('audk'), zboot: refuses('audk') },
    enforcedBy: ['AUDK PeCoffInit.c: in both modes', 'Windows'],
    brokenBy: [
      'a new header placed before the old ones',
      'a table in the order of file offsets or names',
      'two sections at one address',
    ],
    vacuous: withoutTwoSections,
    *check({ sections }) {
      let previous: number | null = null;
      for (const { virtualAddress } of sections) {
        if (previous !== null && virtualAddress.value <= previous) {
          yield wrongValue(virtualAddress, { kind: 'at-least', value: previous + 1 });
        }
        previous = virtualAddress.value;
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-LAM-002',
    name: 'va-disjoint',
    levels: 'EEEEEE',
    title: 'No two sections overlap in memory.',
    references: [REFERENCES.sectionTable],
    rationale: 'In EDK2 the last one wins and in U-Boot the first: the same file runs as two different programs.',
    severity: 'rejected',
    effects: {
      ...inProfiles(['edk2', 'zboot'], misreads('edk2', 'loads it, and the last section wins')),
      'audk-strict': refuses('audk'),
      shim: misreads('shim', 'loads it, and the last section wins'),
    },
    enforcedBy: [
      'AUDK PeCoffInit.c: in both modes',
      'Windows',
      'EDK2 BasePeCoff.c: the last section wins',
      'U-Boot efi_image_loader.c: loads the last section first, so that the first wins',
    ],
    brokenBy: ['a new section inside the uninitialised data of the last one', 'two sections with the same addresses'],
    knownViolations: [
      "The kexec list's builder takes a VirtualSize of 0 to mean no memory and places its section on top of that one.",
    ],
    vacuous: withoutTwoExtents,
    *check(image) {
      let furthest: (typeof image.sections)[number] | null = null;
      for (const section of byAddress(image)) {
        if (section.extent.length === 0) continue;
        if (furthest !== null && section.extent.offset < endOf(furthest.extent)) {
          const { offset } = furthest.extent;
          const expected = {
            kind: 'apart-from',
            what: nameOf(furthest),
            start: offset,
            end: endOf(furthest.extent),
          } as const;
          yield wrong(
            nameOf(section),
            expected,
            formatSpan(section.extent),
            place(addressField(section)),
            place(addressField(furthest)),
          );
        }
        if (furthest === null || endOf(section.extent) > endOf(furthest.extent)) furthest = section;
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-LAM-003',
    name: 'va-adjacent',
    levels: 'EWEWWW',
    title: 'Each section starts at the first aligned address after the one before it.',
    references: [REFERENCES.sectionTable],
    rationale: 'The specification requires sections to be adjacent; strict loaders refuse a hole in the address space.',
    severity: 'rejected',
    effects: { ...HARMLESS, 'audk-strict': refuses('audk', ' in strict mode') },
    enforcedBy: ['AUDK PeCoffInit.c:122: in strict mode', 'Windows', 'ReactOS', 'ClamAV'],
    brokenBy: ['an unused page between two sections, which EDK2 and shim accept'],
    inapplicable: withoutSectionAlignment,
    unavoidable: (_before, _after, fresh, append) => afterReservedMemory(append, fresh),
    vacuous: withoutTwoSections,
    *check({ sections, optionalHeader: { sectionAlignment } }) {
      let expected: number | null = null;
      for (const { virtualAddress, extent } of sections) {
        if (expected !== null && virtualAddress.value !== expected) yield wrongValue(virtualAddress, equals(expected));
        // Addresses ascend strictly, so a section without any extent still has its own to itself.
        expected = roundUp(extent.offset + Math.max(1, extent.length), sectionAlignment.value);
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-LAM-004',
    name: 'first-va',
    levels: 'EWEWEE',
    title: 'The first section starts at the first aligned address after the headers.',
    references: [REFERENCES.sectionTable, REFERENCES.windowsFields],
    rationale: 'Strict loaders compute this address and refuse any other.',
    severity: 'rejected',
    effects: { ...LOADED, ...inProfiles(['audk-strict', 'zboot'], refuses('audk', ' in strict mode')) },
    enforcedBy: [
      'AUDK PeCoffInit.c:71-97 InternalVerifySections: in strict mode; accepts address 0 as well',
      'Windows',
    ],
    allowances: { 'audk-strict': ADDRESS_ZERO },
    brokenBy: ['a first section that leaves a page unused after the headers'],
    inapplicable: (image) =>
      withoutSectionAlignment(image) ?? (image.sections.length === 0 ? 'there is no section' : undefined),
    *check({ sections, optionalHeader: { sectionAlignment, sizeOfHeaders } }) {
      const expected = roundUp(sizeOfHeaders.value, sectionAlignment.value);
      const first = sections[0];
      if (first === undefined || first.virtualAddress.value === expected) return;
      yield wrongValue(first.virtualAddress, equals(expected), 'image', place(sizeOfHeaders));
    },
  },
  {
    scope: 'image',
    id: 'PE-LAM-005',
    name: 'page-exclusive',
    levels: 'WWEWEE',
    title: 'Sections with different permissions do not share a page.',
    references: [REFERENCES.memoryProtection, REFERENCES.sectionFlags],
    rationale: 'Permissions are set page by page; a shared page gets those of one section, or those of both.',
    severity: 'mishandled',
    effects: {
      ...inProfiles(['edk2', 'zboot'], misreads('edk2', 'leaves it unprotected')),
      'audk-strict': refuses('audk'),
    },
    enforcedBy: ['Project Mu ImageValidation', 'Microsoft UEFI CA'],
    brokenBy: ['a SectionAlignment of 0x200'],
    unavoidable: (before, _after, fresh, append) =>
      before.optionalHeader.sectionAlignment.value < PAGE_SIZE && areAbout(fresh, atFirstAddresses(append))
        ? 'with a SectionAlignment below a page the first free address is inside a page'
        : undefined,
    vacuous: withoutTwoExtents,
    *check(image) {
      let previous: (typeof image.sections)[number] | null = null;
      for (const section of byAddress(image)) {
        if (section.extent.length === 0) continue;
        if (previous !== null) {
          const lastPage = Math.floor((endOf(previous.extent) - 1) / PAGE_SIZE);
          const shares = Math.floor(section.extent.offset / PAGE_SIZE) <= lastPage;
          const permissions = (section.characteristics.value & PERMISSION_BITS) >>> 0;
          if (shares && permissions !== (previous.characteristics.value & PERMISSION_BITS) >>> 0) {
            const least = { kind: 'at-least', value: (lastPage + 1) * PAGE_SIZE } as const;
            yield wrongValue(
              section.virtualAddress,
              least,
              'image',
              place(addressField(previous)),
              place(section.characteristics),
            );
          }
        }
        previous = section;
      }
    },
  },
];
