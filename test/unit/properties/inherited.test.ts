/** Which findings on an output are its input's, where the input has more than are counted, or has them on its table. */
import { describe, expect, it } from 'vitest';
import { freshFindings } from '../../../properties/append/inherited.ts';
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
