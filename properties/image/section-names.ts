import { bytesOf, toHex } from '../bytes/bytes.ts';
import { LOADED, misreads, untidy } from '../effects.ts';
import { place, wrong, wrongValue } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import { addedSections } from '../kept-sections.ts';
import type { ImageRule } from '../rule.ts';
import { areAbout } from './new-places.ts';
import { repeatedNames } from './repeated-names.ts';
import { withoutZboot } from './zboot-facts.ts';
import { withoutSections, withoutTwoSections } from './vacuity.ts';
import { unlessThereAre } from '../vacuity.ts';
import type { Image } from '../../src/reader/index.ts';

/** Bytes of a section header and of the name that it starts with. [PE format, Section Table] */
const HEADER_SIZE = 40;
const NAME_SIZE = 8;

/** A name of the characters that every tool prints as they are: space to tilde. [PE format, Section Table] */
const PRINTABLE = /^[\x20-\x7e]+$/;

/** How many bytes of the name at `start` come before the first that is not zero after a zero, or -1. */
function strayByte(table: Uint8Array, start: number): number {
  let ended = false;
  for (let index = 0; index < NAME_SIZE; index += 1) {
    if (table[start + index] === 0) ended = true;
    else if (ended) return index;
  }
  return -1;
}

/** Rules on the names of sections. */
export const SECTION_NAME_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-SEC-001',
    name: 'name-padding',
    levels: 'E---EW',
    title: 'Every byte of a section name after its first zero is zero.',
    references: [REFERENCES.sectionTable],
    rationale: 'Readers that compare eight bytes and readers that stop at the first zero see two different names.',
    severity: 'untidy',
    effects: { zboot: untidy('edk2') },
    brokenBy: ['a short name written over a longer one', 'a name with more letters after a zero'],
    vacuous: unlessThereAre(
      1,
      ({ sections }: Image) => sections.filter(({ name }) => name.value.length < NAME_SIZE),
      'no section name is shorter than its field',
    ),
    *check(image) {
      const table = bytesOf(image, image.sectionTable);
      for (let start = 0; start < table.length; start += HEADER_SIZE) {
        const stray = strayByte(table, start);
        if (stray === -1) continue;
        const [index, offset] = [start / HEADER_SIZE, image.sectionTable.offset + start];
        yield wrong(
          `padding of sections[${index}].name`,
          { kind: 'zero-bytes' },
          toHex(table.subarray(start + stray, start + NAME_SIZE)),
          place({ offset: offset + stray, length: NAME_SIZE - stray }),
          place({ offset, length: NAME_SIZE }),
        );
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-SEC-002',
    name: 'name-nonempty-ascii',
    levels: 'W---WW',
    title: 'Every section has a name of printable ASCII characters.',
    references: [REFERENCES.sectionTable],
    rationale: 'A section without a name cannot be looked up, and there are many ways to display and type other bytes.',
    severity: 'untidy',
    effects: { zboot: untidy('edk2') },
    brokenBy: ['an empty name', 'letters outside ASCII', 'a control character'],
    vacuous: withoutSections,
    *check({ sections }) {
      for (const { name } of sections) {
        if (!PRINTABLE.test(name.value)) yield wrongValue(name, { kind: 'form', name: 'printable ASCII characters' });
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-SEC-003',
    name: 'name-no-slash',
    levels: 'W---WW',
    title: 'No section name is a reference into a string table.',
    references: [REFERENCES.sectionTable, REFERENCES.stringTable],
    rationale: 'By the specification images have no string table, so readers take the reference as the name.',
    severity: 'disputed',
    effects: { zboot: untidy('edk2') },
    brokenBy: ['a name of more than 8 characters'],
    knownViolations: ['MinGW and pesign use such names.'],
    vacuous: withoutSections,
    *check({ sections }) {
      for (const { name } of sections) {
        if (name.value.startsWith('/'))
          yield wrongValue(name, { kind: 'form', name: 'a name that does not start with a slash' });
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-SEC-004',
    name: 'name-no-dollar',
    levels: 'W---WW',
    title: 'No section name contains a dollar sign.',
    references: [REFERENCES.sectionTable],
    rationale:
      'In object files it separates a name from its sort key for the linker; no linker leaves one in an image.',
    severity: 'untidy',
    effects: { zboot: untidy('edk2') },
    brokenBy: ['a name such as .text$mn taken from an object file'],
    vacuous: withoutSections,
    *check({ sections }) {
      for (const { name } of sections) {
        if (name.value.includes('$')) yield wrongValue(name, { kind: 'form', name: 'a name without $' });
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-SEC-005',
    name: 'name-unique',
    levels: 'WWWWEE',
    title: 'No two sections have the same name, except those that a unified kernel image may repeat.',
    references: [REFERENCES.sectionTable, REFERENCES.unifiedKernelImage],
    rationale:
      'A lookup finds the first section with a given name and never sees the other. Unified kernel images may have many .profile, .dtbauto and .efifw sections, and may repeat other sections after each .profile.',
    severity: 'mishandled',
    effects: { ...LOADED, zboot: misreads('systemdStub', 'takes the first section with that name') },
    enforcedBy: [
      'systemd: takes the first section with a given name',
      'Linux kexec BPF series: takes the first section with a given name',
      'shim: requires a single .sbat',
    ],
    brokenBy: ['a second .bpf', 'an append of a section that already exists'],
    undecided: 'Names in a string table are distinguished by their offsets and not by their letters.',
    vacuous: withoutTwoSections,
    *check({ sections }) {
      const names = sections.map(({ name }) => name.value);
      for (const [position, earlier] of repeatedNames(names)) {
        const [name, other] = [sections[position]?.name, sections[earlier]?.name];
        if (name === undefined || other === undefined) continue;
        yield wrongValue(name, { kind: 'form', name: 'a unique name' }, 'image', place(other));
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-SEC-006',
    name: 'name-le-7-for-strcmp',
    levels: '-----W',
    title: 'Every section name ends with a zero.',
    references: [REFERENCES.sectionTable],
    rationale: 'A consumer that compares with strcmp reads past an 8-byte name into VirtualSize and never finds it.',
    severity: 'mishandled',
    effects: { zboot: misreads('bpfReader', 'finds no section with that name') },
    enforcedBy: ['Linux kexec BPF series pe_get_section: compares with strcmp'],
    brokenBy: ['a name of 8 characters, such as .bpf.abc'],
    undecided: 'The bytes do not say which names a consumer compares, so all are assumed to be.',
    inapplicable: withoutZboot,
    // Whether a new section has the name that was asked for is a rule of its own.
    unavoidable: (_before, _after, fresh, append) =>
      areAbout(fresh, addedSections(append)) ? 'the name of a new section is that of the request' : undefined,
    vacuous: withoutSections,
    *check({ sections }) {
      for (const { name, virtualSize } of sections) {
        if (name.value.length < NAME_SIZE) continue;
        const shorter = { kind: 'form', name: `a name of at most ${NAME_SIZE - 1} characters` } as const;
        yield wrongValue(name, shorter, 'image', place(virtualSize));
      }
    },
  },
];
