import { endOf, formatSpan } from '../../src/results/index.ts';
import { alignUp } from '../arithmetic.ts';
import { equals, place, wrong, wrongValue } from '../findings.ts';
import { REFERENCES } from '../references.ts';
import type { ImageRule } from '../rule.ts';
import { addressField, byAddress, nameOf, withoutSectionAlignment } from './facts.ts';

/** MEM_EXECUTE, MEM_READ and MEM_WRITE. [PE format, Section Flags] */
const PERMISSION_BITS = 0xe0000000;
/** Smallest page that firmware protects. [UEFI specification, EFI_PAGE_SIZE] */
const PAGE = 4096;
/** Sizes and allocations from here on overflow signed 32-bit arithmetic. */
const SIGNED_LIMIT = 2 ** 31;

/** Rules on the order of sections in memory. */
export const MEMORY_ORDER_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-LAM-001',
    title: 'Sections stand in the table in the order of their addresses.',
    references: [REFERENCES.sectionTable],
    rationale:
      'Windows and AUDK refuse any other order; tools that look at the last entry only take it for the last address.',
    enforcedBy: ['AUDK PeCoffInit.c', 'Windows'],
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
    title: 'No two sections overlap in memory.',
    references: [REFERENCES.sectionTable],
    rationale: 'EDK2 lets the last one win and U-Boot the first: the same file runs as two different programs.',
    enforcedBy: ['AUDK PeCoffInit.c', 'Windows'],
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
    title: 'Each section starts at the first aligned address after the one before it.',
    references: [REFERENCES.sectionTable],
    rationale: 'The specification wants sections adjacent; strict loaders refuse a hole in the address space.',
    enforcedBy: ['AUDK PeCoffInit.c (strict)', 'Windows'],
    inapplicable: withoutSectionAlignment,
    *check({ sections, optionalHeader: { sectionAlignment } }) {
      let expected: number | null = null;
      for (const { virtualAddress, extent } of sections) {
        if (expected !== null && virtualAddress.value !== expected) yield wrongValue(virtualAddress, equals(expected));
        // Addresses ascend strictly, so a section without any extent still has its own to itself.
        expected = alignUp(extent.offset + Math.max(1, extent.length), sectionAlignment.value);
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-LAM-004',
    title: 'The first section starts at the first aligned address after the headers.',
    references: [REFERENCES.sectionTable, REFERENCES.windowsFields],
    rationale: 'Strict loaders compute this address and refuse any other.',
    enforcedBy: ['AUDK PeCoffInit.c (strict)', 'Windows'],
    inapplicable: (image) =>
      withoutSectionAlignment(image) ?? (image.sections.length === 0 ? 'there is no section' : undefined),
    *check({ sections, optionalHeader: { sectionAlignment, sizeOfHeaders } }) {
      const expected = alignUp(sizeOfHeaders.value, sectionAlignment.value);
      const first = sections[0];
      if (first === undefined || expected === null || first.virtualAddress.value === expected) return;
      yield wrongValue(first.virtualAddress, equals(expected), 'image', place(sizeOfHeaders));
    },
  },
  {
    scope: 'image',
    id: 'PE-LAM-005',
    title: 'Sections with different permissions do not share a page.',
    references: [REFERENCES.memoryProtection, REFERENCES.sectionFlags],
    rationale:
      'Permissions are set page by page; a shared page gets those of one section, or both and more than either.',
    enforcedBy: ['AUDK', 'Project Mu ImageValidation'],
    *check(image) {
      let previous: (typeof image.sections)[number] | null = null;
      for (const section of byAddress(image)) {
        if (section.extent.length === 0) continue;
        if (previous !== null) {
          const lastPage = Math.floor((endOf(previous.extent) - 1) / PAGE);
          const shares = Math.floor(section.extent.offset / PAGE) <= lastPage;
          const permissions = (section.characteristics.value & PERMISSION_BITS) >>> 0;
          if (shares && permissions !== (previous.characteristics.value & PERMISSION_BITS) >>> 0) {
            const least = { kind: 'at-least', value: (lastPage + 1) * PAGE } as const;
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

/** Rules on whether the loaded image has room for what is copied into it. */
export const MEMORY_ROOM_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-LAM-006',
    title: "Every section's data and addresses fit into SizeOfImage.",
    references: [REFERENCES.sectionTable, REFERENCES.windowsFields],
    rationale:
      'A section with VirtualSize 0 is copied by its raw size, which EDK2 does not check again before it writes.',
    enforcedBy: ['EDK2 BasePeCoff.c (overflows)'],
    *check({ sections, optionalHeader: { sizeOfImage } }) {
      for (const section of sections) {
        if (endOf(section.extent) <= sizeOfImage.value) continue;
        const expected = { kind: 'within', what: 'SizeOfImage', start: 0, end: sizeOfImage.value } as const;
        yield wrong(
          nameOf(section),
          expected,
          formatSpan(section.extent),
          place(addressField(section)),
          place(sizeOfImage),
        );
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-LAM-007',
    title: "No section's file data is larger than its place in memory.",
    references: [REFERENCES.sectionTable],
    rationale:
      'Loaders that copy SizeOfRawData bytes write over the next section; several have had to be fixed for it.',
    enforcedBy: ['GRUB peimage.c (CVE-2024-2312)', 'shim (CVE-2022-28737)'],
    *check(image) {
      const ordered = byAddress(image);
      for (const [position, section] of ordered.entries()) {
        const limit = ordered[position + 1]?.virtualAddress.value ?? image.optionalHeader.sizeOfImage.value;
        const most = Math.max(0, limit - section.virtualAddress.value);
        if (section.sizeOfRawData.value > most) {
          yield wrongValue(
            section.sizeOfRawData,
            { kind: 'at-most', value: most },
            'image',
            place(section.virtualAddress),
          );
        }
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-LAM-008',
    title: 'The zero-filled tail of a section is not covered by the next one.',
    references: [REFERENCES.sectionTable],
    rationale: 'A rewriter that goes by raw sizes puts its section into the uninitialised data of the last one.',
    inapplicable: ({ sections }) =>
      sections.some(({ extent, rawData }) => extent.length > rawData.length)
        ? undefined
        : 'no section has a zero-filled tail',
    *check(image) {
      const ordered = byAddress(image);
      for (const [position, { extent, rawData }] of ordered.entries()) {
        const next = ordered[position + 1];
        if (extent.length <= rawData.length || next === undefined || next.virtualAddress.value >= endOf(extent))
          continue;
        yield wrongValue(next.virtualAddress, { kind: 'at-least', value: endOf(extent) });
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-LAM-009',
    title: 'The headers keep their place in memory.',
    references: [REFERENCES.windowsFields],
    rationale: 'Headers that grow over the first address cannot be loaded beside the section that lies there.',
    enforcedBy: ['EDK2 BasePeCoff.c', 'AUDK PeCoffInit.c', 'shim pe.c'],
    inapplicable: ({ sections }) => (sections.length === 0 ? 'there is no section' : undefined),
    *check(image) {
      const { sizeOfHeaders } = image.optionalHeader;
      const lowest = byAddress(image)[0];
      if (lowest === undefined || sizeOfHeaders.value <= lowest.virtualAddress.value) return;
      yield wrongValue(
        sizeOfHeaders,
        { kind: 'at-most', value: lowest.virtualAddress.value },
        'image',
        place(lowest.virtualAddress),
      );
    },
  },
  {
    scope: 'image',
    id: 'PE-LAM-010',
    title: 'The image and its alignment fit into 2 GiB.',
    references: [REFERENCES.windowsFields],
    rationale: 'Loaders add SizeOfImage and SectionAlignment before they allocate, some of them in 32 bits.',
    enforcedBy: ['shim pe.c (wraps)', 'EDK2 BasePeCoff.c'],
    *check({ optionalHeader: { sizeOfImage, sectionAlignment } }) {
      const pages = alignUp(sizeOfImage.value, PAGE) ?? sizeOfImage.value;
      if (pages + sectionAlignment.value < SIGNED_LIMIT) return;
      const room = Math.max(0, SIGNED_LIMIT - 1 - sectionAlignment.value);
      const most = { kind: 'at-most', value: room - (room % PAGE) } as const;
      yield wrongValue(sizeOfImage, most, 'image', place(sectionAlignment));
    },
  },
];
