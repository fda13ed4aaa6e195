import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { caseFromPlan, expectedFacts, planAt } from '../../../generators/index.ts';
import { readFacts } from './facts.ts';

describe('the expected facts of an image', () => {
  it('are what stands in its bytes', () => {
    for (let index = 0; index < 300; index += 1) {
      const plan = planAt('random', 3, index);
      const { image } = caseFromPlan(plan);
      const read = readFacts(image);
      const { payloadOffset, payloadSize, payloadSha256, ...facts } = expectedFacts(plan);
      expect(facts).toEqual({
        compressionType: read.compression,
        sections: read.sections,
        addressOfEntryPoint: read.entryPoint,
        checkSum: read.checkSum,
        signed: plan.certificates > 0,
      });
      const payload = image.subarray(payloadOffset, payloadOffset + payloadSize);
      expect(Buffer.compare(payload, read.payload)).toBe(0);
      expect(createHash('sha256').update(payload).digest('hex')).toBe(payloadSha256);
    }
  });
});
