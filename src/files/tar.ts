/** The ustar format of archives. [POSIX.1-2024, pax, "ustar Interchange Format"] */
const BLOCK = 512;
const NAME_LENGTH = 100;
const PREFIX_LENGTH = 155;
const CHECK_SUM_OFFSET = 148;
const CHECK_SUM_LENGTH = 8;
const REGULAR_FILE = '0';
const MODE = 0o644;

/** Most bytes that the folder in front of a file's name may have in an archive. */
export const TAR_FOLDER_LENGTH_MAX = PREFIX_LENGTH;

/**
 * The header of a file in an archive, the same for the same arguments: owner 0, time 0, mode 0644.
 *
 * @param folder where the file goes, of at most 155 bytes
 * @param name of at most 100 bytes
 * @param size of the file, below 8 GiB
 */
export function tarHeader(folder: string, name: string, size: number): Uint8Array {
  const header = Buffer.alloc(BLOCK);
  header.write(name, 0, NAME_LENGTH);
  header.write(octal(MODE, 8), 100);
  header.write(octal(0, 8), 108);
  header.write(octal(0, 8), 116);
  header.write(octal(size, 12), 124);
  header.write(octal(0, 12), 136);
  // The sum is taken over a header that has spaces in its place.
  header.fill(' ', CHECK_SUM_OFFSET, CHECK_SUM_OFFSET + CHECK_SUM_LENGTH);
  header.write(REGULAR_FILE, 156);
  header.write('ustar\0' + '00', 257);
  header.write(octal(0, 8), 329);
  header.write(octal(0, 8), 337);
  header.write(folder, 345, PREFIX_LENGTH);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 7)} `, CHECK_SUM_OFFSET);
  return header;
}

/** Zero bytes that follow a file of this size. */
export function tarPadding(size: number): Uint8Array {
  return new Uint8Array((BLOCK - (size % BLOCK)) % BLOCK);
}

/** What ends an archive: two blocks of zeros. */
export function tarEnd(): Uint8Array {
  return new Uint8Array(2 * BLOCK);
}

/** Octal digits that fill a field but for the zero byte at its end. */
function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, '0')}\0`;
}
