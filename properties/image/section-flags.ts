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
    title: 'Every section that is not empty says whether it is code, initialised or uninitialised data.',
    references: [REFERENCES.sectionFlags],
    rationale: 'Tools add up sizes and choose permissions by these three flags, of which one is true.',
    severity: 'untidy',
    effects: { zboot: untidy('edk2') },
    requestedFlags: 'request',
    brokenBy: ['a new section that is marked as readable and as nothing else', 'code that is marked as data too'],
    knownViolations: ["The kexec list's builder gives its section the flags 0x40000000."],
    vacuous: unlessThereAre(
      1,
      ({ sections }: Image) => sections.filter(({ extent }) => extent.length > 0),
      'no section takes addresses',
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
    title: 'Every section may be read.',
    references: [REFERENCES.sectionFlags],
    rationale: 'One loader leaves a section without MEM_READ out, without a word, and others load it.',
    severity: 'mishandled',
    effects: { edk2: untidy('edk2'), ...inProfiles(['shim', 'zboot'], misreads('shim', 'does not load the section')) },
    requestedFlags: 'request',
    enforcedBy: ['shim: does not load such a section'],
    brokenBy: ['a new section that is marked as initialised data and as nothing else'],
    vacuous: withoutSections,
    *check({ sections }) {
      for (const { characteristics } of sections) {
        if (hasFlags(characteristics.value, READ)) continue;
        yield wrongValue(characteristics, { kind: 'form', name: 'MEM_READ 0x40000000 among the flags' });
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-SEC-023',
    name: 'not-discardable-if-needed',
    levels: '-WWWWW',
    title: 'No section that the image needs when it runs may be discarded.',
    references: [REFERENCES.sectionFlags],
    rationale: 'One loader leaves a discardable section out, and another may free it once the image was started.',
    severity: 'mishandled',
    effects: {
      edk2: untidy('edk2'),
      'audk-strict': misreads('audk', 'frees it at will once the image was started'),
      ...inProfiles(['shim', 'zboot'], misreads('shim', 'does not load the section')),
    },
    requestedFlags: 'request',
    enforcedBy: ['shim: does not load such a section', 'AUDK: frees it at will once the image was started'],
    brokenBy: ['a discardable .bpf'],
    undecided:
      'The bytes do not tell which sections are needed when the image runs: all but .sbat, .sbom and .reloc are taken to be.',
    vacuous: withoutSections,
    *check({ sections }) {
      for (const { characteristics, name } of sections) {
        if (!hasFlags(characteristics.value, DISCARDABLE) || NOT_NEEDED.has(name.value)) continue;
        yield wrongValue(characteristics, { kind: 'form', name: 'no MEM_DISCARDABLE 0x2000000 among the flags' });
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-SEC-024',
    name: 'code-flag-agrees',
    levels: 'WEWWEE',
    title: 'A section that may be executed is marked as code.',
    references: [REFERENCES.sectionFlags, REFERENCES.memoryProtection],
    rationale:
      'Loaders go by one flag or the other when they set permissions, so that code which is not marked as such ends up where it cannot run. Data that is marked as code loads everywhere, at worst with more permissions than it needs.',
    severity: 'mishandled',
    effects: {
      ...inProfiles(
        ['edk2', 'zboot'],
        misreads('edk2Of2025', 'lets no code run in the section where it protects images'),
      ),
      shim: untidy('shim', 'goes by MEM_EXECUTE'),
    },
    requestedFlags: 'request',
    enforcedBy: [
      'EDK2 ImagePropertiesRecordLib: goes by CNT_CODE, since 2024',
      'AUDK: goes by MEM_EXECUTE',
      'shim: goes by MEM_EXECUTE',
      'GRUB: goes by MEM_EXECUTE',
    ],
    brokenBy: ['data that may be executed, such as 0x60000040'],
    demands: {
      spec: {
        title: 'A section that is marked as code may be executed.',
        vacuous: withoutSections,
        *check({ sections }) {
          for (const { characteristics } of sections) {
            if (!hasFlags(characteristics.value, CODE) || hasFlags(characteristics.value, EXECUTE)) continue;
            yield wrongValue(characteristics, { kind: 'form', name: 'MEM_EXECUTE 0x20000000 beside CNT_CODE 0x20' });
          }
        },
      },
    },
    vacuous: withoutSections,
    *check({ sections }) {
      for (const { characteristics } of sections) {
        if (!hasFlags(characteristics.value, EXECUTE) || hasFlags(characteristics.value, CODE)) continue;
        yield wrongValue(characteristics, { kind: 'form', name: 'CNT_CODE 0x20 beside MEM_EXECUTE 0x20000000' });
      }
    },
  },
];
