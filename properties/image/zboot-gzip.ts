import { payloadSpan } from '../../src/reader/index.ts';
import type { Image } from '../../src/reader/index.ts';
import type { Expectation } from '../../src/results/index.ts';
import { bytesOf } from '../bytes/bytes.ts';
import { untidy } from '../effects.ts';
import { equals, place, wrong } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { ImageRule } from '../rule.ts';
import { payloadContent, unverifiedContent, withoutWholeContent } from './payload-content.ts';

/** A field of the header of a gzip member that no decoder goes by, and what gzip -n writes into it. */
interface Idle {
  readonly name: string;
  readonly offset: number;
  readonly length: number;
  readonly values: readonly number[];
}

/** [RFC 1952, 2.3.1; the lowest bit of FLG is FTEXT] */
const IDLE: readonly Idle[] = [
  { name: 'FLG', offset: 3, length: 1, values: [0] },
  { name: 'MTIME', offset: 4, length: 4, values: [0] },
  { name: 'XFL', offset: 8, length: 1, values: [0, 2, 4] },
  { name: 'OS', offset: 9, length: 1, values: [3, 255] },
];
/** Flags by which a decoder goes are for another rule. */
const FTEXT = 1;

function wanted(values: readonly number[]): Expectation {
  const [only, ...others] = values;
  return only !== undefined && others.length === 0 ? equals(only) : { kind: 'one-of', values };
}

/** The value of a field; of the flags the one that means nothing. */
function valueOf(image: Image, { name, offset, length }: Idle): number {
  const bytes = Buffer.from(bytesOf(image, { offset: payloadSpan(image).offset + offset, length }));
  return name === 'FLG' ? bytes.readUInt8(0) & FTEXT : bytes.readUIntLE(0, length);
}

/** The rule on what a gzip header says and nobody reads. */
export const ZBOOT_GZIP_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'ZB-031',
    name: 'gzip-header-idle',
    levels: '-----W',
    title: 'The gzip header has no time, and its flags and OS byte are as gzip -n writes them.',
    references: [REFERENCES.zbootMakefile],
    rationale: 'A build that writes a time is not reproducible; a byte that no compressor writes was changed later.',
    severity: 'untidy',
    effects: { zboot: untidy('stub', 'skips these bytes') },
    brokenBy: ['gzip without -n', 'a changed byte in the header of the stream'],
    inapplicable: (image) =>
      withoutWholeContent(image) ??
      (image.zbootHeader.compressionType.value === 'gzip' ? undefined : 'the payload is not a gzip stream'),
    unverified: unverifiedContent,
    *check(image) {
      if (payloadContent(image).decoding.kind !== 'decoded') return;
      for (const field of IDLE) {
        const value = valueOf(image, field);
        if (field.values.includes(value)) continue;
        const at = { offset: payloadSpan(image).offset + field.offset, length: field.length };
        yield wrong(`payload: gzip ${field.name}`, wanted(field.values), value, place(at));
      }
    },
  },
];
