/** Rewriters that take requests to be what most people ask. */
import { endOf } from '../../../src/results/index.ts';
import type { Asked, Mistake } from '../fault.ts';
import type { GoodAppend } from '../good-append.ts';
import { littleEndian } from '../little-endian.ts';
import { accepting, cleared, overwriting, refusing, remaking, set } from './assumption.ts';

/** Initialised data that is read, and code. [PE format, Section Flags] */
const DATA = 0x4000_0040;
const CODE = 0x6000_0020;
const NAME = 8;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const ELF = [0x7f, 0x45, 0x4c, 0x46];
const PE = [0x4d, 0x5a];

function starts({ request }: GoodAppend, bytes: readonly number[]): boolean {
  return request.content.length > bytes.length && bytes.every((byte, index) => request.content[index] === byte);
}

function hasName({ before }: GoodAppend, test: (name: string) => boolean): boolean {
  return before.sections.some(({ name }) => test(name.value));
}

/** The content without its first bytes, as if it had been asked so. */
function withoutStart({ output, added, request }: GoodAppend, length: number): Uint8Array {
  const bytes = output.slice();
  const { offset } = added.rawData;
  bytes.copyWithin(offset, offset + length, endOf(added.rawData));
  bytes.fill(0, endOf(added.rawData) - length, endOf(added.rawData));
  bytes.set(littleEndian(BigInt(request.content.length - length), 4), added.virtualSize.offset);
  return bytes;
}

type Test = (asked: Asked) => boolean;

/** A request that it takes as it takes any other. */
function taking(site: string, operator: string, isSuch: Test): Mistake {
  return accepting(site, operator, (asked, naive) => (isSuch(asked) ? naive : null));
}

/** One fault for each request that had never been made. */
export const REQUESTS: readonly Mistake[] = [
  overwriting('flags other than two', 'writes those of data', ({ added, request }) =>
    request.characteristics === CODE ? [] : [set(added.characteristics, DATA)],
  ),
  taking('empty content', 'appends nothing', ({ request }) => request.content.length === 0),
  taking('empty name', 'writes it', ({ request }) => request.name === ''),
  taking('name of nine bytes', 'cuts it', ({ request }) => request.name.length > NAME),
  taking('name with /', 'writes it', ({ request }) => request.name.includes('/')),
  taking('name with $', 'writes it', ({ request }) => request.name.includes('$')),
  taking('.reloc', 'appends one', ({ request }) => request.name === '.reloc'),
  taking('name with a space', 'writes it', ({ request }) => request.name.includes(' ')),
  taking('name with NUL', 'writes what follows', ({ request }) => request.name.includes('\0')),
  refusing('name like another but for case', 'takes it for taken', (good) => {
    const wanted = good.request.name.toLowerCase();
    return hasName(good, (name) => name.toLowerCase() === wanted);
  }),
  refusing('name that begins like another', 'takes it for taken', (good) =>
    hasName(good, (name) => name.startsWith(good.request.name)),
  ),
  refusing('name that another begins', 'takes it for taken', (good) =>
    hasName(good, (name) => name !== '' && good.request.name.startsWith(name)),
  ),
  refusing('name like another in seven bytes', 'takes it for taken', (good) => {
    const wanted = good.request.name.slice(0, NAME - 1);
    return hasName(good, (name) => wanted.length === NAME - 1 && name.startsWith(wanted));
  }),
  taking('name of eight bytes that is taken', 'looks for one that ends', ({ before, request, refusal }) => {
    return before.ok && refusal === 'name-taken' && request.name.length === NAME;
  }),
  refusing('content that is ELF', 'takes it for an object', (good) => starts(good, ELF)),
  refusing('content that is PE', 'takes it for an image', (good) => starts(good, PE)),
  overwriting('content of zeros', 'stores none', (good) => {
    const { added, request } = good;
    if (request.content.some((byte) => byte !== 0)) return [];
    return [...cleared(added.sizeOfRawData), ...cleared(added.pointerToRawData)];
  }),
  remaking('content with a byte order mark', 'removes it', (good) =>
    starts(good, BYTE_ORDER_MARK) ? withoutStart(good, BYTE_ORDER_MARK.length) : null,
  ),
];
