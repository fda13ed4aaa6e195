import { payloadSpan } from '../../src/reader/index.ts';
import { endOf, formatSpan } from '../../src/results/index.ts';
import { crashes, misreads, stops, untidy } from '../effects.ts';
import { equals, place, wrong, wrongValue } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { ImageRule } from '../rule.ts';
import {
  footerSize,
  payloadFields,
  payloadHolders,
  payloadSection,
  withoutPayloadSection,
  withoutZboot,
} from './zboot-facts.ts';
import { unlessNonZero } from '../vacuity.ts';
import type { Image } from '../../src/reader/index.ts';

/** Rules on where the payload lies. */
export const ZBOOT_PLACE_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'ZB-004',
    name: 'payload-in-file',
    levels: '-----E',
    title: 'The payload is within the file.',
    references: [REFERENCES.zbootHeader, REFERENCES.kexecZboot],
    rationale: 'kexec-tools adds offset and size in 32 bits: a sum that wraps passes its test and reads out of bounds.',
    severity: 'rejected',
    effects: { zboot: crashes('kexec', 'reads past the file if offset and size wrap, and refuses it otherwise') },
    enforcedBy: [
      'kexec-tools kexec-pe-zboot.c pez_prepare: "PE too small to contain complete payload.", after a sum in 32 bits',
      'QEMU hw/core/loader.c unpack_efi_zboot_image',
      'iPXE src/image/lkrn.c zimg_parse',
      'systemd src/shared/reboot-util.c kexec_maybe_decompress_kernel: "Short read of ZBOOT payload"',
    ],
    brokenBy: [
      'an image that was cut short',
      'an offset of 0xfffffff0 with a size of 0x20, whose sum in 32 bits is 0x10',
    ],
    inapplicable: withoutZboot,
    *check(image) {
      const payload = payloadSpan(image);
      if (endOf(payload) <= image.fileSize) return;
      const expected = { kind: 'within', what: 'the file', start: 0, end: image.fileSize } as const;
      yield wrong('payload', expected, formatSpan(payload), place(payloadFields(image)));
    },
  },
  {
    scope: 'image',
    id: 'ZB-005',
    name: 'payload-after-headers',
    levels: '-----E',
    title: 'The payload starts after the headers.',
    references: [REFERENCES.zbootHeader],
    rationale: 'Headers are never payload; an offset into them is stale or made up.',
    severity: 'mishandled',
    effects: { zboot: stops('kexec', 'treats headers as the payload and finds no kernel') },
    brokenBy: ['an offset that points into the headers', 'an offset that was not updated when the headers grew'],
    inapplicable: withoutZboot,
    *check({ zbootHeader: { payloadOffset }, optionalHeader: { sizeOfHeaders } }) {
      if (payloadOffset.value >= sizeOfHeaders.value) return;
      yield wrongValue(payloadOffset, { kind: 'at-least', value: sizeOfHeaders.value }, 'image', place(sizeOfHeaders));
    },
  },
  {
    scope: 'image',
    id: 'ZB-006',
    name: 'payload-in-one-section',
    levels: '-----E',
    title: 'The payload is entirely in the data of exactly one section.',
    references: [REFERENCES.zbootLayout],
    rationale:
      'The boot stub finds the payload through the loaded section. If no single section holds it, file and memory disagree.',
    severity: 'mishandled',
    effects: { zboot: misreads('stub', 'decompresses what its section loads, which is not what the header points to') },
    brokenBy: [
      'a payload that spans two sections',
      'a payload after the last section, in a gap or in the headers',
      'two sections that overlap where the payload is',
    ],
    inapplicable: withoutZboot,
    *check(image) {
      const holders = payloadHolders(image);
      if (holders.length === 1) return;
      const actual =
        holders.length === 0 ? `${formatSpan(payloadSpan(image))}, in no section` : `in ${holders.length} sections`;
      const form = { kind: 'form', name: "a range inside exactly one section's data" } as const;
      yield wrong('payload', form, actual, place(payloadFields(image)));
    },
  },
  {
    scope: 'image',
    id: 'ZB-007',
    name: 'payload-is-loaded',
    levels: '-----E',
    title: 'The payload is loaded with its section.',
    references: [REFERENCES.zbootLayout],
    rationale: 'The boot stub decompresses from memory; bytes past VirtualSize are only in the file.',
    severity: 'mishandled',
    effects: { zboot: misreads('stub', 'decompresses what was loaded, which lacks part of the payload') },
    enforcedBy: ['Linux libstub: decompresses what was loaded'],
    brokenBy: ['a VirtualSize that ends inside the payload', 'a payload that extends into the padding of its section'],
    inapplicable: withoutPayloadSection,
    *check(image) {
      const section = payloadSection(image);
      if (section === null) return;
      const payload = payloadSpan(image);
      const end = payload.offset - section.rawData.offset + payload.length + footerSize(image);
      const loaded = Math.min(section.extent.length, section.rawData.length);
      if (end > loaded)
        yield wrong(
          'payload end in its section',
          { kind: 'at-most', value: loaded },
          end,
          place(payloadFields(image)),
          place(section.virtualSize),
        );
    },
  },
  {
    scope: 'image',
    id: 'ZB-008',
    name: 'payload-section-name',
    levels: '-----i',
    title: 'The section that holds the payload is .text.',
    references: [REFERENCES.zbootLayout],
    rationale: 'Kernel images keep it there. Nothing may depend on the name, so this is only a remark.',
    severity: 'untidy',
    effects: { zboot: untidy('kexec') },
    brokenBy: ['a linker that gives the payload its own section'],
    inapplicable: withoutPayloadSection,
    *check(image) {
      const section = payloadSection(image);
      if (section !== null && section.name.value !== '.text') yield wrongValue(section.name, equals('.text'));
    },
  },
  {
    scope: 'image',
    id: 'ZB-016',
    name: 'payload-aligned',
    levels: '-----i',
    title: 'The payload starts at a multiple of 8.',
    references: [REFERENCES.zbootLayout],
    rationale: 'True of every kernel image seen; no consumer needs it, so this is only a remark.',
    severity: 'untidy',
    effects: { zboot: untidy('kexec') },
    brokenBy: ['a rewriter that places the payload without regard to alignment'],
    inapplicable: withoutZboot,
    vacuous: unlessNonZero(
      ({ zbootHeader }: Image) => [zbootHeader.payloadOffset.value],
      'the payload offset is 0, a multiple of everything',
    ),
    *check({ zbootHeader: { payloadOffset } }) {
      if (payloadOffset.value % 8 !== 0) yield wrongValue(payloadOffset, { kind: 'multiple-of', value: 8 });
    },
  },
];
