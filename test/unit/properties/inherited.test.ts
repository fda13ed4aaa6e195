/** Which findings on an output are its input's, where the input has more than are counted, or has them on its table. */
import { describe, expect, it } from 'vitest';
import { freshFindings } from '../../../properties/append/inherited.ts';
import { ruleOf } from '../../../properties/index.ts';
import { HOSTILE_CASES, hostileCaseImage } from '../../../generators/index.ts';
import { readImage } from '../../../src/reader/index.ts';
import type { Image } from '../../../src/reader/index.ts';
import { appendSections } from '../../../src/rewriter/index.ts';
import { FINDING_LIMIT, equals, place, wrong } from '../../../properties/findings.ts';
import type { Finding, Span } from '../../../src/results/index.ts';
import { addedTo, pairOf } from '../../vectors/append-pairs.ts';

const found = (span: Span): Finding => wrong('a thing', equals(0), 1, place(span));

describe('a finding on an output', () => {
  const pair = pairOf('plain');
  const { header } = addedTo(pair);
  /** Findings in front of the table, one on each byte, as far as there are so many. */
  const old = (count: number): readonly Finding[] =>
    Array.from({ length: count }, (_, index) => found({ offset: index % 64, length: 1 }));
  const elsewhere = found({ offset: 0x48, length: 4 });
  const first = found({ offset: header.offset, length: 4 });
  const last = found({ offset: header.offset + header.length - 1, length: 1 });
  const behind = found({ offset: header.offset + header.length, length: 1 });

  it('is fresh wherever the input has none, when all of the input are known', () => {
    const now = [elsewhere, first, last, behind];
    expect(freshFindings(pair, old(FINDING_LIMIT - 1), now)).toEqual(now);
  });

  it('is fresh on a new section alone, when the input may have more than are known', () => {
    expect(freshFindings(pair, old(FINDING_LIMIT), [elsewhere, first, last, behind])).toEqual([first, last]);
  });
});

describe('bytes behind the certificates of an input', () => {
  const rule = ruleOf('PE-LAF-008');
  const overlays = (image: Image): readonly Finding[] => (rule?.scope === 'image' ? [...rule.check(image)] : []);
  const imageIn = (bytes: Uint8Array): Image => {
    const reading = readImage(bytes);
    if (!reading.ok) throw new Error(reading.fault.path);
    return reading.image;
  };

  it('are known at the end of an output that has no signature any more, and nothing beside them is', () => {
    const [variant] = HOSTILE_CASES.flatMap(({ variants }) => variants).filter(({ id }) => id === 'H-115');
    if (variant === undefined) throw new Error('there is no image with bytes behind its certificates');
    const { bytes, request } = hostileCaseImage(variant);
    const result = appendSections(bytes, [request], { stripSignature: true });
    if (result.kind === 'refused') throw new Error(result.detail);
    const before = imageIn(bytes);
    const freshIn = (output: Uint8Array): readonly Finding[] => {
      const after = imageIn(output);
      return freshFindings({ before, after, requests: [request] }, overlays(before), overlays(after));
    };
    expect(overlays(imageIn(result.bytes))).toHaveLength(1);
    expect(freshIn(result.bytes)).toEqual([]);
    expect(freshIn(new Uint8Array([...result.bytes, 1]))).toHaveLength(1);
  });
});

describe('a finding on the section table of an input', () => {
  it.each(['plain', 'three'] as const)('is known on the longer table of its output: %s', (name) => {
    const pair = pairOf(name);
    const old = [found(pair.before.sectionTable)];
    const { offset, length } = pair.after.sectionTable;
    expect(freshFindings(pair, old, [found({ offset, length })])).toEqual([]);
    const longer = found({ offset, length: length + 1 });
    expect(freshFindings(pair, old, [longer])).toEqual([longer]);
  });

  it('is not known behind the part that it is about', () => {
    const pair = pairOf('plain');
    const { offset, length } = pair.before.sectionTable;
    const old = [found({ offset, length: length - 1 })];
    const now = [found({ offset, length })];
    expect(freshFindings(pair, old, now)).toEqual(now);
  });
});
