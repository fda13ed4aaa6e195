/**
 * Every reason to decline, with what it means to the person who asked.
 *
 * The codes are stable: scripts may match them. The list is closed, and {@link RefusalCode} is derived from it.
 */
export const REFUSAL_CODES = [
  { code: 'no-requests', meaning: 'the list of sections to append is empty' },
  { code: 'bad-name', meaning: 'the name is not 1 to 8 printable ASCII bytes without "/" and "$", or is ".reloc"' },
  { code: 'empty-content', meaning: 'the new section would hold no bytes' },
  {
    code: 'bad-characteristics',
    meaning:
      'the flags are not a 32-bit value, or ask for a writable or executable section or for one of uninitialised data',
  },
  { code: 'not-pe', meaning: 'the file has no DOS header or no PE signature where that header points' },
  { code: 'not-zboot', meaning: 'the file is a PE image, but its DOS header is not an EFI zboot header' },
  {
    code: 'malformed-headers',
    meaning: 'the file header, the optional header or the section table contradicts itself or the file size',
  },
  {
    code: 'malformed-alignment',
    meaning: 'FileAlignment or SectionAlignment is zero, not a power of two, or out of range',
  },
  { code: 'malformed-sections', meaning: 'a section is outside the file, outside the image or inside the headers' },
  { code: 'overlapping-sections', meaning: 'two sections share bytes of the file or addresses of the image' },
  {
    code: 'malformed-symbol-table',
    meaning: 'the COFF symbol table or its string table does not fit in the file after the headers',
  },
  {
    code: 'malformed-debug-directory',
    meaning:
      'something must move, or would end up where debug data is said to be, and the debug directory cannot be corrected',
  },
  { code: 'straddling-data', meaning: 'data named by a file offset crosses a place where the file must be split' },
  { code: 'payload-unlocated', meaning: 'the compressed kernel is not wholly inside the loaded data of one section' },
  {
    code: 'signed-image',
    meaning: 'the image is signed, any change breaks the signature, and removing it was not asked for',
  },
  {
    code: 'malformed-certificates',
    meaning: 'the signature is to be removed, but its table is among other data or outside the file',
  },
  { code: 'name-taken', meaning: 'the image already has a section of that name' },
  { code: 'too-many-sections', meaning: 'NumberOfSections is at its 16-bit limit' },
  { code: 'header-slack-in-use', meaning: 'bytes after the section table are in use and cannot be moved' },
  { code: 'overlay-would-move', meaning: 'the overlay would move, but is to keep its file offset' },
  { code: 'no-header-room', meaning: 'the headers cannot grow below the lowest section address' },
  {
    code: 'no-flat-place',
    meaning: 'alignments below a page need the same offset in the file and in memory, and none is free for the section',
  },
  { code: 'too-large', meaning: 'a size or an offset of the result would not fit its field' },
] as const satisfies readonly { readonly code: string; readonly meaning: string }[];

/** One of the codes of {@link REFUSAL_CODES}. */
export type RefusalCode = (typeof REFUSAL_CODES)[number]['code'];

/** The rewriter declined; nothing was written and no input was changed. */
export interface Refusal {
  readonly kind: 'refused';
  readonly code: RefusalCode;
  /** One sentence: what was found and where, and what to do next. Offsets and addresses are in hex. */
  readonly detail: string;
}

/** Makes a refusal; `detail` is one sentence for people. */
export function refuse(code: RefusalCode, detail: string): Refusal {
  return { kind: 'refused', code, detail };
}

/** Tells a refusal from any other outcome. */
export function isRefusal(outcome: object): outcome is Refusal {
  return 'kind' in outcome && outcome.kind === 'refused';
}

/**
 * A number as lower-case hex, the form of all offsets, addresses and sizes in messages. The rewriter has its own, for it
 * shares no code with those who judge it.
 */
export function hex(value: number): string {
  return `0x${value.toString(16)}`;
}

/** A half-open range of bytes or addresses as text. */
export function span(start: number, end: number): string {
  return `[${hex(start)}, ${hex(end)})`;
}
