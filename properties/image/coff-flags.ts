import { hasFlags } from '../bytes/arithmetic.ts';
import { HARMLESS, inProfiles, refuses, untidy } from '../effects.ts';
import { place, wrongValue } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { ImageRule } from '../rule.ts';
import { DIRECTORY, isEmpty } from './directories-facts.ts';
import { isPe32 } from './facts.ts';

/** Flags of an image. [PE format, Characteristics] */
const RELOCS_STRIPPED = 0x0001;
const EXECUTABLE_IMAGE = 0x0002;
const MACHINE_32BIT = 0x0100;
/**
 * Flags that are reserved or deprecated and mean nothing any more. LINE_NUMS_STRIPPED and LOCAL_SYMS_STRIPPED are
 * deprecated too, but most linkers still set them. [PE format, Characteristics]
 */
const RESERVED = [
  ['AGGRESSIVE_WS_TRIM 0x10', 0x0010],
  ['0x40', 0x0040],
  ['BYTES_REVERSED_LO 0x80', 0x0080],
  ['BYTES_REVERSED_HI 0x8000', 0x8000],
] as const;

/** Rules on the flags of the COFF header. */
export const COFF_FLAG_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-COF-009',
    name: 'executable-flag',
    levels: 'EWWWEW',
    title: 'The image is marked as executable.',
    references: [REFERENCES.characteristics],
    rationale: 'The flag says that the linker found no errors; without it Windows does not run the image.',
    severity: 'untidy',
    effects: HARMLESS,
    enforcedBy: ['Windows'],
    brokenBy: ['Characteristics of 0x204, which EDK2, AUDK and shim load'],
    *check({ coffHeader: { characteristics } }) {
      if (hasFlags(characteristics.value, EXECUTABLE_IMAGE)) return;
      yield wrongValue(characteristics, { kind: 'form', name: 'EXECUTABLE_IMAGE 0x2 set' });
    },
  },
  {
    scope: 'image',
    id: 'PE-COF-010',
    name: 'relocs-not-stripped',
    levels: 'WEWEEE',
    title: 'The image is not marked RELOCS_STRIPPED.',
    references: [REFERENCES.characteristics],
    rationale: 'Firmware loads an image wherever there is room, and an image without relocations cannot be moved.',
    severity: 'rejected',
    effects: {
      edk2: refuses('edk2', ' unless it can be loaded at its ImageBase'),
      ...inProfiles(['shim', 'zboot'], refuses('shim', ': "Unsupported image - Relocations have been stripped"')),
    },
    enforcedBy: [
      'shim pe-relocate.c:557: "Unsupported image - Relocations have been stripped"',
      'EDK2: loads the image only at ImageBase, which fails',
      'AUDK: only if there is a relocation directory',
    ],
    brokenBy: ['RELOCS_STRIPPED on code that needs no relocation'],
    *check({ coffHeader: { characteristics } }) {
      if (!hasFlags(characteristics.value, RELOCS_STRIPPED)) return;
      yield wrongValue(characteristics, { kind: 'form', name: 'RELOCS_STRIPPED 0x1 clear' });
    },
  },
  {
    scope: 'image',
    id: 'PE-COF-011',
    name: 'stripped-flag-consistent',
    levels: 'EEEEEE',
    title: 'An image marked RELOCS_STRIPPED has no relocation directory.',
    references: [REFERENCES.characteristics, REFERENCES.dataDirectories],
    rationale: 'The flag and the directory contradict each other, and loaders believe one or the other.',
    severity: 'rejected',
    effects: {
      edk2: refuses('edk2', ' unless it can be loaded at its ImageBase'),
      'audk-strict': refuses('audk'),
      ...inProfiles(['shim', 'zboot'], refuses('shim', ': "Unsupported image - Relocations have been stripped"')),
    },
    enforcedBy: ['AUDK PeCoffInit.c InternalValidateRelocInfo'],
    brokenBy: ['RELOCS_STRIPPED together with a relocation directory that has an address or a size'],
    vacuous: ({ coffHeader: { characteristics }, directories }) =>
      !hasFlags(characteristics.value, RELOCS_STRIPPED) && isEmpty(directories[DIRECTORY.relocations])
        ? 'the image is not marked, and has no relocation directory'
        : undefined,
    *check({ coffHeader: { characteristics }, directories }) {
      const directory = directories[DIRECTORY.relocations];
      if (directory === undefined || !hasFlags(characteristics.value, RELOCS_STRIPPED)) return;
      const { virtualAddress, size } = directory;
      if (isEmpty(directory)) return;
      yield wrongValue(
        characteristics,
        { kind: 'form', name: 'RELOCS_STRIPPED 0x1 clear, as there is a relocation directory' },
        'image',
        place(virtualAddress),
        place(size),
      );
    },
  },
  {
    scope: 'image',
    id: 'PE-COF-012',
    name: '32bit-flag',
    levels: 'i----W',
    title: 'The image has 32BIT_MACHINE set if and only if it is a 32-bit image.',
    references: [REFERENCES.characteristics, REFERENCES.optionalHeader],
    rationale: 'The flag repeats what the optional header magic says, and tools that list flags show it.',
    severity: 'untidy',
    effects: { zboot: untidy('edk2') },
    brokenBy: ['a 64-bit image with 32BIT_MACHINE', 'a 32-bit image without it'],
    *check(image) {
      const { characteristics } = image.coffHeader;
      const narrow = isPe32(image);
      if (hasFlags(characteristics.value, MACHINE_32BIT) === narrow) return;
      const name = narrow ? '32BIT_MACHINE 0x100 set' : '32BIT_MACHINE 0x100 clear';
      yield wrongValue(characteristics, { kind: 'form', name }, 'image', place(image.optionalHeader.magic));
    },
  },
  {
    scope: 'image',
    id: 'PE-COF-013',
    name: 'reserved-flags',
    levels: 'W---WW',
    title: 'Reserved and deprecated flags of the COFF header are clear.',
    references: [REFERENCES.characteristics],
    rationale: 'They should be zero; a bit without a meaning today may gain one tomorrow.',
    severity: 'untidy',
    effects: { zboot: untidy('edk2') },
    brokenBy: ['Characteristics of 0xffff'],
    *check({ coffHeader: { characteristics } }) {
      for (const [name, bit] of RESERVED) {
        if (!hasFlags(characteristics.value, bit)) continue;
        yield wrongValue(characteristics, { kind: 'form', name: `${name} clear` });
      }
    },
  },
];
