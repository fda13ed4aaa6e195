import { ruleOfFault } from '../../properties/index.ts';
import type { ByteSource, Image, Reading, Unreadable } from '../reader/index.ts';
import { endOf, formatSpan, hex } from '../results/index.ts';
import type { Cause, CheckedRule } from '../results/index.ts';
import { partsOf } from './parts.ts';
import type { Part } from './parts.ts';

/** What is wrong with a file as a whole, and the rules that it breaks if they are broken. */
export interface FileFault {
  readonly sentence: string;
  readonly rules: readonly string[];
}

/**
 * Rules that an image breaks because its end is missing, whatever else is wrong with it. Each looks at the end of the file
 * or at what reaches beyond it.
 */
const OF_CUT_FILES: readonly string[] = [
  'ZB-004',
  'ZB-006',
  'ZB-012',
  'PE-SEC-017',
  'PE-LAF-009',
  'PE-LAF-010',
  'PE-LAF-011',
  'PE-NX-012',
  'PE-NX-013',
  'PE-DIR-010',
  'PE-DIR-011',
  'PE-DIR-012',
  'PE-DIR-013',
  'PE-DIR-014',
];
/** Rules that it breaks because a part of its headers is missing. */
const OF_CUT_HEADERS: readonly string[] = ['PE-DOS-005', 'PE-OPT-012'];

/** How a sentence starts where nobody can tell which of both it is. */
const CUT = 'The file is cut short, or its headers are wrong:';
/** Offsets of the format have 32 bits. [PE format, Section Table] */
const FILE_END_MAX = 2 ** 32;

/**
 * What is wrong with a file before any rule is asked: that its end is missing, or that a field leads out of it. `null` where
 * all that its headers name is there, and where it cannot be read for another reason.
 */
export function fileFault(reading: Reading, source: ByteSource): FileFault | null {
  return reading.ok ? faultOf(reading.image) : unreadableFault(reading, source);
}

/** The fault as the cause of what one profile found: of all failures that are told, those that come of it. */
export function causeIn(fault: FileFault | null, results: readonly CheckedRule[]): Cause | null {
  if (fault === null) return null;
  const follows = results
    .filter(({ id, level, verdict }) => verdict.kind === 'fail' && level !== 'info' && fault.rules.includes(id))
    .map(({ id }) => id);
  return { sentence: fault.sentence, follows };
}

function faultOf(image: Image): FileFault | null {
  const { fileSize, optionalHeader } = image;
  const parts = partsOf(image);
  const outside = parts.filter(({ span }) => endOf(span) > fileSize);
  const [first, ...others] = outside;
  if (first === undefined) return null;
  const wrong = wrongPart(image, parts, outside);
  if (wrong !== null) return { sentence: wrong, rules: [...OF_CUT_FILES, ...OF_CUT_HEADERS] };
  const furthest = others.reduce((far, part) => (endOf(part.span) > endOf(far.span) ? part : far), first);
  const cut = cutSentence(furthest.what, endOf(furthest.span), fileSize);
  if (first.kind !== 'headers') return { sentence: cut, rules: OF_CUT_FILES };
  const headers =
    furthest === first ? '' : ` The header area alone ends at ${hex(optionalHeader.sizeOfHeaders.value)}.`;
  return { sentence: `${cut}${headers}`, rules: [...OF_CUT_FILES, ...OF_CUT_HEADERS] };
}

/** That one field leads out of a file of which nothing is cut off; `null` where its end may well be missing. */
function wrongPart(image: Image, parts: readonly Part[], outside: readonly Part[]): string | null {
  const { fileSize } = image;
  const endless = outside.find(({ span }) => endOf(span) >= FILE_END_MAX);
  if (endless !== undefined) return wrongSentence(endless, fileSize, 'no PE file can be that long');
  const [only, another] = outside;
  if (only === undefined || another !== undefined) return null;
  if (only.kind === 'payload') return wrongSentence(only, fileSize, 'all sections are inside');
  const last = parts.find(({ span }) => span.length > 0 && endOf(span) === fileSize);
  return last !== undefined && isAstray(only, last, image)
    ? wrongSentence(only, fileSize, `everything else is inside, and ${last.what} ends exactly there`)
    : null;
}

/**
 * Whether a part outside of the file cannot be what was cut off behind the last one: it starts before that, or so far
 * behind it that more than padding lies between.
 */
function isAstray({ span }: Part, last: Part, { fileSize, optionalHeader }: Image): boolean {
  return span.offset <= last.span.offset || span.offset >= fileSize + optionalHeader.fileAlignment.value;
}

function wrongSentence({ what, span, start, size }: Part, fileSize: number, why: string): string {
  const field = start !== null && start.value > fileSize ? start : size;
  return (
    `A header is wrong: ${field.path} at ${formatSpan(field)} is ${hex(field.value)}. That makes ${what} end at ` +
    `${hex(endOf(span))}, but the file ends at ${hex(fileSize)}; ${why}.`
  );
}

function cutSentence(what: string, end: number, fileSize: number): string {
  const missing = end - fileSize;
  return (
    `${CUT} ${missing === 1 ? '1 byte is' : `${missing} bytes are`} missing. ` +
    `${what.charAt(0).toUpperCase()}${what.slice(1)} ends at ${hex(end)}, but the file ends at ${hex(fileSize)}.`
  );
}

/** First bytes of an image. [PE format, MS-DOS Stub] */
const DOS_MAGIC = 'MZ';
/** The signature, the COFF header and the magic of what follows, without which nothing is known. [PE format, COFF File Header] */
const PE_HEADER_START = 26;

/** That headers are missing of what starts as an image. */
function unreadableFault({ fault, fileSize }: Unreadable, source: ByteSource): FileFault | null {
  if (Buffer.from(source.slice(0, DOS_MAGIC.length)).toString('latin1') !== DOS_MAGIC) return null;
  const rule = ruleOfFault(fault.code);
  const cut = (what: string, end: number): FileFault => ({
    sentence: cutSentence(what, end, fileSize),
    rules: rule === undefined ? [] : [rule.id],
  });
  switch (fault.code) {
    case 'dos-header-truncated':
      return cut('the DOS header', endOf(fault.at));
    case 'optional-header-truncated':
      return cut('the optional header', endOf(fault.at));
    case 'pe-header-outside-file':
      return cut('the COFF header', Number(fault.actual) + PE_HEADER_START);
    case 'section-table-outside-file': {
      const headers = fault.actual === 1 ? '1 header' : `${fault.actual} headers`;
      const sentence = `${CUT} the section table, of ${headers}, extends beyond the end of the file at ${hex(fileSize)}.`;
      return { sentence, rules: rule === undefined ? [] : [rule.id] };
    }
    case 'dos-magic':
    case 'pe-signature':
    case 'optional-header-magic':
      return null;
  }
}
