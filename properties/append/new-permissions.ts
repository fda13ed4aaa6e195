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
    title: 'The new section is neither writable nor executable, unless that was requested.',
    references: [REFERENCES.sectionFlags, REFERENCES.appendPolicy],
    rationale:
      'It is data to be read; if it can be run, an append brings code into a signed kernel. A caller that requests such flags gets them or a refusal.',
    severity: 'mishandled',
    effects: {
      edk2: misreads('edk2', 'runs what was appended as data if something jumps there'),
      'audk-strict': refuses('audk', ' if it is writable and executable'),
      ...inProfiles(['shim', 'zboot'], refuses('shim', ' if it is writable and executable and its policy requires NX')),
    },
    brokenBy: [
      'flags of 0xe0000040',
      'the flags of .text for a section of data',
      'the flags of .data, which is writable',
    ],
    *check({ section: { characteristics }, request }) {
      const isUnasked = (flag: number): boolean =>
        hasFlags(characteristics.value, flag) && !hasFlags(request.characteristics, flag);
      if (isUnasked(EXECUTE)) {
        yield wrongValue(characteristics, { kind: 'form', name: 'MEM_EXECUTE 0x20000000 clear' }, 'after');
      }
      if (isUnasked(WRITE)) {
        yield wrongValue(characteristics, { kind: 'form', name: 'MEM_WRITE 0x80000000 clear' }, 'after');
      }
    },
  }),
];
