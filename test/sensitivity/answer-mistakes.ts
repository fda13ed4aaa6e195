/** Mistakes in whether to answer: refusals of what can be done, and outputs where one has to refuse. */
import { endOf } from '../../src/results/index.ts';
import { SECTION_HEADER } from '../../src/reader/layouts.ts';
import type { AppendRequest } from '../../src/contract/index.ts';
import { REFUSAL_CODES } from '../../src/rewriter/index.ts';
import type { Asked, Mistake } from './fault.ts';
import { roundUp } from './good-append.ts';
import { littleEndian } from './little-endian.ts';

/** More than this an append cannot add in a test, whatever the alignment that an image claims. */
const PADDING_MAX = 2 ** 26;

/** Declines what the right rewriter does. */
export const WRONG_REFUSAL: Mistake = {
  site: 'answer',
  operator: 'refuses',
  group: 'answer',
  shows: 'firm',
  checkSum: 'recomputed',
  spoil: ({ good }) => (good === null ? null : { kind: 'refused' }),
};

/** What somebody makes who does not look: an output whatever the image is. */
const OUTPUTS: readonly (readonly [operator: string, output: (asked: Asked) => Uint8Array | null])[] = [
  ['appends without looking', appendNaively],
  ['gives the input back', ({ input }) => input.slice()],
  ['gives the content alone', ({ request }) => request.content.slice()],
];

/** Codes that depend on how the right rewriter is called: with one request, removing signatures, moving the overlay. */
const OF_OPTIONS: ReadonlySet<string> = new Set(['no-requests', 'signed-image', 'overlay-would-move']);

/** Appends where the right rewriter refuses, by the code of its refusal. */
export const MISSING_REFUSALS: readonly Mistake[] = REFUSAL_CODES.filter(({ code }) => !OF_OPTIONS.has(code)).flatMap(
  ({ code }) =>
    OUTPUTS.map(([operator, output]): Mistake => ({
      site: `refusal ${code}`,
      operator,
      group: 'answer',
      shows: 'sometimes',
      checkSum: 'recomputed',
      spoil: (asked) => {
        if (asked.refusal !== code) return null;
        const bytes = output(asked);
        return bytes === null ? null : { kind: 'replaced', bytes };
      },
    })),
);

/**
 * One header behind the table and the content at the end of the file, whatever lies there; `null` where the alignment would
 * put it too far.
 */
export function appendNaively({ input, before, request }: Asked): Uint8Array | null {
  if (!before.ok) return input.slice();
  const { image } = before;
  const header = endOf(image.sectionTable);
  const { fileAlignment, sectionAlignment, sizeOfImage } = image.optionalHeader;
  const start = roundUp(Math.max(input.length, header + SECTION_HEADER.size), fileAlignment.value);
  const raw = roundUp(request.content.length, fileAlignment.value);
  const end = image.sections.reduce((high, { extent }) => Math.max(high, endOf(extent)), sizeOfImage.value);
  const address = roundUp(end, sectionAlignment.value);
  if (start + raw > input.length + PADDING_MAX) return null;
  const output = new Uint8Array(start + raw);
  output.set(input);
  output.set(newHeader(request, { address, start, raw }), header);
  output.set(request.content, start);
  const { numberOfSections } = image.coffHeader;
  output.set(littleEndian(BigInt(numberOfSections.value + 1), numberOfSections.length), numberOfSections.offset);
  const size = roundUp(address + request.content.length, sectionAlignment.value);
  output.set(littleEndian(BigInt(size), sizeOfImage.length), sizeOfImage.offset);
  return output;
}

interface Place {
  readonly address: number;
  readonly start: number;
  readonly raw: number;
}

function newHeader({ name, content, characteristics }: AppendRequest, { address, start, raw }: Place): Uint8Array {
  const header = new Uint8Array(SECTION_HEADER.size);
  const { fields } = SECTION_HEADER;
  header.set(Buffer.from(name, 'latin1').subarray(0, fields.name.as.size));
  const words = [
    [fields.virtualSize, content.length],
    [fields.virtualAddress, address],
    [fields.sizeOfRawData, raw],
    [fields.pointerToRawData, start],
    [fields.characteristics, characteristics],
  ] as const;
  for (const [{ at, as }, value] of words) header.set(littleEndian(BigInt(value), as.size), at);
  return header;
}
