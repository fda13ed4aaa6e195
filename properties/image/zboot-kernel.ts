import type { Image } from '../../src/reader/index.ts';
import { hex } from '../../src/results/index.ts';
import { roundUp } from '../bytes/arithmetic.ts';
import { crashes, refuses, stops } from '../effects.ts';
import { equals, wrong } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import { imageRuleIn } from '../catalogue/in-profile.ts';
import { levelIn } from '../catalogue/profiles.ts';
import type { ImageRule } from '../rule.ts';
import { COFF_FLAG_RULES } from './coff-flags.ts';
import { COFF_RULES } from './coff-header.ts';
import { COFF_MACHINE_RULES } from './coff-machine.ts';
import { ENTRY_POINT_RULES } from './entry-point.ts';
import { MEMORY_ORDER_RULES } from './memory-order.ts';
import { MEMORY_ROOM_RULES } from './memory-room.ts';
import { OPTIONAL_ALIGNMENT_RULES } from './optional-alignment.ts';
import { DIRECTORY_COUNT_RULES } from './optional-directory-count.ts';
import { OPTIONAL_HEADER_RULES } from './optional-header.ts';
import { OPTIONAL_PLATFORM_RULES } from './optional-platform.ts';
import { OPTIONAL_SIZE_RULES } from './optional-sizes.ts';
import { RELOCATION_RULES } from './relocations.ts';
import { SECTION_RULES } from './sections.ts';
import { contentHead, contentLength, innerImage, unverifiedContent, wholeInner } from './payload-content.ts';
import { PAGE_SIZE } from './facts.ts';
import { LINUX_PE_MAGIC } from './zboot-facts.ts';
import { atPayload, withoutInner } from './zboot-inner.ts';

/** Where the header of a kernel has its length in memory and its magic. [booting.rst, boot-image-header.rst] */
const IMAGE_SIZE_AT = 16;
const MAGIC_AT = 0x38;
/** The magic of a kernel, by its machine. [the same] */
const KERNEL_MAGICS: Readonly<Partial<Record<number, string>>> = {
  0xaa64: 'ARM\x64',
  0x5064: 'RSC\x05',
  0x5032: 'RSC\x05',
};
/** LoongArch, whose kernels have the length and no magic of their own. [loongarch/booting.rst] */
const SIZED: readonly number[] = [0x6264, 0x6232];
const ARM64 = 0xaa64;
/** EFI_ALLOC_ALIGN of arm64 and LoongArch, whose kernels have pages of up to 64 KiB; elsewhere a page of EFI. [Linux] */
const LARGE_PAGES: readonly number[] = [ARM64, ...SIZED];
const ALLOCATION_MAX = 0x10000;
const SIZE_FIELD = 'payload, decompressed: image_size at 0x10';

/** The machine of the kernel itself, whatever the image around it says. */
function innerMachine(image: Image): number | null {
  return innerImage(image)?.coffHeader.machine.value ?? null;
}

function magicOf(image: Image): string | undefined {
  return KERNEL_MAGICS[innerMachine(image) ?? 0];
}

/** Why the kernel has no magic that loaders go by; `undefined` when it should have one. */
function withoutKernelMagic(image: Image): string | undefined {
  const reason = withoutInner(image);
  if (reason !== undefined || unverifiedContent(image) !== undefined) return reason;
  return magicOf(image) === undefined ? 'kernels for the machine have no magic' : undefined;
}

/** Why the kernel does not say how long it is in memory; `undefined` when it should. */
function withoutKernelSize(image: Image): string | undefined {
  return SIZED.includes(innerMachine(image) ?? 0) ? undefined : withoutKernelMagic(image);
}

/** How long the kernel says that it is in memory. */
function imageSizeOf(image: Image): bigint {
  return Buffer.from(contentHead(image, IMAGE_SIZE_AT, 8)).readBigUInt64LE(0);
}

/** Who starts the kernel: the stub itself, or the firmware for that of Linux 6.1, which has no magic; else nobody knows. */
function starterOf({ zbootHeader }: Image): 'stub' | 'firmware' | null {
  if (zbootHeader.linuxPeMagic.value === LINUX_PE_MAGIC) return 'stub';
  return zbootHeader.linuxPeMagic.value === 0 ? 'firmware' : null;
}

/** Rules of EDK2 on headers, which can be asked of a kernel without its data. */
const LOADING_RULES: readonly ImageRule[] = [
  ...COFF_RULES,
  ...COFF_FLAG_RULES,
  ...COFF_MACHINE_RULES,
  ...OPTIONAL_HEADER_RULES,
  ...ENTRY_POINT_RULES,
  ...OPTIONAL_ALIGNMENT_RULES,
  ...DIRECTORY_COUNT_RULES,
  ...OPTIONAL_PLATFORM_RULES,
  ...OPTIONAL_SIZE_RULES,
  ...SECTION_RULES,
  ...MEMORY_ORDER_RULES,
  ...MEMORY_ROOM_RULES,
  ...RELOCATION_RULES.filter(({ id }) => id === 'PE-DIR-020'),
].filter((rule) => levelIn(rule, 'edk2') === 'error');

/** Rules on how the decompressed kernel is started. */
export const ZBOOT_KERNEL_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'ZB-026',
    name: 'inner-kernel-magic',
    levels: '-----E',
    title: 'The decompressed kernel has the magic of its machine at offset 0x38.',
    references: [REFERENCES.arm64Boot, REFERENCES.riscvImage],
    rationale: 'Loaders other than the firmware recognise a kernel by it, and start nothing else.',
    severity: 'rejected',
    effects: { zboot: refuses('kexec') },
    enforcedBy: [
      'kexec-tools arm64 and riscv: the magic of the image header',
      'Linux arch/arm64/kernel/kexec_image.c image_probe: -EINVAL',
      'QEMU hw/arm/boot.c load_aarch64_image: loads it where a raw kernel goes',
    ],
    brokenBy: ['an EFI application instead of the kernel', 'an Image whose first bytes were overwritten'],
    inapplicable: withoutKernelMagic,
    unverified: unverifiedContent,
    *check(image) {
      const magic = magicOf(image) ?? '';
      const actual = Buffer.from(contentHead(image, MAGIC_AT, magic.length)).toString('hex');
      const expected = Buffer.from(magic, 'latin1').toString('hex');
      if (actual === expected) return;
      yield wrong('payload, decompressed: bytes at 0x38', equals(expected), actual, atPayload(image));
    },
  },
  {
    scope: 'image',
    id: 'ZB-027',
    name: 'inner-memory-whole',
    levels: '-----E',
    title: 'The kernel states its size in memory, and the decompressed payload is at least that long.',
    references: [REFERENCES.zbootMakefile, REFERENCES.arm64Boot, REFERENCES.loongArchBoot],
    rationale:
      'The stub allocates the bytes that it decompresses, rounded up: memory that the kernel uses past them belongs to somebody else.',
    severity: 'mishandled',
    effects: { zboot: crashes('stub', 'starts a kernel whose variables are in memory that was not allocated') },
    enforcedBy: [
      'Linux libstub zboot.c: allocates the length stored after the payload, rounded up to EFI_ALLOC_ALIGN',
      'Linux arch/arm64/kernel/kexec_image.c image_load: -EINVAL for a length of 0',
    ],
    brokenBy: ['an Image compressed as it is, without the zeros that Makefile.zboot appends'],
    inapplicable: (image) =>
      withoutKernelSize(image) ??
      (starterOf(image) === 'stub' ? undefined : 'the stub does not start the kernel itself'),
    unverified: unverifiedContent,
    vacuous: (image) => (imageSizeOf(image) === 0n ? 'the kernel does not state its size in memory' : undefined),
    *check(image) {
      const imageSize = imageSizeOf(image);
      const room = roundUp(
        contentLength(image),
        LARGE_PAGES.includes(innerMachine(image) ?? 0) ? ALLOCATION_MAX : PAGE_SIZE,
      );
      if (imageSize === 0n && innerMachine(image) === ARM64) {
        yield wrong(SIZE_FIELD, { kind: 'at-least', value: 1 }, 0, atPayload(image));
      }
      if (imageSize <= room) return;
      const most = { kind: 'at-most', value: room } as const;
      yield wrong(SIZE_FIELD, most, hex(imageSize), atPayload(image));
    },
  },
  {
    scope: 'image',
    id: 'ZB-028',
    name: 'inner-image-loads',
    levels: '-----E',
    title: 'EDK2 loads a decompressed kernel that the stub leaves to the firmware.',
    references: [REFERENCES.zbootHeader, REFERENCES.uefiImages],
    rationale: 'The boot stub of Linux 6.1 passes the kernel to LoadImage, which treats it like any other image.',
    severity: 'rejected',
    effects: { zboot: stops('stub61', 'gets no kernel from LoadImage') },
    enforcedBy: ['EDK2 BasePeCoff.c and Image.c: as for any image, by its headers'],
    brokenBy: ['a kernel without an EFI stub', 'inner headers that were changed before the kernel was compressed'],
    inapplicable: (image) =>
      withoutInner(image) ?? (starterOf(image) === 'firmware' ? undefined : 'the firmware does not load the kernel'),
    unverified: unverifiedContent,
    *check(image) {
      const inner = wholeInner(image);
      if (inner === null) return;
      for (const rule of LOADING_RULES) {
        if (rule.inapplicable?.(inner) !== undefined) continue;
        for (const { about, expected, actual } of imageRuleIn(rule, 'edk2').check(inner)) {
          yield wrong(`payload, decompressed: ${about} (${rule.id})`, expected, actual, atPayload(image));
        }
      }
    },
  },
];
