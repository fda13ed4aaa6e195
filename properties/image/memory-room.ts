import { endOf, formatSpan } from '../../src/results/index.ts';
import { roundUp } from '../bytes/arithmetic.ts';
import { LOADED, REFUSED_BY_LOADERS, crashes, inProfiles, misreads, refuses } from '../effects.ts';
import { place, wrong, wrongValue } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { ImageRule } from '../rule.ts';
import { PAGE_SIZE, addressField, byAddress, nameOf } from './facts.ts';
import { ADDRESS_ZERO, UNDER_HEADERS } from './header-addresses.ts';
import { withoutSectionData, withoutSections } from './vacuity.ts';
import type { Section } from '../../src/reader/index.ts';

/** Sizes and allocations from here on overflow signed 32-bit arithmetic. */
const SIGNED_LIMIT = 2 ** 31;

/** Whether a section takes addresses that its data does not reach, which are filled with zeros. */
function hasTail({ extent, rawData }: Section): boolean {
  return extent.length > rawData.length;
}

/** Rules on whether the loaded image has room for what is copied into it. */
export const MEMORY_ROOM_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-LAM-006',
    name: 'copy-fits-image',
    levels: 'EEEEEE',
    title: "Every section's data and addresses fit into SizeOfImage.",
    references: [REFERENCES.sectionTable, REFERENCES.windowsFields],
    rationale:
      'A section with VirtualSize 0 is copied by its raw size, which EDK2 does not check again before writing.',
    severity: 'mishandled',
    effects: {
      ...inProfiles(
        ['edk2', 'zboot'],
        crashes('edk2', 'writes past its buffer if VirtualSize is 0, and refuses it otherwise'),
      ),
      shim: refuses('shim'),
    },
    enforcedBy: ['EDK2 BasePeCoff.c: copies the raw size of a section with VirtualSize 0 and writes past its buffer'],
    brokenBy: ['a VirtualSize of 0 with more data than SizeOfImage has room for'],
    vacuous: withoutSections,
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
    name: 'raw-fits-slot',
    levels: 'WWWWEE',
    title: "No section's file data is larger than its space in memory.",
    references: [REFERENCES.sectionTable],
    rationale: 'Loaders that copy SizeOfRawData bytes overwrite the next section; several have needed fixes for this.',
    severity: 'mishandled',
    effects: { ...LOADED, zboot: crashes('grub', 'writes it over what follows in memory') },
    enforcedBy: [
      'shim: CVE-2022-28737, fixed',
      'GRUB chainloader.c (Fedora): copies all of SizeOfRawData',
      'GRUB peimage.c: copies all of SizeOfRawData, as in CVE-2024-2312',
    ],
    brokenBy: ['a SizeOfRawData that exceeds VirtualSize by pages, with another section after it'],
    vacuous: withoutSectionData,
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
    name: 'bss-tail',
    levels: 'EEEEEE',
    title: 'The zero-filled tail of a section is not covered by the next one.',
    references: [REFERENCES.sectionTable],
    rationale: 'A rewriter that goes by raw sizes puts its section into the uninitialised data of the last one.',
    severity: 'mishandled',
    effects: {
      ...inProfiles(['edk2', 'zboot'], misreads('edk2', 'loads the next section into its memory')),
      'audk-strict': refuses('audk'),
      shim: misreads('shim', 'loads the next section into its memory'),
    },
    brokenBy: ['a rewriter that places its section where the raw size of the last one ends'],
    inapplicable: ({ sections }) => (sections.some(hasTail) ? undefined : 'no section has a zero-filled tail'),
    vacuous: (image) =>
      byAddress(image).slice(0, -1).some(hasTail) ? undefined : 'no section follows the zero-filled tail',
    *check(image) {
      const ordered = byAddress(image);
      for (const [position, section] of ordered.entries()) {
        const { extent } = section;
        const next = ordered[position + 1];
        if (!hasTail(section) || next === undefined || next.virtualAddress.value >= endOf(extent)) continue;
        yield wrongValue(next.virtualAddress, { kind: 'at-least', value: endOf(extent) });
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-LAM-009',
    name: 'headers-mapped',
    levels: 'EEEEEE',
    title: 'The headers fit into memory below the first section.',
    references: [REFERENCES.windowsFields],
    rationale: "Headers that grow past the first section's address cannot be loaded together with that section.",
    severity: 'rejected',
    effects: REFUSED_BY_LOADERS,
    enforcedBy: ['EDK2 BasePeCoff.c', 'AUDK PeCoffInit.c', 'shim pe.c'],
    allowances: { ...UNDER_HEADERS, 'audk-strict': ADDRESS_ZERO },
    brokenBy: ['a SizeOfHeaders that grew past the first address', 'a section at address 0'],
    knownViolations: [
      "The kexec list's builder grows the headers past the first section's address when they have no room.",
    ],
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
    name: 'image-fits-2g-alloc',
    levels: 'EEEEEE',
    title: 'The image and its alignment fit into 2 GiB.',
    references: [REFERENCES.windowsFields],
    rationale: 'Loaders add SizeOfImage and SectionAlignment before they allocate, some of them in 32 bits.',
    severity: 'mishandled',
    effects: {
      ...inProfiles(['edk2', 'zboot'], refuses('edk2', ': there is not that much memory')),
      shim: crashes('shim', 'writes past its buffer if a 32-bit sum wraps'),
    },
    enforcedBy: ['shim pe.c:705: wraps at 2^32', 'EDK2'],
    brokenBy: ['a SizeOfImage of 0xffffffff', 'a SectionAlignment of 0x80000000'],
    *check({ optionalHeader: { sizeOfImage, sectionAlignment } }) {
      const pages = roundUp(sizeOfImage.value, PAGE_SIZE);
      if (pages + sectionAlignment.value < SIGNED_LIMIT) return;
      const room = Math.floor((SIGNED_LIMIT - 1 - sectionAlignment.value) / PAGE_SIZE);
      const most = PAGE_SIZE * Math.max(0, room);
      yield wrongValue(sizeOfImage, { kind: 'at-most', value: most }, 'image', place(sectionAlignment));
    },
  },
];
