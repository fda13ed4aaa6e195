import { hasFlags } from '../arithmetic.ts';
import { wrongValue } from '../findings.ts';
import { REFERENCES } from '../references.ts';
import type { AppendRule } from '../rule.ts';
import { onNewSection } from './on-new-section.ts';

/** MEM_EXECUTE and MEM_WRITE. [PE format, Section Flags] */
const EXECUTE = 0x20000000;
const WRITE = 0x80000000;

/** The rule on what may be done with the new section when it is loaded, whatever was asked for. */
export const APPEND_PERMISSION_RULES: readonly AppendRule[] = [
  onNewSection({
    id: 'PE-NX-011',
    title: 'The new section may be neither written nor executed.',
    references: [REFERENCES.sectionFlags, REFERENCES.appendPolicy],
    rationale: 'It is data that somebody reads; where it can be run, an append brings code into a signed kernel.',
    severity: 'mishandled',
    brokenBy: [
      'flags of 0xe0000040',
      'the flags of .text for a section of data',
      'the flags of .data, which is written',
    ],
    *check({ section: { characteristics } }) {
      if (hasFlags(characteristics.value, EXECUTE)) {
        yield wrongValue(characteristics, { kind: 'form', name: 'no MEM_EXECUTE 0x20000000 among the flags' }, 'after');
      }
      if (hasFlags(characteristics.value, WRITE)) {
        yield wrongValue(characteristics, { kind: 'form', name: 'no MEM_WRITE 0x80000000 among the flags' }, 'after');
      }
    },
  }),
];
