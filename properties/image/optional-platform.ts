import { isZboot } from '../../src/reader/index.ts';
import { refuses, untidy } from '../effects.ts';
import { equals, wrongValue } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { ImageRule } from '../rule.ts';
import { withoutZboot } from './zboot-facts.ts';

/** UEFI application. [PE format, Windows Subsystem] */
const APPLICATION = 10;
/** UEFI application, boot service driver, runtime driver and ROM image. [PE format, Windows Subsystem] */
const UEFI_SUBSYSTEMS: readonly number[] = [APPLICATION, 11, 12, 13];

/** Rules on what an image says about the platform it is for. */
export const OPTIONAL_PLATFORM_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-OPT-016',
    name: 'reserved-zero',
    levels: 'W---WW',
    title: 'Win32VersionValue and LoaderFlags are zero.',
    references: [REFERENCES.windowsFields],
    rationale: 'Both are reserved and must be zero; readers must ignore them, and not all do.',
    severity: 'untidy',
    effects: { zboot: untidy('edk2') },
    brokenBy: ['a Win32VersionValue that is not zero', 'LoaderFlags that are not zero'],
    *check({ optionalHeader: { win32VersionValue, loaderFlags } }) {
      for (const field of [win32VersionValue, loaderFlags]) {
        if (field.value !== 0) yield wrongValue(field, equals(0));
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-OPT-018',
    name: 'subsystem',
    levels: 'EEEWEE',
    title: 'Subsystem is one of UEFI, and that of an application in a zboot image.',
    references: [REFERENCES.subsystem, REFERENCES.uefiImages],
    rationale: 'Subsystem decides which type of memory firmware loads the image into; Windows programs are refused.',
    severity: 'rejected',
    effects: { edk2: refuses('edk2'), shim: untidy('shim'), zboot: refuses('grub') },
    allowances: {
      edk2: {
        title: 'A zboot image may be a driver, which EDK2 loads as well.',
        covers: ({ actual }) => typeof actual === 'number' && UEFI_SUBSYSTEMS.includes(actual),
      },
    },
    enforcedBy: ['EDK2 Image.c CoreLoadPeImage', 'GRUB peimage.c: requires an application'],
    brokenBy: ['a Subsystem of 3, a Windows console program, which AUDK and shim load', 'a zboot image as a driver'],
    undecided:
      'Nothing in the bytes says whether an image without a zboot header should be an application or a driver.',
    *check(image) {
      const { subsystem } = image.optionalHeader;
      if (isZboot(image)) {
        if (subsystem.value !== APPLICATION) yield wrongValue(subsystem, equals(APPLICATION));
      } else if (!UEFI_SUBSYSTEMS.includes(subsystem.value)) {
        yield wrongValue(subsystem, { kind: 'one-of', values: UEFI_SUBSYSTEMS });
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-OPT-029',
    name: 'stub-version',
    levels: '-----W',
    title: "MajorImageVersion of a zboot image is that of a kernel's EFI stub, at least 1.",
    references: [REFERENCES.zbootHeader],
    rationale: 'Boot loaders go by this version to know how to pass the stub an initial RAM disk.',
    severity: 'disputed',
    enforcedBy: ['systemd: systemd-boot requires at least 1'],
    brokenBy: ['a MajorImageVersion of 0', 'a linker that writes its own version'],
    inapplicable: withoutZboot,
    *check({ optionalHeader: { majorImageVersion } }) {
      if (majorImageVersion.value < 1) yield wrongValue(majorImageVersion, { kind: 'at-least', value: 1 });
    },
  },
];
