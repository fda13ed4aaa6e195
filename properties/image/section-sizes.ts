import { U32_LIMIT, alignUp, hasFlags } from '../bytes/arithmetic.ts';
import { LOADED, crashes, inProfiles, misreads, refuses, untidy } from '../effects.ts';
import { equals, place, wrongValue } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { ImageRule } from '../rule.ts';
import { withoutFileAlignment } from './facts.ts';
import { UNINITIALIZED_DATA, contentOf } from './section-content.ts';
import { withoutSectionData, withoutSections } from './vacuity.ts';
import { unlessThereAre } from '../vacuity.ts';
import type { Image } from '../../src/reader/index.ts';

/** Rules on how the sizes of one section go together. */
export const SECTION_SIZE_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-SEC-027',
    name: 'data-not-uninit',
    levels: 'W--EEE',
    title: 'No section that has data is marked as uninitialised.',
    references: [REFERENCES.sectionFlags],
    rationale: 'shim goes by the flag: it clears the memory of the section and does not load its data from the file.',
    severity: 'mishandled',
    effects: inProfiles(['shim', 'zboot'], misreads('shim', 'clears the section instead of loading it')),
    requestedFlags: 'request',
    enforcedBy: ['shim pe.c handle_image: checks CNT_UNINITIALIZED_DATA before it copies'],
    brokenBy: ['code or data that is also marked as uninitialised, such as 0x600000a0'],
    vacuous: withoutSectionData,
    *check({ sections }) {
      for (const { characteristics, rawData, sizeOfRawData } of sections) {
        if (rawData.length === 0 || !hasFlags(characteristics.value, UNINITIALIZED_DATA)) continue;
        const expected = { kind: 'form', name: 'CNT_UNINITIALIZED_DATA 0x80 clear' } as const;
        yield wrongValue(characteristics, expected, 'image', place(sizeOfRawData));
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-SEC-010',
    name: 'uninit-has-no-raw',
    levels: 'E---EW',
    title: 'A section of only uninitialised data has no SizeOfRawData and no PointerToRawData.',
    references: [REFERENCES.sectionTable, REFERENCES.sectionFlags],
    rationale: 'It is zeros in memory and has no bytes in the file, so a size or a pointer is misleading.',
    severity: 'untidy',
    effects: { zboot: untidy('edk2') },
    requestedFlags: 'request',
    brokenBy: ['a pointer to the end of the data', 'uninitialised data that was written out'],
    vacuous: unlessThereAre(
      1,
      ({ sections }: Image) =>
        sections.filter(({ characteristics }) => contentOf(characteristics.value) === UNINITIALIZED_DATA),
      'there is no section of only uninitialised data',
    ),
    *check({ sections }) {
      for (const { characteristics, sizeOfRawData, pointerToRawData } of sections) {
        if (contentOf(characteristics.value) !== UNINITIALIZED_DATA) continue;
        for (const field of [sizeOfRawData, pointerToRawData]) {
          if (field.value !== 0) yield wrongValue(field, equals(0), 'image', place(characteristics));
        }
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-SEC-011',
    name: 'rs0-rp0',
    levels: 'W----i',
    title: 'A section without data has a PointerToRawData of zero.',
    references: [REFERENCES.sectionTable],
    rationale:
      'The specification says so, yet shim requires the pointer to be past the headers: neither form satisfies everyone.',
    severity: 'rejected',
    effects: { zboot: untidy('shim') },
    enforcedBy: ['shim: "Malformed section header" for a pointer of 0, unless the section is uninitialised data'],
    brokenBy: ['a pointer to the end of the file in a section without data'],
    knownViolations: ['Linux 6.1 writes the end of the file.'],
    vacuous: unlessThereAre(
      1,
      ({ sections }: Image) => sections.filter(({ rawData }) => rawData.length === 0),
      'every section has data',
    ),
    *check({ sections }) {
      for (const { rawData, sizeOfRawData, pointerToRawData } of sections) {
        if (rawData.length > 0 || rawData.offset === 0) continue;
        yield wrongValue(pointerToRawData, equals(0), 'image', place(sizeOfRawData));
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-SEC-012',
    name: 'vs-nonzero',
    levels: 'WWWEEE',
    title: 'Every section has a VirtualSize.',
    references: [REFERENCES.sectionTable],
    rationale:
      'Without one a section is as long as its data for some loaders, empty for others and malformed for the rest.',
    severity: 'rejected',
    effects: {
      edk2: untidy('edk2', 'uses SizeOfRawData instead'),
      'audk-strict': misreads('audk', 'loads nothing of the section'),
      ...inProfiles(['shim', 'zboot'], refuses('shim', ': "Malformed section header"')),
    },
    enforcedBy: [
      'shim: "Malformed section header"',
      'AUDK: loads nothing of the section',
      'EDK2 BasePeCoff.c: copies SizeOfRawData bytes, past its buffer if SizeOfImage is small',
      'Windows: uses SizeOfRawData',
      'U-Boot: uses SizeOfRawData',
      'ReactOS: uses SizeOfRawData',
    ],
    brokenBy: ['a linker that leaves VirtualSize 0', 'an empty section'],
    vacuous: withoutSections,
    *check({ sections }) {
      for (const { virtualSize } of sections) {
        if (virtualSize.value === 0) yield wrongValue(virtualSize, { kind: 'at-least', value: 1 });
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-SEC-020',
    name: 'rs-le-vs-padded',
    levels: 'WWWWWW',
    title: 'SizeOfRawData exceeds VirtualSize at most by the padding to FileAlignment.',
    references: [REFERENCES.sectionTable],
    rationale: 'Loaders that copy all of the data write what exceeds VirtualSize over whatever follows in memory.',
    severity: 'mishandled',
    effects: { ...LOADED, zboot: crashes('grub', 'writes the rest over what follows in memory') },
    enforcedBy: [
      'GRUB (Fedora): copies all of SizeOfRawData',
      'GRUB peimage.c: copies all of SizeOfRawData',
      'systemd src/boot/linux.c: "Invalid PE section, raw data size is greater than virtual size"',
      'shim get_section: goes by VirtualSize',
    ],
    brokenBy: ['data that is pages longer than VirtualSize', 'a VirtualSize of 0 although there is data'],
    inapplicable: withoutFileAlignment,
    vacuous: withoutSectionData,
    *check({ sections, optionalHeader: { fileAlignment } }) {
      for (const { virtualSize, sizeOfRawData } of sections) {
        const padded = alignUp(virtualSize.value, fileAlignment.value) ?? virtualSize.value;
        if (padded >= U32_LIMIT) {
          // Whoever rounds in 32 bits comes out at a small number.
          const most = U32_LIMIT - 1 - ((U32_LIMIT - 1) % fileAlignment.value);
          yield wrongValue(virtualSize, { kind: 'at-most', value: most }, 'image', place(fileAlignment));
        } else if (sizeOfRawData.value > padded) {
          yield wrongValue(sizeOfRawData, { kind: 'at-most', value: padded }, 'image', place(virtualSize));
        }
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-SEC-021',
    name: 'rs-le-vs-strict',
    levels: '-----i',
    title: 'SizeOfRawData does not exceed VirtualSize.',
    references: [REFERENCES.sectionTable],
    rationale:
      'One loader accepts no padding, not even that from rounding up to FileAlignment; others require the rounding.',
    severity: 'rejected',
    effects: { zboot: refuses('systemdStub', ' as the kernel of a unified kernel image') },
    enforcedBy: [
      'systemd src/boot/linux.c: from version 258 on, for the embedded kernel, "Invalid PE section, raw data size is greater than virtual size"',
    ],
    brokenBy: ['content of any length with its size rounded up, as the specification requires'],
    vacuous: withoutSectionData,
    *check({ sections }) {
      for (const { virtualSize, sizeOfRawData } of sections) {
        if (sizeOfRawData.value <= virtualSize.value) continue;
        yield wrongValue(sizeOfRawData, { kind: 'at-most', value: virtualSize.value }, 'image', place(virtualSize));
      }
    },
  },
];
