import type { Span } from '../results/index.ts';
import type { Fault } from './faults.ts';
import type {
  CERTIFICATE,
  COFF_HEADER,
  DATA_DIRECTORY,
  DEBUG_ENTRY,
  DOS_HEADER,
  OPTIONAL_HEADER_PE32_PLUS,
  SECTION_HEADER,
  ZBOOT_HEADER,
} from './layouts.ts';
import type { RegionMap } from './regions.ts';
import type { ByteSource } from './source.ts';
import type { Decoded, Field } from './struct.ts';

export type DosHeader = Decoded<typeof DOS_HEADER.fields>;
export type ZbootHeader = Decoded<typeof ZBOOT_HEADER.fields>;
export type CoffHeader = Decoded<typeof COFF_HEADER.fields>;

/** The optional header of both kinds of image; a 32-bit image's addresses and sizes are widened to bigint. */
export type OptionalHeader = Decoded<typeof OPTIONAL_HEADER_PE32_PLUS.fields> & {
  /** Present in 32-bit images only. */
  readonly baseOfData: Field<number> | null;
};

/** A data directory that exists: its number is below NumberOfRvaAndSizes and its bytes lie in the optional header. */
export type DataDirectory = Decoded<typeof DATA_DIRECTORY.fields> & { readonly index: number };

/** A section header and what follows from it. */
export type Section = Decoded<typeof SECTION_HEADER.fields> & {
  readonly index: number;
  /** The 40 bytes of the header. */
  readonly header: Span;
  /** The bytes that the header claims in the file; may reach beyond its end. Empty when SizeOfRawData is 0. */
  readonly rawData: Span;
  /** The addresses that the section takes when loaded: VirtualSize, or SizeOfRawData when VirtualSize is 0. */
  readonly extent: Span;
  /** The name that a `/123` name stands for in the string table, or `null`. */
  readonly longName: string | null;
};

/** A debug directory entry with the bytes that it points to. */
export type DebugEntry = Decoded<typeof DEBUG_ENTRY.fields> & {
  readonly index: number;
  /** The bytes that the entry claims in the file; may reach beyond its end. */
  readonly data: Span;
};

export type Certificate = Decoded<typeof CERTIFICATE.fields> & { readonly data: Span };

/** The attribute certificate table that directory 4 names. */
export interface CertificateTable {
  /** The table as the directory claims it; may reach beyond the end of the file. */
  readonly span: Span;
  readonly certificates: readonly Certificate[];
}

/** The COFF symbol table and the string table behind it. */
export interface SymbolTable {
  /** The symbol records as the header claims them; may reach beyond the end of the file. */
  readonly symbols: Span;
  /** The string table including its size field, or `null` when that field lies outside the file. */
  readonly strings: Span | null;
}

/** Something odd that does not stop the reader. Whether it matters is for the rules to say. */
export interface Anomaly {
  readonly code:
    | 'directories-cut'
    | 'debug-directory-unmapped'
    | 'debug-directory-cut'
    | 'certificate-walk-stopped'
    | 'symbol-table-outside-file'
    | 'long-name-unresolved';
  readonly path: string;
  readonly at: Span;
}

/** A PE image as it stands in the file. Sections keep the order of their table. */
export interface Image {
  readonly source: ByteSource;
  /** The file's size in bytes. */
  readonly fileSize: number;
  readonly dosHeader: DosHeader;
  /** The DOS header's bytes read as a zboot header, whether or not they are one. */
  readonly zbootHeader: ZbootHeader;
  /** The four bytes `PE\0\0`. */
  readonly peSignature: Span;
  readonly coffHeader: CoffHeader;
  readonly optionalHeader: OptionalHeader;
  readonly directories: readonly DataDirectory[];
  /** The section table, found through SizeOfOptionalHeader. */
  readonly sectionTable: Span;
  /** Where the table would start for a reader that goes by NumberOfRvaAndSizes. */
  readonly sectionTableByDirectories: number;
  readonly sections: readonly Section[];
  readonly debugEntries: readonly DebugEntry[];
  readonly certificateTable: CertificateTable | null;
  readonly symbolTable: SymbolTable | null;
  readonly regionMap: RegionMap;
  readonly anomalies: readonly Anomaly[];
}

/** What became of reading a file: a model, or the one fault that made it impossible. */
export type Reading =
  | { readonly ok: true; readonly image: Image }
  | { readonly ok: false; readonly fault: Fault; readonly fileSize: number };
