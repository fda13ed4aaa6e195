import { describe, expect, it } from 'vitest';
import {
  INHERITED,
  isInherited,
  isWithheld,
  imageRuleIn,
  IMAGE_RULES,
  PROFILES,
  RULES,
  isProfileName,
  judgeAppend,
  judgeCall,
  judgeImage,
  nameOfRule,
  ruleOf,
} from '../../../properties/index.ts';
import type { Call, CallRule, ImageRule, ProfileName } from '../../../properties/index.ts';
import { REFERENCES, formatReference } from '../../../properties/catalogue/references.ts';
import type { Answer } from '../../../src/contract/index.ts';
import { readImage } from '../../../src/reader/index.ts';
import type { Verdict } from '../../../src/results/index.ts';
import { imageIn, pairOf } from '../../vectors/append-pairs.ts';
import { AT, clean } from '../../vectors/base-images.ts';
import { setU32, truncate } from '../../vectors/patch.ts';
import { callOf } from '../../support/calls.ts';

const TEXT = {
  name: 'made-up',
  levels: 'EEEEEE',
  title: 'It holds.',
  references: [REFERENCES.appendPolicy],
  rationale: 'It is made for this test.',
  severity: 'untidy',
  brokenBy: ['a test'],
} as const;

function imageRule(parts: Partial<ImageRule>): ImageRule {
  return { scope: 'image', id: 'PE-DOS-001', ...TEXT, check: () => [], ...parts };
}

/** A call that was answered with `output`. */
function rewrittenTo(input: Uint8Array, output: Uint8Array): Call {
  return callOf({
    before: imageIn(input),
    requests: [{ name: '.bpf', content: Uint8Array.of(1), characteristics: 0x40000040 }],
    answer: { kind: 'rewritten', bytes: output },
    after: readImage(output),
  });
}

describe('judging an image', () => {
  it('is a pass when nothing is found and a skip when the rule does not apply', () => {
    expect(judgeImage(imageRule({}), readImage(clean()))).toEqual({ kind: 'pass' });
    const rule = imageRule({ inapplicable: () => 'not today' });
    expect(judgeImage(rule, readImage(clean()))).toEqual({ kind: 'skip', reason: 'not today' });
  });

  it.each([
    ['an Error', new RangeError('too far'), 'RangeError: too far'],
    ['anything else', 'a text', 'a text'],
  ])('is an error, not a failure, when the checker throws %s', (_, thrown, message) => {
    const fail = (): void => {
      AbortSignal.abort(thrown).throwIfAborted();
    };
    const check = (): readonly never[] => {
      fail();
      return [];
    };
    const inapplicable = (): undefined => {
      fail();
    };
    expect(judgeImage(imageRule({ check }), readImage(clean()))).toEqual({ kind: 'error', message });
    expect(judgeImage(imageRule({ inapplicable }), readImage(clean()))).toEqual({ kind: 'error', message });
  });

  it('is an error when the checker throws after its first finding', () => {
    const rule = imageRule({
      *check() {
        yield {
          about: 'x',
          expected: { kind: 'zero-bytes' },
          actual: 1,
          at: [{ file: 'image', offset: 0, length: 1 }],
        };
        throw new Error('half way');
      },
    });
    expect(judgeImage(rule, readImage(clean()))).toEqual({ kind: 'error', message: 'Error: half way' });
  });

  it('is a skip for a file that cannot be read, unless the fault belongs to the rule', () => {
    const unreadable = readImage(truncate(clean(), 10));
    expect(judgeImage(imageRule({}), unreadable)).toEqual({ kind: 'skip', reason: 'the image cannot be read' });
    const owner = imageRule({ faults: ['dos-header-truncated'] });
    expect(judgeImage(owner, unreadable)).toMatchObject({
      kind: 'fail',
      findings: [{ about: 'dosHeader', actual: 10, at: [{ file: 'image', offset: 0, length: 64 }] }],
    });
  });
});

describe('a rule that nothing could break', () => {
  const finding = {
    about: 'x',
    expected: { kind: 'zero-bytes' },
    actual: 1,
    at: [{ file: 'image', offset: 0, length: 1 }],
  } as const;
  const idle = (parts: Partial<ImageRule>): Verdict =>
    judgeImage(imageRule({ vacuous: () => 'there is none', ...parts }), readImage(clean()));

  it('is vacuous and no pass', () => {
    expect(idle({})).toEqual({ kind: 'vacuous', reason: 'there is none' });
    expect(idle({ vacuous: () => undefined })).toEqual({ kind: 'pass' });
  });

  it('fails all the same when the check finds something, so that no wrong reason can hide it', () => {
    const throwing = (): never => {
      throw new Error('never asked');
    };
    expect(idle({ check: () => [finding] })).toEqual({ kind: 'fail', findings: [finding] });
    expect(idle({ check: () => [finding], vacuous: throwing }).kind).toBe('fail');
  });

  it('is skipped where it does not apply, or where nobody knows', () => {
    expect(idle({ inapplicable: () => 'not today' })).toEqual({ kind: 'skip', reason: 'not today' });
    expect(idle({ unverified: () => 'unknown' })).toEqual({ kind: 'skip', reason: 'unknown', unverified: true });
  });

  it('is a broken checker when its reason cannot be told', () => {
    const vacuous = (): never => {
      throw new Error('broken');
    };
    expect(idle({ vacuous })).toEqual({ kind: 'error', message: 'Error: broken' });
  });

  it('is none in a profile that wants more, where that could be broken', () => {
    const demand = { title: 'It holds.', check: () => [] };
    const rule = imageRule({
      vacuous: () => 'there is none',
      demands: {
        shim: demand,
        zboot: { ...demand, vacuous: () => 'nor of that' },
        edk2: { ...demand, check: () => [finding] },
      },
    });
    const kindIn = (profile: ProfileName): string => judgeImage(imageRuleIn(rule, profile), readImage(clean())).kind;
    expect({ spec: kindIn('spec'), shim: kindIn('shim'), zboot: kindIn('zboot'), edk2: kindIn('edk2') }).toEqual({
      spec: 'vacuous',
      shim: 'pass',
      zboot: 'vacuous',
      edk2: 'fail',
    });
  });

  it('is withheld by a refusal of an image that has what it looks at, and by no other answer', () => {
    const call = rewrittenTo(clean(), clean());
    const refused: Call = {
      ...call,
      steps: [{ ...call.steps[0], answer: { kind: 'refused', code: 'no', detail: 'No.' }, after: null }],
    };
    const atStake = imageRule({ vacuous: () => undefined });
    expect(isWithheld(atStake, refused)).toBe(true);
    expect(isWithheld(atStake, call)).toBe(false);
    expect(isWithheld(imageRule({}), refused)).toBe(false);
    expect(isWithheld(imageRule({ vacuous: () => 'there is none' }), refused)).toBe(false);
    expect(isWithheld({ ...atStake, inapplicable: () => 'not today' }, refused)).toBe(false);
    expect(isWithheld(atStake, { ...refused, before: readImage(truncate(clean(), 10)) })).toBe(false);
  });
});

describe('judging a call by an image rule', () => {
  const rule = IMAGE_RULES.find(({ id }) => id === 'PE-OPT-008') ?? imageRule({});
  const broken = setU32(clean(), AT.sizeOfImage, 0x4800);

  it('fails when the output breaks what the input keeps', () => {
    expect(judgeCall(rule, rewrittenTo(clean(), broken)).kind).toBe('fail');
  });

  it('is inherited when the input breaks the rule already', () => {
    expect(judgeCall(rule, rewrittenTo(broken, broken))).toEqual({ kind: 'skip', reason: INHERITED });
  });

  it('is a skip when the input leaves no way to keep the rule', () => {
    const helpless: ImageRule = { ...rule, unavoidable: (_before, after) => `it has ${after.fileSize} bytes` };
    const verdict = judgeCall(helpless, rewrittenTo(clean(), broken));
    expect(verdict).toEqual({ kind: 'skip', reason: `unavoidable: it has ${broken.length} bytes` });
    expect(verdict.kind === 'skip' && isInherited(verdict.reason)).toBe(true);
    const able: ImageRule = { ...rule, unavoidable: () => undefined };
    expect(judgeCall(able, rewrittenTo(clean(), broken)).kind).toBe('fail');
  });

  it('passes when the output repairs the input', () => {
    expect(judgeCall(rule, rewrittenTo(broken, clean()))).toEqual({ kind: 'pass' });
  });

  it('fails by the rule of the fault when the output cannot be read, and by no other', () => {
    const call = rewrittenTo(clean(), truncate(clean(), 10));
    const failed = RULES.filter((each) => judgeCall(each, call).kind === 'fail').map(({ id }) => id);
    expect(failed).toEqual(['PE-DOS-001']);
  });

  it('is a skip when there is no output', () => {
    const { before, steps } = rewrittenTo(clean(), clean());
    const answer = { kind: 'refused', code: 'no', detail: 'No.' } as const;
    const call: Call = { before, steps: [{ ...steps[0], answer, after: null }] };
    expect(judgeCall(rule, call)).toEqual({ kind: 'skip', reason: 'the answer is not a rewritten image: refused' });
  });
});

describe('judging a call on an image that cannot be read', () => {
  const before = readImage(truncate(clean(), 10));
  const [step] = rewrittenTo(clean(), clean()).steps;
  const kinds = (answer: Answer): ReadonlyMap<string, Verdict> => {
    const after = answer.kind === 'rewritten' ? readImage(answer.bytes) : null;
    const call: Call = { before, steps: [{ ...step, answer, after }] };
    return new Map(RULES.map((each) => [each.id, judgeCall(each, call)]));
  };
  const failed = (answer: Answer): readonly string[] =>
    [...kinds(answer)].filter(([, { kind }]) => kind === 'fail').map(([id]) => id);

  it('wants a refusal and nothing else', () => {
    expect(failed({ kind: 'refused', code: 'no', detail: 'No.' })).toEqual([]);
    expect(failed(step.answer)).toEqual(['PR-REF-001']);
    expect(failed({ kind: 'crashed', detail: 'Boom.' })).toEqual(['PR-REF-001']);
    expect(failed({ kind: 'misbehaved', what: 'left-output', detail: 'So it was.' })).toEqual(['PR-FIL-007']);
    expect(failed({ kind: 'misbehaved', what: 'changed-input', detail: 'So it was.' })).toEqual(['PR-FIL-006']);
  });

  it('skips every rule that compares the two images, and breaks none', () => {
    const verdicts = [...kinds(step.answer)];
    const compared = verdicts.filter(([id]) => RULES.some((each) => each.id === id && each.scope !== 'call'));
    expect(new Set(compared.map(([, verdict]) => JSON.stringify(verdict)))).toEqual(
      new Set([JSON.stringify({ kind: 'skip', reason: 'the input cannot be read' })]),
    );
    expect(verdicts.filter(([, { kind }]) => kind === 'error')).toEqual([]);
  });
});

describe('judging appends and calls', () => {
  it('turns a checker that throws into an error in every scope', () => {
    const { before, after, requests } = pairOf('plain');
    const check = (): never => {
      throw new Error('broken');
    };
    const error = { kind: 'error', message: 'Error: broken' };
    expect(judgeAppend({ scope: 'append', id: 'PR-ZB-001', ...TEXT, check }, { before, after, requests })).toEqual(
      error,
    );
    const rule: CallRule = { scope: 'call', id: 'PR-FIL-005', ...TEXT, check };
    expect(judgeCall(rule, rewrittenTo(clean(), clean()))).toEqual(error);
  });
});

describe('the catalogue', () => {
  it('finds rules by id and nothing by any other text', () => {
    expect(ruleOf('PE-OPT-008')?.id).toBe('PE-OPT-008');
    expect(ruleOf('PE-OPT-999')).toBeUndefined();
    expect(ruleOf('toString')).toBeUndefined();
    expect(nameOfRule('PE-OPT-008')).toBe('soi-multiple');
  });

  it('knows six profiles by name', () => {
    expect(PROFILES.map(({ name }) => name)).toEqual(['spec', 'edk2', 'audk-strict', 'shim', 'uefi-ca', 'zboot']);
    expect(isProfileName('zboot')).toBe(true);
    expect(isProfileName('ZBOOT')).toBe(false);
    expect(isProfileName('')).toBe(false);
  });

  it('cites a document by its title and section', () => {
    expect(formatReference(REFERENCES.sectionTable)).toBe('PE format, Section Table (Section Headers)');
  });
});
