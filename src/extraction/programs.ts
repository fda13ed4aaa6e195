/** Programs that decompress a stream from standard input to standard output, by the type in the zboot header. */
const PROGRAMS: ReadonlyMap<string, string> = new Map([
  ['gzip', 'gzip -dc'],
  ['zstd', 'zstd -dc'],
  ['zstd22', 'zstd -dc'],
  ['xz', 'xz -dc'],
  ['xzkern', 'xz -dc'],
  ['lzma', 'xz --format=lzma -dc'],
  ['lz4', 'lz4 -dc'],
  ['lzo', 'lzop -dc'],
]);

/** The program for a compression type; `null` for one that is unknown. */
export function programOf(compressionType: string): string | null {
  return PROGRAMS.get(compressionType) ?? null;
}
