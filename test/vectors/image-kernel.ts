import { xzStream } from '../support/xz-stream.ts';
import type { XzBlock } from '../support/xz-stream.ts';
import { AT, PAYLOAD_AT, clean, inner, withGzip } from './base-images.ts';
import type { ImageHold, ImageSkip, ImageViolation } from './entries.ts';
import { setBytes, setText, setU16, setU32 } from './patch.ts';

const ARM64 = 0xaa64;
const RISCV64 = 0x5064;
const IMAGE_SIZE_AT = 16;
const LINUX_PE_MAGIC = 0x818223cd;
const AT_PAYLOAD = { offset: PAYLOAD_AT, length: 16 };

/** {@link inner} with an image header: that many bytes of memory, and a magic. */
function kernel(machine: number, imageSize: number, magic: string): Uint8Array {
  return setText(setU32(setU16(inner(), AT.machine, machine), IMAGE_SIZE_AT, imageSize), AT.linuxPeMagic, magic, 4);
}

/** {@link clean} for a machine, around such a kernel, whose stub starts it by itself. */
function around(machine: number, content: Uint8Array): Uint8Array {
  const image = setU32(withGzip(clean(), content), AT.linuxPeMagic, LINUX_PE_MAGIC);
  return setU16(image, AT.machine, machine);
}

function arm64(imageSize = 0, magic = 'ARM\x64'): Uint8Array {
  return around(ARM64, kernel(ARM64, imageSize, magic));
}

/** {@link clean} as Linux 6.1 makes them, whose kernel has another value in a field. */
function loaded(field: number, value: number): Uint8Array {
  return setU32(withGzip(clean(), setU32(inner(), field, value)), AT.linuxPeMagic, 0);
}

/** {@link clean} with {@link inner} in a stored block of xz. */
function xz(checkId: number, block: Partial<XzBlock> = {}): Uint8Array {
  const stream = xzStream({ blocks: [{ data: Buffer.from(inner()), ...block }], checkId });
  const length = Buffer.alloc(4);
  length.writeUInt32LE(AT.tableEnd);
  const image = setBytes(clean(), PAYLOAD_AT, Buffer.concat([stream, length]));
  return setText(setU32(image, AT.payloadSize, stream.length), AT.compressionType, 'xzkern', 32);
}

/** The same, starting at an address that lies so far behind the payload; `.text` has its offsets for addresses. */
function startingBehind(distance: number): Uint8Array {
  const image = xz(1);
  return setU32(image, AT.addressOfEntryPoint, PAYLOAD_AT + Buffer.from(image).readUInt32LE(AT.payloadSize) + distance);
}

const AT_FEATURES = { offset: PAYLOAD_AT + 6, length: 16 };

/** Violations of the rules on how the kernel inside is unpacked and started. */
export const KERNEL_VIOLATIONS: readonly ImageViolation[] = [
  {
    rule: 'ZB-024',
    name: 'the entry point is the last byte of the length behind the payload',
    base: () => xz(1),
    make: () => startingBehind(3),
    at: { offset: AT.addressOfEntryPoint, length: 4 },
  },
  {
    rule: 'ZB-026',
    name: 'the kernel for arm64 has the magic of RISC-V',
    base: arm64,
    make: () => arm64(0, 'RSC\x05'),
    at: AT_PAYLOAD,
    actual: '52534305',
    wanted: { kind: 'equals', value: '41524d64' },
  },
  {
    rule: 'ZB-026',
    name: 'the kernel for riscv64 has no magic',
    base: () => around(RISCV64, kernel(RISCV64, 0, 'RSC\x05')),
    make: () => around(RISCV64, kernel(RISCV64, 0, '\0\0\0\0')),
    at: AT_PAYLOAD,
    actual: '00000000',
    wanted: { kind: 'equals', value: '52534305' },
  },
  {
    rule: 'ZB-027',
    name: 'the kernel takes one byte of memory more than it has',
    base: arm64,
    make: () => arm64(AT.tableEnd + 1),
    at: AT_PAYLOAD,
    actual: AT.tableEnd + 1,
    wanted: { kind: 'at-most', value: AT.tableEnd },
  },
  {
    rule: 'ZB-028',
    name: 'the kernel is a program for Windows',
    make: () => loaded(AT.subsystem, 3),
    at: AT_PAYLOAD,
    actual: 3,
    wanted: { kind: 'one-of', values: [10, 11, 12, 13] },
  },
  {
    rule: 'ZB-028',
    name: 'the SectionAlignment of the kernel is 0',
    make: () => loaded(AT.sectionAlignment, 0),
    at: AT_PAYLOAD,
    actual: 0,
    wanted: { kind: 'at-least', value: 1 },
  },
  {
    rule: 'ZB-028',
    name: 'the kernel has not even room for its headers in memory',
    make: () => loaded(AT.sizeOfImage, 0xfff),
    at: AT_PAYLOAD,
    actual: 0xfff,
    wanted: { kind: 'at-least', value: 0x1000 },
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
  {
    rule: 'ZB-029',
    name: 'the check of the xz stream is SHA-256',
    base: () => xz(1),
    make: () => xz(10),
    at: AT_FEATURES,
    actual: 'SHA-256',
  },
  {
    rule: 'ZB-029',
    name: 'the xz stream has the filter for arm64, and the image is for x86-64',
    base: () => xz(1),
    make: () =>
      xz(1, {
        filters: [
          [0x0a, 0],
          [0x21, 1, 0],
        ],
      }),
    at: AT_FEATURES,
    actual: 'arm64',
  },
];

/** Kernels on which these rules hold by the smallest margin. */
export const KERNEL_HOLDS: readonly ImageHold[] = [
  { rule: 'ZB-024', name: 'the entry point lies behind the length of the payload', make: () => startingBehind(4) },
  { rule: 'ZB-026', name: 'the kernel for arm64 has its magic', make: arm64 },
  { rule: 'ZB-027', name: 'the kernel takes as much memory as it has bytes', make: () => arm64(AT.tableEnd) },
  {
    rule: 'ZB-028',
    name: 'the headers of the kernel are all that it has in memory',
    make: () => loaded(AT.sizeOfImage, 0x1000),
  },
  { rule: 'ZB-029', name: 'the xz stream has no check', make: () => xz(0) },
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
  {
    rule: 'ZB-029',
    name: 'the xz stream has the filter for the machine of the image',
    make: () =>
      xz(1, {
        filters: [
          [0x04, 0],
          [0x21, 1, 0],
        ],
      }),
  },
];

/** Kernels of which these rules have nothing to say. */
export const KERNEL_SKIPS: readonly ImageSkip[] = [
  {
    rule: 'ZB-026',
    name: 'a kernel for x86-64',
    make: clean,
    reason: 'kernels of the machine have no header of their own',
  },
  {
    rule: 'ZB-027',
    name: 'a kernel for x86-64',
    make: clean,
    reason: 'kernels of the machine have no header of their own',
  },
  {
    rule: 'ZB-027',
    name: 'an image as Linux 6.1 makes them',
    make: () => setU32(arm64(AT.tableEnd + 1), AT.linuxPeMagic, 0),
    reason: 'the stub leaves the kernel to the firmware',
  },
  {
    rule: 'ZB-028',
    name: 'an image whose stub starts the kernel',
    make: arm64,
    reason: 'the stub starts the kernel itself',
  },
  { rule: 'ZB-031', name: 'a payload of xz', make: () => xz(1), reason: 'the payload is no gzip stream' },
  { rule: 'ZB-029', name: 'a payload of gzip', make: clean, reason: 'the payload is no xz stream' },
];
