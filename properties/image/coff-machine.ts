import { REFUSED_BY_LOADERS, refuses, untidy } from '../effects.ts';
import { place, wrongValue } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { ImageRule } from '../rule.ts';
import { isPe32 } from './facts.ts';

/** Machines with 32-bit addresses: i386, Arm Thumb and Thumb-2, RISC-V 32, LoongArch 32. [PE format, Machine Types] */
const NARROW_MACHINES = [0x14c, 0x1c2, 0x1c4, 0x5032, 0x6232] as const;
/** Machines with wider addresses: Itanium, x86-64, arm64, RISC-V 64 and 128, LoongArch 64. [PE format, Machine Types] */
const WIDE_MACHINES = [0x200, 0x8664, 0xaa64, 0x5064, 0x5128, 0x6264] as const;
/** EFI byte code, which runs on machines of either width. [PE format, Machine Types] */
const BYTE_CODE = 0xebc;

const NARROW: ReadonlySet<number> = new Set(NARROW_MACHINES);
const WIDE: ReadonlySet<number> = new Set(WIDE_MACHINES);
const KNOWN: readonly number[] = [...NARROW_MACHINES, ...WIDE_MACHINES, BYTE_CODE].sort((a, b) => a - b);
const KNOWN_SET: ReadonlySet<number> = new Set(KNOWN);

/** Rules on the machine that an image is for. */
export const COFF_MACHINE_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-COF-001',
    name: 'machine-known',
    levels: 'WEEEEE',
    title: 'The machine is one that UEFI runs on.',
    references: [REFERENCES.uefiImages, REFERENCES.machineTypes],
    rationale: 'Firmware compares Machine with its own before it loads anything.',
    severity: 'rejected',
    effects: { ...REFUSED_BY_LOADERS, shim: refuses('shim', ': "Platform does not support this image"') },
    enforcedBy: [
      'EDK2 BasePeCoff.c PeCoffLoaderImageFormatSupported',
      'shim pe-relocate.c:428: "Platform does not support this image"',
      'U-Boot: "Machine type 0x%04x is not supported"',
      'GRUB',
    ],
    brokenBy: ['a machine of 0', 'a machine of 0xffff'],
    undecided:
      'The firmware that will load the image accepts only one of these machines, and the image does not say which.',
    *check({ coffHeader: { machine } }) {
      if (!KNOWN_SET.has(machine.value)) yield wrongValue(machine, { kind: 'one-of', values: KNOWN });
    },
  },
  {
    scope: 'image',
    id: 'PE-COF-002',
    name: 'machine-magic-agree',
    levels: 'EWWEEE',
    title: 'The optional header is as wide as the machine.',
    references: [REFERENCES.machineTypes, REFERENCES.optionalHeader],
    rationale:
      'Some readers go by Machine and others by the magic; if the two disagree, all later fields are read differently.',
    severity: 'rejected',
    effects: {
      edk2: untidy('edk2', 'goes by the magic, and loads it on that machine'),
      shim: refuses('shim'),
      zboot: refuses('shim'),
    },
    enforcedBy: [
      'Wine server/mapping.c get_image_params',
      'shim: by its platform',
      'sbsign: goes by Machine and reads the fields from the wrong offsets',
    ],
    brokenBy: ['an i386 machine with a 64-bit header, which EDK2 and AUDK load'],
    undecided: 'EFI byte code runs on machines of either width, so nothing tells which header it should have.',
    inapplicable: ({ coffHeader: { machine } }) =>
      NARROW.has(machine.value) || WIDE.has(machine.value) ? undefined : 'the width of the machine is not known',
    *check(image) {
      const { machine } = image.coffHeader;
      if (NARROW.has(machine.value) === isPe32(image)) return;
      const values = isPe32(image) ? NARROW_MACHINES : WIDE_MACHINES;
      yield wrongValue(machine, { kind: 'one-of', values }, 'image', place(image.optionalHeader.magic));
    },
  },
];
