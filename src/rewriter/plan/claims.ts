import type { Admission } from '../admit/admit.ts';
import * as at from '../admit/fields.ts';
import { directoryOffset } from '../admit/headers.ts';
import { findSetupHeader } from '../admit/kernel-header.ts';

/** Bytes `[start, end)` after the section table that something in the image refers to. */
export interface Claim {
  readonly start: number;
  readonly end: number;
  /** Whose they are, as the start of a sentence that goes on with "takes bytes". */
  readonly label: string;
  /**
   * `movable` when the one reference to these bytes is a file offset that can be corrected; `code` when they are run, or
   * read by those who know nothing of PE, and nobody says where they end.
   */
  readonly hold: 'movable' | 'fixed' | 'code';
}

type AddClaim = (label: string, start: number, end: number, hold: Claim['hold']) => void;

/** Everything that claims bytes of the header slack, in the order of the starts, each cut to the slack. */
export function collectClaims(admission: Admission): readonly Claim[] {
  const { tableEnd, sizeOfHeaders } = admission.headers;
  const claims: Claim[] = [];
  const claim: AddClaim = (label, start, end, hold) => {
    const clipped = { label, start: Math.max(start, tableEnd), end: Math.min(end, sizeOfHeaders) };
    if (clipped.start < clipped.end) claims.push({ ...clipped, hold });
  };
  claimFilePointers(admission, claim);
  claimAddresses(admission, claim);
  claimCode(admission, claim);
  return claims.sort((left, right) => left.start - right.start);
}

/** What file offsets lead to. */
function claimFilePointers({ headers, filePointers }: Admission, claim: AddClaim): void {
  const { tableEnd, sizeOfHeaders, fileLength } = headers;
  for (const { label, holder, offset, length, address } of filePointers) {
    const end = offset + length;
    const wholly = offset >= tableEnd && end <= sizeOfHeaders;
    const hold = holder === 'debug-entry' && address === 0 && wholly ? 'movable' : 'fixed';
    // A range that leaves the file says nothing about the bytes after its start, so only a start in the slack counts.
    if (end <= fileLength || offset >= tableEnd) claim(label, offset, end, hold);
    if (address !== 0) claim(label, address, address + length, 'fixed');
  }
}

/** What addresses lead to: the headers are loaded at their own offsets, and what starts behind them claims none. */
function claimAddresses({ image, headers, debug }: Admission, claim: AddClaim): void {
  for (const { index, pointerToRawData, addressOfRawData, sizeOfData } of debug.entries) {
    // Without a file offset there is nothing to correct: such data is found in memory, at its address alone.
    if (pointerToRawData !== 0 || addressOfRawData === 0) continue;
    claim(`AddressOfRawData of debug entry ${index}`, addressOfRawData, addressOfRawData + sizeOfData, 'fixed');
  }
  for (let index = 0; index < headers.numberOfRvaAndSizes; index += 1) {
    const entry = directoryOffset(headers, index);
    if (entry === null || index === at.CERTIFICATE_DIRECTORY) continue;
    const address = image.u32(entry);
    const end = address + image.u32(entry + 4);
    // What ends after the headers is claimed as far as they reach: those bytes are loaded, and somebody reads them.
    if (address !== 0) claim(`Data directory ${index}`, address, end, 'fixed');
  }
}

/** What is run or read by those who know nothing of PE; where such code ends nobody says. */
function claimCode({ image, headers }: Admission, claim: AddClaim): void {
  const entryPoint = image.u32(headers.optionalOffset + at.OPTIONAL_ADDRESS_OF_ENTRY_POINT_AT);
  if (entryPoint >= headers.tableEnd) claim('AddressOfEntryPoint', entryPoint, headers.sizeOfHeaders, 'code');
  const setup = findSetupHeader(image, headers);
  // A table that runs into it shows that those bytes are something else.
  if (setup !== null && setup.start >= headers.tableEnd) {
    claim('The x86 setup_header, which boot loaders read,', setup.start, setup.end, 'code');
  }
}
