import { strayedPayload } from '../../src/lost-payload/index.ts';
import { payloadSpan } from '../../src/reader/index.ts';
import type { Image } from '../../src/reader/index.ts';
import { endOf, formatSpan } from '../../src/results/index.ts';
import type { Finding, Span } from '../../src/results/index.ts';
import { bytesOf, toHex } from '../bytes/bytes.ts';
import { misreads, stops } from '../effects.ts';
import { equals, place, wrong, wrongValue } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { ImageRule } from '../rule.ts';
import {
  contentLength,
  payloadContent,
  unverifiedContent,
  withoutContent,
  withoutWholeContent,
} from './payload-content.ts';
import {
  PAYLOAD_MAGIC,
  footerSize,
  payloadFields,
  payloadSection,
  withoutPayload,
  withoutPayloadSection,
} from './zboot-facts.ts';

/** Where the flags of a gzip member are. [RFC 1952, Member format] */
const GZIP_FLAGS = 3;
/** Bytes of a place that are shown of what is longer. */
const SHOWN = 16;

/** Who cannot boot an image whose payload does not decode. */
const DECODERS = [
  'Linux libstub zboot.c: "Decompression failed" if the bytes are damaged; it reads no header, and does not check the gzip CRC',
  'kexec-tools kexec-pe-zboot.c: no kernel is loaded',
  'QEMU hw/core/loader.c unpack_efi_zboot_image: "failed to decompress"',
];

/** Rules on the payload's bytes. */
export const ZBOOT_PAYLOAD_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'ZB-011',
    name: 'comp-magic',
    levels: '-----E',
    title: 'The payload starts with the magic of its compression type.',
    references: [REFERENCES.zbootMakefile],
    rationale: 'The cheapest proof that the payload offset still points at the payload.',
    severity: 'rejected',
    effects: { zboot: stops('kexec', 'finds no kernel there') },
    enforcedBy: DECODERS,
    brokenBy: ['a payload offset that is a few bytes off', 'data that moved while the offset stayed'],
    knownViolations: [
      'llvm-objcopy 14 moves .text from 0x1000 to 0x200 and does not update the payload offset, which then points at other bytes.',
    ],
    undecided: 'The first bytes can be right by accident; ZB-018 checks all of them.',
    inapplicable: (image) =>
      withoutPayload(image) ??
      (Object.hasOwn(PAYLOAD_MAGIC, image.zbootHeader.compressionType.value)
        ? undefined
        : 'the compression type is unknown'),
    *check(image) {
      const magic = PAYLOAD_MAGIC[image.zbootHeader.compressionType.value] ?? '';
      const at: Span = { offset: payloadSpan(image).offset, length: magic.length / 2 };
      const actual = toHex(bytesOf(image, at));
      if (actual === magic) return;
      const { payloadOffset, compressionType } = image.zbootHeader;
      const strayed = strayedPayload(image);
      if (strayed !== null) {
        const start = { offset: strayed.offset, length: magic.length / 2 };
        // The header may also be right about the place, and wrong about what is there.
        const isThere = strayed.offset === payloadOffset.value;
        yield isThere
          ? wrongValue(compressionType, equals(strayed.compressionType), 'image', place(start))
          : wrongValue(payloadOffset, equals(strayed.offset), 'image', place(start));
      }
      yield wrong('payload magic', equals(magic), actual, place(at), place(payloadOffset));
    },
  },
  {
    scope: 'image',
    id: 'ZB-012',
    name: 'comp-footer',
    levels: '-----E',
    title: 'The length of the decompressed payload is stored where its compression type puts it.',
    references: [REFERENCES.zbootMakefile, REFERENCES.zbootLayout],
    rationale:
      'The boot stub takes its buffer size from these four bytes: after the payload, or for gzip its last four.',
    severity: 'mishandled',
    effects: {
      zboot: misreads('stub', 'uses a wrong length for the kernel, unless only the header points elsewhere'),
    },
    enforcedBy: [
      'Linux libstub: takes the size of its buffer from there',
      'Linux kexec BPF series tools/kexec/zboot_parser_bpf.c: takes four bytes off a payload of any type',
    ],
    brokenBy: [
      'a rewriter that moves only as many bytes as the header counts and loses the length after them',
      'a payload size four bytes too large or too small',
      'a length that is not that of the content',
    ],
    undecided: 'If the payload does not decompress, the position of the length is judged and not its value.',
    inapplicable: (image) => withoutPayloadSection(image) ?? withoutPayload(image),
    check: checkFooter,
  },
  {
    scope: 'image',
    id: 'ZB-018',
    name: 'payload-decodes',
    levels: '-----E',
    title: 'The payload decompresses with its compression type.',
    references: [REFERENCES.zbootMakefile, REFERENCES.kexecZboot],
    rationale: 'No kernel comes out of a damaged stream: the machine does not boot, or kexec loads nothing.',
    severity: 'rejected',
    effects: {
      zboot: stops('qemu', 'unpacks no kernel, and the boot stub fails too if the bytes themselves are damaged'),
    },
    enforcedBy: DECODERS,
    brokenBy: [
      'one changed byte in the stream or in its checksum',
      'a payload that was cut short',
      'a payload compressed differently from what the header says',
    ],
    undecided:
      'In lz4 and LZMA, which have no checksum, a change that yields different content of the same length is not detected.',
    inapplicable: withoutContent,
    unverified: unverifiedContent,
    *check(image) {
      const { decoding } = payloadContent(image);
      if (decoding.kind !== 'broken') return;
      const payload = payloadSpan(image);
      const at = { offset: payload.offset + Math.max(0, Math.min(decoding.offset, payload.length - 1)), length: 1 };
      const form = { kind: 'form', name: `a stream of type ${image.zbootHeader.compressionType.value}` } as const;
      yield wrong('payload', form, `one that ${decoding.reason}`, place(at), place(payloadFields(image)));
    },
  },
  {
    scope: 'image',
    id: 'ZB-019',
    name: 'payload-one-stream',
    levels: '-----E',
    title: 'The payload is one compressed stream with nothing after it.',
    references: [REFERENCES.zbootMakefile, REFERENCES.kexecZboot],
    rationale:
      'The boot stub decodes only the first stream, gzip and zlib all members, and QEMU fails on anything after a zstd frame.',
    severity: 'mishandled',
    effects: { zboot: misreads('stub', 'decodes only the first stream') },
    enforcedBy: [
      'Linux libstub zboot-decompress-gzip.c: decodes the first member, and takes its length from the last four bytes',
      'QEMU hw/core/loader.c: ZSTD_decompress of the whole payload',
    ],
    brokenBy: ['a payload size a few bytes too large', 'two gzip members, the first of them empty'],
    inapplicable: withoutWholeContent,
    unverified: unverifiedContent,
    *check(image) {
      const { decoding } = payloadContent(image);
      const payload = payloadSpan(image);
      if (decoding.kind !== 'decoded' || decoding.consumed === payload.length) return;
      const rest = { offset: payload.offset + decoding.consumed, length: payload.length - decoding.consumed };
      const shown = { ...rest, length: Math.min(rest.length, SHOWN) };
      yield wrong(
        'length of the first stream in the payload',
        equals(payload.length),
        decoding.consumed,
        place(shown),
        place(image.zbootHeader.payloadSize),
      );
    },
  },
  {
    scope: 'image',
    id: 'ZB-020',
    name: 'gzip-plain-header',
    levels: '-----E',
    title: 'A gzip payload has the header of ten bytes, without a name or any other part.',
    references: [REFERENCES.zbootMakefile],
    rationale: 'The boot stub skips exactly ten bytes and treats what follows as the deflate stream.',
    severity: 'rejected',
    effects: { zboot: stops('stub', 'skips ten bytes and fails in the rest of the header') },
    enforcedBy: ['Linux libstub zboot-decompress-gzip.c: "skip the 10 byte header, assume no recorded filename"'],
    brokenBy: ['a payload made by gzip without -n'],
    inapplicable: withoutGzip,
    *check(image) {
      const at = { offset: payloadSpan(image).offset + GZIP_FLAGS, length: 1 };
      const [flags = 0] = bytesOf(image, at);
      // The lowest flag says that the content is text, and adds nothing to the header.
      if ((flags & ~1) !== 0) yield wrong('flags of the gzip header', equals(0), flags, place(at));
    },
  },
];

/** Why there is no gzip header; one that is wrong from its first bytes on is told by the rule on the magic. */
function withoutGzip(image: Image): string | undefined {
  const reason = withoutContent(image);
  if (reason !== undefined) return reason;
  if (image.zbootHeader.compressionType.value !== 'gzip') return 'the payload is not gzip';
  const start = bytesOf(image, { ...payloadSpan(image), length: GZIP_FLAGS });
  return toHex(start) === PAYLOAD_MAGIC['gzip'] ? undefined : 'the payload does not start like gzip';
}

function* checkFooter(image: Image): Generator<Finding> {
  const section = payloadSection(image);
  if (section === null) return;
  const end = endOf(payloadSpan(image));
  const size = footerSize(image);
  const footer: Span = size === 0 ? { offset: end - 4, length: 4 } : { offset: end, length: size };
  const expected = {
    kind: 'within',
    what: `the data of section ${section.index}`,
    start: section.rawData.offset,
    end: endOf(section.rawData),
  } as const;
  if (endOf(footer) > endOf(section.rawData)) {
    yield wrong('payload footer', expected, formatSpan(footer), place(payloadFields(image)));
    return;
  }
  if (withoutContent(image) !== undefined || payloadContent(image).decoding.kind !== 'decoded') return;
  const stored = bytesOf(image, footer);
  if (footer.offset < 0 || stored.length < footer.length) return;
  const value = new DataView(stored.buffer, stored.byteOffset).getUint32(0, true);
  const length = contentLength(image);
  if (value !== length) yield wrong('payload footer', equals(length), value, place(footer));
}
