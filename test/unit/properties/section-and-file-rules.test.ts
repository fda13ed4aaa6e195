/** What tables of images cannot say of the rules on sections and on the file: when they have nothing to say, and why. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { caseFromPlan, parsePlan } from '../../../generators/index.ts';
import { judgeCall, judgeImage, ruleOf } from '../../../properties/index.ts';
import type { RuleId } from '../../../properties/index.ts';
import { readImage } from '../../../src/reader/index.ts';
import type { AppendRequest } from '../../../src/contract/index.ts';
import type { Finding, Verdict } from '../../../src/results/index.ts';
import { appendSections } from '../../../src/rewriter/index.ts';
import { MOST_SECTIONS, crowdedImage, withSharedData } from '../../support/crowded-image.ts';
import { REQUEST } from '../../vectors/calls.ts';
import { AT, clean, v1, withoutZboot } from '../../vectors/base-images.ts';
import { cut, filled, insert, setBytes, setText, setU32, setWords } from '../../vectors/patch.ts';
import { callOf } from '../../support/calls.ts';

function verdictOn(id: RuleId, image: Uint8Array): Verdict {
  const rule = ruleOf(id);
  if (rule?.scope !== 'image') throw new Error(`${id} does not judge images`);
  return judgeImage(rule, readImage(image));
}

describe('a rule has nothing to say', () => {
  it('of names that no consumer of zboot images compares', () => {
    const image = setText(withoutZboot(), AT.data.name, '.bpf.abc', 8);
    expect(verdictOn('PE-SEC-006', image)).toEqual({ kind: 'skip', reason: 'the image has no zboot header' });
  });

  it.each(['PE-SEC-020', 'PE-LAF-010'] as const)('of blocks without a size: %s', (id) => {
    const image = setU32(clean(), AT.fileAlignment, 0);
    expect(verdictOn(id, image)).toEqual({ kind: 'skip', reason: 'FileAlignment is 0' });
  });
});

/** What a rule finds and how many bytes of the file it asks for. */
function fetchedFor(
  id: RuleId,
  image: Uint8Array,
): { readonly findings: readonly Finding[]; readonly fetched: number } {
  let fetched = 0;
  const slice = (offset: number, length: number): Uint8Array => {
    const bytes = image.subarray(Math.min(offset, image.length), Math.min(offset + length, image.length));
    fetched += bytes.length;
    return bytes;
  };
  const reading = readImage({ length: image.length, slice });
  const rule = ruleOf(id);
  if (rule?.scope !== 'image' || !reading.ok) throw new Error(`${id} judges images`);
  fetched = 0;
  return { findings: [...rule.check(reading.image)], fetched };
}

describe('padding behind VirtualSize', () => {
  const DATA = 0x1000;
  const byte = fc.integer({ min: 0, max: 63 });
  const shared = fc.record({
    dirty: fc.uniqueArray(byte, { maxLength: 3 }),
    sections: fc.array(fc.record({ offset: byte, virtualSize: byte, sizeOfRawData: byte }), { maxLength: 8 }),
  });

  it('is judged byte by byte where sections share data in any way', () => {
    fc.assert(
      fc.property(shared, ({ dirty, sections }) => {
        const image = crowdedImage(sections.length, (index) => `s${index}`).fill(0, DATA);
        const view = new DataView(image.buffer);
        for (const [index, { offset, virtualSize, sizeOfRawData }] of sections.entries()) {
          const header = AT.text.name + 40 * index;
          view.setUint32(header + 8, virtualSize, true);
          view.setUint32(header + 16, sizeOfRawData, true);
          view.setUint32(header + 20, DATA + offset, true);
        }
        const inFile = dirty.filter((offset) => DATA + offset < image.length);
        for (const offset of inFile) image[DATA + offset] = 1;
        const expected = sections.flatMap(({ offset, virtualSize, sizeOfRawData }, index) => {
          const found = inFile.filter((at) => at >= offset + virtualSize && at < offset + sizeOfRawData);
          return virtualSize === 0 || found.length === 0 ? [] : [`${index} ${DATA + Math.min(...found)}`];
        });
        const verdict = verdictOn('PE-LAF-007', image);
        const findings = verdict.kind === 'fail' ? verdict.findings : [];
        const found = findings.map(({ about, at }) => `${about.replace(/^.*\[(\d+)\].*$/, '$1')} ${at[0].offset}`);
        expect(found.toSorted()).toEqual(expected.toSorted());
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it.each([0, 200])('is fetched once however many sections share it, with %i bytes that are not zero', (dirty) => {
    const image = withSharedData(crowdedImage(MOST_SECTIONS, () => '.data'));
    const view = new DataView(image.buffer);
    for (let index = 0; index < MOST_SECTIONS; index += 1) {
      const header = AT.text.name + 40 * index;
      view.setUint32(header + 8, 1 + index, true);
      view.setUint32(header + 16, image.length, true);
    }
    const start = view.getUint32(AT.text.pointerToRawData, true);
    for (let index = 0; index < dirty; index += 1) image[start + 1 + 300 * index] = 1;
    const { findings, fetched } = fetchedFor('PE-LAF-007', image);
    expect(findings).toHaveLength(dirty === 0 ? 0 : 1 + 300 * (dirty - 1));
    // Each finding shows its byte.
    expect(fetched).toBeLessThanOrEqual(image.length - start + findings.length);
  });
});

describe('padding of two bytes', () => {
  it('is all that is fetched of a file', () => {
    const image = insert(setU32(clean(), AT.data.virtualSize, 0x1fe).fill(0, 0x31fe), 0x3200, filled(0x1000, 0));
    expect(fetchedFor('PE-LAF-007', image)).toEqual({ findings: [], fetched: 2 });
  });
});

describe('a finding', () => {
  it.each([
    ['PE-SEC-001', setText(clean(), AT.data.name, '.b\0pf', 8), 'padding of sections[1].name'],
    ['PE-SEC-025', setBytes(clean(), AT.text.name, filled(40, 0)), 'sections[0]'],
    ['PE-SEC-025', setBytes(v1(), AT.data.name, filled(40, 0)), 'sections[1]'],
    ['PE-LAF-008', insert(clean(), clean().length, filled(8, 0)), 'overlay'],
    ['PE-LAF-008', setWords(insert(clean(), 0x3200, filled(4, 0)), [AT.pointerToSymbolTable, 0x3200]), 'stringTable'],
  ] as const)('of %s says what it is about', (id, image, about) => {
    expect(verdictOn(id, image)).toMatchObject({ kind: 'fail', findings: [{ about }] });
  });
});

/** What was done to an output. */
type Spoil = (output: Uint8Array) => Uint8Array;

const asItIs: Spoil = (output) => output;

describe('an append that could not have kept a rule', () => {
  const PLAN = 'machine=arm64 headerRoom=page request=.bpf:0:100:0x40000040';
  const SECTIONS = 'sections=.text:code:2:0,.data:data:1:0';

  /** What a rule says of an append to an image, given what was done to the output. */
  function verdictOnAppend(id: RuleId, image: Uint8Array, request: AppendRequest, spoil: Spoil = asItIs): Verdict {
    const answer = appendSections(image, [request], { stripSignature: true });
    const before = readImage(image);
    const rule = ruleOf(id);
    if (answer.kind === 'refused' || !before.ok || rule === undefined) throw new Error('the image takes a section');
    const bytes = spoil(answer.bytes);
    const call = { before: before.image, requests: [request] as const, answer: { ...answer, bytes } };
    return judgeCall(rule, callOf({ ...call, after: readImage(bytes) }));
  }

  function verdictOf(id: RuleId, plan: string, spoil: Spoil = asItIs): Verdict {
    const { image, request } = caseFromPlan(parsePlan(`${PLAN} ${plan}`));
    return verdictOnAppend(id, image, request, spoil);
  }

  function sectionOf(output: Uint8Array, name: string) {
    const reading = readImage(output);
    const section = reading.ok ? reading.image.sections.find((each) => each.name.value === name) : undefined;
    if (section === undefined) throw new Error(`the output has no section ${name}`);
    return section;
  }

  function pointerOf(output: Uint8Array, name: string) {
    return sectionOf(output, name).pointerToRawData;
  }

  /** The output with the new section so much higher in memory or so much further on in the file. */
  function moved(field: 'virtualAddress' | 'pointerToRawData', distance: number) {
    return (output: Uint8Array): Uint8Array => {
      const { offset, value } = sectionOf(output, '.bpf')[field];
      return setU32(output, offset, value + distance);
    };
  }

  const REST = "unavoidable: the input's length is not a multiple either";
  const PAGE = 'unavoidable: the first free file offset and the first free address differ within a page';

  it.each([
    ['PE-LAF-009', `${SECTIONS} rawCut=3 overlay=3`],
    ['PE-LAF-010', `${SECTIONS} rawCut=8 overlay=8`],
    ['PE-LAF-010', `${SECTIONS} rawCut=8 overlay=8 certificates=1`],
  ] as const)('keeps %s where data ends inside a block and an overlay ends it', (id, plan) => {
    expect(verdictOf(id, plan)).toEqual({ kind: 'pass' });
  });

  it.each([
    ['PE-LAF-009', `${SECTIONS} rawCut=3`],
    ['PE-LAF-010', `${SECTIONS} rawCut=8`],
  ] as const)('is no failure of %s where the input ends inside one itself', (id, plan) => {
    expect(verdictOf(id, plan)).toEqual({ kind: 'skip', reason: REST });
  });

  it.each([
    ['PE-LAF-009', `${SECTIONS} rawCut=3 overlay=3`, 1],
    ['PE-LAF-010', `${SECTIONS} rawCut=8 overlay=8`, 1],
    ['PE-LAF-009', `${SECTIONS} overlay=8`, 1],
    ['PE-LAF-010', `${SECTIONS} overlay=512`, 8],
  ] as const)('is a failure of %s after %s when %i bytes of the overlay are lost', (id, plan, lost) => {
    expect(verdictOf(id, plan, (output) => cut(output, output.length - lost, lost)).kind).toBe('fail');
  });

  it('is a failure of PE-LAF-009 when the new data ends inside a block', () => {
    const shorter = (output: Uint8Array): Uint8Array => {
      const { sizeOfRawData, rawData } = sectionOf(output, '.bpf');
      const size = sizeOfRawData.value - 1;
      return setU32(cut(output, rawData.offset + size, 1), sizeOfRawData.offset, size);
    };
    expect(verdictOf('PE-LAF-009', `${SECTIONS} rawCut=8 overlay=8`, shorter).kind).toBe('fail');
  });

  it.each(['grain=page sections=.text:code:9:0', 'grain=page sections=.text:code:9:0 rawCut=8'])(
    'is no failure of PE-LAF-012 where the first free places differ: %s',
    (plan) => {
      expect(verdictOf('PE-LAF-012', plan)).toEqual({ kind: 'skip', reason: PAGE });
    },
  );

  it('is no failure of PE-LAF-012 where the last section of the table is not the last in file and memory', () => {
    const headers = [...clean().slice(AT.data.name, AT.tableEnd), ...clean().slice(AT.text.name, AT.data.name)];
    const image = setBytes(clean(), AT.text.name, headers);
    expect(verdictOnAppend('PE-LAF-012', image, REQUEST)).toEqual({ kind: 'skip', reason: PAGE });
  });

  it('is no failure of PE-LAF-012 wherever a section without data points', () => {
    const plan = 'grain=page sections=.bss:bss:0:512,.text:code:9:0';
    const spoil = (output: Uint8Array): Uint8Array => setU32(output, pointerOf(output, '.bss').offset, 0x100000);
    expect(verdictOf('PE-LAF-012', plan, spoil)).toEqual({ kind: 'skip', reason: PAGE });
  });

  it.each(['virtualAddress', 'pointerToRawData'] as const)(
    'is a failure of PE-LAF-012 when the new section has another %s',
    (field) => {
      const plan = 'grain=page sections=.text:code:9:0';
      expect(verdictOf('PE-LAF-012', plan, moved(field, 0x400)).kind).toBe('fail');
    },
  );

  it('is a failure of PE-LAF-012 when an old section moves by a block with the end of the headers', () => {
    const plan = 'grain=page sections=.bss:bss:0:512,.text:code:8:0';
    const spoil = (output: Uint8Array): Uint8Array => {
      const reading = readImage(output);
      if (!reading.ok) throw new Error('the output can be read');
      const fields = [reading.image.optionalHeader.sizeOfHeaders, pointerOf(output, '.text')];
      return fields.reduce((bytes, { offset, value }) => setU32(bytes, offset, value + 0x200), output);
    };
    expect(verdictOf('PE-LAF-012', plan).kind).toBe('pass');
    expect(verdictOf('PE-LAF-012', plan, spoil).kind).toBe('fail');
  });
});
