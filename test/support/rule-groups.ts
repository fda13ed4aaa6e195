import { RULES } from '../../properties/index.ts';
import type { Rule } from '../../properties/index.ts';

/** Rules that a reader looks for together. */
export interface RuleGroup {
  readonly title: string;
  readonly about: string;
  readonly rules: readonly Rule[];
}

const GROUPS = [
  [['PE-DOS'], 'DOS header', 'The first 64 bytes of the file and the way from there to the PE header.'],
  [['ZB'], 'zboot header and payload', 'What makes a PE image a zboot image: a DOS header that leads to a kernel.'],
  [['PE-COF'], 'COFF header', 'Machine, flags, symbols and how many sections there are.'],
  [['PE-OPT'], 'Optional header', 'Alignments, sizes, the entry point and what firmware has to know.'],
  [['PE-DIR'], 'Data directories', 'Certificates, relocations and debug data, and what leads to them.'],
  [['PE-SEC'], 'Sections', 'Each section header by itself: names, numbers and flags.'],
  [['PE-LAF'], 'File layout', 'How the file is divided. Signatures cover what this layout says and nothing else.'],
  [['PE-LAM'], 'Memory layout', 'How sections lie beside each other once they are loaded.'],
  [['PE-NX'], 'Memory protection and signing', 'What firmware asks of images that it protects or signs for.'],
  [['PR-ZB'], 'Appends: zboot header and payload', 'The kernel in the image is the one that was there, and is found.'],
  [
    ['PR-DOS', 'PR-COF', 'PR-OPT'],
    'Appends: headers',
    'Fields that change with a new section, and all those that do not.',
  ],
  [['PR-DIR'], 'Appends: data directories', 'Directories, and the file offsets that they lead to.'],
  [['PR-SEC'], 'Appends: old sections', 'Old sections are what they were, where they can still be found.'],
  [['PR-NEW'], 'Appends: new sections', 'A new section is what was asked for, at the one place where it belongs.'],
  [['PR-FIL'], 'Appends: file', 'Bytes that belong to no section, and the files of a call.'],
  [['PR-META'], 'Appends: laws', 'What follows from several appends, or from looking at an output as a loader does.'],
  [['PR-REF'], 'Appends: refusals', 'When no output is the right answer.'],
] as const;

/** All rules of the catalogue, in groups. */
export const RULE_GROUPS: readonly RuleGroup[] = GROUPS.map(([prefixes, title, about]) => ({
  title,
  about,
  rules: RULES.filter(({ id }) => prefixes.some((prefix) => id.replace(/-\d+$/, '') === prefix)),
}));
