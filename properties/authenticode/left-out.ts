import type { Image } from '../../src/reader/index.ts';
import type { Span } from '../../src/results/index.ts';
import { bytesOf } from '../bytes/bytes.ts';

/** Number of the certificate directory and bytes of a directory. [PE format, Optional Header Data Directories] */
const CERTIFICATE_DIRECTORY = 4;
const DIRECTORY_SIZE = 8;

/** What a signature leaves out, for signing changes it. [Authenticode, Calculating the PE Image Hash, steps 3 to 9] */
export interface LeftOut {
  readonly checkSum: Span;
  /** The directory that names the certificates; empty, at the end of CheckSum, where NumberOfRvaAndSizes has none. */
  readonly directory: Span;
  /** The certificate table as the directory states it; empty without one. */
  readonly certificates: Span;
}

/** Whether NumberOfRvaAndSizes counts the certificate directory. */
export function hasCertificateDirectory({ optionalHeader }: Image): boolean {
  return optionalHeader.numberOfRvaAndSizes.value > CERTIFICATE_DIRECTORY;
}

/** Where the certificate directory is, or would be if there were one. */
export function certificateDirectory({ optionalHeader }: Image): Span {
  const { offset, length } = optionalHeader.numberOfRvaAndSizes;
  return { offset: offset + length + CERTIFICATE_DIRECTORY * DIRECTORY_SIZE, length: DIRECTORY_SIZE };
}

/** What is left out by a program that asks NumberOfRvaAndSizes whether there is a certificate directory. */
export function leftOut(image: Image): LeftOut {
  const { checkSum } = image.optionalHeader;
  if (hasCertificateDirectory(image)) return leftOutWith(image, certificateDirectory(image));
  const none = { offset: checkSum.offset + checkSum.length, length: 0 };
  return { checkSum, directory: none, certificates: { offset: 0, length: 0 } };
}

/** What is left out when these bytes are the certificate directory; one outside the file names no certificates. */
export function leftOutWith(image: Image, directory: Span): LeftOut {
  const bytes = bytesOf(image, directory);
  const whole = bytes.length === DIRECTORY_SIZE;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const certificates = {
    offset: whole ? view.getUint32(0, true) : 0,
    length: whole ? view.getUint32(4, true) : 0,
  };
  return { checkSum: image.optionalHeader.checkSum, directory, certificates };
}
