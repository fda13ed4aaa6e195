import type { AppendRequest } from '../../src/contract/index.ts';
import { requestOf } from '../case.ts';
import type { WrittenField } from '../bytes/cursor.ts';
import { emit } from '../emit/emit.ts';
import { layOut } from '../layout/layout.ts';
import type { Layout } from '../layout/layout.ts';
import type { Plan } from '../plan/plan.ts';

/** A valid image, and where everything in it lies. */
export interface ValidImage {
  readonly plan: Plan;
  readonly layout: Layout;
  readonly bytes: Uint8Array;
  /** Every header field in the order in which it was written. */
  readonly fields: readonly WrittenField[];
  readonly request: AppendRequest;
}

/**
 * Builds the image that a plan describes and keeps what mutations aim at.
 *
 * @throws PlanError naming the bad value when the plan cannot be laid out
 */
export function validImage(plan: Plan): ValidImage {
  const layout = layOut(plan);
  const fields: WrittenField[] = [];
  const { bytes } = emit(layout, fields);
  return { plan, layout, bytes, fields, request: requestOf(plan) };
}
