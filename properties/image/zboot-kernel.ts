import type { Field, Image } from '../../src/reader/index.ts';
import type { Finding } from '../../src/results/index.ts';
import { crashes, refuses, stops } from '../effects.ts';
import { equals, wrong } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { ImageRule } from '../rule.ts';
import { contentHead, contentLength, innerImage, unverifiedContent } from './payload-content.ts';
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
/** Subsystems of which firmware loads images: applications, drivers and what a ROM has. [PE format, Windows Subsystem] */
const EFI_SUBSYSTEMS: readonly number[] = [10, 11, 12, 13];

/** By the machine of the kernel itself, whatever the image around it says. */
function magicOf(image: Image): string | undefined {
  const inner = innerImage(image);
  return inner === null ? undefined : KERNEL_MAGICS[inner.coffHeader.machine.value];
}

/** Why the kernel has no header that loaders go by; `undefined` when it should have one. */
function withoutKernelHeader(image: Image): string | undefined {
  const reason = withoutInner(image);
  if (reason !== undefined || unverifiedContent(image) !== undefined) return reason;
  return magicOf(image) === undefined ? 'kernels of the machine have no header of their own' : undefined;
}

/** Whether the stub starts the kernel itself; the one of Linux 6.1, which writes no magic, leaves that to the firmware. */
function startsKernel({ zbootHeader }: Image): boolean {
  return zbootHeader.linuxPeMagic.value !== 0;
}

/** A field of the inner image that keeps the firmware from loading it. */
function unloadable(image: Image, { path, value }: Field<number>, expected: Finding['expected']): Finding {
  return wrong(`payload, decompressed: ${path}`, expected, value, atPayload(image));
}

/** Rules on how the decompressed kernel is started. */
export const ZBOOT_KERNEL_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'ZB-026',
    name: 'inner-kernel-magic',
    levels: '-----E',
    title: 'The decompressed kernel has the magic of its machine at offset 0x38.',
    references: [REFERENCES.arm64Boot, REFERENCES.riscvImage],
    rationale: 'Loaders other than the firmware know a kernel by it, and start nothing else.',
    severity: 'rejected',
    effects: { zboot: refuses('kexec') },
    enforcedBy: [
      'kexec-tools arm64 and riscv: the magic of the image header',
      'Linux arch/arm64/kernel/kexec_image.c image_probe: -EINVAL',
      'QEMU hw/arm/boot.c load_aarch64_image: loads it where a raw kernel goes',
    ],
    brokenBy: ['an EFI application in place of the kernel', 'an Image whose first bytes were overwritten'],
    inapplicable: withoutKernelHeader,
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
    title: 'The decompressed payload is as long as the kernel is in memory.',
    references: [REFERENCES.zbootMakefile, REFERENCES.arm64Boot],
    rationale:
      'The stub makes room for the bytes that it decompresses, and no more: what the kernel takes behind them belongs to somebody else.',
    severity: 'mishandled',
    effects: { zboot: crashes('stub', 'starts a kernel whose variables lie in memory that it does not have') },
    enforcedBy: ['Linux libstub zboot.c: allocates the length that stands behind the payload'],
    brokenBy: ['an Image compressed as it lies, without the zeros that Makefile.zboot puts behind it'],
    inapplicable: (image) =>
      withoutKernelHeader(image) ?? (startsKernel(image) ? undefined : 'the stub leaves the kernel to the firmware'),
    unverified: unverifiedContent,
    *check(image) {
      const field = contentHead(image, IMAGE_SIZE_AT, 8);
      const imageSize = Buffer.from(field).readBigUInt64LE(0);
      const length = contentLength(image);
      if (imageSize <= length) return;
      const most = { kind: 'at-most', value: length } as const;
      yield wrong('payload, decompressed: image_size at 0x10', most, Number(imageSize), atPayload(image));
    },
  },
  {
    scope: 'image',
    id: 'ZB-028',
    name: 'inner-image-loads',
    levels: '-----E',
    title: 'A decompressed kernel that the firmware has to load is an EFI image with room for its sections.',
    references: [REFERENCES.zbootHeader, REFERENCES.subsystem],
    rationale: 'The boot stub of Linux 6.1 hands the kernel to LoadImage, which takes it like any other image.',
    severity: 'rejected',
    effects: { zboot: stops('stub61', 'gets no kernel from LoadImage') },
    enforcedBy: ['EDK2 BasePeCoff.c and Image.c: the subsystem, SizeOfHeaders and SizeOfImage'],
    brokenBy: ['a kernel without an EFI stub', 'inner headers that were changed before the kernel was compressed'],
    inapplicable: (image) =>
      withoutInner(image) ?? (startsKernel(image) ? 'the stub starts the kernel itself' : undefined),
    unverified: unverifiedContent,
    *check(image) {
      const inner = innerImage(image);
      if (inner === null) return;
      const { subsystem, sizeOfImage, sizeOfHeaders, sectionAlignment } = inner.optionalHeader;
      if (!EFI_SUBSYSTEMS.includes(subsystem.value)) {
        yield unloadable(image, subsystem, { kind: 'one-of', values: EFI_SUBSYSTEMS });
      }
      if (sectionAlignment.value === 0) yield unloadable(image, sectionAlignment, { kind: 'at-least', value: 1 });
      const end = inner.sections.reduce(
        (high, { virtualAddress, virtualSize }) => Math.max(high, virtualAddress.value + virtualSize.value),
        sizeOfHeaders.value,
      );
      if (sizeOfImage.value < end) yield unloadable(image, sizeOfImage, { kind: 'at-least', value: end });
    },
  },
];
