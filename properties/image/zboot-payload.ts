import { readImage } from '../../src/reader/index.ts';
import type { Image } from '../../src/reader/index.ts';
import { endOf, formatSpan } from '../../src/results/index.ts';
import type { Finding, Span } from '../../src/results/index.ts';
import { bytesOf, toHex } from '../bytes/bytes.ts';
import { decompressPayload } from '../bytes/decompress.ts';
import { equals, place, wrong } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { ImageRule } from '../rule.ts';
import {
  PAYLOAD_MAGIC,
  footerSize,
  payloadFields,
  payloadOf,
  payloadSection,
  withoutPayload,
  withoutPayloadSection,
} from './zboot-facts.ts';

/** Rules on the payload's bytes. */
export const ZBOOT_PAYLOAD_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'ZB-011',
    name: 'comp-magic',
    levels: '-----W',
    title: 'The payload starts with the magic of its compression type.',
    references: [REFERENCES.zbootMakefile],
    rationale: 'The cheapest proof that the payload offset still points at the payload.',
    severity: 'disputed',
    brokenBy: ['a payload offset that is a few bytes off', 'data that moved while the offset stayed'],
    knownViolations: [
      'llvm-objcopy 14 moves .text from 0x1000 to 0x200 and leaves the payload offset, which then leads to other bytes.',
    ],
    undecided: 'The first bytes can be right by chance; only for gzip does ZB-017 look at all of them.',
    inapplicable: (image) =>
      withoutPayload(image) ??
      (Object.hasOwn(PAYLOAD_MAGIC, image.zbootHeader.compressionType.value)
        ? undefined
        : 'the compression type is unknown'),
    *check(image) {
      const magic = PAYLOAD_MAGIC[image.zbootHeader.compressionType.value] ?? '';
      const at: Span = { offset: payloadOf(image).offset, length: magic.length / 2 };
      const actual = toHex(bytesOf(image, at));
      if (actual !== magic)
        yield wrong('payload magic', equals(magic), actual, place(at), place(image.zbootHeader.payloadOffset));
    },
  },
  {
    scope: 'image',
    id: 'ZB-012',
    name: 'comp-footer',
    levels: '-----W',
    title: 'The length of the decompressed payload stands where its compression type puts it.',
    references: [REFERENCES.zbootMakefile, REFERENCES.zbootLayout],
    rationale:
      'The boot stub takes its buffer size from these four bytes: after the payload, or for gzip the last of it.',
    severity: 'mishandled',
    enforcedBy: [
      'Linux libstub: takes the size of its buffer from there',
      'Linux kexec BPF series tools/kexec/zboot_parser_bpf.c: takes four bytes off a payload of any type',
    ],
    brokenBy: [
      'a rewriter that moves as many bytes as the header counts and loses the length behind them',
      'a payload size with four bytes too many or too few',
    ],
    undecided: 'Only gzip is decompressed: of any other type the place of the length is judged and not its value.',
    inapplicable: (image) => {
      const reason = withoutPayloadSection(image) ?? withoutPayload(image);
      if (reason !== undefined || footerSize(image) !== 0) return reason;
      return decompressPayload(image).kind === 'bytes' ? undefined : 'the payload does not decompress';
    },
    check: checkFooter,
  },
  {
    scope: 'image',
    id: 'ZB-017',
    name: 'inner-image-sane',
    levels: '-----W',
    title: 'The decompressed payload is a sound PE image.',
    references: [REFERENCES.kexecZboot],
    rationale:
      'kexec-tools follows the certificate directory of the inner image without looking whether it stays inside.',
    severity: 'mishandled',
    enforcedBy: ['kexec-tools kexec-pe-zboot.c pez_prepare: reads certificates beyond its buffer'],
    brokenBy: [
      'an inner certificate table that ends beyond the inner image',
      'a damaged stream',
      'a kernel without an EFI stub',
    ],
    undecided: 'Only gzip is decompressed: into a payload of any other type nobody looks.',
    inapplicable: (image) => {
      const reason = withoutPayload(image);
      if (reason !== undefined) return reason;
      const result = decompressPayload(image);
      return result.kind === 'unsupported' ? result.reason : undefined;
    },
    check: checkInnerImage,
  },
];

function* checkFooter(image: Image): Generator<Finding> {
  const section = payloadSection(image);
  if (section === null) return;
  const end = endOf(payloadOf(image));
  if (footerSize(image) !== 0) {
    const footer: Span = { offset: end, length: footerSize(image) };
    const expected = {
      kind: 'within',
      what: `the data of section ${section.index}`,
      start: section.rawData.offset,
      end: endOf(section.rawData),
    } as const;
    if (endOf(footer) > endOf(section.rawData))
      yield wrong('payload footer', expected, formatSpan(footer), place(payloadFields(image)));
    return;
  }
  const result = decompressPayload(image);
  if (result.kind !== 'bytes') return;
  const footer: Span = { offset: end - 4, length: 4 };
  const stored = bytesOf(image, footer);
  const value = new DataView(stored.buffer, stored.byteOffset).getUint32(0, true);
  const length = result.bytes.length;
  if (value !== length) yield wrong('payload footer', equals(length), value, place(footer));
}

function* checkInnerImage(image: Image): Generator<Finding> {
  const at = place({ offset: payloadOf(image).offset, length: Math.min(16, payloadOf(image).length) });
  const result = decompressPayload(image);
  if (result.kind !== 'bytes') {
    yield wrong('payload', { kind: 'form', name: 'a gzip stream' }, result.reason, at);
    return;
  }
  const inner = readImage(result.bytes);
  if (!inner.ok) {
    yield wrong(
      `payload, decompressed: ${inner.fault.path}`,
      { kind: 'form', name: inner.fault.expected },
      inner.fault.actual,
      at,
    );
    return;
  }
  const table = inner.image.certificateTable;
  if (table !== null && endOf(table.span) > inner.image.fileSize) {
    const expected = { kind: 'at-most', value: inner.image.fileSize } as const;
    yield wrong('payload, decompressed: end of the certificate table', expected, endOf(table.span), at);
  }
}
