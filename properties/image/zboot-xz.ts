import { payloadSpan } from '../../src/reader/index.ts';
import type { Image } from '../../src/reader/index.ts';
import { refuses } from '../effects.ts';
import { place, wrong } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { ImageRule } from '../rule.ts';
import { payloadContent, unverifiedContent, withoutWholeContent } from './payload-content.ts';
import { LINUX_PE_MAGIC } from './zboot-facts.ts';

/**
 * The filter that the decoder of a boot stub has, by the machine that it is for: the one for the machine's own code, by the
 * name that xz gives it. [Linux, lib/decompress_unxz.c]
 */
const FILTERS: Readonly<Partial<Record<number, string>>> = { 0x14c: 'x86', 0x8664: 'x86' };
/** Filters that came after Linux 6.1. */
const LATER_FILTERS: Readonly<Partial<Record<number, string>>> = { 0xaa64: 'arm64', 0x5064: 'riscv', 0x5032: 'riscv' };
/** Where the flags of the stream and the header of the first block are. [The .xz file format 1.2.1, §2.1.1 and §3.1] */
const FEATURES_AT = { offset: 6, length: 16 } as const;

/** What the stream has that the decoder of the boot stub for the machine does not know. */
function unknownToStub(image: Image): readonly string[] {
  const { decoding } = payloadContent(image);
  if (decoding.kind !== 'decoded') return [];
  const machine = image.coffHeader.machine.value;
  const later = image.zbootHeader.linuxPeMagic.value === LINUX_PE_MAGIC ? LATER_FILTERS[machine] : undefined;
  const known = FILTERS[machine] ?? later;
  return (decoding.beyond ?? []).filter((name) => name !== known);
}

/** The rule on xz streams that only other decoders than the kernel's can read. */
export const ZBOOT_XZ_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'ZB-029',
    name: 'xz-for-kernel',
    levels: '-----E',
    title: 'An xz payload has check type CRC32 or none, and before LZMA2 at most the filter for its machine.',
    references: [REFERENCES.zbootMakefile],
    rationale: "The kernel's own decoder supports nothing else; xz without options writes CRC64.",
    severity: 'rejected',
    effects: {
      zboot: refuses('stub61', ': "Input was encoded with settings that are not supported by this XZ decoder"'),
    },
    enforcedBy: [
      'Linux lib/xz/xz_dec_stream.c: XZ_OPTIONS_ERROR, also for two filters before LZMA2 and for one with a start offset',
      'Linux lib/decompress_unxz.c: the filters',
    ],
    brokenBy: ['xz without --check=crc32', 'a filter for the code of another machine, or for data'],
    inapplicable: (image) =>
      withoutWholeContent(image) ??
      (image.zbootHeader.compressionType.value === 'xzkern' ? undefined : 'the payload is not an xz stream'),
    unverified: unverifiedContent,
    *check(image) {
      const { offset } = payloadSpan(image);
      for (const name of unknownToStub(image)) {
        const allowed = { kind: 'form', name: 'a check type and filters that the boot stub supports' } as const;
        yield wrong(
          'payload: xz stream',
          allowed,
          name,
          place({ ...FEATURES_AT, offset: offset + FEATURES_AT.offset }),
        );
      }
    },
  },
];
