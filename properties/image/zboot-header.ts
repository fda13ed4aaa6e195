import { lostPayload } from '../../src/lost-payload/index.ts';
import { bytesOf, firstNonZero, toHex } from '../bytes/bytes.ts';
import { misreads, refuses, stops, untidy } from '../effects.ts';
import { equals, place, wrong, wrongValue } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { ImageRule } from '../rule.ts';
import { LINUX_PE_MAGIC, PAYLOAD_MAGIC, withoutZboot } from './zboot-facts.ts';

/** A compression type that a zero ends within the field. */
const TYPE = /^[a-z0-9]{1,31}$/;

/** Rules on the zboot header's own fields. */
export const ZBOOT_HEADER_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'ZB-001',
    name: 'mz-word-clean',
    levels: '-----E',
    title: 'The two bytes after MZ are zero.',
    references: [REFERENCES.zbootHeader],
    rationale: 'Linux writes MZ as a 32-bit number, and some readers compare all four bytes.',
    severity: 'disputed',
    effects: { zboot: refuses('uRoot') },
    enforcedBy: ['u-root pez: compares all four bytes'],
    brokenBy: ['the DOS stub of Microsoft linkers, which continues with 0x90'],
    inapplicable: withoutZboot,
    *check({ zbootHeader: { mzWord } }) {
      if (mzWord.value !== 0x5a4d) yield wrongValue(mzWord, equals(0x5a4d));
    },
  },
  {
    scope: 'image',
    id: 'ZB-002',
    name: 'zimg-magic',
    levels: '-----E',
    title: 'The DOS header carries the zboot magic.',
    references: [REFERENCES.zbootHeader, REFERENCES.kexecZboot],
    rationale:
      'Without "zimg" at offset 4 every consumer treats the file as an ordinary PE image and finds no kernel in it.',
    severity: 'rejected',
    effects: { zboot: refuses('kexec') },
    enforcedBy: [
      'kexec-tools kexec-pe-zboot.c pez_prepare',
      'QEMU hw/core/loader.c unpack_efi_zboot_image',
      'iPXE src/image/lkrn.c zimg_parse',
      'systemd src/shared/reboot-util.c kexec_maybe_decompress_kernel',
      'Talos internal/pkg/zboot/zboot.go',
    ],
    brokenBy: ['a rewriter that writes its own DOS header', 'the magic in upper case', 'a PE image of any other kind'],
    knownViolations: [
      'GNU objcopy 2.40 writes a new DOS header and loses the magic, though the rest is a valid PE image.',
    ],
    *check(image) {
      const { magic } = image.zbootHeader;
      if (magic.value === 'zimg') return;
      const lost = lostPayload(image);
      const more = lost === null ? [] : [place({ offset: lost.offset, length: 1 })];
      yield wrongValue(magic, equals('zimg'), 'image', ...more);
    },
  },
  {
    scope: 'image',
    id: 'ZB-003',
    name: 'payload-nonempty',
    levels: '-----E',
    title: 'The payload is not empty and does not start at offset 0.',
    references: [REFERENCES.zbootHeader],
    rationale: 'A decompressor that is given no bytes, or the DOS header, fails after the old kernel is gone.',
    severity: 'rejected',
    effects: { zboot: stops('kexec', 'finds no kernel in it') },
    brokenBy: ['a payload size of 0', 'a payload offset that was never filled in'],
    inapplicable: withoutZboot,
    *check({ zbootHeader: { payloadOffset, payloadSize } }) {
      if (payloadOffset.value === 0) yield wrongValue(payloadOffset, { kind: 'at-least', value: 1 });
      if (payloadSize.value === 0) yield wrongValue(payloadSize, { kind: 'at-least', value: 1 });
    },
  },
  {
    scope: 'image',
    id: 'ZB-009',
    name: 'comp-type-string',
    levels: '-----E',
    title: 'The compression type is a lower-case word followed by a zero.',
    references: [REFERENCES.zbootHeader],
    rationale: 'Consumers compare it as a C string, some of them without a bound.',
    severity: 'disputed',
    effects: { zboot: refuses('qemu', ' if the type is not a word that it knows') },
    enforcedBy: [
      'kexec-tools kexec-pe-zboot.c: reads four bytes of it',
      'u-root pez: reads four bytes of it',
      'QEMU hw/core/loader.c: compares it with strcmp',
    ],
    brokenBy: ['32 bytes without a zero', 'a rewriter that copies only four bytes of it'],
    inapplicable: withoutZboot,
    *check({ zbootHeader: { compressionType } }) {
      const form = { kind: 'form', name: '1 to 31 characters of a-z and 0-9, then a zero' } as const;
      if (!TYPE.test(compressionType.value)) yield wrongValue(compressionType, form);
    },
  },
  {
    scope: 'image',
    id: 'ZB-030',
    name: 'comp-type-padding',
    levels: '-----W',
    title: 'All bytes of the compression type after its word are zero.',
    references: [REFERENCES.zbootHeader],
    rationale: 'Readers of a string stop at the first zero, and the bytes after it have no known meaning.',
    severity: 'untidy',
    effects: { zboot: untidy('qemu', 'reads no further than the zero') },
    brokenBy: ['bytes after the zero that ends the word'],
    inapplicable: (image) =>
      withoutZboot(image) ??
      (TYPE.test(image.zbootHeader.compressionType.value) ? undefined : 'the compression type is not a word'),
    *check(image) {
      const { compressionType } = image.zbootHeader;
      const bytes = bytesOf(image, compressionType);
      if (firstNonZero(bytes, compressionType.value.length) === -1) return;
      yield wrong('zbootHeader.compressionType padding', { kind: 'zero-bytes' }, toHex(bytes), place(compressionType));
    },
  },
  {
    scope: 'image',
    id: 'ZB-010',
    name: 'comp-type-known',
    levels: '-----E',
    title: 'The compression type is one that Linux has written.',
    references: [REFERENCES.zbootMakefile],
    rationale: 'Consumers know a handful of types and refuse the rest.',
    severity: 'rejected',
    effects: { zboot: refuses('qemu', ', and so does every other loader that goes by the type') },
    enforcedBy: [
      'kexec-tools kexec-pe-zboot.c: accepts gzip, zstd and lzma, by four letters',
      'QEMU hw/core/loader.c: accepts gzip, in 11.1.3 zstd too',
      'systemd src/shared/reboot-util.c: accepts gzip, xz, lz4 and zstd, by their first letters',
      'u-root pez: accepts zstd',
    ],
    brokenBy: ['a type such as bzip2', 'a known type in upper case'],
    undecided: 'Whether a consumer knows the type is not judged: none knows all seven.',
    inapplicable: withoutZboot,
    *check({ zbootHeader: { compressionType } }) {
      const values = Object.keys(PAYLOAD_MAGIC);
      if (!values.includes(compressionType.value)) yield wrongValue(compressionType, { kind: 'one-of', values });
    },
  },
  {
    scope: 'image',
    id: 'ZB-013',
    name: 'reserved-zero',
    levels: '-----W',
    title: 'The reserved bytes of the zboot header are zero.',
    references: [REFERENCES.zbootHeader],
    rationale: 'They are reserved for a meaning that no current image can have.',
    severity: 'untidy',
    effects: { zboot: untidy('kexec') },
    brokenBy: ['fields of an ordinary DOS header in their place'],
    inapplicable: withoutZboot,
    *check({ zbootHeader: { reserved } }) {
      if (reserved.value !== 0n) yield wrongValue(reserved, { kind: 'zero-bytes' });
    },
  },
  {
    scope: 'image',
    id: 'ZB-014',
    name: 'linux-pe-magic',
    levels: '-----W',
    title: 'The word at offset 0x38 is the Linux magic or zero.',
    references: [REFERENCES.zbootHeader],
    rationale: 'QEMU demands the magic; Linux 6.1 wrote zero. Anything else is wrong for both.',
    severity: 'disputed',
    effects: { zboot: misreads('qemu', 'treats the image as a raw kernel') },
    enforcedBy: ['QEMU hw/core/loader.c unpack_efi_zboot_image: treats an image without the magic as a raw kernel'],
    brokenBy: ['a DOS header filled with something else'],
    undecided:
      'A zero may be what Linux 6.1 wrote or what a rewriter left of the magic; only PR-ZB-005 can tell the difference.',
    inapplicable: withoutZboot,
    *check({ zbootHeader: { linuxPeMagic } }) {
      const values = [0, LINUX_PE_MAGIC];
      if (!values.includes(linuxPeMagic.value)) yield wrongValue(linuxPeMagic, { kind: 'one-of', values });
    },
  },
  {
    scope: 'image',
    id: 'ZB-015',
    name: 'no-dos-stub',
    levels: '-----i',
    title: 'The PE header follows the DOS header directly.',
    references: [REFERENCES.zbootHeader],
    rationale: 'Kernel images have no DOS stub. One is legal and a rewriter must keep it, so this is only a remark.',
    severity: 'untidy',
    effects: { zboot: untidy('kexec') },
    brokenBy: ['a DOS stub, which is legal'],
    inapplicable: withoutZboot,
    *check({ zbootHeader: { peHeaderOffset } }) {
      if (peHeaderOffset.value !== 0x40) yield wrongValue(peHeaderOffset, equals(0x40));
    },
  },
];
