import { describe, expect, it } from 'vitest';
import { idleReasons } from '../../../reports/index.ts';
import { ruleRow } from './rule-row.ts';

const IDLE = ruleRow({
  passed: 0,
  vacuous: 1940,
  vacuousReasons: [{ reason: 'there are no certificates', count: 1940 }],
});

describe('why a rule was idle', () => {
  it('tells of refusals without calling them a policy, for wrong ones are among them', () => {
    expect(idleReasons({ ...IDLE, withheld: 14 })).toBe(
      'there are no certificates (1,940); no output (60; 14 images with something to judge were refused without need)',
    );
    expect(idleReasons({ ...IDLE, withheld: 1 })).toMatch(
      /; 1 image with something to judge was refused without need\)$/,
    );
    expect(idleReasons(IDLE)).toMatch(/; no output \(60\)$/);
  });
});
