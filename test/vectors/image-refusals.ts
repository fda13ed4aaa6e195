/** Images that break a rule which no append can repair, and those that only seem to. */
import { AT, clean, signed } from './base-images.ts';
import { INPUT, REFUSED, call, inInput } from './calls.ts';
import type { CallEntry } from './calls.ts';
import { cut, filled, insert, setBytes, setU16, setU32, setWords, truncate } from './patch.ts';
import { mayRefuse, mustRefuse } from './refusal-entries.ts';

/** Where the PE header can lie on the DOS header so that e_lfanew is read as BaseOfCode. */
const PE_ON_DOS = 0x10;
/** Where the section table starts, and some place in the slack behind it. */
const TABLE = AT.text.name;
const SLACK = 0x800;

/** An image whose PE header lies on the second half of the DOS header. */
function overlaid(): Uint8Array {
  const headers = clean().slice(AT.peSignature, AT.tableEnd);
  const emptied = setBytes(clean(), AT.peSignature, filled(headers.length, 0));
  return setU32(setBytes(emptied, PE_ON_DOS, headers), AT.peHeaderOffset, PE_ON_DOS);
}

/** An image with one data directory less than it counts. */
function shortOptionalHeader(): Uint8Array {
  const moved = insert(cut(clean(), TABLE - 8, 8), SLACK, filled(8, 0));
  return setU16(moved, AT.sizeOfOptionalHeader, 0x98);
}

/** An image with eight bytes between its last data directory and its section table. */
function longOptionalHeader(): Uint8Array {
  const moved = cut(insert(clean(), TABLE, filled(8, 0)), SLACK, 8);
  return setU16(moved, AT.sizeOfOptionalHeader, 0xa8);
}

/** An image with a certificate directory of 0x18 bytes at an offset. */
function certificatesAt(offset: number, image = clean()): Uint8Array {
  return setWords(image, [AT.certificateDirectory, offset], [AT.certificateDirectory + 4, 0x18]);
}

/** What no append can repair. */
export const IMAGE_REFUSALS: readonly CallEntry[] = [
  ...mustRefuse('the PE header lies on the DOS header', overlaid, inInput(PE_ON_DOS, TABLE - AT.peSignature)),
  ...mustRefuse('the directories do not fit', shortOptionalHeader, inInput(AT.sizeOfOptionalHeader, 2)),
  ...mustRefuse('the table is not behind the directories', longOptionalHeader, inInput(AT.sizeOfOptionalHeader, 2)),
  ...mustRefuse(
    'SizeOfHeaders ends inside the section table',
    () => setU32(clean(), AT.sizeOfHeaders, AT.tableEnd - 1),
    inInput(AT.sizeOfHeaders),
  ),
  ...mustRefuse(
    'SizeOfHeaders ends behind the file',
    () => setU32(clean(), AT.sizeOfHeaders, 0x3201),
    inInput(AT.sizeOfHeaders),
  ),
  ...mustRefuse(
    'a section ends behind the image',
    () => setU32(clean(), AT.data.virtualSize, 0x2001),
    inInput(AT.data.virtualSize),
  ),
  ...mustRefuse(
    'headers and data are more than the file holds',
    () => truncate(setU32(clean(), AT.data.pointerToRawData, SLACK), 0x31ff),
    inInput(AT.sizeOfHeaders),
  ),
  ...mayRefuse('headers and data are all that the file holds', () => setU32(clean(), AT.data.pointerToRawData, SLACK)),
  ...mustRefuse('certificates lie behind the file', () => certificatesAt(0x3200), inInput(AT.sizeOfHeaders)),
  ...mustRefuse('certificates lie in a section', () => certificatesAt(0x3000), inInput(0x3000, 0x18)),
  ...mustRefuse('certificates lie in the section table', () => certificatesAt(TABLE + 8), inInput(TABLE + 8, 0x18)),
  ...mayRefuse('certificates lie among the headers and are not hashed', () =>
    certificatesAt(SLACK, insert(clean(), 0x3200, filled(0x18, 0))),
  ),
  ...mayRefuse('certificates are one byte short of the end', () => insert(signed(clean()), 0x3218, filled(1, 0))),
  {
    rule: 'PR-REF-001',
    name: 'an offset of no certificates is no reason to refuse',
    make: () => call(setU32(clean(), AT.certificateDirectory, 0x3000), REFUSED),
    at: INPUT,
  },
];
