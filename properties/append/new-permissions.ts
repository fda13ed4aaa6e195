import { hasFlags } from '../bytes/arithmetic.ts';
import { inProfiles, misreads, refuses } from '../effects.ts';
import { wrongValue } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { AppendRule } from '../rule.ts';
import { onNewSection } from './on-new-section.ts';

/** MEM_EXECUTE and MEM_WRITE. [PE format, Section Flags] */
const EXECUTE = 0x20000000;
const WRITE = 0x80000000;

/** The rule on what may be done with the new section when it is loaded, whatever was asked for. */
export const APPEND_PERMISSION_RULES: readonly AppendRule[] = [
  onNewSection({
    id: 'PE-NX-011',
    name: 'no-executable-new-data',
    levels: 'EEEEEE',
    title: 'The new section may be neither written nor executed, unless that was asked for.',
    references: [REFERENCES.sectionFlags, REFERENCES.appendPolicy],
    rationale:
      'It is data that somebody reads; where it can be run, an append brings code into a signed kernel. Who asks for such flags gets them or a refusal.',
    severity: 'mishandled',
    effects: {
      edk2: misreads('edk2', 'runs what was appended as data where somebody jumps there'),
      'audk-strict': refuses('audk', ' where it is both written and executed'),
      ...inProfiles(
        ['shim', 'zboot'],
        refuses('shim', ' where it is both written and executed and its policy requires NX'),
      ),
    },
    brokenBy: [
      'flags of 0xe0000040',
      'the flags of .text for a section of data',
      'the flags of .data, which is written',
    ],
    *check({ section: { characteristics }, request }) {
      const isUnasked = (flag: number): boolean =>
        hasFlags(characteristics.value, flag) && !hasFlags(request.characteristics, flag);
      if (isUnasked(EXECUTE)) {
        yield wrongValue(characteristics, { kind: 'form', name: 'no MEM_EXECUTE 0x20000000 among the flags' }, 'after');
      }
      if (isUnasked(WRITE)) {
        yield wrongValue(characteristics, { kind: 'form', name: 'no MEM_WRITE 0x80000000 among the flags' }, 'after');
      }
    },
  }),
];
