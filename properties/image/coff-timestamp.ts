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
    title: 'The time stamp of a zboot image is zero.',
    references: [REFERENCES.zbootHeader, REFERENCES.coffHeader],
    rationale: 'A build that writes the time of day gives other bytes each time, and nobody can reproduce its digest.',
    severity: 'untidy',
    effects: { zboot: untidy('edk2') },
    brokenBy: ['a tool that writes the time of day'],
    knownViolations: ['GNU objcopy writes the time at which it runs.'],
    undecided:
      'One image cannot tell whether a time stamp is that of the input it was made from; only of a zboot image is it known what the build writes.',
    inapplicable: withoutZboot,
    *check({ coffHeader: { timeDateStamp } }) {
      if (timeDateStamp.value !== 0) yield wrongValue(timeDateStamp, equals(0));
    },
  },
];
