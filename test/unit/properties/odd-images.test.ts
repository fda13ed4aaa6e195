/** What is odd about debug data and tables excuses a refusal, and what is nearly odd does not. */
import { describe, expect, it } from 'vitest';
import { listedImage } from '../../../generators/hostile/listed.ts';
import type { ListedMutation } from '../../../generators/hostile/listed.ts';
import { validImage } from '../../../generators/hostile/valid-image.ts';
import { parsePlan } from '../../../generators/index.ts';
import { judgeAppend, judgeCall, ruleOf } from '../../../properties/index.ts';
import type { Rule, RuleId } from '../../../properties/index.ts';
import { appendSections } from '../../../src/rewriter/index.ts';
import type { Verdict } from '../../../src/results/index.ts';
import { imageIn } from '../../vectors/append-pairs.ts';
import { REFUSED, REQUEST } from '../../vectors/calls.ts';
import { callOf } from '../../support/calls.ts';

/** One section, the debug directory and its data in it, an overlay, and nothing in the way of one more header. */
const PLAN = 'directories=7 debug=both debugPlace=section headerRoom=page payload=100 overlay=64 request=.bpf:0:9:64';
const { bytes, layout } = validImage(parsePlan(PLAN));
const { debug, rawEnd, tail, payloadOffset, headers, sections } = layout;
const FILE_END = tail.fileLength;
const ADDRESS_END = sections.reduce((high, each) => Math.max(high, each.virtualAddress + each.sizeOfRawData), 0);
const ENTRY = 28;
const POINTER = debug.offset + 24;

function set(field: string, value: number): ListedMutation {
  return { kind: 'edit', field, value };
}

function odd(mutations: readonly ListedMutation[]): Uint8Array {
  return listedImage({ name: 'odd', plan: PLAN, mutations }).bytes;
}

function ruleNamed(id: RuleId): Rule {
  const rule = ruleOf(id);
  if (rule === undefined) throw new Error(`there is no rule ${id}`);
  return rule;
}

function onRefusal(image: Uint8Array): Verdict['kind'] {
  const call = callOf({ before: imageIn(image), requests: [REQUEST] as const, answer: REFUSED, after: null });
  return judgeCall(ruleNamed('PR-REF-001'), call).kind;
}

function debugData(offset: number, length: number): readonly ListedMutation[] {
  return [set('debugDirectory[0].pointerToRawData', offset), set('debugDirectory[0].sizeOfData', length)];
}

/** Debug data that has no file pointer. */
function loadedAt(address: number): readonly ListedMutation[] {
  return [set('debugDirectory[0].pointerToRawData', 0), set('debugDirectory[0].addressOfRawData', address)];
}

function directory(address: number, entries: number): readonly ListedMutation[] {
  return [set('dataDirectories[6].virtualAddress', address), set('dataDirectories[6].size', ENTRY * entries)];
}

function tables(of: 'Relocations' | 'Linenumbers', offset: number, count: number): readonly ListedMutation[] {
  return [set(`sections[0].pointerTo${of}`, offset), set(`sections[0].numberOf${of}`, count)];
}

describe('a refusal is excused by', () => {
  it.each([
    ['debug data that ends one byte behind the file', debugData(FILE_END - 3, 4)],
    ['debug data of which one byte lies in the overlay', debugData(rawEnd - 3, 4)],
    ['debug data of which one byte lies in front of the overlay', debugData(rawEnd - 1, 4)],
    ['debug data of which only the address says that it lies where the header goes', loadedAt(headers.tableEnd + 39)],
    ['debug data that holds its own pointer', debugData(POINTER + 3, 1)],
    ["debug data that holds another entry's pointer", debugData(POINTER + ENTRY, 4)],
    ['a debug directory of one byte too many', [set('dataDirectories[6].size', 2 * ENTRY + 1)]],
    ['a debug directory that crosses the end of its section', directory(ADDRESS_END - ENTRY + 1, 1)],
    ['a debug directory that crosses the end of the headers', directory(headers.sizeOfHeaders - 1, 1)],
    ['a debug directory in the headers', directory(headers.tableEnd + 80, 1)],
    ['a debug directory in the payload', directory(payloadOffset - debug.offset + debug.address, 1)],
    ['a symbol table on a debug entry', [set('coffHeader.pointerToSymbolTable', POINTER + 2)]],
    ['an entry point in a debug pointer', [set('optionalHeader.addressOfEntryPoint', debug.address + 24)]],
    ['relocations that leave the file', tables('Relocations', FILE_END - 9, 1)],
    ['relocations across the place of the new data', tables('Relocations', rawEnd - 11, 2)],
    ['relocations on a debug pointer', tables('Relocations', POINTER - 9, 1)],
    ['line numbers that leave the file', tables('Linenumbers', FILE_END - 5, 1)],
    ['line numbers across the place of the new data', tables('Linenumbers', rawEnd - 7, 2)],
    ['line numbers on a debug pointer', tables('Linenumbers', POINTER - 5, 1)],
  ])('%s', (_, mutations) => {
    expect(onRefusal(odd(mutations))).toBe('pass');
  });
});

describe('a refusal is not excused by', () => {
  it('the image without any of that', () => {
    expect(onRefusal(bytes)).toBe('fail');
  });

  it('a debug directory that ends with its section', () => {
    const image = odd(directory(ADDRESS_END - 2 * ENTRY, 2));
    expect(onRefusal(image.copyWithin(rawEnd - 2 * ENTRY, debug.offset, debug.offset + 2 * ENTRY))).toBe('fail');
  });

  it.each([
    ['debug data that ends with the file', debugData(FILE_END - 4, 4)],
    ['debug data that ends where the overlay starts', debugData(rawEnd - 4, 4)],
    ['debug data that only its address puts behind the new header', loadedAt(headers.tableEnd + 40)],
    ['debug data that starts with the overlay', debugData(rawEnd, 4)],
    ['debug data that ends in front of its own pointer', debugData(POINTER - 4, 4)],
    ['debug data of no bytes inside its own pointer', debugData(POINTER + 2, 0)],
    ['an entry point behind a debug pointer', [set('optionalHeader.addressOfEntryPoint', debug.address + ENTRY)]],
    ['relocations that end with the file', tables('Relocations', FILE_END - 10, 1)],
    ['relocations that end where the overlay starts', tables('Relocations', rawEnd - 20, 2)],
    ['relocations in front of a debug pointer', tables('Relocations', POINTER - 10, 1)],
    ['a pointer to no relocations behind the file', tables('Relocations', FILE_END + 9, 0).slice(0, 1)],
    ['line numbers that end with the file', tables('Linenumbers', FILE_END - 6, 1)],
  ])('%s', (_, mutations) => {
    expect(onRefusal(odd(mutations))).toBe('fail');
  });
});

describe('the rules on debug entries', () => {
  /** What a rule says of the builtin rewriter's append, in whose output a byte may be changed. */
  function verdictOf(id: RuleId, image: Uint8Array, spoil: (output: Uint8Array) => void = () => undefined): Verdict {
    const answer = appendSections(image, [REQUEST]);
    const rule = ruleNamed(id);
    if (answer.kind === 'refused' || rule.scope !== 'append') throw new Error('the image takes a section');
    spoil(answer.bytes);
    return judgeAppend(rule, { before: imageIn(image), after: imageIn(answer.bytes), requests: [REQUEST] });
  }

  it.each(['PR-DIR-003', 'PR-DIR-004'] as const)('%s skips entries on top of the headers', (id) => {
    const onHeaders = odd(directory(headers.peOffset, 1));
    expect(verdictOf(id, onHeaders)).toEqual({ kind: 'skip', reason: 'the input has no debug data' });
  });

  it('PR-DIR-003 lets a pointer to no bytes stay in the header slack, and nowhere else than there or behind', () => {
    const empty = odd(debugData(headers.tableEnd + 8, 0));
    expect(verdictOf('PR-DIR-003', empty)).toEqual({ kind: 'pass' });
    const moved = (distance: number) => (output: Uint8Array) => {
      output[POINTER] = (output[POINTER] ?? 0) + distance;
    };
    expect(verdictOf('PR-DIR-003', empty, moved(40))).toEqual({ kind: 'pass' });
    expect(verdictOf('PR-DIR-003', empty, moved(1)).kind).toBe('fail');
  });

  it('PR-DIR-003 wants a pointer to bytes moved out of the way of the new header', () => {
    const back = (output: Uint8Array): void => {
      output[POINTER] = (output[POINTER] ?? 0) - 40;
    };
    const claimed = odd(debugData(headers.tableEnd + 8, 4));
    expect(verdictOf('PR-DIR-003', claimed)).toEqual({ kind: 'pass' });
    expect(verdictOf('PR-DIR-003', claimed, back).kind).toBe('fail');
  });
});
