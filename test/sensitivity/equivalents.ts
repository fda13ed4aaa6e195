import type { Fault } from './fault.ts';

/** Mistakes that make no difference to anybody, or that are right in another way, and why. */
export interface Equivalent {
  readonly site: string;
  readonly operators: readonly string[] | 'all';
  /** The triggers for which that is so; whatever the trigger unless given. */
  readonly triggers?: readonly string[];
  readonly because: string;
}

/** The most rows that the list may have: it is no place for what rules fail to see. */
export const EQUIVALENTS_MAX = 40;

/** Every mistake that counts as none. A row of which a fault is caught is wrong, and is named. */
export const EQUIVALENTS: readonly Equivalent[] = [
  {
    site: 'optionalHeader.checkSum',
    operators: [
      'zeroed',
      'all ones',
      'stale',
      'one more',
      'one less',
      'cut to 8 bits',
      'cut to 16 bits',
      'its bytes swapped',
      'set where there was none',
    ],
    because:
      'No UEFI loader and no kexec compares the sum; tools differ in whether they keep, drop or compute it. PR-OPT-008 and PR-OPT-011 warn.',
  },
  {
    site: 'optionalHeader.sizeOfInitializedData',
    operators: ['stale'],
    because: 'Tools that are in use leave the field, and nobody loads by it. PR-OPT-010 warns.',
  },
  ...['first gap', 'last gap'].map((site) => ({
    site,
    operators: 'all' as const,
    because:
      'No header leads to these bytes: no loader reads them, and a section-wise digest leaves them out. PR-FIL-002 warns.',
  })),
  {
    site: 'answer',
    operators: ['refuses'],
    triggers: ['no-room', 'tight-headers', 'headers that grow', 'headers that end with the table'],
    because: 'Who does not move data may decline where the headers have to grow; the report names the policy.',
  },
  {
    site: 'answer',
    operators: ['refuses'],
    triggers: ['small-section-alignment', 'padded-slack', 'risky-flags'],
    because:
      'Alignments below a page, padding other than zeros after the section table and flags other than those of data that ' +
      'is only read may be declined by whoever does; the report names the policy.',
  },
  {
    site: 'header slack',
    operators: ['zeroed', 'first byte lost', 'only the first half', 'only the second half'],
    because:
      'Where slack is kept at all it is instructions that do nothing, which an assembler filled up with; zeros are padding too.',
  },
  {
    site: 'directories[9].size',
    operators: ['cut to 8 bits'],
    because: 'The TLS directory is one structure of 24 or 40 bytes, and readers refuse any other size.',
  },
  {
    site: 'answer',
    operators: ['refuses'],
    triggers: ['bti-debug', 'codeview-slack', 'debug-in-slack'],
    because:
      'Who does not move debug data may decline where the new header would go over it; the report names the policy.',
  },
  {
    site: 'answer',
    operators: ['refuses'],
    triggers: ['signed', 'many-signatures', 'a signature that is removed'],
    because: 'A signed image may be declined, for every change breaks the signature.',
  },
  {
    site: 'answer',
    operators: ['refuses'],
    triggers: ['unaligned-raw', 'data that ends inside a block'],
    because: 'Data that ends inside a block of FileAlignment is what no linker makes; the report names the policy.',
  },
];

/** The row that a fault belongs to. */
export function equivalentOf({ mistake: { site, operator }, trigger }: Fault): Equivalent | undefined {
  return EQUIVALENTS.find(({ operators, triggers, ...row }) => {
    if (row.site !== site || (operators !== 'all' && !operators.includes(operator))) return false;
    return triggers?.includes(trigger) ?? true;
  });
}
