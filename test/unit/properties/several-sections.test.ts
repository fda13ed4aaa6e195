/** What findings on several new sections say, and how far debug data moves out of the way of them. */
import { describe, expect, it } from 'vitest';
import { judgeAppend, ruleOf } from '../../../properties/index.ts';
import type { RuleId } from '../../../properties/index.ts';
import { appendSections } from '../../../src/rewriter/index.ts';
import type { Finding } from '../../../src/results/index.ts';
import { addedTo, entryOf, imageIn, pairOf, put } from '../../vectors/append-pairs.ts';
import type { Pair, PairName, Spoiled } from '../../vectors/append-pairs.ts';
import { flip, setBytes } from '../../vectors/patch.ts';

/** What a rule finds in a pair with something spoiled. */
function findingsOf(id: RuleId, name: PairName, spoil: (pair: Pair) => Spoiled): readonly Finding[] {
  const pair = pairOf(name);
  const { input, output } = spoil(pair);
  const rule = ruleOf(id);
  if (rule?.scope !== 'append') throw new Error(`${id} is no rule on appends`);
  const verdict = judgeAppend(rule, {
    before: input === undefined ? pair.before : imageIn(input),
    after: output === undefined ? pair.after : imageIn(output),
    requests: pair.requests,
  });
  return verdict.kind === 'fail' ? verdict.findings : [];
}

describe('a finding on one of several new sections', () => {
  const spoilData = (rank: number) => (pair: Pair) => ({
    output: flip(pair.output, addedTo(pair, rank).rawData.offset + 17),
  });

  it('points into the first content, which is a file of its own', () => {
    expect(findingsOf('PR-NEW-005', 'three', spoilData(0))).toMatchObject([
      {
        about: 'data of the new section',
        expected: { kind: 'same-bytes', as: { file: 'content', offset: 17, length: 1 } },
      },
    ]);
  });

  it('names the section of any other content', () => {
    expect(findingsOf('PR-NEW-005', 'three', spoilData(1))).toMatchObject([
      {
        about: 'data of the new section ".cfg"',
        expected: { kind: 'form', name: 'byte 0x11 of its content' },
        actual: 'a different byte',
      },
    ]);
  });

  it('names the section whose padding is not zero', () => {
    const [finding] = findingsOf('PR-NEW-005', 'three', (pair) => ({
      output: setBytes(pair.output, addedTo(pair, 2).rawData.offset + 1, [9]),
    }));
    expect(finding?.about).toBe('padding of the new section ".mark"');
  });

  it('is made for each section that is wrong', () => {
    const findings = findingsOf('PR-NEW-006', 'three', (pair) => {
      const fields = [0, 1, 2].map((rank) => addedTo(pair, rank).characteristics);
      return { output: fields.reduce((bytes, field) => put(bytes, field, 0x60000020), pair.output) };
    });
    expect(findings.map(({ about }) => about)).toEqual([3, 4, 5].map((index) => `sections[${index}].characteristics`));
  });

  it('says how far the headers have to reach for all of them', () => {
    const [finding] = findingsOf('PR-OPT-005', 'three', ({ output, before, after }) => ({
      output: put(output, after.optionalHeader.sizeOfHeaders, before.optionalHeader.sizeOfHeaders.value),
    }));
    const tableEnd = ({ sectionTable }: Pair['before']) => sectionTable.offset + sectionTable.length;
    expect(finding?.expected).toEqual({ kind: 'at-least', value: tableEnd(pairOf('three').before) + 120 });
  });
});

describe('debug data behind the table', () => {
  /** The input of the pair with its debug data so many bytes further behind the table. */
  function movedBack({ input, before }: Pair, distance: number): Uint8Array {
    const entries = before.debugEntries.filter(({ data }) => data.length > 0);
    const start = Math.min(...entries.map(({ data }) => data.offset));
    const end = Math.max(...entries.map(({ data }) => data.offset + data.length));
    const emptied = setBytes(input, start, new Uint8Array(end - start));
    const moved = setBytes(emptied, start + distance, input.subarray(start, end));
    return entries.reduce(
      (bytes, { pointerToRawData }) => put(bytes, pointerToRawData, pointerToRawData.value + distance),
      moved,
    );
  }

  it.each([
    [0, 120],
    [8, 120],
    [48, 80],
    [80, 40],
    [112, 40],
    [120, 0],
  ])('of a distance of %i bytes moves by %i for three headers, and no rule minds', (distance, expected) => {
    const pair = pairOf('threeDebug');
    const input = movedBack(pair, distance);
    const answer = appendSections(input, pair.requests);
    if (answer.kind === 'refused') throw new Error(answer.detail);
    const [before, after] = [imageIn(input), imageIn(answer.bytes)];
    expect(entryOf(after, 0).data.offset - entryOf(before, 0).data.offset).toBe(expected);
    for (const id of ['PR-DIR-003', 'PR-DIR-004', 'PR-NEW-010', 'PR-FIL-001', 'PR-OPT-004'] as const) {
      const rule = ruleOf(id);
      if (rule?.scope !== 'append') throw new Error(`${id} is no rule on appends`);
      const { kind } = judgeAppend(rule, { before, after, requests: pair.requests });
      // Behind the new headers nothing is in their way.
      expect(kind, id).toBe(id === 'PR-NEW-010' && distance === 120 ? 'vacuous' : 'pass');
    }
  });

  it('is found changed once when a pointer and an address lead to it', () => {
    const findings = findingsOf('PR-DIR-004', 'debug', ({ input, output, before, after }) => {
      const [old, kept] = [entryOf(before, 0), entryOf(after, 0)];
      const restored = put(output, kept.pointerToRawData, old.data.offset);
      return {
        input: put(input, old.addressOfRawData, old.data.offset),
        output: put(restored, kept.addressOfRawData, old.data.offset),
      };
    });
    expect(findings.map(({ about }) => about)).toEqual(['debugEntries[0] data']);
  });
});
