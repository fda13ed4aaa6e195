/** Goal: findings on an output whose data moved to the front are about bytes that a file can have. */
import { describe, expect, it } from 'vitest';
import { validImage } from '../../../generators/hostile/valid-image.ts';
import { parsePlan } from '../../../generators/index.ts';
import { RULES, judgeAppend } from '../../../properties/index.ts';
import { appendSections } from '../../../src/rewriter/index.ts';
import { imageIn, put, sectionOf } from '../../vectors/append-pairs.ts';
import { REQUEST } from '../../vectors/calls.ts';

/** Where headers of one block end. */
const FIRST_DATA = 0x200;
/** Two blocks that belong to no section lie between the headers and the data. */
const PLAN = 'sections=.text:code:0:0 gap=2 gapRank=0 request=.bpf:0:9:64';

describe('data that moved to the front by more than the place of the gap before it', () => {
  const { bytes } = validImage(parsePlan(PLAN));
  const answer = appendSections(bytes, [REQUEST]);
  if (answer.kind === 'refused') throw new Error('the image takes a section');
  const before = imageIn(bytes);
  const { pointerToRawData } = sectionOf(imageIn(answer.bytes), 0);
  const after = imageIn(put(answer.bytes, pointerToRawData, FIRST_DATA));
  const findings = RULES.flatMap((rule) => {
    if (rule.scope !== 'append') return [];
    const verdict = judgeAppend(rule, { before, after, requests: [REQUEST] });
    return verdict.kind === 'fail' ? verdict.findings.map((finding) => ({ id: rule.id, finding })) : [];
  });

  it('breaks the rule on gaps', () => {
    expect(findings.map(({ id }) => id)).toContain('PR-FIL-002');
  });

  it('is never told of by an offset before the file', () => {
    expect(findings.filter(({ finding }) => finding.at.some(({ offset }) => offset < 0))).toEqual([]);
  });
});
