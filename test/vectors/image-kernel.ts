import { gzipSync } from 'node:zlib';
import { AT, PAYLOAD_AT, clean, inner, withGzip } from './base-images.ts';
import type { ImageHold, ImageSkip, ImageViolation } from './entries.ts';
import { setBytes, setText, setU16, setU32, setWords } from './patch.ts';

export const ARM64 = 0xaa64;
export const RISCV64 = 0x5064;
const LOONGARCH64 = 0x6264;
const IMAGE_SIZE_AT = 16;
export const LINUX_PE_MAGIC = 0x818223cd;
const AT_PAYLOAD = { offset: PAYLOAD_AT, length: 16 };

/** {@link inner} with an image header: that many bytes of memory, and a magic. */
export function kernel(machine: number, imageSize: number, magic: string): Uint8Array {
  return setText(setU32(setU16(inner(), AT.machine, machine), IMAGE_SIZE_AT, imageSize), AT.linuxPeMagic, magic, 4);
}

/** {@link clean} for a machine, around such a kernel, whose stub starts it by itself. */
function around(machine: number, content: Uint8Array): Uint8Array {
  const image = setU32(withGzip(clean(), content), AT.linuxPeMagic, LINUX_PE_MAGIC);
  return setU16(image, AT.machine, machine);
}

function arm64(imageSize = 1, magic = 'ARM\x64'): Uint8Array {
  return around(ARM64, kernel(ARM64, imageSize, magic));
}

function riscv(imageSize: number, magic = 'RSC\x05'): Uint8Array {
  return around(RISCV64, kernel(RISCV64, imageSize, magic));
}

function loongArch(imageSize: number): Uint8Array {
  return around(LOONGARCH64, kernel(LOONGARCH64, imageSize, '\0\0\0\0'));
}

/** {@link clean} around such a kernel, compressed. */
function packed(content: Uint8Array): Uint8Array {
  const stream = gzipSync(content);
  // zlib names the system that it runs on, and the kernel's build does not.
  stream[9] = 255;
  return setU32(setBytes(clean(), PAYLOAD_AT, stream), AT.payloadSize, stream.length);
}

/** The same as Linux 6.1 makes it, whose kernel has one section and another value in a field. */
function loaded(field: number = AT.sizeOfImage, value = 0x2000): Uint8Array {
  const section = setU16(withSection(inner()), AT.numberOfSections, 1);
  const content = setU32(Buffer.concat([section, new Uint8Array(0x1200 - section.length)]), field, value);
  return setU32(packed(content), AT.linuxPeMagic, 0);
}

/** A kernel whose only section is code at 0x1000, with 0x200 bytes. */
function withSection(kernel: Uint8Array): Uint8Array {
  const { virtualSize, virtualAddress, sizeOfRawData, pointerToRawData } = AT.text;
  return setWords(
    kernel,
    [virtualSize, 0x200],
    [virtualAddress, 0x1000],
    [sizeOfRawData, 0x200],
    [pointerToRawData, 0x1000],
    [AT.addressOfEntryPoint, 0x1010],
    [AT.sizeOfImage, 0x2000],
  );
}

/** Violations of the rules on how the kernel inside is unpacked and started. */
export const KERNEL_VIOLATIONS: readonly ImageViolation[] = [
  {
    rule: 'ZB-026',
    name: 'the kernel for arm64 has the magic of RISC-V',
    base: arm64,
    make: () => arm64(1, 'RSC\x05'),
    at: AT_PAYLOAD,
    actual: '52534305',
    wanted: { kind: 'equals', value: '41524d64' },
  },
  {
    rule: 'ZB-026',
    name: 'the kernel for riscv64 has no magic',
    base: () => riscv(0),
    make: () => riscv(0, '\0\0\0\0'),
    at: AT_PAYLOAD,
    actual: '00000000',
    wanted: { kind: 'equals', value: '52534305' },
  },
  {
    rule: 'ZB-027',
    name: 'the kernel for arm64 takes a byte more than 64 KiB of memory',
    base: arm64,
    make: () => arm64(0x10001),
    at: AT_PAYLOAD,
    actual: '0x10001',
    wanted: { kind: 'at-most', value: 0x10000 },
  },
  {
    rule: 'ZB-027',
    name: 'the kernel for LoongArch takes a byte more than 64 KiB of memory',
    base: () => loongArch(0x10000),
    make: () => loongArch(0x10001),
    at: AT_PAYLOAD,
    actual: '0x10001',
  },
  {
    rule: 'ZB-027',
    name: 'the kernel for RISC-V takes a byte more than a page of memory',
    base: () => riscv(0x1000),
    make: () => riscv(0x1001),
    at: AT_PAYLOAD,
    actual: '0x1001',
    wanted: { kind: 'at-most', value: 0x1000 },
  },
  {
    rule: 'ZB-027',
    name: 'the kernel takes 2^32 bytes of memory',
    base: arm64,
    make: () => around(ARM64, setU32(kernel(ARM64, 0, 'ARM\x64'), IMAGE_SIZE_AT + 4, 1)),
    at: AT_PAYLOAD,
    actual: '0x100000000',
  },
  {
    rule: 'ZB-027',
    name: 'the kernel for arm64 takes no memory',
    base: arm64,
    make: () => arm64(0),
    at: AT_PAYLOAD,
    actual: 0,
    wanted: { kind: 'at-least', value: 1 },
  },
  {
    rule: 'ZB-028',
    name: 'the kernel is a program for Windows',
    base: loaded,
    make: () => loaded(AT.subsystem, 3),
    at: AT_PAYLOAD,
    actual: 3,
  },
  {
    rule: 'ZB-028',
    name: 'the SectionAlignment of the kernel is 0',
    base: loaded,
    make: () => loaded(AT.sectionAlignment, 0),
    at: AT_PAYLOAD,
    actual: 0,
  },
  {
    rule: 'ZB-028',
    name: 'the section of the kernel ends one byte behind its memory',
    base: loaded,
    make: () => loaded(AT.text.virtualSize, 0x1001),
    at: AT_PAYLOAD,
  },
  ...(
    [
      [3, 1],
      [7, 1],
      [8, 1],
      [9, 11],
    ] as const
  ).map(([offset, value]) => ({
    rule: 'ZB-031' as const,
    name: `the byte ${offset} of the gzip header is ${value}`,
    make: () => setBytes(clean(), PAYLOAD_AT + offset, [value]),
    at: { offset: PAYLOAD_AT + (offset === 7 ? 4 : offset), length: offset === 7 ? 4 : 1 },
    actual: offset === 7 ? 2 ** 24 : value,
  })),
];

/** Kernels on which these rules hold by the smallest margin. */
export const KERNEL_HOLDS: readonly ImageHold[] = [
  { rule: 'ZB-026', name: 'the kernel for arm64 has its magic', make: arm64 },
  { rule: 'ZB-027', name: 'the kernel takes as much memory as is made for it', make: () => arm64(0x10000) },
  { rule: 'ZB-027', name: 'a kernel for RISC-V does not say how much memory it takes', make: () => riscv(0) },
  { rule: 'ZB-028', name: 'the kernel is an EFI image', make: loaded },
  {
    rule: 'ZB-028',
    name: 'the section of the kernel ends with its memory',
    make: () => loaded(AT.text.virtualSize, 0x1000),
  },
  { rule: 'ZB-031', name: 'the gzip header is as gzip -n writes it', make: clean },
  ...[0, 2, 4].map((value) => ({
    rule: 'ZB-031' as const,
    name: `XFL of the gzip header is ${value}`,
    make: () => setBytes(clean(), PAYLOAD_AT + 8, [value]),
  })),
  {
    rule: 'ZB-031',
    name: 'the gzip header names no system',
    make: () => setBytes(clean(), PAYLOAD_AT + 9, [255]),
  },
];

/** Kernels of which these rules have nothing to say. */
export const KERNEL_SKIPS: readonly ImageSkip[] = [
  {
    rule: 'ZB-026',
    name: 'a kernel for x86-64',
    make: clean,
    reason: 'kernels for the machine have no magic',
  },
  {
    rule: 'ZB-027',
    name: 'a kernel for x86-64',
    make: clean,
    reason: 'kernels for the machine have no magic',
  },
  {
    rule: 'ZB-027',
    name: 'an image as Linux 6.1 makes them',
    make: () => setU32(arm64(0x10001), AT.linuxPeMagic, 0),
    reason: 'the stub does not start the kernel itself',
  },
  {
    rule: 'ZB-028',
    name: 'an image whose stub starts the kernel',
    make: arm64,
    reason: 'the firmware does not load the kernel',
  },
];
