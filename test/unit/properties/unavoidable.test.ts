/** What no append can keep is no failure, and what it could have kept still is one. */
import { describe, expect, it } from 'vitest';
import { caseFromPlan, parsePlan } from '../../../generators/index.ts';
import { judgeCall, ruleOf } from '../../../properties/index.ts';
import type { RuleId } from '../../../properties/index.ts';
import { readImage } from '../../../src/reader/index.ts';
import { appendSections } from '../../../src/rewriter/index.ts';
import type { Verdict } from '../../../src/results/index.ts';
import { DATA, TEXT, buildImage, request, withU32 } from '../rewriter/image.ts';
import { callOf } from '../../support/calls.ts';

const BLOCK = 512;
const PLAN = 'machine=arm64 headerRoom=page sections=.text:code:2:0,.data:data:1:0 request=.bpf:0:100:0x40000040';

/** The output in which the new section's data, the last of the file, lies so many bytes further on. */
function pushedBack(output: Uint8Array, distance: number): Uint8Array {
  const reading = readImage(output);
  const section = reading.ok ? reading.image.sections.at(-1) : undefined;
  if (section === undefined) throw new Error('the output has sections');
  const { rawData, pointerToRawData } = section;
  const bytes = new Uint8Array(output.length + distance);
  bytes.set(output.subarray(0, rawData.offset));
  bytes.set(output.subarray(rawData.offset), rawData.offset + distance);
  new DataView(bytes.buffer).setUint32(pointerToRawData.offset, rawData.offset + distance, true);
  return bytes;
}

/** The output with a symbol table that starts in the data of its last section. */
function withSymbols(output: Uint8Array): Uint8Array {
  const reading = readImage(output);
  if (!reading.ok) throw new Error('the output can be read');
  const { sections, coffHeader } = reading.image;
  const bytes = output.slice();
  const view = new DataView(bytes.buffer);
  view.setUint32(coffHeader.pointerToSymbolTable.offset, sections.at(-1)?.rawData.offset ?? 0, true);
  view.setUint32(coffHeader.numberOfSymbols.offset, 1, true);
  return bytes;
}

/** What a rule says of an append to an image whose data falls short of its last block by `rawCut` bytes. */
function verdictOf(
  id: RuleId,
  rawCut: number,
  distance: number,
  spoil: (output: Uint8Array) => Uint8Array = (output) => output,
): Verdict {
  const { image, request } = caseFromPlan(parsePlan(`${PLAN} rawCut=${rawCut}`));
  const answer = appendSections(image, [request]);
  const before = readImage(image);
  const rule = ruleOf(id);
  if (answer.kind === 'refused' || !before.ok || rule === undefined) throw new Error('the image takes a section');
  const bytes = spoil(pushedBack(answer.bytes, distance));
  const after = readImage(bytes);
  return judgeCall(
    rule,
    callOf({
      before: before.image,
      requests: [request],
      answer: { ...answer, bytes },
      after,
    }),
  );
}

describe('PE-LAF-013', () => {
  it('fails when bytes have two owners too, whatever the input ends with', () => {
    expect(verdictOf('PE-LAF-013', 9, 0, withSymbols).kind).toBe('fail');
  });
});

describe.each(['PE-LAF-003', 'PE-LAF-013'] as const)('%s', (id) => {
  it('holds when new data follows data that ends inside a block directly, and fails when it is aligned', () => {
    expect(verdictOf(id, 9, 0)).toEqual({ kind: 'pass' });
    expect(verdictOf(id, 9, 9).kind).toBe('fail');
    expect(verdictOf(id, 9, BLOCK).kind).toBe('fail');
  });

  it('fails when a gap was left behind an input that ends with a block', () => {
    expect(verdictOf(id, 0, 0).kind).toBe('pass');
    expect(verdictOf(id, 0, BLOCK).kind).toBe('fail');
    expect(verdictOf(id, 0, 1).kind).toBe('fail');
  });
});

describe('PE-SEC-014', () => {
  it('is skipped for new data right where the old ends inside a block, and for no other', () => {
    const reason = "unavoidable: the input's data ends inside a FileAlignment block";
    expect(verdictOf('PE-SEC-014', 9, 0)).toEqual({ kind: 'skip', reason });
    expect(verdictOf('PE-SEC-014', 9, 9)).toEqual({ kind: 'pass' });
    expect(verdictOf('PE-SEC-014', 9, 1).kind).toBe('fail');
    expect(verdictOf('PE-SEC-014', 0, 1).kind).toBe('fail');
  });
});

describe('a gap of the input', () => {
  it('stays its own when a certificate directory that hid it is cleared', () => {
    const plan = 'machine=arm64 sections=.text:code:0:0 gap=1 gapRank=0';
    const directory = 0xe8;
    const image = withU32(caseFromPlan(parsePlan(plan)).image, { [directory + 4]: 0x200 });
    const [before, rule] = [readImage(image), ruleOf('PE-NX-012')];
    const answer = appendSections(image, [request()], { stripSignature: true });
    if (!before.ok || answer.kind === 'refused' || rule === undefined) throw new Error('the image takes a section');
    expect(before.image.directories[4]?.virtualAddress.offset).toBe(directory);
    const after = readImage(answer.bytes);
    const verdict = judgeCall(rule, callOf({ before: before.image, requests: [request()], answer, after }));
    expect(verdict).toEqual({ kind: 'skip', reason: 'unavoidable: the input has gaps that no signature covers' });
  });

  it('stays its own when symbols lie in it', () => {
    const apart = buildImage({ sections: [TEXT, { ...DATA, pointerToRawData: 0x3400 }] });
    const image = withU32(apart, { 0x4c: 0x3000, 0x3000: 0x400 });
    const [before, rule] = [readImage(image), ruleOf('PE-NX-013')];
    const answer = appendSections(image, [request()]);
    if (!before.ok || answer.kind === 'refused' || rule === undefined) throw new Error('the image takes a section');
    expect(before.image.regionMap.regions.filter(({ kind }) => kind === 'gap')).toEqual([]);
    const after = readImage(answer.bytes);
    const verdict = judgeCall(rule, callOf({ before: before.image, requests: [request()], answer, after }));
    expect(verdict).toEqual({ kind: 'skip', reason: 'unavoidable: the input has gaps that no signature covers' });
  });
});
