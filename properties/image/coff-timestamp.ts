import { untidy } from '../effects.ts';
import { equals, wrongValue } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { ImageRule } from '../rule.ts';
import { withoutZboot } from './zboot-facts.ts';

/** The rule on when an image was made. */
export const COFF_TIMESTAMP_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-COF-015',
    name: 'timestamp-reproducible',
    levels: '-----i',
    title: 'TimeDateStamp of a zboot image is zero.',
    references: [REFERENCES.zbootHeader, REFERENCES.coffHeader],
    rationale:
      'A build that writes the current time gives different bytes each time, and nobody can reproduce its digest.',
    severity: 'untidy',
    effects: { zboot: untidy('edk2') },
    brokenBy: ['a tool that writes the current time'],
    knownViolations: ['GNU objcopy writes the current time.'],
    undecided:
      'One image cannot tell whether a timestamp is that of the input it was made from; what the build writes is known only for a zboot image.',
    inapplicable: withoutZboot,
    *check({ coffHeader: { timeDateStamp } }) {
      if (timeDateStamp.value !== 0) yield wrongValue(timeDateStamp, equals(0));
    },
  },
];
