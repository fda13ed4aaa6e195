// Mutants that nothing can tell from the original, by the line that they change and the change; each group says why.
const FOR_THE_COMPILER = 'the compiler wants it; the rule is inapplicable to an image without that';
const SLOWER = 'it takes the slower of two ways to the same result';

export const EQUIVALENTS = [
  {
    path: 'properties/image/zboot-place.ts',
    on: 'section',
    changes: [
      'if (section === null) return; -> ;',
      "section !== null && section.name.value !== '.text' -> (section.name.value !== '.text')",
    ],
    because: FOR_THE_COMPILER,
  },
  {
    path: 'properties/image/zboot-payload.ts',
    on: 'return;',
    changes: ['if (section === null) return; -> ;', "if (result.kind !== 'bytes') return; -> ;"],
    because: FOR_THE_COMPILER,
  },
  {
    path: 'properties/image/file-layout.ts',
    on: 'first === null',
    changes: ['first === null || sizeOfHeaders.value >= first -> (sizeOfHeaders.value >= first)'],
    because: FOR_THE_COMPILER,
  },
  {
    path: 'properties/image/memory-order.ts',
    on: 'first === undefined',
    changes: [
      'first === undefined || first.virtualAddress.value === expected -> (first.virtualAddress.value === expected)',
    ],
    because: FOR_THE_COMPILER,
  },
  {
    path: 'properties/image/memory-room.ts',
    on: 'lowest === undefined',
    changes: [
      'lowest === undefined || sizeOfHeaders.value <= lowest.virtualAddress.value -> (sizeOfHeaders.value <= lowest.virtualAddress.value)',
    ],
    because: FOR_THE_COMPILER,
  },
  {
    path: 'properties/bytes/bytes/decompress.ts',
    on: "'code' in cause",
    changes: ["cause instanceof Error && 'code' in cause -> ('code' in cause)"],
    because: 'zlib and the sources of bytes throw errors and nothing else',
  },
  {
    path: 'properties/bytes/bytes/checksum.ts',
    on: 'const HOST_IS_LITTLE_ENDIAN',
    changes: ['=== -> !==', '1 -> 2', '1 -> 0', '0 -> 1'],
    because: SLOWER,
  },
  {
    path: 'properties/bytes/bytes/checksum.ts',
    on: 'if (HOST_IS_LITTLE_ENDIAN',
    changes: ['% -> *', '+ -> -'],
    because: SLOWER,
  },
  {
    path: 'properties/bytes/bytes/checksum.ts',
    on: 'if (HOST_IS_LITTLE_ENDIAN',
    changes: [
      'HOST_IS_LITTLE_ENDIAN && (bytes.byteOffset + index) % 2 === 0 -> ((bytes.byteOffset + index) % 2 === 0)',
    ],
    because: 'it shows on big-endian machines alone',
  },
  {
    path: 'properties/bytes/bytes/checksum.ts',
    on: 'word < pairs',
    changes: ['< -> <='],
    because: 'there is no word behind the last one, and none counts as zero',
  },
  {
    path: 'properties/bytes/bytes.ts',
    on: 'const BLOCK',
    changes: ['4096 -> 4097', '4096 -> 4095'],
    because: 'blocks of any size give the same result',
  },
  {
    path: 'properties/bytes/bytes.ts',
    on: 'while (start < end',
    changes: ['< -> <='],
    because: 'behind both arrays there is nothing that could differ',
  },
  {
    path: 'properties/bytes/bytes.ts',
    on: 'index < end',
    changes: ['< -> <='],
    because: 'behind both arrays there is nothing that could differ',
  },
  {
    path: 'properties/bytes/bytes.ts',
    on: 'ZEROS.subarray(0, block.length)',
    changes: ['0 -> 1'],
    because: SLOWER,
  },
  {
    path: 'properties/bytes/bytes.ts',
    on: 'while (index < bytes.length',
    changes: ['< -> <=', '+ -> -'],
    because: SLOWER,
  },
  {
    path: 'properties/bytes/bytes/decompress.ts',
    on: 'const CHUNK_SIZE',
    changes: ['2 -> 3', '16 -> 17', '16 -> 15'],
    because: 'buffers of any size give the same result',
  },
  {
    path: 'properties/authenticode/coverage.ts',
    on: 'if (isComplement(',
    changes: ['if (isComplement(image, input, out)) return; -> ;'],
    because: SLOWER,
  },
  {
    path: 'properties/authenticode/first-come.ts',
    on: 'followEachOther(ranges) ?',
    changes: ['followEachOther(ranges) ? ranges : withoutOverlaps(ranges) -> (withoutOverlaps(ranges))'],
    because: SLOWER,
  },
];
