/** Requests for several sections that cannot all be met, or only if something moves. */
import { AT, clean, movedHeader } from './base-images.ts';
import { INPUT, REFUSED, REQUEST, call, inInput } from './calls.ts';
import type { CallEntry } from './calls.ts';
import { setBytes, setU32, setWords } from './patch.ts';
import { mayRefuse, mustRefuse } from './refusal-entries.ts';

const SECOND = { ...REQUEST, name: '.cfg' };
const BOTH = [REQUEST, SECOND] as const;

/** Headers that end 40 bytes behind the section table, where the first section starts too. */
const MOVED = 0x1000 - AT.tableEnd - 40;
function roomForOne(): Uint8Array {
  return movedHeader(MOVED);
}

/** An image in which a section can take the last address but one page. */
function roomForOnePage(): Uint8Array {
  const end = 2 ** 32 - 0x2000;
  return setWords(clean(), [AT.data.virtualSize, end - 0x3000], [AT.sizeOfImage, end]);
}

function almostFull(): Uint8Array {
  return setU32(clean(), AT.sizeOfInitializedData, 2 ** 32 - 2000);
}

/** The last byte of the place of the second new header. */
function withStrayByte(): Uint8Array {
  return setBytes(clean(), AT.tableEnd + 79, [1]);
}

/** Answers to requests for two sections, and to requests for one of an image that takes one. */
export const SEVERAL_REFUSALS: readonly CallEntry[] = [
  ...mustRefuse('two sections of one name are asked for', clean, INPUT, [REQUEST, REQUEST]),
  ...mustRefuse('the second name is none', clean, INPUT, [REQUEST, { ...SECOND, name: '.c/g' }]),
  ...mustRefuse('the second content is empty', clean, INPUT, [REQUEST, { ...SECOND, content: new Uint8Array(0) }]),
  ...mustRefuse('the second name is taken', clean, inInput(AT.data.name, 8), [REQUEST, { ...SECOND, name: '.data' }]),
  ...mustRefuse('the headers have room for one of two', roomForOne, inInput(AT.sizeOfHeaders + MOVED), BOTH),
  ...mustRefuse('the second of two would end beyond 4 GiB', roomForOnePage, inInput(AT.sizeOfImage), BOTH),
  ...mustRefuse('two contents overflow their sum', almostFull, inInput(AT.sizeOfInitializedData), BOTH),
  ...mayRefuse('a stray byte lies where the second header goes', withStrayByte, BOTH),
  ...mayRefuse('the second section would be executable', clean, [REQUEST, { ...SECOND, characteristics: 0x60000040 }]),
  {
    rule: 'PR-REF-001',
    name: 'two plain requests are refused',
    make: () => call(clean(), REFUSED, { requests: BOTH }),
    at: INPUT,
  },
  ...[
    { name: 'room for one header is enough for one', make: roomForOne },
    { name: 'a stray byte behind one header is in the way of none', make: withStrayByte },
  ].map(({ name, make }) => ({
    rule: 'PR-REF-001' as const,
    name: `${name}, and it is refused`,
    make: () => call(make(), REFUSED),
    at: INPUT,
  })),
];
