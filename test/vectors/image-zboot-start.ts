/** What breaks the rules on what is started of a zboot image, and by how little they hold. */
import { AT, PAYLOAD_AT, PAYLOAD_SIZE, clean, inner, v6, withGzip } from './base-images.ts';
import type { ImageHold, ImageViolation } from './entries.ts';
import { setText, setU32 } from './patch.ts';

/** {@link clean} that starts at an address. */
function startingAt(address: number): Uint8Array {
  return setU32(clean(), AT.addressOfEntryPoint, address);
}

/** An image in whose file `.text` lies 0x200 bytes beyond its address, with its payload, and that starts at an address. */
function apart(address: number): Uint8Array {
  return setU32(withGzip(v6(), inner(), PAYLOAD_AT + 0x200), AT.addressOfEntryPoint, address);
}

/** Violations of these rules. */
export const ZBOOT_START_VIOLATIONS: readonly ImageViolation[] = [
  ...[PAYLOAD_AT, PAYLOAD_AT + PAYLOAD_SIZE - 1].map((address) => ({
    rule: 'ZB-024' as const,
    name: `the kernel starts at ${address} in the payload`,
    make: () => startingAt(address),
    at: { offset: AT.addressOfEntryPoint, length: 4 },
    beside: [{ offset: AT.payloadOffset, length: 8 }],
    actual: address,
  })),
  {
    rule: 'ZB-024',
    name: 'the kernel starts at the address of the payload, which lies elsewhere in the file',
    base: () => apart(PAYLOAD_AT + PAYLOAD_SIZE),
    make: () => apart(PAYLOAD_AT),
    at: { offset: AT.addressOfEntryPoint, length: 4 },
  },
  {
    rule: 'ZB-032',
    name: 'the payload lies in .data, and the kernel starts in .text',
    make: () => withGzip(clean(), inner(), 0x3000),
    at: { offset: AT.payloadOffset, length: 8 },
    beside: [{ offset: AT.addressOfEntryPoint, length: 4 }],
    also: ['ZB-008'],
    actual: 'sections[1] ".data"',
  },
  {
    rule: 'ZB-025',
    name: 'a section has the name of the kernel in a unified image',
    make: () => setText(clean(), AT.data.name, '.linux', 8),
    at: { offset: AT.data.name, length: 8 },
    actual: '.linux',
  },
];

/** Images on which these rules hold by the smallest margin. */
export const ZBOOT_START_HOLDS: readonly ImageHold[] = [
  { rule: 'ZB-032', name: 'the payload and the entry point lie in .text', make: clean },
  { rule: 'ZB-024', name: 'the kernel starts one byte before the payload', make: () => startingAt(PAYLOAD_AT - 1) },
  {
    rule: 'ZB-024',
    name: 'the kernel starts where the payload ends',
    make: () => startingAt(PAYLOAD_AT + PAYLOAD_SIZE),
  },
  {
    rule: 'ZB-025',
    name: 'a section has a name that goes on',
    make: () => setText(clean(), AT.data.name, '.linux2', 8),
  },
];
