import { AT, PAYLOAD_AT, clean, headersOnly, movedHeader, signed, withoutZboot } from './base-images.ts';
import { INPUT, REFUSED, REQUEST, appended, call, inInput, rewritten } from './calls.ts';
import type { CallEntry } from './calls.ts';
import { CONTENT, mayRefuse, mustRefuse } from './refusal-entries.ts';
import { cut, filled, insert, setBytes, setU16, setU32, setWords } from './patch.ts';

/** A table that ends with SizeOfHeaders in an image whose first section starts there too. */
function withoutRoom(): Uint8Array {
  return movedHeader(0x1000 - AT.tableEnd);
}

/** Answers to what must, may and must not be refused. */
export const REFUSALS: readonly CallEntry[] = [
  ...['', '.bpfilter', '.b/f', '.b$f', 'b f', 'b\u00e4f', '.reloc'].flatMap((name) =>
    mustRefuse(`the name ${JSON.stringify(name)} is asked for`, clean, CONTENT, [{ ...REQUEST, name }]),
  ),
  ...mustRefuse('the content is empty', clean, { ...CONTENT, length: 0 }, [{ ...REQUEST, content: new Uint8Array(0) }]),
  ...mustRefuse('the name is taken', clean, inInput(AT.data.name, 8), [{ ...REQUEST, name: '.data' }]),
  ...mayRefuse('the image is no zboot image', withoutZboot),
  ...mustRefuse('the payload is in no section', () => setU32(clean(), AT.payloadOffset, 8), inInput(8)),
  ...[0, 3, 0x1800].flatMap((value) =>
    mustRefuse(
      `SectionAlignment is ${value}`,
      () => setU32(clean(), AT.sectionAlignment, value),
      inInput(AT.sectionAlignment),
    ),
  ),
  ...[0, 0x201].flatMap((value) =>
    mustRefuse(`FileAlignment is ${value}`, () => setU32(clean(), AT.fileAlignment, value), inInput(AT.fileAlignment)),
  ),
  ...mustRefuse('there are no sections', headersOnly, inInput(AT.numberOfSections, 2)),
  ...mustRefuse(
    'the data of two sections overlap',
    () => setU32(clean(), AT.data.pointerToRawData, 0x2e00),
    inInput(0x2e00, 0x200),
  ),
  ...mustRefuse('the last section is cut off', () => clean().slice(0, 0x31ff), inInput(AT.data.sizeOfRawData)),
  ...mustRefuse(
    'two sections overlap in memory',
    () => setU32(clean(), AT.text.virtualSize, 0x2001),
    inInput(AT.data.virtualSize, 8),
  ),
  ...mustRefuse(
    'there are 17 data directories',
    () => setU32(clean(), AT.numberOfRvaAndSizes, 17),
    inInput(AT.numberOfRvaAndSizes),
  ),
  ...mustRefuse('the headers have no room and cannot grow', withoutRoom, inInput(AT.sizeOfHeaders + 0x1000 - 0x148)),
  ...mustRefuse(
    'the new section would end past 4 GiB',
    () => setWords(clean(), [AT.data.virtualSize, 2 ** 32 - 1 - 0x3000], [AT.sizeOfImage, 2 ** 32 - 1]),
    inInput(AT.sizeOfImage),
  ),
  ...[-1, 2 ** 32, 0.5, NaN].flatMap((characteristics) =>
    mustRefuse(`the flags ${characteristics} are asked for`, clean, CONTENT, [{ ...REQUEST, characteristics }]),
  ),
  ...mustRefuse(
    'SizeOfInitializedData would be 2^32',
    () => setU32(clean(), AT.sizeOfInitializedData, 2 ** 32 - 1000),
    inInput(AT.sizeOfInitializedData),
  ),
  ...mayRefuse('SizeOfInitializedData would be 2^32 by its raw size only', () =>
    setU32(clean(), AT.sizeOfInitializedData, 2 ** 32 - 1024),
  ),
  ...mayRefuse('the image would have 2 GiB', () =>
    setWords(clean(), [AT.data.virtualSize, 2 ** 31 - 0x4000], [AT.sizeOfImage, 2 ** 31 - 0x1000]),
  ),
  ...[0xc0000040, 0x60000040].flatMap((characteristics) =>
    mayRefuse(`the flags 0x${characteristics.toString(16)} are asked for`, clean, [{ ...REQUEST, characteristics }]),
  ),
  ...mayRefuse('the image is signed', () => signed(clean())),
  ...mayRefuse('a stray byte lies behind the table', () => setBytes(clean(), AT.tableEnd + 39, [1])),
  {
    rule: 'PR-REF-001',
    name: 'a plain image is rewritten',
    make: () => call(clean(), rewritten(appended())),
    at: null,
  },
  {
    rule: 'PR-REF-001',
    name: 'a stray byte behind the slot is no reason to refuse',
    make: () => call(setBytes(clean(), AT.tableEnd + 40, [1]), REFUSED),
    at: INPUT,
    actual: 'refused: No.',
  },
  { rule: 'PR-REF-001', name: 'a plain image is refused', make: () => call(clean(), REFUSED), at: INPUT },
  ...(['crashed', 'timed-out'] as const).flatMap((kind) => [
    {
      rule: 'PR-REF-001' as const,
      name: `the subject ${kind} on a plain image`,
      make: () => call(clean(), { kind, detail: 'Boom.' }),
      at: INPUT,
      actual: `${kind}: Boom.`,
    },
    {
      rule: 'PR-REF-001' as const,
      name: `the subject ${kind} on an image that it should have refused`,
      make: () => call(setU32(clean(), AT.payloadOffset, 8), { kind, detail: 'Boom.' }),
      at: INPUT,
      actual: `${kind}: Boom.`,
    },
  ]),
  {
    rule: 'PR-REF-001',
    name: 'a subject that cannot be started is not judged',
    make: () => call(clean(), { kind: 'unavailable', detail: 'No such file.' }),
    at: null,
  },
];

/** An image of 65535 sections, the most that the count can hold; all but two are blank. */
export function crowded(): Uint8Array {
  const count = 65535;
  const blank = 40 * (count - 2);
  const headers = Math.ceil((AT.tableEnd + blank) / 0x200) * 0x200;
  const grown = insert(setU16(clean(), AT.numberOfSections, count), AT.tableEnd, filled(blank, 0));
  const shift = headers - 0x1000;
  return setWords(
    cut(grown, AT.tableEnd + blank, blank - shift),
    [AT.sizeOfHeaders, headers],
    [AT.payloadOffset, PAYLOAD_AT + shift],
    [AT.text.pointerToRawData, headers],
    [AT.data.pointerToRawData, 0x3000 + shift],
  );
}
