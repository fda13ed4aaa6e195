/**
 * Goal: an append is refused for the reasons that the policy names and for no other, and then nothing was touched.
 * Method: the reasons are worked out from plain reads of generated images, from damage that is done to them here, and
 * from requests that are drawn at random.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appendSections } from '../../src/rewriter/index.ts';
import { aimedCases, generatedCase } from '../support/append-cases.ts';
import type { AppendCase } from '../support/append-cases.ts';
import { expectationFor, isSigned } from '../support/append-expectation.ts';
import { DAMAGES } from '../support/append-damage.ts';
import { effort } from '../support/effort.ts';
import { viewPe } from '../support/pe-view.ts';

const SEED = 2;
const GENERATED = effort(2000);
const DAMAGED = 400;
/** Images of this many generated cases at most are damaged: long tables take long to read. */
const LONGEST = 0x8000;

function answerOf({ image, request }: Pick<AppendCase, 'image' | 'request'>): string {
  const answer = appendSections(image, [request]);
  return answer.kind === 'refused' ? answer.code : answer.kind;
}

function cases(count: number): readonly AppendCase[] {
  return Array.from({ length: count }, (_, index) => generatedCase(SEED, index));
}

describe('an append to a valid image', () => {
  const all = [...aimedCases(), ...cases(GENERATED)];

  it('is refused for the reasons of the policy alone', () => {
    const met = new Map<string, number>();
    for (const each of all) {
      const { reasons } = expectationFor(viewPe(each.image), each.request);
      const answer = answerOf(each);
      expect(reasons.length === 0 ? ['rewritten'] : reasons, each.title).toContain(answer);
      met.set(answer, (met.get(answer) ?? 0) + 1);
    }
    expect([...met.keys()].sort()).toEqual([
      'bad-characteristics',
      'bad-name',
      'empty-content',
      'header-slack-in-use',
      'name-taken',
      'no-flat-place',
      'no-header-room',
      'not-zboot',
      'rewritten',
      'signed-image',
    ]);
    // Few of the images with alignments below a page end inside a block.
    met.delete('no-flat-place');
    expect(Math.min(...met.values())).toBeGreaterThan(GENERATED / 200);
  });

  it('changes neither the image nor the content, whatever comes of it', () => {
    for (const { title, image, request } of all) {
      const copies = [image.slice(), request.content.slice()];
      appendSections(image, [request], { stripSignature: true });
      expect(Buffer.compare(image, copies[0] ?? image.subarray(1)), title).toBe(0);
      expect(Buffer.compare(request.content, copies[1] ?? image), title).toBe(0);
    }
  });
});

describe('a request', () => {
  const small = cases(40).filter(({ image }) => image.length < LONGEST);
  const { image } = small.find((each) => answerOf(each) === 'rewritten') ?? generatedCase(SEED, 0);
  const taken = viewPe(image).sections.map(({ name }) => name);
  const content = Uint8Array.of(1);
  const characteristics = 0x40000040;

  it('is refused by its name unless that is 1 to 8 printable ASCII bytes of its own', () => {
    const letters = fc.constantFrom(...'./$ ~!ab\0\x7f\u00e9'.split(''));
    const names = fc.oneof(
      fc.string({ unit: letters, maxLength: 10 }),
      fc.string({ unit: 'binary', maxLength: 9 }),
      fc.constantFrom('.reloc', '.relocs', '.Reloc', ...taken),
    );
    const met = new Set<string>();
    fc.assert(
      fc.property(names, (name) => {
        const isGood = /^[!-~]{1,8}$/.test(name) && !/[/$]/.test(name) && name !== '.reloc';
        const answer = answerOf({ image, request: { name, content, characteristics } });
        met.add(answer);
        expect(answer).toBe(!isGood ? 'bad-name' : taken.includes(name) ? 'name-taken' : 'rewritten');
      }),
      { seed: 1, numRuns: effort(2000) },
    );
    expect(met.size).toBe(3);
  });

  it('is refused by its flags when they are no 32 bits, ask to write or to execute, or call the content uninitialised', () => {
    const numbers = fc.oneof(fc.nat(0xffffffff), fc.double(), fc.constantFrom(0x20000000, 0x80000000, -1, 2 ** 32));
    fc.assert(
      fc.property(numbers, (flags) => {
        const isWord = Number.isInteger(flags) && flags >= 0 && flags < 2 ** 32;
        const bit = (number: number): number => Math.floor(flags / 2 ** number) % 2;
        const isData = bit(31) + bit(29) + bit(7) === 0;
        const answer = answerOf({ image, request: { name: '.bpf', content, characteristics: flags } });
        expect(answer).toBe(isWord && isData ? 'rewritten' : 'bad-characteristics');
      }),
      { seed: 1, numRuns: effort(2000) },
    );
  });

  it('is refused without content', () => {
    for (const each of cases(200).filter((one) => answerOf(one) === 'rewritten')) {
      const request = { ...each.request, content: new Uint8Array() };
      expect(answerOf({ image: each.image, request }), each.title).toBe('empty-content');
    }
  });
});

describe('an append to a damaged image', () => {
  const usable = cases(DAMAGED).filter(
    ({ image, request }) =>
      image.length < LONGEST &&
      !isSigned(viewPe(image)) &&
      expectationFor(viewPe(image), request).reasons.every((reason) => reason === 'no-header-room'),
  );

  it.each(DAMAGES.map((damage) => [damage.what, damage] as const))('is refused for %s', (_, { codes, damaged }) => {
    let count = 0;
    for (const [index, { title, image, request }] of usable.entries()) {
      const bytes = damaged(viewPe(image), index);
      if (bytes === null) continue;
      const copy = bytes.slice();
      count += 1;
      expect(codes, `${title}: ${answerOf({ image: bytes, request })}`).toContain(answerOf({ image: bytes, request }));
      expect(Buffer.compare(bytes, copy), title).toBe(0);
    }
    expect(count).toBeGreaterThan(50);
  });
});
