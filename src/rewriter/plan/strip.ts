import type { Admission } from '../admit/admit.ts';
import * as at from '../admit/fields.ts';
import { directoryOffset } from '../admit/headers.ts';
import { hex, isRefusal, refuse, span } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { followReferences, word } from './patches.ts';
import { endOfData } from './placement.ts';
import type { Moves } from './room.ts';
import type { Segment } from './segment.ts';
import type { Step } from './step.ts';

/** The certificate table of a signed image, as its directory entry names it: a file offset, not an address. */
interface CertificateTable {
  /** File offset of the directory entry. */
  readonly entry: number;
  readonly start: number;
  readonly end: number;
}

/**
 * Plans the removal of the certificate table and of its directory entry. All other bytes stay; what follows the table
 * moves up.
 *
 * PE format, "The Attribute Certificate Table (Image Only)".
 *
 * @returns the step, `null` when the image is not signed, or a refusal `malformed-certificates` or one of those of
 *   followReferences
 */
export function stripSignature(admission: Admission): Step | Refusal | null {
  const table = certificateTable(admission);
  if (table === null) return null;
  if (table.start === 0) return clearedEntry(admission, table);
  const fault = misplacement(admission, table);
  if (fault !== null) {
    const found = `The certificate table ${span(table.start, table.end)} named at ${hex(table.entry)} ${fault}`;
    return refuse('malformed-certificates', `${found}; sign the image again or correct the directory entry.`);
  }
  const { headers } = admission;
  const size = table.end - table.start;
  const moves: Moves = {
    tableEnd: headers.tableEnd,
    blockEnd: headers.tableEnd,
    sizeOfHeaders: headers.sizeOfHeaders,
    dataEnd: table.end,
    fileLength: headers.fileLength,
    dataShift: 0,
    overlayShift: -size,
  };
  const followed = followReferences(admission, moves);
  if (isRefusal(followed)) return followed;
  const patches = [
    word('certificate directory offset', table.entry, table.start, 0),
    word('certificate directory size', table.entry + 4, size, 0),
    ...followed,
  ];
  const removed = { offset: table.start, length: size };
  return { segments: withoutTable(table, headers.fileLength), patches, dataShift: 0, section: null, removed };
}

function certificateTable({ image, headers }: Admission): CertificateTable | null {
  const entry = directoryOffset(headers, at.CERTIFICATE_DIRECTORY);
  if (entry === null) return null;
  const start = image.u32(entry);
  const size = image.u32(entry + 4);
  return size === 0 ? null : { entry, start, end: start + size };
}

/** An entry with a size and no place has no table that could be taken out. */
function clearedEntry({ headers }: Admission, { entry, end }: CertificateTable): Step {
  const segments: readonly Segment[] = [{ kind: 'image', offset: 0, length: headers.fileLength, from: 0 }];
  const patches = [word('certificate directory size', entry + 4, end, 0)];
  return { segments, patches, dataShift: 0, section: null, removed: null };
}

/** Why the table's bytes cannot be taken out, or `null` when nothing else lives there. */
function misplacement({ headers, sections, filePointers }: Admission, { start, end }: CertificateTable): string | null {
  const { sizeOfHeaders, fileLength } = headers;
  const dataEnd = endOfData(headers, sections);
  if (end > fileLength) return `runs past the file's end ${hex(fileLength)}`;
  if (start < sizeOfHeaders) return `starts inside the headers that end at ${hex(sizeOfHeaders)}`;
  if (start < dataEnd) return `starts before the end of the section data at ${hex(dataEnd)}`;
  const guest = filePointers.find(({ offset, length }) => offset < end && offset + length > start);
  return guest === undefined ? null : `shares bytes with what ${guest.label} names`;
}

function withoutTable({ start, end }: CertificateTable, fileLength: number): readonly Segment[] {
  const segments: Segment[] = [{ kind: 'image', offset: 0, length: start, from: 0 }];
  if (end < fileLength) segments.push({ kind: 'image', offset: start, length: fileLength - end, from: end });
  return segments;
}
