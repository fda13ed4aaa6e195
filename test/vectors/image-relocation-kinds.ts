/** What breaks the rules on what loaders do with each relocation, and by how little they hold. */
import { AT, IDEAL_AT } from './base-images.ts';
import { DATA, RELOCATIONS, plain, relocatedBlock, withDirectory } from './directory-images.ts';
import type { ImageHold, ImageViolation } from './entries.ts';
import { BY_MACHINE, UNAPPLIED } from './image-relocation-blocks.ts';
import { setU16, setWords } from './patch.ts';

const ENTRY = { offset: DATA.offset + 8, length: 2 };

/** Violations of these rules. */
export const RELOCATION_KIND_VIOLATIONS: readonly ImageViolation[] = [
  {
    rule: 'PE-DIR-041',
    name: 'a relocation has a type of RISC-V on x86-64',
    base: plain,
    make: () => relocatedBlock(0x1000, 0x5000, 0),
    at: ENTRY,
    actual: 5,
    wanted: { kind: 'one-of', values: [0, 1, 2, 3, 10] },
  },
  {
    rule: 'PE-DIR-042',
    name: 'the last byte of the relocations is not loaded',
    base: plain,
    make: () => setWords(relocatedBlock(0x1000, 0, 0xa010), [IDEAL_AT.data.virtualSize, 11]),
    also: ['PE-SEC-021', 'PE-LAF-007'],
    at: { offset: IDEAL_AT.data.virtualSize, length: 4 },
    actual: 11,
    wanted: { kind: 'at-least', value: 12 },
  },
];

/** Images on which these rules hold by the smallest margin. */
export const RELOCATION_KIND_HOLDS: readonly ImageHold[] = [
  ...[0, 1, 2, 3, 10].map((type) => ({
    rule: 'PE-DIR-041' as const,
    name: `a relocation has the type ${type}`,
    make: () => relocatedBlock(0x1000, type * 0x1000, 0),
  })),
  ...BY_MACHINE.filter(([machine, type]) => !UNAPPLIED.includes(`${machine}-${type}`)).map(([machine, type]) => ({
    rule: 'PE-DIR-041' as const,
    name: `a relocation has the type ${type} on machine 0x${machine.toString(16)}`,
    make: () => setU16(relocatedBlock(0x1000, type * 0x1000, 0), AT.machine, machine),
  })),
  {
    rule: 'PE-DIR-042',
    name: 'the relocations are all that is loaded of their section',
    make: () => setWords(relocatedBlock(0x1000, 0, 0), [IDEAL_AT.data.virtualSize, 12]),
  },
  {
    rule: 'PE-DIR-042',
    name: 'what is not loaded of the relocations is zero',
    make: () => setWords(relocatedBlock(0x1000, 0xa010, 0), [IDEAL_AT.data.virtualSize, 10]),
  },
  {
    rule: 'PE-DIR-042',
    name: 'VirtualSize is 0 and stands for all of the data',
    make: () => setWords(relocatedBlock(0x1000, 0, 0xa010), [IDEAL_AT.data.virtualSize, 0]),
  },
  {
    rule: 'PE-DIR-042',
    name: 'the relocations go on in another section',
    make: () => withDirectory(setWords(plain(), [0x2ff8, 0x1000], [0x2ffc, 8]), RELOCATIONS, 0x2ff8, 16),
  },
];
