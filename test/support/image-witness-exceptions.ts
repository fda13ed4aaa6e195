import type { Complaint } from './image-witness.ts';

/** A complaint that says nothing against the image. */
export interface Exception {
  readonly tool: string;
  /** Labels of the generator, all of which the image has. */
  readonly features: readonly string[];
  readonly message: RegExp;
  /** What the tool does, as its source tells. */
  readonly because: string;
  /** Versions that are known to complain. With these, an exception that never applies is an error. */
  readonly versions: RegExp;
}

const SBVERIFY_VERSIONS = /^sbverify 0\.9\.4\b/;

const GAP = {
  tool: 'sbverify',
  message: /\bgaps? in (the )?section table\b/,
  because: 'image.c compares each section only with the one in front of it in the table, not in the file',
  versions: SBVERIFY_VERSIONS,
};

const REMAINING = {
  tool: 'sbverify',
  message: /^warning: data remaining\[/,
  because: 'image.c warns of every byte that is not of the headers, of a section or of the certificate table',
  versions: SBVERIFY_VERSIONS,
};

/** What tools have to say against valid images. */
export const EXCEPTIONS: readonly Exception[] = [
  { ...GAP, features: ['raw-gap'] },
  { ...GAP, features: ['raw-reversed'] },
  { ...GAP, features: ['raw-rotated'] },
  { ...REMAINING, features: ['raw-gap'] },
  { ...REMAINING, features: ['overlay'] },
  { ...REMAINING, features: ['symbol-table'] },
  { ...REMAINING, features: ['object-tables'] },
  { ...REMAINING, features: ['debug-in-overlay'] },
  {
    ...REMAINING,
    features: ['odd-length'],
    because: 'image.c pads the file to a multiple of 8 in memory, reads it again and then finds its own padding',
  },
  {
    ...REMAINING,
    features: ['unaligned-raw', 'signed'],
    because: 'the certificate table starts at a multiple of 8, and image.c warns of the zeros in front of it',
  },
  {
    tool: 'objdump',
    features: ['section-flags'],
    message:
      /warning: ignoring section flag IMAGE_SCN_MEM_NOT_PAGED in |section flag IMAGE_SCN_MEM_NOT_CACHED \(0x4000000\) ignored$|^sees no PE image in |: file format not recognized$/,
    because: 'bfd/coffcode.h keeps no such flag, which the format defines, and fails for IMAGE_SCN_MEM_NOT_CACHED',
    versions: /^GNU objdump \(.*\) 2\.40\b/,
  },
  {
    tool: 'pefile',
    features: ['tables'],
    message:
      /^The Bound Imports directory exists but can't be parsed\.$|^Corrupt header "IMAGE_BOUND_|^RVA of IMAGE_BOUND_/,
    because: 'parse_directory_bound_imports takes the address for a file offset, as which linkers choose it',
    versions: /^pefile 20\d\d\./,
  },
  {
    tool: 'osslsigncode',
    features: ['many-signatures'],
    message:
      /^extract-signature: Corrupted attribute certificate table; [^;]*size[^;]*; [^;]*entry length[^;]*; Unable to/,
    because: 'pe_check_file compares the length of the first entry with the whole table; later versions do not',
    versions: /^osslsigncode 2\.9\b/,
  },
  {
    tool: 'osslsigncode',
    features: ['raw-gap', 'signed'],
    message: /^finds the digest [0-9a-f]{64} in 0 signatures$/,
    because: 'pe.c hashes the bytes of a gap, which firmware does not, and the image is signed for firmware',
    versions: /^osslsigncode 2\.9\b/,
  },
];

function explains({ features, message }: Exception, complaint: Complaint): boolean {
  return message.test(complaint.message) && features.every((feature) => complaint.image.features.includes(feature));
}

/** The complaints that no exception covers. */
export function unexplained(tool: string, complaints: readonly Complaint[]): readonly Complaint[] {
  const exceptions = EXCEPTIONS.filter((exception) => exception.tool === tool);
  return complaints.filter((complaint) => !exceptions.some((exception) => explains(exception, complaint)));
}

/** Exceptions that cover no complaint although this version of the tool is known to complain, in words. */
export function staleExceptions(tool: string, version: string, complaints: readonly Complaint[]): readonly string[] {
  return EXCEPTIONS.filter((exception) => exception.tool === tool && exception.versions.test(version))
    .filter((exception) => !complaints.some((complaint) => explains(exception, complaint)))
    .map(({ features, message }) => `${features.join(' ')}: ${message.source}`);
}
