import { expect, it } from 'vitest';
import { renderText } from '../../../reports/index.ts';
import { CONFORMANT } from './sample-report.ts';

const NONE = { planned: 0, executed: 0 };

/** What a report of random cases alone says of its sets. */
function setsOf(cases: number): string | undefined {
  const run = {
    ...CONFORMANT.run,
    grid: NONE,
    extremes: NONE,
    foreign: NONE,
    sequences: { cases, appends: 3 * cases },
  };
  return /^cases .*$/m.exec(
    renderText({ ...CONFORMANT, run }, { width: 80, colour: 'none', verbosity: 'normal' }),
  )?.[0];
}

it('a report of one set counts its sequences, and says nothing of sets where there are none', () => {
  expect(setsOf(7)).toBe('cases    2,000 random; 21 appends in 7 sequences');
  expect(setsOf(0)).toBeUndefined();
});
