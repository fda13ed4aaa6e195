import { describe, expect, it } from 'vitest';
import { judgeCall, refusalGrounds, ruleOf } from '../../../properties/index.ts';
import type { AppendRequests } from '../../../properties/index.ts';
import type { Answer } from '../../../src/contract/index.ts';
import { readImage } from '../../../src/reader/index.ts';
import { caseOf } from '../../support/cases.ts';
import { pairOf } from '../../vectors/append-pairs.ts';
import { AT, clean, signed, withoutZboot } from '../../vectors/base-images.ts';
import { CALLS } from '../../vectors/call-violations.ts';
import { REFUSED, REQUEST, appended, rewritten } from '../../vectors/calls.ts';
import { IMAGE_VIOLATIONS } from '../../vectors/image-violations.ts';
import { setBytes } from '../../vectors/patch.ts';

const LIVE = 'images with live bytes after the section table, such as BTI kernels';
const GROWTH = 'images whose headers have to grow';
const SECOND = { ...REQUEST, name: '.cfg' };

const grounds = (image: Uint8Array, requests: AppendRequests = [REQUEST]): ReturnType<typeof refusalGrounds> =>
  refusalGrounds(readImage(image), requests);

function policiesOf(image: Uint8Array, requests: AppendRequests = [REQUEST]): readonly string[] {
  const found = grounds(image, requests);
  return found.kind === 'may' ? found.policies : [found.kind];
}

describe('the grounds to refuse', () => {
  it('are none for a plain image and a plain request', () => {
    expect(grounds(clean())).toEqual({ kind: 'none' });
  });

  it('say why an append has to be refused, and where, whatever else would allow it', () => {
    const at = { file: 'content', offset: 0, length: 1 };
    expect(grounds(signed(clean()), [{ ...REQUEST, name: '.reloc' }])).toEqual({
      kind: 'must',
      because: 'loaders treat a section named .reloc specially',
      at,
    });
  });

  it('name the first reason of several and every policy once', () => {
    const requests = [
      { ...REQUEST, characteristics: 0x60000040 },
      { ...SECOND, characteristics: 0xc0000040 },
    ] as const;
    expect(grounds(signed(withoutZboot()), requests)).toEqual({
      kind: 'may',
      because: 'the image is signed',
      policies: ['signed images', 'flags other than those of read-only data', 'images without a zboot header'],
    });
  });

  it('have one policy for all images without room and for any number of sections', () => {
    const { input, requests } = pairOf('three');
    expect(policiesOf(input, requests)).toEqual([GROWTH]);
    expect(policiesOf(pairOf('grown').input)).toEqual([GROWTH]);
    expect(policiesOf(pairOf('paged').input, [REQUEST])).toEqual(['none']);
    expect(policiesOf(pairOf('paged').input, [REQUEST, SECOND])).toEqual([GROWTH]);
  });

  it.each([
    ['nothing', 'headerRoom=page', ['none']],
    ['debug data that can move inside the headers', 'headerRoom=page debug=dll directories=7', [LIVE]],
    ['debug data that makes the headers grow', 'headerRoom=0 debug=dll directories=7', [GROWTH, LIVE]],
    ['no room for a header', 'headerRoom=0', [GROWTH]],
  ])('tell what comes after the section table: %s', (_, plan, policies) => {
    const { image, request } = caseOf(`machine=arm64 sections=.text:code:4:0 request=.bpf:0:1:0x40000040 ${plan}`);
    expect(policiesOf(image, [request])).toEqual(policies);
  });

  it('count a single byte in the last place of a new header as live', () => {
    expect(policiesOf(setBytes(clean(), AT.tableEnd + 39, [1]))).toEqual([LIVE]);
    expect(policiesOf(setBytes(clean(), AT.tableEnd + 40, [1]))).toEqual(['none']);
  });

  it('have policies without numbers or names of one image', () => {
    const all = new Set<string>();
    for (const { make } of IMAGE_VIOLATIONS) {
      const found = refusalGrounds(readImage(make()), [REQUEST]);
      if (found.kind === 'may') for (const policy of found.policies) all.add(policy);
    }
    expect(all.size).toBeGreaterThan(15);
    for (const policy of all) {
      expect(policy.replace(/(?:PE|ZB)-[A-Z]*-?\d{3}|(?:2|4) GiB|2 MiB|64 MiB/g, '')).not.toMatch(/\d|"/);
    }
  });
});

describe('the rule on refusals and the grounds', () => {
  const rule = ruleOf('PR-REF-001');
  const answers: readonly (readonly [Answer, 'must' | 'none'])[] = [
    [rewritten(appended()), 'must'],
    [REFUSED, 'none'],
  ];

  it('say one and the same of every call', () => {
    if (rule === undefined) throw new Error('there is no rule on refusals');
    for (const entry of CALLS) {
      const call = entry.make();
      const { kind } = refusalGrounds(call.before, call.steps[0].requests);
      for (const [answer, wrongWith] of answers) {
        const after = answer.kind === 'rewritten' ? readImage(answer.bytes) : null;
        const verdict = judgeCall(rule, { ...call, steps: [{ ...call.steps[0], answer, after }] });
        expect(verdict.kind, entry.name).toBe(kind === wrongWith ? 'fail' : 'pass');
      }
    }
  });
});
