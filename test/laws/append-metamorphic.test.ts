/**
 * Goal: the laws that tie appends to one another hold: the same call gives the same bytes, several sections in one call
 * are as many calls, and what was appended can be taken away again.
 */
import { describe, expect, it } from 'vitest';
import { caseFromPlan, planAt } from '../../generators/index.ts';
import type { AppendRequest } from '../../src/contract/index.ts';
import { appendSections } from '../../src/rewriter/index.ts';
import type { AppendOptions, AppendResult } from '../../src/rewriter/index.ts';
import { aimedCases, generatedCase } from '../support/append-cases.ts';
import type { AppendCase } from '../support/append-cases.ts';
import { effort } from '../support/effort.ts';
import { LENGTHS, viewPe, withNumbers } from '../support/pe-view.ts';
import type { PeView, SectionView } from '../support/pe-view.ts';

const SEED = 4;
const CASES = effort(1000);

function allCases(): readonly AppendCase[] {
  return [...aimedCases(), ...Array.from({ length: CASES }, (_, index) => generatedCase(SEED, index))];
}

/** Generated cases of which every third is signed. */
function signedCases(): readonly AppendCase[] {
  const drawn = Array.from({ length: CASES }, (_, index) => {
    const plan = planAt('random', SEED, index);
    const certificates = index % 3 === 0 ? 1 : plan.certificates;
    return { title: `case (${SEED}, ${index})`, ...caseFromPlan({ ...plan, certificates }) };
  });
  return [...aimedCases(), ...drawn];
}

/** Three sections: the case's own, one that needs several blocks, and a small one. */
function threeRequests({ request }: AppendCase, index: number): readonly AppendRequest[] {
  const second = new Uint8Array(1 + ((index * 739) % 5000)).fill(0x42);
  return [
    request,
    { name: '.second', content: second, characteristics: 0x42000040 },
    { name: '.third', content: Uint8Array.of(1, 2, 3), characteristics: 0x40000040 },
  ];
}

/** Bytes as they are, a refusal by its code. */
function said(answer: AppendResult): Buffer {
  return answer.kind === 'refused' ? Buffer.from(answer.code) : Buffer.from(answer.bytes);
}

/** One call for each group of requests, as far as none of them is refused. */
function inGroups(
  image: Uint8Array,
  groups: readonly (readonly AppendRequest[])[],
  options: AppendOptions,
): AppendResult {
  let answer: AppendResult = { kind: 'rewritten', bytes: image };
  for (const group of groups) {
    if (answer.kind === 'rewritten') answer = appendSections(answer.bytes, group, options);
  }
  return answer;
}

/** Every way to part three requests, or the first two of them, into several calls. */
function splits([first, second, third]: readonly AppendRequest[]): readonly (readonly (readonly AppendRequest[])[])[] {
  if (first === undefined || second === undefined || third === undefined) throw new Error('three requests are parted');
  return [
    [[first], [second], [third]],
    [[first, second], [third]],
    [[first], [second, third]],
    [[first], [second]],
  ];
}

describe('the same append', () => {
  it('gives the same bytes from other memory, at an odd address and after another append', () => {
    for (const { title, image, request } of allCases()) {
      const once = said(appendSections(image, [request]));
      const roomy = new Uint8Array(image.length + 9).fill(0xee);
      roomy.set(image, 3);
      const content = Uint8Array.from([0xee, ...request.content, 0xee]).subarray(1, -1);
      const again = appendSections(roomy.subarray(3, 3 + image.length), [{ ...request, content }]);
      expect(once.equals(said(again)), title).toBe(true);
    }
  });

  it('gives bytes of its own, which no later change of the inputs reaches', () => {
    const { image, request } = caseFromPlan(planAt('arm64-6.12', SEED, 0));
    const answer = appendSections(image, [request]);
    const before = said(answer);
    image.fill(0);
    request.content.fill(0);
    expect(said(answer).equals(before)).toBe(true);
    expect(answer.kind).toBe('rewritten');
  });
});

describe('several sections in one call', () => {
  it.each([
    ['without options', {}, allCases],
    ['with stripSignature', { stripSignature: true }, signedCases],
  ] as const)('are what as many calls make, however they are parted, %s', (_, options, cases) => {
    const kinds = { rewritten: 0, refused: 0 };
    for (const [index, each] of cases().entries()) {
      const requests = threeRequests(each, index);
      const together = appendSections(each.image, requests, options);
      kinds[together.kind] += 1;
      for (const groups of splits(requests)) {
        const flat = groups.flat();
        const expected = flat.length === requests.length ? together : appendSections(each.image, flat, options);
        expect(said(inGroups(each.image, groups, options)).equals(said(expected)), each.title).toBe(true);
      }
    }
    expect(kinds.rewritten).toBeGreaterThan(CASES / 2);
    expect(kinds.refused).toBeGreaterThan(CASES / 50);
  });

  it('are told from the same sections in another order', () => {
    const { image, request } = caseFromPlan(planAt('arm64-6.12', SEED, 1));
    const requests = threeRequests({ title: '', image, request }, 1);
    expect(said(appendSections(image, requests)).equals(said(appendSections(image, requests.toReversed())))).toBe(
      false,
    );
  });
});

/**
 * Takes the last section of an output away and puts the totals back, knowing of the input its totals, and what headers
 * that are filled up had in the place of the new one.
 */
function withoutLast(output: Uint8Array, added: SectionView, totals: PeView, dataEnd: number): Uint8Array {
  const { peOffset, optionalOffset, sections } = viewPe(output);
  const rest = output.subarray(added.pointerToRawData + added.sizeOfRawData);
  const joined = Buffer.concat([output.subarray(0, dataEnd), rest]);
  joined.set(totals.bytes.subarray(added.at, added.at + LENGTHS.sectionHeader), added.at);
  const counted = withNumbers(joined, 2, [[peOffset + 6, sections.length - 1]]);
  return withNumbers(counted, 4, [
    [optionalOffset + 8, totals.sizeOfInitializedData],
    [optionalOffset + 56, totals.sizeOfImage],
    [optionalOffset + 64, totals.checkSum],
  ]);
}

/** Whether an append leaves all that the image had in its place, but for an overlay that nothing points into. */
function movesNothing(before: PeView, after: PeView): boolean {
  return (
    after.sizeOfHeaders === before.sizeOfHeaders &&
    before.pointerToSymbolTable === after.pointerToSymbolTable &&
    before.sections.every((each, index) => after.sections[index]?.pointerToRelocations === each.pointerToRelocations) &&
    before.debugEntries.every((entry, index) => after.debugEntries[index]?.pointerToRawData === entry.pointerToRawData)
  );
}

describe('taking away what was appended', () => {
  it('gives the input back, byte for byte, when nothing had to move', () => {
    let count = 0;
    for (const { title, image, request } of allCases()) {
      const answer = appendSections(image, [request]);
      if (answer.kind === 'refused') continue;
      const [before, after] = [viewPe(image), viewPe(answer.bytes)];
      const added = after.sections.at(-1);
      if (added === undefined || !movesNothing(before, after)) continue;
      count += 1;
      const dataEnd = Math.max(
        ...before.sections.map((each) => (each.sizeOfRawData > 0 ? each.pointerToRawData + each.sizeOfRawData : 0)),
      );
      const restored = withoutLast(answer.bytes, added, before, dataEnd);
      expect(Buffer.compare(restored, image), title).toBe(0);
    }
    expect(count).toBeGreaterThan(CASES / 3);
  });
});
