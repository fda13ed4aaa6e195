import { PlanError } from '../../../src/rewriter/index.ts';

/** What the proof of a plan says, or `holds`; anything thrown that is no fault of a plan fails the test. */
export function saidBy(proof: () => void): string {
  try {
    proof();
  } catch (error) {
    if (error instanceof PlanError) return String(error);
    throw error;
  }
  return 'holds';
}

/** How each of them begins. */
export const FAULT = 'PlanError: the plan does not hold: ';
