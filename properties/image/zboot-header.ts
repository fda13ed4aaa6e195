import { bytesOf, firstNonZero, toHex } from '../bytes.ts';
import { equals, place, wrong, wrongValue } from '../findings.ts';
import { REFERENCES } from '../references.ts';
import type { ImageRule } from '../rule.ts';
import { PAYLOAD_MAGIC, withoutZboot } from './zboot-facts.ts';

/** `0x818223cd`: the mark of a Linux EFI image at offset 0x38. Linux 6.1 leaves it zero. [Linux, zboot-header.S] */
const LINUX_PE_MAGIC = 0x818223cd;

/** Rules on the zboot header's own fields. */
export const ZBOOT_HEADER_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'ZB-001',
    title: 'The two bytes after MZ are zero.',
    references: [REFERENCES.zbootHeader],
    rationale: 'Linux writes MZ as a 32-bit number, and readers exist that compare all four bytes.',
    enforcedBy: ['u-root pez'],
    *check({ zbootHeader: { mzWord } }) {
      if (mzWord.value !== 0x5a4d) yield wrongValue(mzWord, equals(0x5a4d));
    },
  },
  {
    scope: 'image',
    id: 'ZB-002',
    title: 'The DOS header carries the zboot magic.',
    references: [REFERENCES.zbootHeader, REFERENCES.kexecZboot],
    rationale:
      'Without "zimg" at offset 4 every consumer takes the file for an ordinary PE image and finds no kernel in it.',
    enforcedBy: ['kexec-tools kexec-pe-zboot.c', 'QEMU hw/core/loader.c', 'iPXE lkrn.c', 'systemd reboot-util.c'],
    *check({ zbootHeader: { magic } }) {
      if (magic.value !== 'zimg') yield wrongValue(magic, equals('zimg'));
    },
  },
  {
    scope: 'image',
    id: 'ZB-003',
    title: 'The payload is not empty and does not start at offset 0.',
    references: [REFERENCES.zbootHeader],
    rationale: 'A decompressor that is handed no bytes, or the DOS header, fails after the old kernel is gone.',
    inapplicable: withoutZboot,
    *check({ zbootHeader: { payloadOffset, payloadSize } }) {
      if (payloadOffset.value === 0) yield wrongValue(payloadOffset, { kind: 'at-least', value: 1 });
      if (payloadSize.value === 0) yield wrongValue(payloadSize, { kind: 'at-least', value: 1 });
    },
  },
  {
    scope: 'image',
    id: 'ZB-009',
    title: 'The compression type is a short lower-case word, padded with zeros to 32 bytes.',
    references: [REFERENCES.zbootHeader],
    rationale: 'Consumers compare it as a C string, some of them without a bound.',
    inapplicable: withoutZboot,
    *check(image) {
      const { compressionType } = image.zbootHeader;
      const bytes = bytesOf(image, compressionType);
      const padding = firstNonZero(bytes.subarray(compressionType.value.length));
      const form = { kind: 'form', name: '1 to 31 characters of a-z and 0-9, then zeros' } as const;
      if (!/^[a-z0-9]{1,31}$/.test(compressionType.value)) yield wrongValue(compressionType, form);
      else if (padding !== -1)
        yield wrong(
          'zbootHeader.compressionType padding',
          { kind: 'zero-bytes' },
          toHex(bytes),
          place(compressionType),
        );
    },
  },
  {
    scope: 'image',
    id: 'ZB-010',
    title: 'The compression type is one that Linux has written.',
    references: [REFERENCES.zbootMakefile],
    rationale: 'Consumers know a handful of types and refuse the rest.',
    enforcedBy: ['kexec-tools kexec-pe-zboot.c', 'QEMU hw/core/loader.c'],
    inapplicable: withoutZboot,
    *check({ zbootHeader: { compressionType } }) {
      const values = Object.keys(PAYLOAD_MAGIC);
      if (!values.includes(compressionType.value)) yield wrongValue(compressionType, { kind: 'one-of', values });
    },
  },
  {
    scope: 'image',
    id: 'ZB-013',
    title: 'The reserved bytes of the zboot header are zero.',
    references: [REFERENCES.zbootHeader],
    rationale: 'They are reserved for a meaning that an image of today cannot have.',
    inapplicable: withoutZboot,
    *check({ zbootHeader: { reserved } }) {
      if (reserved.value !== 0n) yield wrongValue(reserved, { kind: 'zero-bytes' });
    },
  },
  {
    scope: 'image',
    id: 'ZB-014',
    title: 'The word at offset 0x38 is the Linux magic or zero.',
    references: [REFERENCES.zbootHeader],
    rationale: 'QEMU demands the magic; Linux 6.1 wrote zero. Anything else is neither.',
    enforcedBy: ['QEMU hw/core/loader.c'],
    inapplicable: withoutZboot,
    *check({ zbootHeader: { linuxPeMagic } }) {
      const values = [0, LINUX_PE_MAGIC];
      if (!values.includes(linuxPeMagic.value)) yield wrongValue(linuxPeMagic, { kind: 'one-of', values });
    },
  },
  {
    scope: 'image',
    id: 'ZB-015',
    title: 'The PE header follows the DOS header directly.',
    references: [REFERENCES.zbootHeader],
    rationale: 'Kernel images have no DOS stub. One is legal and a rewriter must keep it, so this only informs.',
    inapplicable: withoutZboot,
    *check({ zbootHeader: { peHeaderOffset } }) {
      if (peHeaderOffset.value !== 0x40) yield wrongValue(peHeaderOffset, equals(0x40));
    },
  },
];
