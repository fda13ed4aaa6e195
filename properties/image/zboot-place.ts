import { endOf, formatSpan } from '../../src/results/index.ts';
import { equals, place, wrong, wrongValue } from '../findings.ts';
import { REFERENCES } from '../references.ts';
import type { ImageRule } from '../rule.ts';
import {
  footerSize,
  payloadFields,
  payloadHolders,
  payloadOf,
  payloadSection,
  withoutPayloadSection,
  withoutZboot,
} from './zboot-facts.ts';

/** Rules on where the payload lies. */
export const ZBOOT_PLACE_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'ZB-004',
    title: 'The payload lies in the file.',
    references: [REFERENCES.zbootHeader, REFERENCES.kexecZboot],
    rationale: 'kexec-tools adds offset and size in 32 bits: a sum that wraps passes its test and reads out of bounds.',
    enforcedBy: ['kexec-tools kexec-pe-zboot.c', 'QEMU hw/core/loader.c', 'iPXE lkrn.c'],
    inapplicable: withoutZboot,
    *check(image) {
      const payload = payloadOf(image);
      if (endOf(payload) <= image.fileSize) return;
      const expected = { kind: 'within', what: 'the file', start: 0, end: image.fileSize } as const;
      yield wrong('payload', expected, formatSpan(payload), place(payloadFields(image)));
    },
  },
  {
    scope: 'image',
    id: 'ZB-005',
    title: 'The payload starts after the headers.',
    references: [REFERENCES.zbootHeader],
    rationale: 'Headers are never payload; an offset among them is stale or made up.',
    inapplicable: withoutZboot,
    *check({ zbootHeader: { payloadOffset }, optionalHeader: { sizeOfHeaders } }) {
      if (payloadOffset.value >= sizeOfHeaders.value) return;
      yield wrongValue(payloadOffset, { kind: 'at-least', value: sizeOfHeaders.value }, 'image', place(sizeOfHeaders));
    },
  },
  {
    scope: 'image',
    id: 'ZB-006',
    title: 'The payload lies wholly in the data of exactly one section.',
    references: [REFERENCES.zbootLayout],
    rationale:
      'The boot stub finds the payload through the loaded section. Where no single section holds it, file and memory disagree.',
    inapplicable: withoutZboot,
    *check(image) {
      const holders = payloadHolders(image);
      if (holders.length === 1) return;
      const actual =
        holders.length === 0 ? `${formatSpan(payloadOf(image))}, in no section` : `in ${holders.length} sections`;
      const form = { kind: 'form', name: "a range inside exactly one section's data" } as const;
      yield wrong('payload', form, actual, place(payloadFields(image)));
    },
  },
  {
    scope: 'image',
    id: 'ZB-007',
    title: 'The payload is loaded with its section.',
    references: [REFERENCES.zbootLayout],
    rationale: 'The boot stub decompresses from memory; bytes beyond VirtualSize are in the file and not there.',
    inapplicable: withoutPayloadSection,
    *check(image) {
      const section = payloadSection(image);
      if (section === null) return;
      const payload = payloadOf(image);
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
    title: 'The section that holds the payload is .text.',
    references: [REFERENCES.zbootLayout],
    rationale: 'Kernel images keep it there. Nothing may depend on the name, so this only informs.',
    inapplicable: withoutPayloadSection,
    *check(image) {
      const section = payloadSection(image);
      if (section !== null && section.name.value !== '.text') yield wrongValue(section.name, equals('.text'));
    },
  },
  {
    scope: 'image',
    id: 'ZB-016',
    title: 'The payload starts at a multiple of 8.',
    references: [REFERENCES.zbootLayout],
    rationale: 'True of every kernel image seen; no consumer needs it, so this only informs.',
    inapplicable: withoutZboot,
    *check({ zbootHeader: { payloadOffset } }) {
      if (payloadOffset.value % 8 !== 0) yield wrongValue(payloadOffset, { kind: 'multiple-of', value: 8 });
    },
  },
];
