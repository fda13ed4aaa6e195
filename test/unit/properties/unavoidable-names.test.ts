/** Names that say what a section is for: who asks for one is answered, and the rewriter is not blamed for it. */
import { describe, expect, it } from 'vitest';
import { judgeCall, ruleOf } from '../../../properties/index.ts';
import type { RuleId } from '../../../properties/index.ts';
import { readImage } from '../../../src/reader/index.ts';
import { appendSections } from '../../../src/rewriter/index.ts';
import type { Verdict } from '../../../src/results/index.ts';
import { callOf } from '../../support/calls.ts';
import { AT, clean } from '../../vectors/base-images.ts';
import { setText } from '../../vectors/patch.ts';

/** What a rule says when a section is asked for, and its output is changed afterwards. */
function verdictOf(
  id: RuleId,
  name: string,
  content: string,
  spoil: (output: Uint8Array) => Uint8Array = (output) => output,
): Verdict {
  const request = { name, content: Buffer.from(content), characteristics: 0x40000040 };
  const answer = appendSections(clean(), [request]);
  const before = readImage(clean());
  const rule = ruleOf(id);
  if (answer.kind === 'refused' || !before.ok || rule === undefined) throw new Error('the image takes a section');
  const bytes = spoil(answer.bytes);
  const after = readImage(bytes);
  return judgeCall(rule, callOf({ before: before.image, requests: [request], answer: { ...answer, bytes }, after }));
}

describe('a section .linux that was asked for', () => {
  it('is not the fault of who adds it', () => {
    expect(verdictOf('ZB-025', '.linux', 'a kernel')).toEqual({
      kind: 'skip',
      reason: 'unavoidable: the name of the new section is that of the request',
    });
  });

  it('is the fault of who renames another section so, or was asked for another name', () => {
    const renamed = (output: Uint8Array): Uint8Array => setText(output, AT.data.name, '.linux', 8);
    expect(verdictOf('ZB-025', '.linux', 'a kernel', renamed).kind).toBe('fail');
    expect(verdictOf('ZB-025', '.bpf', 'a program', renamed).kind).toBe('fail');
    expect(verdictOf('ZB-025', '.bpf', 'a program').kind).toBe('pass');
  });
});

describe('a section .sbat that was asked for', () => {
  it('is not the fault of who adds it, whatever it says', () => {
    expect(verdictOf('PE-NX-015', '.sbat', 'not a table')).toEqual({
      kind: 'skip',
      reason: 'unavoidable: the content of the new section is that of the request',
    });
    expect(verdictOf('PE-NX-015', '.sbat', 'sbat,1,a,b,c,d\n').kind).toBe('pass');
  });

  it('is the fault of who names another section so', () => {
    const renamed = (output: Uint8Array): Uint8Array => setText(output, AT.data.name, '.sbat', 8);
    expect(verdictOf('PE-NX-015', '.bpf', 'a program', renamed).kind).toBe('fail');
  });
});
