import { REFUSED_BY_LOADERS, refuses } from '../effects.ts';
import { wrongValue } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { ImageRule } from '../rule.ts';
import { fixedSizeOf } from './facts.ts';

/** Rules on the COFF file header. */
export const COFF_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-COF-005',
    name: 'opthdr-min',
    levels: 'EEEEEE',
    title: 'The optional header has room for its data directories.',
    references: [REFERENCES.coffHeader, REFERENCES.dataDirectories],
    rationale: 'Otherwise the section table starts inside the directories, and the same bytes are both.',
    severity: 'rejected',
    effects: { ...REFUSED_BY_LOADERS, shim: refuses('shim', ': "Image header overflows data directory"') },
    enforcedBy: [
      'AUDK PeCoffInit.c:579',
      'EDK2 BasePeCoff.c:205,327: requires the exact size',
      'shim pe-relocate.c:491: requires the exact size, "Image header overflows data directory"',
      'systemd pe-binary.c: requires the exact size, "Optional header size mismatch"',
    ],
    brokenBy: ['a SizeOfOptionalHeader of 0', '16 directories in a header with room for six'],
    *check(image) {
      const { sizeOfOptionalHeader } = image.coffHeader;
      const { numberOfRvaAndSizes } = image.optionalHeader;
      const needed = fixedSizeOf(image) + 8 * numberOfRvaAndSizes.value;
      if (sizeOfOptionalHeader.value >= needed) return;
      yield wrongValue(sizeOfOptionalHeader, { kind: 'at-least', value: needed }, 'image', {
        file: 'image',
        offset: numberOfRvaAndSizes.offset,
        length: numberOfRvaAndSizes.length,
      });
    },
  },
];
