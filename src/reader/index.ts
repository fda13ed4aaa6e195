/**
 * The independent reader: bytes to a located model, or one fault. It is the oracle of the project and shares no code
 * and no constant with the generator or the rewriter.
 */
export type { Span } from '../results/index.ts';
export { certificatesOf } from './certificates.ts';
export type { Fault, FaultCode } from './faults.ts';
export { fileOffsetsOf } from './file-offsets.ts';
export { isZboot } from './is-zboot.ts';
export type {
  Anomaly,
  Certificate,
  CertificateEnd,
  CertificateTable,
  CoffHeader,
  DataDirectory,
  DebugEntry,
  DosHeader,
  Image,
  OptionalHeader,
  Reading,
  Unreadable,
  RelocationBlock,
  RelocationEnd,
  RelocationEntry,
  Section,
  SymbolTable,
  ZbootHeader,
} from './model.ts';
export { lengthSpan, payloadSpan, startsAsItsType, statedLength } from './payload.ts';
export { readImage } from './read-image.ts';
export type { Clash, Region, RegionKind, RegionMap } from './regions.ts';
export { relocationBlocks, relocationEntries } from './relocations.ts';
export { memorySource } from './source.ts';
export type { ByteSource } from './source.ts';
export type { Field } from './struct.ts';
export { fileOffsetOf } from './tables.ts';
