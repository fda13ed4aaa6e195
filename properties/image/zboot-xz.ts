import { payloadSpan } from '../../src/reader/index.ts';
import type { Image } from '../../src/reader/index.ts';
import { refuses } from '../effects.ts';
import { place, wrong } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { ImageRule } from '../rule.ts';
import { payloadContent, unverifiedContent, withoutWholeContent } from './payload-content.ts';

/**
 * The filter that the decoder of a boot stub has, by the machine that it is for: the one for the machine's own code, by the
 * name that xz gives it. [Linux 6.12, lib/decompress_unxz.c]
 */
const FILTERS: Readonly<Partial<Record<number, string>>> = {
  0x14c: 'x86',
  0x8664: 'x86',
  0xaa64: 'arm64',
  0x5064: 'riscv',
  0x5032: 'riscv',
};
/** Where the flags of the stream and the header of the first block are. [The .xz file format 1.2.1, §2.1.1 and §3.1] */
const FEATURES_AT = { offset: 6, length: 16 } as const;

/** What the stream has that the decoder of the boot stub for the machine does not know. */
function unknownToStub(image: Image): readonly string[] {
  const { decoding } = payloadContent(image);
  if (decoding.kind !== 'decoded') return [];
  const filter = FILTERS[image.coffHeader.machine.value];
  return (decoding.beyond ?? []).filter((name) => name !== filter);
}

/** The rule on xz streams, which can be whole and still be none for the kernel. */
export const ZBOOT_XZ_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'ZB-029',
    name: 'xz-for-kernel',
    levels: '-----E',
    title: 'An xz payload has the check CRC32 or none, and no filter but LZMA2 and the one for its machine.',
    references: [REFERENCES.zbootMakefile],
    rationale: "The kernel's own decoder knows nothing else; xz without options writes CRC64.",
    severity: 'rejected',
    effects: {
      zboot: refuses('stub', ': "Input was encoded with settings that are not supported by this XZ decoder"'),
    },
    enforcedBy: ['Linux lib/xz/xz_dec_stream.c: XZ_OPTIONS_ERROR', 'Linux lib/decompress_unxz.c: the filters'],
    brokenBy: ['xz without --check=crc32', 'a filter for the code of another machine, or for data'],
    inapplicable: (image) =>
      withoutWholeContent(image) ??
      (image.zbootHeader.compressionType.value === 'xzkern' ? undefined : 'the payload is no xz stream'),
    unverified: unverifiedContent,
    *check(image) {
      const { offset } = payloadSpan(image);
      for (const name of unknownToStub(image)) {
        const allowed = { kind: 'form', name: 'a check and filters that the boot stub knows' } as const;
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
