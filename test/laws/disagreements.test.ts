/**
 * Goal: what reader, rules and rewriter once disagreed about stays settled. Each case is a valid image with one odd
 * value in it, found among hundreds of thousands of hostile ones.
 */
import { describe, expect, it } from 'vitest';
import { listedImage } from '../../generators/hostile/listed.ts';
import type { ListedMutation } from '../../generators/hostile/listed.ts';
import { validImage } from '../../generators/hostile/valid-image.ts';
import type { ValidImage } from '../../generators/hostile/valid-image.ts';
import { parsePlan } from '../../generators/index.ts';
import type { HostileImage } from '../../generators/index.ts';
import { RULES, judgeCall, levelOf } from '../../properties/index.ts';
import { readImage } from '../../src/reader/index.ts';
import type { Image } from '../../src/reader/index.ts';
import { appendSections } from '../../src/rewriter/index.ts';
import type { AppendResult, RefusalCode } from '../../src/rewriter/index.ts';
import { callOf } from '../support/calls.ts';

interface Disagreement {
  /** What holds now, behind `they agree on`. */
  readonly title: string;
  readonly plan: string;
  /** The odd values, worked out from the valid image so that they stay odd in the same way when layouts change. */
  readonly odd: (image: ValidImage) => readonly ListedMutation[];
  /** What the rewriter answers. */
  readonly answer: 'rewritten' | RefusalCode;
}

const DECISIVE = RULES.filter(({ id }) => levelOf(id, 'zboot') === 'error');
/** Bytes of a debug directory entry, and where in it SizeOfData and PointerToRawData lie. [PE format, Debug Directory (Image Only)] */
const ENTRY = { size: 28, sizeOfDataAt: 16, pointerAt: 24 } as const;
/** Bytes of a section header. [PE format, Section Table (Section Headers)] */
const SECTION_HEADER = 40;

function set(field: string, value: number): ListedMutation {
  return { kind: 'edit', field, value };
}

function directory(address: number, size: number): readonly ListedMutation[] {
  return [set('dataDirectories[6].virtualAddress', address), set('dataDirectories[6].size', size)];
}

function offsetOf({ fields }: ValidImage, name: string): number {
  const field = fields.find((each) => each.name === name);
  if (field === undefined) throw new Error(`the image has no field ${name}`);
  return field.offset;
}

/** Bytes of entries that are one entry more than there is room for. */
function oneTooMany(room: number): number {
  return ENTRY.size * (Math.floor(room / ENTRY.size) + 1);
}

function pointer(value: number): readonly ListedMutation[] {
  return [set('debugDirectory[0].pointerToRawData', value)];
}

/** One relocation of the first section. */
function relocations(offset: number): readonly ListedMutation[] {
  return [set('sections[0].pointerToRelocations', offset), set('sections[0].numberOfRelocations', 1)];
}

const CASES: readonly Disagreement[] = [
  {
    title: 'a debug directory on the header fields that every append changes',
    plan: 'directories=7 headerRoom=page',
    odd: (image) => {
      const oddByOne = offsetOf(image, 'coffHeader.numberOfSections') - 1;
      return directory(oddByOne - ENTRY.sizeOfDataAt, ENTRY.size);
    },
    answer: 'rewritten',
  },
  {
    title: 'a debug directory on header fields that seem to point behind the section table',
    plan: 'directories=7 headerRoom=0 debug=both debugPlace=section',
    // Seen as an entry, header fields are a pointer to data that would end behind the file, where an output goes on.
    odd: (image) => directory(offsetOf(image, 'coffHeader.machine') + 1 - ENTRY.pointerAt, ENTRY.size),
    answer: 'malformed-debug-directory',
  },
  {
    title: 'a debug directory that starts behind the section table and ends behind SizeOfHeaders',
    plan: 'directories=7 headerRoom=page',
    odd: ({ layout: { headers } }) => {
      const start = headers.tableEnd + 20;
      return directory(start, oneTooMany(headers.sizeOfHeaders - start));
    },
    answer: 'header-slack-in-use',
  },
  {
    title: 'a debug directory that lies in one section and in the padding of another',
    plan: 'directories=7 debug=dll headerRoom=page position=last sections=.data:data:8:-100,.text:code:0:0',
    odd: ({ layout: { sections } }) => {
      const [data, text] = sections;
      if (data === undefined || text === undefined) throw new Error('the plan has two sections');
      return [set('sections[0].virtualAddress', text.virtualAddress - data.sizeOfRawData + 40)];
    },
    answer: 'rewritten',
  },
  {
    title: 'a debug entry whose data is its own file pointer',
    plan: 'directories=7 headerRoom=0 debug=dll debugPlace=section',
    odd: (image) => pointer(offsetOf(image, 'debugDirectory[0].pointerToRawData')),
    answer: 'malformed-debug-directory',
  },
  {
    title: 'a symbol table that lies on a debug entry',
    plan: 'directories=7 debug=dll headerRoom=page',
    odd: (image) => [set('coffHeader.pointerToSymbolTable', offsetOf(image, 'debugDirectory[0].type'))],
    answer: 'malformed-debug-directory',
  },
  {
    title: "a debug directory that crosses its section's end",
    plan: 'directories=7 debug=dll debugPlace=section overlay=16',
    odd: ({ layout: { sections } }) => {
      const last = sections.at(-1);
      if (last === undefined) throw new Error('the plan has a section');
      return directory(last.virtualAddress + last.sizeOfRawData - 16, ENTRY.size);
    },
    answer: 'malformed-debug-directory',
  },
  {
    title: 'debug data that lies across the place of the new data',
    plan: 'directories=7 debug=dll debugPlace=section overlay=8',
    odd: ({ layout }) => pointer(layout.rawEnd - 2),
    answer: 'straddling-data',
  },
  {
    title: 'debug data that leaves the file',
    plan: 'directories=7 debug=dll debugPlace=section overlay=8',
    odd: ({ layout }) => pointer(layout.tail.fileLength - 2),
    answer: 'malformed-debug-directory',
  },
  {
    title: 'debug data of no bytes in the header slack',
    plan: 'directories=7 debug=both debugPlace=section headerRoom=page',
    odd: ({ layout }) => [...pointer(layout.headers.tableEnd + 8), set('debugDirectory[0].sizeOfData', 0)],
    answer: 'rewritten',
  },
  {
    title: 'an entry point in the file pointer of a debug entry',
    plan: 'directories=7 debug=dll headerRoom=page',
    odd: ({ layout }) => [set('optionalHeader.addressOfEntryPoint', layout.debug.address + ENTRY.size - 1)],
    answer: 'malformed-debug-directory',
  },
  {
    title: 'relocations that lie on a debug entry',
    plan: 'directories=7 debug=dll headerRoom=page',
    odd: (image) => relocations(offsetOf(image, 'debugDirectory[0].pointerToRawData') - 1),
    answer: 'malformed-debug-directory',
  },
  {
    title: 'relocations that lie across the place of the new data',
    plan: 'directories=7 overlay=16',
    odd: ({ layout }) => relocations(layout.rawEnd - 2),
    answer: 'straddling-data',
  },
  {
    title: 'relocations that leave the file',
    plan: 'directories=7 overlay=16',
    odd: ({ layout }) => relocations(layout.tail.fileLength - 2),
    answer: 'malformed-sections',
  },
];

function hostileOf({ title, plan, odd }: Disagreement): HostileImage {
  return listedImage({ name: title, plan, mutations: odd(validImage(parsePlan(plan))) });
}

function imageOf(bytes: Uint8Array): Image {
  const reading = readImage(bytes);
  if (!reading.ok) throw new Error(`the image cannot be read: ${reading.fault.code}`);
  return reading.image;
}

/** Every decisive rule that neither holds nor is skipped. */
function brokenRules({ bytes, request }: HostileImage, answer: AppendResult): string[] {
  const before = imageOf(bytes);
  const after = answer.kind === 'rewritten' ? readImage(answer.bytes) : null;
  return DECISIVE.flatMap((rule) => {
    const verdict = judgeCall(rule, callOf({ before, requests: [request], answer, after }));
    return verdict.kind === 'fail' || verdict.kind === 'error' ? [`${rule.id}: ${JSON.stringify(verdict)}`] : [];
  });
}

describe('reader, rules and rewriter agree on', () => {
  it.each(CASES.map((entry) => [entry.title, entry] as const))('%s', (_, entry) => {
    const hostile = hostileOf(entry);
    const answer = appendSections(hostile.bytes.slice(), [hostile.request]);
    expect(brokenRules(hostile, answer)).toEqual([]);
    expect(answer.kind === 'refused' ? answer.code : answer.kind).toBe(entry.answer);
  });
});

describe('the bytes of a debug directory that ends behind SizeOfHeaders', () => {
  const plan = 'directories=7 headerRoom=page';
  const valid = validImage(parsePlan(plan));
  const { tableEnd, sizeOfHeaders } = valid.layout.headers;
  const starts = Array.from({ length: 2 * SECTION_HEADER }, (_, index) => tableEnd - SECTION_HEADER + index);

  it('are kept or the image is refused, wherever the directory starts', () => {
    const seen = new Set<string>();
    for (const start of starts) {
      const size = oneTooMany(sizeOfHeaders - start);
      const { bytes, request } = listedImage({ name: `at ${start}`, plan, mutations: directory(start, size) });
      const answer = appendSections(bytes.slice(), [request]);
      seen.add(answer.kind);
      if (answer.kind === 'refused') continue;
      const from = Math.max(start, tableEnd);
      const kept = answer.bytes.subarray(from, start + size);
      expect(Buffer.compare(kept, bytes.subarray(from, start + size))).toBe(0);
    }
    expect([...seen]).toEqual(['refused']);
  });

  it('are kept behind the new section header, where nothing has to move', () => {
    const start = tableEnd + SECTION_HEADER;
    const size = oneTooMany(sizeOfHeaders - start);
    const { bytes, request } = listedImage({ name: 'behind', plan, mutations: directory(start, size) });
    const answer = appendSections(bytes.slice(), [request]);
    if (answer.kind === 'refused') throw new Error(answer.detail);
    const kept = answer.bytes.subarray(start, start + size);
    expect(Buffer.compare(kept, bytes.subarray(start, start + size))).toBe(0);
  });
});
