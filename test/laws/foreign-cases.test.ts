/**
 * Goal: who takes any PE image is asked about others than zboot images, and is judged there by everything that does not need a
 * payload. The builtin rewriter does when it is told to; its answers on these images, and on signed ones, break no rule.
 */
import { describe, expect, it } from 'vitest';
import { foreignAt } from '../../generators/index.ts';
import { IMAGE_RULES, RULES, judgeImage, levelOf } from '../../properties/index.ts';
import { examine } from '../../src/campaign/index.ts';
import { isZboot, readImage } from '../../src/reader/index.ts';
import { appendSections } from '../../src/rewriter/index.ts';
import { builtinSubject } from '../../src/subjects/index.ts';
import type { Rewriter } from '../../src/contract/index.ts';
import { effort } from '../support/effort.ts';
import { expectDebug, expectOverlay, expectUnusual } from '../support/planned.ts';

const CASES = Array.from({ length: effort(2000) }, (_, index) => foreignAt(1, index));
const JUDGED = RULES.filter(({ id }) => ['error', 'warning'].includes(levelOf(id, 'zboot')));
const ON_IMAGES = IMAGE_RULES.filter((rule) => JUDGED.some(({ id }) => id === rule.id));

const ANY_PE: Rewriter = {
  ...builtinSubject('test'),
  append: (image, request) => appendSections(image, [request], { anyPe: true, stripSignature: true }),
};

describe(`${CASES.length} images that are no zboot images`, () => {
  it('are read as they were planned, and break the rules that they declare and no other', () => {
    for (const { image, plan, declares } of CASES) {
      const reading = readImage(image);
      if (!reading.ok) throw new Error(`it cannot be read: ${reading.fault.code}`);
      expect(isZboot(reading.image)).toBe(false);
      expect(reading.image.anomalies).toEqual([]);
      expectDebug(reading.image, plan);
      expectOverlay(reading.image, plan);
      expectUnusual(reading.image, plan);
      const broken = ON_IMAGES.filter((rule) => !['pass', 'vacuous', 'skip'].includes(judgeImage(rule, reading).kind));
      expect(broken.map(({ id }) => id).sort()).toEqual(
        declares.filter((id) => ON_IMAGES.some((rule) => rule.id === id)),
      );
    }
  });

  it('are rewritten without breaking a rule by who takes any PE image, in all shapes and signed ones too', async () => {
    const rewritten = new Set<string>();
    for (const zbootCase of CASES) {
      const { call, verdicts } = await examine(zbootCase, ANY_PE, JUDGED, 'once');
      const failed = JUDGED.filter((_, at) => ['fail', 'error'].includes(verdicts[at]?.kind ?? 'error'));
      expect(failed.map(({ id }) => id)).toEqual([]);
      if (call.steps[0].answer.kind !== 'rewritten') continue;
      rewritten.add(zbootCase.plan.shape);
      if (zbootCase.plan.certificates > 0) rewritten.add('signed');
    }
    expect([...rewritten].sort()).toEqual(['kernel', 'plain', 'signed', 'uki']);
  });

  it('may be refused by who takes zboot images alone', async () => {
    for (const zbootCase of CASES.slice(0, 100)) {
      const { call, verdicts } = await examine(zbootCase, builtinSubject('test'), JUDGED, 'once');
      expect(call.steps[0].answer.kind).toBe('refused');
      expect(verdicts.some(({ kind }) => kind === 'fail')).toBe(false);
    }
  });
});
