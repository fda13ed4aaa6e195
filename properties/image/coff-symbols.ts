import type { Image } from '../../src/reader/index.ts';
import { endOf, formatSpan, overlaps } from '../../src/results/index.ts';
import type { Finding, Span } from '../../src/results/index.ts';
import { bytesOf } from '../bytes/bytes.ts';
import { LOADED, misreads, untidy } from '../effects.ts';
import { equals, place, wrong, wrongValue } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { ImageRule } from '../rule.ts';
import { nameOf, tableEnd } from './facts.ts';

/** Bytes of the string table's own size, which that size counts. [PE format, COFF String Table] */
const SIZE_FIELD = 4;

/** The string table's size as it stands in the file; the field must be within it. */
function stringTableSize(image: Image, offset: number): number {
  const bytes = bytesOf(image, { offset, length: SIZE_FIELD });
  return new DataView(bytes.buffer, bytes.byteOffset, SIZE_FIELD).getUint32(0, true);
}

/** The finding on a part of the file that the table shares bytes with. */
function clash(table: Span, what: string, part: Span): Finding {
  const start = Math.max(table.offset, part.offset);
  const shared = { offset: start, length: Math.min(endOf(table), endOf(part)) - start };
  const expected = { kind: 'apart-from', what, start: part.offset, end: endOf(part) } as const;
  return wrong('symbol table', expected, formatSpan(table), place(shared));
}

/** Every part of the file that a table inside the file must not overlap. */
function* clashesOf(image: Image, table: Span): Iterable<Finding> {
  const headers = { offset: 0, length: Math.max(image.optionalHeader.sizeOfHeaders.value, tableEnd(image)) };
  if (overlaps(table, headers)) yield clash(table, 'the headers', headers);
  for (const section of image.sections) {
    if (overlaps(table, section.rawData)) yield clash(table, `data of ${nameOf(section)}`, section.rawData);
  }
  const certificates = image.certificateTable?.span;
  if (certificates !== undefined && overlaps(table, certificates)) yield clash(table, 'the certificates', certificates);
}

/** Rules on the COFF symbol table and the string table after it. */
export const COFF_SYMBOL_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-COF-007',
    name: 'symtab-zero',
    levels: 'W----W',
    title: 'The image has no COFF symbol table.',
    references: [REFERENCES.coffHeader, REFERENCES.symbolTable],
    rationale:
      'The format reserves COFF symbols for object files; in an image no section covers them and no loader reads them.',
    severity: 'disputed',
    effects: { zboot: untidy('edk2') },
    brokenBy: ['a linker that leaves its symbols behind'],
    knownViolations: ['LLVM and MinGW leave a symbol table in images.'],
    *check({ coffHeader: { pointerToSymbolTable, numberOfSymbols } }) {
      for (const field of [pointerToSymbolTable, numberOfSymbols]) {
        if (field.value !== 0) yield wrongValue(field, equals(0));
      }
    },
  },
  {
    scope: 'image',
    id: 'PE-COF-008',
    name: 'symtab-in-file',
    levels: 'WWWWWW',
    title: 'A COFF symbol table and its strings are within the file and overlap no other part.',
    references: [REFERENCES.symbolTable, REFERENCES.stringTable],
    rationale:
      'Tools look up long section names there; a count near 2^32 makes a table of 77 GB, whose size wraps in 32 bits.',
    severity: 'mishandled',
    effects: { ...LOADED, zboot: misreads('objdump', 'shows the wrong bytes as symbols') },
    enforcedBy: ['pesign: for long names', 'objdump', 'ukify: strips a table only at the end of the file'],
    brokenBy: [
      'a NumberOfSymbols of 0xffffffff',
      'a pointer ten bytes before the end of the file',
      'an append that puts data over the symbols',
    ],
    vacuous: ({ symbolTable }) => (symbolTable === null ? 'there is no symbol table' : undefined),
    *check(image) {
      if (image.symbolTable === null) return;
      const { symbols } = image.symbolTable;
      const { fileSize } = image;
      const least = { offset: symbols.offset, length: symbols.length + SIZE_FIELD };
      if (endOf(least) > fileSize) {
        const { pointerToSymbolTable, numberOfSymbols } = image.coffHeader;
        const fields = [place(pointerToSymbolTable), place(numberOfSymbols)] as const;
        yield wrong(
          'symbol table',
          { kind: 'within', what: 'the file', start: 0, end: fileSize },
          formatSpan(least),
          ...fields,
        );
        return;
      }
      const sizeField = { offset: endOf(symbols), length: SIZE_FIELD };
      const size = stringTableSize(image, sizeField.offset);
      const most = fileSize - sizeField.offset;
      if (size < SIZE_FIELD) {
        yield wrong('string table size', { kind: 'at-least', value: SIZE_FIELD }, size, place(sizeField));
      } else if (size > most) {
        yield wrong('string table size', { kind: 'at-most', value: most }, size, place(sizeField));
      } else {
        yield* clashesOf(image, { offset: symbols.offset, length: symbols.length + size });
      }
    },
  },
];
