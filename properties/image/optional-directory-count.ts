import { REFUSED_BY_LOADERS, inProfiles, refuses, untidy } from '../effects.ts';
import { equals, wrongValue } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { ImageRule } from '../rule.ts';

/** Directories that the format defines. [PE format, Optional Header Data Directories (Image Only)] */
const DIRECTORIES_DEFINED = 16;
/** Directories with which the base relocation table is the last one. [PE format, Optional Header Data Directories] */
const DIRECTORIES_TO_RELOCATIONS = 6;
/** Directories with which the one of certificates is the last. */
const DIRECTORIES_TO_CERTIFICATES = 5;

/** Rules on how many data directories there are. */
export const DIRECTORY_COUNT_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-OPT-024',
    name: 'nrva-max',
    levels: 'EEEEEE',
    title: 'The image has at most 16 data directories.',
    references: [REFERENCES.dataDirectories],
    rationale: 'Readers have an array of 16; a larger count takes careless ones past the header.',
    severity: 'rejected',
    effects: { ...REFUSED_BY_LOADERS, shim: refuses('shim', ': "Image header too large"') },
    enforcedBy: [
      'EDK2 BasePeCoff.c:205,327',
      'AUDK PeCoffInit.c:484',
      'shim pe-relocate.c:478: "Image header too large"',
      'GRUB',
      'objdump',
      'pefile: warns',
    ],
    brokenBy: ['a NumberOfRvaAndSizes of 17', 'a NumberOfRvaAndSizes of 0xffffffff'],
    *check({ optionalHeader: { numberOfRvaAndSizes } }) {
      if (numberOfRvaAndSizes.value <= DIRECTORIES_DEFINED) return;
      yield wrongValue(numberOfRvaAndSizes, { kind: 'at-most', value: DIRECTORIES_DEFINED });
    },
  },
  {
    scope: 'image',
    id: 'PE-OPT-025',
    name: 'nrva-min',
    levels: '-WWEEE',
    title: 'The image has at least six data directories.',
    references: [REFERENCES.dataDirectories],
    rationale:
      'The fifth is for certificates and the sixth for relocations; loaders and signing tools read them without checking the count.',
    severity: 'rejected',
    effects: {
      edk2: untidy('edk2'),
      'audk-strict': untidy('audk'),
      ...inProfiles(['shim', 'zboot'], refuses('shim', ': "Image has no relocation entry"')),
    },
    enforcedBy: [
      'shim pe.c:862: "Image has no relocation entry"',
      'sbsign: requires five, "PE opt header too small"',
      'osslsigncode: requires five',
      'systemd pe_hash: requires five; linux.c reads the sixth unchecked',
    ],
    brokenBy: ['a NumberOfRvaAndSizes of 0, 3 or 4, which EDK2 and AUDK load'],
    *check({ optionalHeader: { numberOfRvaAndSizes } }) {
      if (numberOfRvaAndSizes.value >= DIRECTORIES_TO_RELOCATIONS) return;
      yield wrongValue(numberOfRvaAndSizes, { kind: 'at-least', value: DIRECTORIES_TO_RELOCATIONS });
    },
  },
  {
    scope: 'image',
    id: 'PE-OPT-031',
    name: 'nrva-not-five',
    levels: '-EWEEE',
    title: 'The image does not have exactly five data directories.',
    references: [REFERENCES.dataDirectories],
    rationale:
      'With exactly five EDK2 reads the relocation directory one entry past the array, from the name of the first section.',
    severity: 'rejected',
    effects: {
      ...inProfiles(
        ['edk2', 'zboot'],
        refuses('edk2', ', taking the name of the first section as the relocation directory'),
      ),
      'audk-strict': untidy('audk'),
      shim: refuses('shim', ': "Image has no relocation entry"'),
    },
    enforcedBy: [
      "EDK2 BasePeCoff.c: refuses the image depending on what the first section's name means as a directory",
    ],
    brokenBy: ['a NumberOfRvaAndSizes of 5'],
    *check({ optionalHeader: { numberOfRvaAndSizes } }) {
      if (numberOfRvaAndSizes.value !== DIRECTORIES_TO_CERTIFICATES) return;
      const expected = { kind: 'form', name: 'any count but 5' } as const;
      yield wrongValue(numberOfRvaAndSizes, expected);
    },
  },
  {
    scope: 'image',
    id: 'PE-OPT-026',
    name: 'nrva-16',
    levels: 'i-----',
    title: 'The image has 16 data directories.',
    references: [REFERENCES.dataDirectories],
    rationale: 'Nearly all linkers write 16, and tools are tested with little else.',
    severity: 'untidy',
    brokenBy: ['a header written by hand, with as many directories as it needs'],
    knownViolations: ['Linux zboot images have six directories, or seven with debug data.'],
    *check({ optionalHeader: { numberOfRvaAndSizes } }) {
      if (numberOfRvaAndSizes.value !== DIRECTORIES_DEFINED)
        yield wrongValue(numberOfRvaAndSizes, equals(DIRECTORIES_DEFINED));
    },
  },
];
