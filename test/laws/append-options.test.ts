/**
 * Goal: the two options of an append do what they say and nothing else. The signature is cut out by hand here, and any
 * PE image is a generated one whose zboot magic is overwritten.
 */
import { describe, expect, it } from 'vitest';
import { caseFromPlan, parsePlan, planAt } from '../../generators/index.ts';
import { appendSections } from '../../src/rewriter/index.ts';
import type { AppendOptions, AppendResult } from '../../src/rewriter/index.ts';
import { AIMED_PLANS, aimedCases, generatedCase } from '../support/append-cases.ts';
import type { AppendCase } from '../support/append-cases.ts';
import { checkSumOf } from '../support/append-oracle.ts';
import { directoryAt, viewPe, withNumbers, word } from '../support/pe-view.ts';

const SEED = 3;
const SIGNED = 1000;
const FOREIGN = 1000;
const CERTIFICATE_DIRECTORY = 4;
/** The first word of a zboot image: "MZ" and two zero bytes. */
const MZ_WORD = 0x5a4d;
/** Where "zimg" and the payload offset stand. */
const [MAGIC, PAYLOAD_OFFSET] = [4, 8];

/** Images that are drawn like all others and then signed, and the aimed ones with a signature. */
function signedCases(): readonly AppendCase[] {
  const aimed = AIMED_PLANS.filter(([, text]) => !text.includes('certificates')).map(([title, text]) => ({
    title,
    ...caseFromPlan(parsePlan(`${text} certificates=2`)),
  }));
  const drawn = Array.from({ length: SIGNED }, (_, index) => {
    const plan = planAt('random', SEED, index);
    return { title: `case (${SEED}, ${index})`, ...caseFromPlan({ ...plan, certificates: 1 + (index % 3) }) };
  });
  return [...aimed, ...drawn];
}

/** Whether the word in front of "zimg" is that of a zboot image, too. */
function isZboot({ image }: AppendCase): boolean {
  return word(image, 0) === MZ_WORD;
}

/** The image without its certificate table and with nothing in the directory entry. */
function cutByHand(image: Uint8Array): Uint8Array {
  const entry = directoryAt(viewPe(image), CERTIFICATE_DIRECTORY) ?? 0;
  const start = word(image, entry);
  const kept = [image.subarray(0, start), image.subarray(start + word(image, entry + 4))];
  return withNumbers(Buffer.concat(kept), 4, [
    [entry, 0],
    [entry + 4, 0],
  ]);
}

/** The image with some more bytes behind its certificate table. */
function withTrailer(image: Uint8Array): Uint8Array {
  return Uint8Array.from([...image, 1, 2, 3, 4, 5]);
}

function append({ image, request }: AppendCase, options: AppendOptions): AppendResult {
  return appendSections(image, [request], options);
}

/** The bytes of an answer, or its code. */
function said(answer: AppendResult): string {
  return answer.kind === 'refused' ? answer.code : Buffer.from(answer.bytes).toString('base64');
}

describe('stripSignature', () => {
  const signed = signedCases();

  it('makes of a signed image what an append makes of it without table and directory entry', () => {
    let rewritten = 0;
    for (const each of signed) {
      const expected = append({ ...each, image: cutByHand(each.image) }, {});
      const answer = append(each, { stripSignature: true });
      expect(said(answer) === said(expected), each.title).toBe(true);
      if (answer.kind === 'rewritten') rewritten += 1;
    }
    expect(rewritten).toBeGreaterThan(SIGNED / 2);
  });

  it('does the same when more bytes follow the table', () => {
    for (const each of signed.slice(0, 200)) {
      const image = withTrailer(each.image);
      const expected = append({ ...each, image: cutByHand(image) }, {});
      expect(said(append({ ...each, image }, { stripSignature: true })) === said(expected), each.title).toBe(true);
    }
  });

  it('is what makes the difference: without it every signed image is refused', () => {
    for (const each of signed)
      expect(said(append(each, {})), each.title).toBe(isZboot(each) ? 'signed-image' : 'not-zboot');
  });

  it('tells a table that is cut out from one that is left in', () => {
    const [each] = signed;
    if (each === undefined) throw new Error('there is a signed image');
    const emptied = directoryAt(viewPe(each.image), CERTIFICATE_DIRECTORY) ?? 0;
    const leftIn = withNumbers(each.image, 4, [[emptied + 4, 0]]);
    expect(said(append({ ...each, image: leftIn }, {}))).not.toBe(said(append(each, { stripSignature: true })));
  });
});

/** An output with the fields blanked in which a zboot image and any other differ. */
function withoutZboot(bytes: Uint8Array): Uint8Array {
  const checkSumAt = viewPe(bytes).optionalOffset + 64;
  return withNumbers(bytes, 4, [
    [MAGIC, 0],
    [PAYLOAD_OFFSET, 0],
    [checkSumAt, 0],
  ]);
}

describe('anyPe', () => {
  const drawn = [...aimedCases(), ...Array.from({ length: FOREIGN }, (_, index) => generatedCase(SEED, index))];
  const all = drawn.filter(isZboot);
  const others = drawn.filter((each) => !isZboot(each));
  const foreign = all.map((each) => ({ ...each, image: withNumbers(each.image, 4, [[MAGIC, 0x21736f64]]) }));

  it('is what makes the difference: without it every other image is refused', () => {
    for (const each of foreign) expect(said(append(each, {})), each.title).toBe('not-zboot');
  });

  it('does to any PE image what is done to a zboot image, but for the zboot header', () => {
    let grown = 0;
    for (const [index, each] of foreign.entries()) {
      const answer = append(each, { anyPe: true });
      const zboot = append(all[index] ?? each, {});
      expect(answer.kind === 'refused' ? answer.code : '', each.title).toBe(zboot.kind === 'refused' ? zboot.code : '');
      if (answer.kind === 'refused' || zboot.kind === 'refused') continue;
      const view = viewPe(answer.bytes);
      expect(Buffer.compare(answer.bytes.subarray(0, 0x40), each.image.subarray(0, 0x40)), each.title).toBe(0);
      expect(Buffer.compare(withoutZboot(answer.bytes), withoutZboot(zboot.bytes)), each.title).toBe(0);
      expect(view.checkSum, each.title).toBe(viewPe(each.image).checkSum === 0 ? 0 : checkSumOf(view));
      if (word(zboot.bytes, PAYLOAD_OFFSET) !== word(each.image, PAYLOAD_OFFSET)) grown += 1;
    }
    expect(grown).toBeGreaterThan(20);
  });

  it('has an image rewritten that is zboot but for its first word, and its payload offset kept true', () => {
    let grown = 0;
    for (const each of others) {
      const proper = { ...each, image: withNumbers(each.image, 4, [[0, MZ_WORD]]) };
      const [answer, expected] = [append(each, { anyPe: true }), append(proper, {})];
      expect(append(each, {})).toMatchObject({ code: 'not-zboot' });
      if (answer.kind === 'refused' || expected.kind === 'refused') {
        expect(said(answer), each.title).toBe(said(expected));
        continue;
      }
      const wordless = withNumbers(answer.bytes, 4, [[0, MZ_WORD]]);
      const blank = [[viewPe(wordless).optionalOffset + 64, 0]] as const;
      const isSame = Buffer.compare(withNumbers(wordless, 4, blank), withNumbers(expected.bytes, 4, blank)) === 0;
      expect(isSame, each.title).toBe(true);
      if (word(answer.bytes, PAYLOAD_OFFSET) !== word(each.image, PAYLOAD_OFFSET)) grown += 1;
    }
    expect(others.length).toBeGreaterThan(FOREIGN / 100);
    expect(grown).toBeGreaterThan(0);
  });

  it('changes nothing for a zboot image', () => {
    for (const each of all)
      expect(said(append(each, { anyPe: true })) === said(append(each, {})), each.title).toBe(true);
  });
});
