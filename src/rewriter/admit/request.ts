import { hex, refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { SECTION_NAME_LENGTH, U32_MAX } from './fields.ts';
import type { RandomAccess } from './random-access.ts';

/** One section to append; its content is read when the output is written. */
export interface SectionRequest {
  readonly name: string;
  readonly content: RandomAccess;
  readonly characteristics: number;
}

/** IMAGE_SCN_MEM_WRITE and IMAGE_SCN_MEM_EXECUTE: appended data must be neither. PE format, "Section Flags". */
const WRITE_OR_EXECUTE = 0xa000_0000;

/** IMAGE_SCN_CNT_UNINITIALIZED_DATA: a section with content is none. PE format, "Section Flags". */
const UNINITIALIZED_DATA = 0x80;

/** The section that some loaders take for the base relocations, whatever the data directory says. */
const RELOCATION_SECTION = '.reloc';

/** How much of an unusable name a message repeats. */
const SHOWN_NAME_LENGTH = 40;

/**
 * Judges a request by itself, without an image.
 *
 * @returns `null` when the request can be served, else a refusal `bad-name`, `empty-content` or `bad-characteristics`
 */
export function checkRequest(request: SectionRequest): Refusal | null {
  const fault = nameFault(request.name);
  if (fault !== null) {
    const shown = JSON.stringify(request.name.slice(0, SHOWN_NAME_LENGTH));
    return refuse(
      'bad-name',
      `The section name ${shown} ${fault}; choose 1 to 8 printable ASCII bytes such as ".bpf".`,
    );
  }
  if (request.content.length === 0) {
    return refuse('empty-content', `The content for section "${request.name}" is empty; supply at least one byte.`);
  }
  return checkCharacteristics(request.characteristics);
}

/**
 * A section name as it stands in a section header: eight bytes, padded with zeros.
 *
 * PE format, "Section Table". The name must have passed {@link checkRequest}.
 */
export function encodeName(name: string): Uint8Array {
  const bytes = new Uint8Array(SECTION_NAME_LENGTH);
  for (let index = 0; index < name.length; index += 1) bytes[index] = name.charCodeAt(index);
  return bytes;
}

function nameFault(name: string): string | null {
  if (name.length === 0) return 'is empty';
  if (name.length > SECTION_NAME_LENGTH) return `has ${name.length} characters, more than ${SECTION_NAME_LENGTH}`;
  if (name === RELOCATION_SECTION) return 'is reserved for base relocations';
  for (const character of name) {
    if (character < '!' || character > '~') return 'holds a character outside printable ASCII';
    if (character === '/' || character === '$') return `holds "${character}", which has a meaning of its own in a name`;
  }
  return null;
}

function checkCharacteristics(characteristics: number): Refusal | null {
  if (!Number.isInteger(characteristics) || characteristics < 0 || characteristics > U32_MAX) {
    const detail = `The characteristics ${characteristics} are not a 32-bit value; use 0x40000040 for readable data.`;
    return refuse('bad-characteristics', detail);
  }
  if ((characteristics & WRITE_OR_EXECUTE) !== 0) {
    const detail = `The characteristics ${hex(characteristics)} ask for a writable or executable section; use 0x40000040.`;
    return refuse('bad-characteristics', detail);
  }
  if ((characteristics & UNINITIALIZED_DATA) !== 0) {
    const detail =
      `The characteristics ${hex(characteristics)} mark the content as uninitialised data, which shim clears ` +
      'instead of loading; use 0x40000040.';
    return refuse('bad-characteristics', detail);
  }
  return null;
}
