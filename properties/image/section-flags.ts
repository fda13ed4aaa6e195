import { hasFlags } from '../bytes/arithmetic.ts';
import { inProfiles, misreads, untidy } from '../effects.ts';
import { wrongValue } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { ImageRule } from '../rule.ts';
import { CODE, DISCARDABLE, INITIALIZED_DATA, READ, UNINITIALIZED_DATA, contentOf } from './section-content.ts';
import { withoutSections } from './vacuity.ts';
import { unlessThereAre } from '../vacuity.ts';
import type { Image } from '../../src/reader/index.ts';

/** MEM_EXECUTE. [PE format, Section Flags] */
const EXECUTE = 0x20000000;

const CONTENTS: ReadonlySet<number> = new Set([CODE, INITIALIZED_DATA, UNINITIALIZED_DATA]);

/** Sections that are read from the file, or only while an image is loaded. Linux makes its .sbat discardable. */
const NOT_NEEDED: ReadonlySet<string> = new Set(['.sbat', '.sbom', '.reloc']);

/** Rules on the flags of sections. */
export const SECTION_FLAG_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-SEC-009',
    name: 'content-flag',
    levels: 'W---EW',
    title: 'Every section that is not empty is marked as code, initialised data or uninitialised data.',
    references: [REFERENCES.sectionFlags],
    rationale: 'Tools add up sizes and choose permissions by these three flags, exactly one of which applies.',
    severity: 'untidy',
    effects: { zboot: untidy('edk2') },
    requestedFlags: 'request',
    brokenBy: ['a new section with MEM_READ and no other flag', 'code that is also marked as data'],
    knownViolations: ["The kexec list's builder gives its section the flags 0x40000000."],
    vacuous: unlessThereAre(
      1,
      ({ sections }: Image) => sections.filter(({ extent }) => extent.length > 0),
      'no section occupies addresses',
    ),
    *check({ sections }) {
      for (const { characteristics, extent } of sections) {
        // SizeOfRawData takes the place of a VirtualSize of 0, so that only two zeros make no extent.
        if (extent.length === 0 || CONTENTS.has(contentOf(characteristics.value))) continue;
        yield wrongValue(characteristics, {
          kind: 'form',
          name: 'exactly one of CNT_CODE 0x20, CNT_INITIALIZED_DATA 0x40 and CNT_UNINITIALIZED_DATA 0x80',
        });
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-SEC-022',
    name: 'readable',
    levels: 'WWWWEE',
    title: 'Every section is readable.',
    references: [REFERENCES.sectionFlags],
    rationale: 'One loader silently skips a section without MEM_READ, and others load it.',
    severity: 'mishandled',
    effects: { edk2: untidy('edk2'), ...inProfiles(['shim', 'zboot'], misreads('shim', 'does not load the section')) },
    requestedFlags: 'request',
    enforcedBy: ['shim: does not load such a section'],
    brokenBy: ['a new section with CNT_INITIALIZED_DATA and no other flag'],
    vacuous: withoutSections,
    *check({ sections }) {
      for (const { characteristics } of sections) {
        if (hasFlags(characteristics.value, READ)) continue;
        yield wrongValue(characteristics, { kind: 'form', name: 'MEM_READ 0x40000000 set' });
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-SEC-023',
    name: 'not-discardable-if-needed',
    levels: '-WWWWW',
    title: 'No section that the image needs when it runs is discardable.',
    references: [REFERENCES.sectionFlags],
    rationale: 'One loader skips a discardable section, and another frees it at will once the image has started.',
    severity: 'mishandled',
    effects: {
      edk2: untidy('edk2'),
      'audk-strict': misreads('audk', 'frees it at will once the image has started'),
      ...inProfiles(['shim', 'zboot'], misreads('shim', 'does not load the section')),
    },
    requestedFlags: 'request',
    enforcedBy: ['shim: does not load such a section', 'AUDK: frees it at will once the image has started'],
    brokenBy: ['a discardable .bpf'],
    undecided:
      'The bytes do not say which sections are needed when the image runs: all but .sbat, .sbom and .reloc are assumed to be.',
    vacuous: withoutSections,
    *check({ sections }) {
      for (const { characteristics, name } of sections) {
        if (!hasFlags(characteristics.value, DISCARDABLE) || NOT_NEEDED.has(name.value)) continue;
        yield wrongValue(characteristics, { kind: 'form', name: 'MEM_DISCARDABLE 0x2000000 clear' });
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-SEC-024',
    name: 'code-flag-agrees',
    levels: 'WEWWEE',
    title: 'An executable section is marked as code.',
    references: [REFERENCES.sectionFlags, REFERENCES.memoryProtection],
    rationale:
      'Loaders go by one flag or the other when they set permissions, so code that is not marked as such may not be executable. Data marked as code loads everywhere, at worst with more permissions than it needs.',
    severity: 'mishandled',
    effects: {
      ...inProfiles(['edk2', 'zboot'], misreads('edk2Of2025', 'lets no code run in the section if it protects images')),
      shim: untidy('shim', 'goes by MEM_EXECUTE'),
    },
    requestedFlags: 'request',
    enforcedBy: [
      'EDK2 ImagePropertiesRecordLib: goes by CNT_CODE, since 2024',
      'AUDK: goes by MEM_EXECUTE',
      'shim: goes by MEM_EXECUTE',
      'GRUB: goes by MEM_EXECUTE',
    ],
    brokenBy: ['executable data, such as 0x60000040'],
    demands: {
      spec: {
        title: 'A section marked as code is executable.',
        vacuous: withoutSections,
        *check({ sections }) {
          for (const { characteristics } of sections) {
            if (!hasFlags(characteristics.value, CODE) || hasFlags(characteristics.value, EXECUTE)) continue;
            yield wrongValue(characteristics, {
              kind: 'form',
              name: 'MEM_EXECUTE 0x20000000 together with CNT_CODE 0x20',
            });
          }
        },
      },
    },
    vacuous: withoutSections,
    *check({ sections }) {
      for (const { characteristics } of sections) {
        if (!hasFlags(characteristics.value, EXECUTE) || hasFlags(characteristics.value, CODE)) continue;
        yield wrongValue(characteristics, { kind: 'form', name: 'CNT_CODE 0x20 together with MEM_EXECUTE 0x20000000' });
      }
    },
  },
];
