import { payloadSpan } from '../../src/reader/index.ts';
import type { Image } from '../../src/reader/index.ts';
import { endOf } from '../../src/results/index.ts';
import type { Span } from '../../src/results/index.ts';
import { bytesOf, firstDifference } from '../bytes/bytes.ts';
import { inProfiles, misreads, refuses, stops } from '../effects.ts';
import { equals, place, wrong, wrongValue } from '../findings.ts';
import { contentDigest, unverifiedContent, withoutWholeContent } from '../image/payload-content.ts';
import { payloadSection, withoutZboot } from '../image/zboot-facts.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { Append, AppendRule } from '../rule.ts';
import { changedField, dataOffset, differentBytes, lostSection } from './facts.ts';
import { keptSection } from '../kept-sections.ts';

const CONSUMERS = ['kexec-tools kexec-pe-zboot.c', 'QEMU hw/core/loader.c', 'systemd reboot-util.c'];

function withoutPayload({ before }: Append): string | undefined {
  return (
    withoutZboot(before) ?? (payloadSection(before) === null ? "the input's payload is not in one section" : undefined)
  );
}

/** The bytes from the payload's end to the end of its section's data, which hold the footer. */
function tailOf(image: Image, end: number): Span {
  const section = payloadSection(image);
  const stop = section === null ? end : endOf(section.rawData);
  return { offset: end, length: Math.max(0, stop - end) };
}

function samePayload({ before, after }: Append): boolean {
  if (before.zbootHeader.compressionType.value !== after.zbootHeader.compressionType.value) return false;
  return firstDifference(bytesOf(before, payloadSpan(before)), bytesOf(after, payloadSpan(after))) === -1;
}

/** Rules on the payload and on the header that leads to it. */
export const APPEND_ZBOOT_RULES: readonly AppendRule[] = [
  {
    scope: 'append',
    id: 'PR-ZB-001',
    name: 'payload-bytes',
    levels: 'EEEEEE',
    title: 'The payload that the header points to is the same, byte for byte.',
    references: [REFERENCES.zbootHeader, REFERENCES.kexecZboot],
    rationale:
      'A header that points anywhere else hands the decompressor garbage, after the machine has left the old kernel.',
    severity: 'mishandled',
    effects: {
      ...inProfiles(['edk2', 'shim', 'zboot'], stops('kexec', 'finds no kernel there')),
    },
    enforcedBy: CONSUMERS,
    brokenBy: [
      'a payload offset that did not follow the data',
      'data laid out afresh, with padding inside the payload',
    ],
    knownViolations: [
      'llvm-objcopy 14 moves the data and does not update the payload offset.',
      "The kexec list's builder inserts padding between two sections that the payload spans.",
    ],
    inapplicable: withoutPayload,
    vacuous: ({ before }) => (before.zbootHeader.payloadSize.value === 0 ? 'the payload is empty' : undefined),
    *check(append) {
      const { payloadOffset } = append.after.zbootHeader;
      for (const finding of differentBytes('payload', append, payloadSpan(append.before), payloadSpan(append.after))) {
        yield { ...finding, at: [place(payloadOffset, 'after'), ...finding.at] };
      }
    },
  },
  {
    scope: 'append',
    id: 'PR-ZB-002',
    name: 'payload-size',
    levels: '-----E',
    title: 'The payload size is unchanged.',
    references: [REFERENCES.zbootHeader],
    rationale: 'zstd decoders reject a size that is off by even four bytes.',
    severity: 'mishandled',
    effects: { zboot: stops('qemu', 'fails to decompress that many bytes') },
    enforcedBy: CONSUMERS,
    brokenBy: ['a size that includes the four bytes after the payload', 'a size that includes the new section'],
    inapplicable: withoutPayload,
    vacuous: ({ before }) => (before.zbootHeader.payloadSize.value === 0 ? 'the payload is empty' : undefined),
    *check({ before, after }) {
      yield* changedField(before.zbootHeader.payloadSize, after.zbootHeader.payloadSize);
    },
  },
  {
    scope: 'append',
    id: 'PR-ZB-003',
    name: 'payload-moves-with-section',
    levels: '-----E',
    title: 'The payload offset follows the section that holds the payload.',
    references: [REFERENCES.zbootHeader, REFERENCES.zbootLayout],
    rationale:
      'Tools that know PE but not zboot move the section and do not update the offset, which is not a PE field.',
    severity: 'mishandled',
    effects: { zboot: stops('kexec', 'finds no kernel there') },
    enforcedBy: CONSUMERS,
    brokenBy: ['headers that grow and move all data', 'a rewriter that knows PE but not zboot'],
    knownViolations: [
      'llvm-objcopy 14 moves .text from 0x1000 to 0x200 and does not update the offset.',
      "The kexec list's builder takes the new offset from uninitialised memory when the payload is not in any section.",
    ],
    inapplicable: withoutPayload,
    *check(append) {
      const { before, after } = append;
      const holder = payloadSection(before);
      const kept = holder === null ? undefined : keptSection(append, holder);
      if (holder === null) return;
      if (kept === undefined) {
        yield lostSection(append, holder);
        return;
      }
      const expected = dataOffset(append, holder, kept) + (payloadSpan(before).offset - holder.rawData.offset);
      const { payloadOffset } = after.zbootHeader;
      if (payloadOffset.value === expected) return;
      yield wrongValue(payloadOffset, equals(expected), 'after', place(kept.pointerToRawData, 'after'));
    },
  },
  {
    scope: 'append',
    id: 'PR-ZB-004',
    name: 'comp-type',
    levels: '-----E',
    title: 'All 32 bytes of the compression type are unchanged.',
    references: [REFERENCES.zbootHeader],
    rationale: 'Some tools know only a field of four bytes and turn zstd22 into zstd or xzkern into xzke.',
    severity: 'mishandled',
    effects: { zboot: refuses('kexec', ' if the type has changed') },
    brokenBy: ['a header structure with four bytes for the type, as in kexec-tools'],
    inapplicable: withoutPayload,
    *check(append) {
      const { before, after } = append;
      const from = before.zbootHeader.compressionType;
      yield* differentBytes(from.path, append, from, after.zbootHeader.compressionType);
    },
  },
  {
    scope: 'append',
    id: 'PR-ZB-005',
    name: 'zboot-header-rest',
    levels: '-----E',
    title: 'Nothing in the zboot header changes except the payload offset.',
    references: [REFERENCES.zbootHeader],
    rationale: 'objcopy writes its own DOS header, and the kernel inside is never found again.',
    severity: 'mishandled',
    effects: { zboot: stops('kexec', 'finds no zboot image, or no kernel in it') },
    enforcedBy: CONSUMERS,
    brokenBy: ['a DOS header written from scratch'],
    knownViolations: ['GNU objcopy 2.40 writes a new DOS header, with neither magic nor payload.'],
    inapplicable: ({ before }) => withoutZboot(before),
    *check(append) {
      const ranges: readonly Span[] = [
        { offset: 0, length: 8 },
        { offset: 12, length: 48 },
      ];
      for (const range of ranges) {
        yield* differentBytes('zbootHeader', append, range, range);
      }
    },
  },
  {
    scope: 'append',
    id: 'PR-ZB-006',
    name: 'payload-footer',
    levels: '-----E',
    title: 'The bytes between the payload and the end of its section are unchanged.',
    references: [REFERENCES.zbootMakefile, REFERENCES.zbootLayout],
    rationale:
      'The length of the decompressed kernel is stored there, not counted in the payload size for any type but gzip.',
    severity: 'mishandled',
    effects: {
      zboot: misreads('stub', 'uses a wrong length for the kernel, unless only the header points elsewhere'),
    },
    brokenBy: ['a rewriter that copies only as many bytes as the header counts'],
    inapplicable: withoutPayload,
    vacuous: ({ before }) =>
      tailOf(before, endOf(payloadSpan(before))).length === 0 ? 'the payload ends its section' : undefined,
    *check(append) {
      const from = tailOf(append.before, endOf(payloadSpan(append.before)));
      const to: Span = { offset: endOf(payloadSpan(append.after)), length: from.length };
      const masked = append.before.debugEntries.some(
        ({ pointerToRawData: { offset } }) => offset >= from.offset && offset < endOf(from),
      );
      // Debug directories may follow the payload; their pointers have a rule of their own, and so have all section bytes.
      const span = masked ? { ...from, length: Math.min(4, from.length) } : from;
      yield* differentBytes('payload footer', append, span, { ...to, length: span.length });
    },
  },
  {
    scope: 'append',
    id: 'PR-ZB-007',
    name: 'payload-decompresses',
    levels: '-----E',
    title: 'The payload decompresses to the same bytes.',
    references: [REFERENCES.zbootHeader, REFERENCES.kexecZboot],
    rationale: 'The end-to-end proof: a loader that goes by the header gets out the kernel that went in.',
    severity: 'mishandled',
    effects: { zboot: stops('qemu', 'unpacks no kernel, or a different one') },
    enforcedBy: CONSUMERS,
    brokenBy: ['a payload that was truncated, padded or moved out of reach'],
    inapplicable: (append) => withoutPayload(append) ?? withoutWholeContent(append.before),
    unverified: ({ before }) => unverifiedContent(before),
    *check(append) {
      // Equal bytes decompress alike.
      if (samePayload(append)) return;
      const { before, after } = append;
      const [old, kept] = [contentDigest(before), contentDigest(after)];
      if (old !== null && old.sha256 === kept?.sha256 && old.length === kept.length) return;
      const at = place({ offset: payloadSpan(after).offset, length: Math.min(16, payloadSpan(after).length) }, 'after');
      const actual = kept === null ? 'nothing, because it does not decompress' : 'different bytes';
      yield wrong('payload, decompressed', { kind: 'form', name: 'the same kernel as before' }, actual, at);
    },
  },
];
