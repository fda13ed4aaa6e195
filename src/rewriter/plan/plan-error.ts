/** A plan that fails its own proof: a fault of the rewriter and not of its input. Nothing was written. */
export class PlanError extends Error {
  override readonly name = 'PlanError';

  /** @param fault one clause: what the plan would do and where */
  constructor(fault: string) {
    super(`the plan does not hold: ${fault}`);
  }
}
