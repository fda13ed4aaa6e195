import { endOf } from '../../src/results/index.ts';
import { firstNonZero, bytesOf } from '../bytes/bytes.ts';
import { LOADED, inProfiles, refuses, untidy } from '../effects.ts';
import { equals, place, wrong, wrongValue } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { ImageRule } from '../rule.ts';
import { withoutSections, withoutTwoSections } from './vacuity.ts';

/** Bytes of a section header. [PE format, Section Table] */
const HEADER_SIZE = 40;

/**
 * TYPE_NO_PAD, LNK_INFO, LNK_REMOVE, LNK_COMDAT, the four bits of ALIGN and LNK_NRELOC_OVFL, all of which are valid in
 * object files only. [PE format, Section Flags]
 */
const OBJECT_FLAGS = 0x01f01a08;

/** Rules on what an image must not keep of the object files that it was made from. */
export const SECTION_OBJECT_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-SEC-007',
    name: 'object-fields-zero',
    levels: 'EWWWEE',
    title: 'No section header refers to COFF relocations or line numbers.',
    references: [REFERENCES.sectionTable],
    rationale: 'They belong to object files; a loader that finds them assumes that the image was never linked.',
    severity: 'rejected',
    effects: { ...LOADED, zboot: refuses('systemdStub', ' as the kernel of a unified kernel image') },
    enforcedBy: ['systemd src/boot/linux.c: refuses relocations', 'shim: refuses a .sbat that has any'],
    brokenBy: ['a section header copied from an object file'],
    vacuous: withoutSections,
    *check({ sections }) {
      for (const section of sections) {
        const { pointerToRelocations, pointerToLinenumbers, numberOfRelocations, numberOfLinenumbers } = section;
        for (const field of [pointerToRelocations, pointerToLinenumbers, numberOfRelocations, numberOfLinenumbers]) {
          if (field.value !== 0) yield wrongValue(field, equals(0));
        }
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-SEC-008',
    name: 'object-flags-clear',
    levels: 'E---EW',
    title: 'No section has a flag that is only for object files.',
    references: [REFERENCES.sectionFlags],
    rationale: 'Such flags tell a linker how to place and merge a section, which has already happened in an image.',
    severity: 'untidy',
    effects: { zboot: untidy('edk2') },
    requestedFlags: 'request',
    brokenBy: ['an alignment flag left by ld'],
    vacuous: withoutSections,
    *check({ sections }) {
      for (const { characteristics } of sections) {
        if ((characteristics.value & OBJECT_FLAGS) === 0) continue;
        yield wrongValue(characteristics, { kind: 'form', name: 'none of the flags 0x1f01a08 of object files' });
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-SEC-025',
    name: 'headers-not-null',
    levels: 'WW-EEE',
    title: 'No section header but the last is blank.',
    references: [REFERENCES.sectionTable],
    rationale: 'Readers take forty zeros as the end of the table and miss the sections after them.',
    severity: 'disputed',
    effects: {
      edk2: untidy('edk2'),
      ...inProfiles(['shim', 'zboot'], refuses('shim', ': "Malformed section header"')),
    },
    enforcedBy: ['pefile: stops there, "Invalid section %d. Contents are null-bytes."'],
    brokenBy: ['a header that was cleared but is still counted'],
    unavoidable: ({ sections, sectionTable, source }) =>
      sections.length > 0 && firstNonZero(source.slice(endOf(sectionTable) - HEADER_SIZE, HEADER_SIZE)) === -1
        ? 'the last header of the input is blank, and an append puts one after it'
        : undefined,
    vacuous: withoutTwoSections,
    *check(image) {
      const table = bytesOf(image, image.sectionTable);
      for (let start = 0; start < table.length - HEADER_SIZE; start += HEADER_SIZE) {
        // Nearly every header has a name, so that one byte tells it from a blank one.
        if (table[start] !== 0 || firstNonZero(table.subarray(start, start + HEADER_SIZE)) !== -1) continue;
        const header = { offset: image.sectionTable.offset + start, length: HEADER_SIZE };
        yield wrong(`sections[${start / HEADER_SIZE}]`, { kind: 'form', name: 'a header' }, 'zeros', place(header));
      }
    },
  },
];
