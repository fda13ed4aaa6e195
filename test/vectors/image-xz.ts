/** What breaks the rule on xz payloads, and by how little they hold; and entry points behind such a payload. */
import { LZMA2, xzStream } from '../support/xz-stream.ts';
import type { XzBlock } from '../support/xz-stream.ts';
import { AT, PAYLOAD_AT, clean, inner } from './base-images.ts';
import type { ImageHold, ImageSkip, ImageViolation } from './entries.ts';
import { ARM64, LINUX_PE_MAGIC, RISCV64, kernel } from './image-kernel.ts';
import { setBytes, setText, setU16, setU32 } from './patch.ts';

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

const X86 = [0x04, 0];

/** An image for a machine around a kernel in a block of xz with such a filter. */
function xzAround(machine: number, filter: readonly number[], magic: string, linuxPeMagic: number): Uint8Array {
  const content = Buffer.from(kernel(machine, 1, magic));
  const image = xz(1, { data: content, filters: [filter, LZMA2] });
  return setU32(setU16(image, AT.machine, machine), AT.linuxPeMagic, linuxPeMagic);
}

const AT_FEATURES = { offset: PAYLOAD_AT + 6, length: 16 };

/** Violations of these rules. */
export const XZ_VIOLATIONS: readonly ImageViolation[] = [
  {
    rule: 'ZB-024',
    name: 'the entry point is the last byte of the length after the payload',
    base: () => xz(1),
    make: () => startingBehind(3),
    at: { offset: AT.addressOfEntryPoint, length: 4 },
  },
  {
    rule: 'ZB-029',
    name: 'the check of the xz stream is SHA-256',
    base: () => xz(1),
    make: () => xz(10),
    at: AT_FEATURES,
    actual: 'SHA-256',
  },
  ...(
    [
      ['x86+x86', [X86, X86]],
      ['x86 with a start', [[0x04, 4, 0, 0, 0, 0]]],
      ['arm', [[0x07, 0]]],
    ] as const
  ).map(([name, filters]) => ({
    rule: 'ZB-029' as const,
    name: `the xz stream has the filters ${name}`,
    base: () => xz(1),
    make: () => xz(1, { filters: [...filters, LZMA2] }),
    at: AT_FEATURES,
    actual: name,
  })),
  {
    rule: 'ZB-029',
    name: 'the xz stream has a dictionary of 4 GiB',
    base: () => xz(1),
    make: () => xz(1, { filters: [[0x21, 1, 40]] }),
    at: AT_FEATURES,
    actual: 'a dictionary of 4 GiB',
  },
  {
    rule: 'ZB-029',
    name: 'the xz stream has a check and a filter that the stub does not know',
    base: () => xz(1),
    make: () => xz(10, { filters: [[0x0a, 0], LZMA2] }),
    at: AT_FEATURES,
    actual: 'SHA-256',
    then: [{ at: AT_FEATURES, actual: 'arm64' }],
  },
  ...(
    [
      ['arm64', ARM64, 0x0a, 'ARM\x64'],
      ['riscv', RISCV64, 0x0b, 'RSC\x05'],
    ] as const
  ).map(([name, machine, filter, magic]) => ({
    rule: 'ZB-029' as const,
    name: `the xz stream of an image as Linux 6.1 makes them has the filter ${name}`,
    base: () => xzAround(machine, [filter, 0], magic, LINUX_PE_MAGIC),
    make: () => xzAround(machine, [filter, 0], magic, 0),
    at: AT_FEATURES,
    also: ['ZB-028'] as const,
    actual: name,
  })),
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

/** Images on which these rules hold by the smallest margin. */
export const XZ_HOLDS: readonly ImageHold[] = [
  { rule: 'ZB-024', name: 'the entry point lies behind the length of the payload', make: () => startingBehind(4) },
  { rule: 'ZB-029', name: 'the xz stream has no check', make: () => xz(0) },
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

/** Images of which a rule has nothing to say. */
export const XZ_SKIPS: readonly ImageSkip[] = [
  { rule: 'ZB-031', name: 'a payload of xz', make: () => xz(1), reason: 'the payload is not a gzip stream' },
  { rule: 'ZB-029', name: 'a payload of gzip', make: clean, reason: 'the payload is not an xz stream' },
];
