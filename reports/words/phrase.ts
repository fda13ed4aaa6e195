import { formatSpan, hex } from '../../src/results/index.ts';
import type { Expectation, FileRole, Finding } from '../../src/results/index.ts';
import { grouped, printable } from '../../src/page/index.ts';

/** What a file is to the reader of a sentence. */
const ROLE: Readonly<Record<FileRole, string>> = {
  image: 'the image',
  before: 'the input',
  after: 'the output',
  content: 'the section content',
};

/** A 64-bit value as findings carry it. */
const HEX_TEXT = /^0x[0-9a-f]{1,16}$/i;

/** Integers in hexadecimal, from ten on with their decimal form; other text as it is. */
function value(of: number | string): string {
  if (of === '') return 'nothing';
  if (typeof of === 'number' && !Number.isSafeInteger(of)) return String(of);
  if (typeof of === 'string' && !HEX_TEXT.test(of)) return printable(of);
  const integer = BigInt(of);
  const magnitude = integer < 0n ? -integer : integer;
  const sign = integer < 0n ? '-' : '';
  return magnitude < 10n ? `${sign}${hex(magnitude)}` : `${sign}${hex(magnitude)} (${sign}${grouped(magnitude)})`;
}

function alternatives(values: readonly (number | string)[]): string {
  const texts = values.map(value);
  const last = texts.pop() ?? 'nothing';
  return texts.length === 0 ? last : `${texts.join(', ')} or ${last}`;
}

const range = (start: number, end: number): string => formatSpan({ offset: start, length: end - start });

function expectation(expected: Expectation): string {
  switch (expected.kind) {
    case 'equals':
      return value(expected.value);
    case 'one-of':
      return alternatives(expected.values);
    case 'multiple-of':
      return `a multiple of ${value(expected.value)}`;
    case 'at-least':
      return `at least ${value(expected.value)}`;
    case 'at-most':
      return `at most ${value(expected.value)}`;
    case 'below':
      return `less than ${value(expected.value)}`;
    case 'within':
      return `a range within ${printable(expected.what)} ${range(expected.start, expected.end)}`;
    case 'apart-from':
      return `a range apart from ${printable(expected.what)} ${range(expected.start, expected.end)}`;
    case 'same-bytes':
      return `the same bytes as ${formatSpan(expected.as)} of ${ROLE[expected.as.file]}`;
    case 'zero-bytes':
      return 'zero bytes';
    case 'rewritten':
      return 'a rewritten image';
    case 'refused':
      return `a refusal because ${printable(expected.because)}`;
    case 'form':
      return printable(expected.name);
  }
}

/**
 * The sentence that says what a finding found, such as `zbootHeader.payloadOffset: expected 0x400 (1,024), found
 * 0x1000 (4,096).`; one line of plain text that ends with a full stop. Where the bytes lie is not part of it, because
 * only a renderer knows what the files are called.
 */
export function phrase({ about, expected, actual }: Finding): string {
  const sentence = `${printable(about)}: expected ${expectation(expected)}, found ${value(actual)}`;
  return sentence.endsWith('.') ? sentence : `${sentence}.`;
}
