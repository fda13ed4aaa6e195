import type { AppendRequest } from '../contract/index.ts';
import { memoryAccess } from './admit/random-access.ts';
import { applyPlan } from './apply/memory.ts';
import type { AppendOptions } from './options.ts';
import { planAppend } from './plan/plan.ts';
import { isRefusal } from './refusal.ts';
import type { Refusal } from './refusal.ts';

/** What came of an append. */
export type AppendResult = { readonly kind: 'rewritten'; readonly bytes: Uint8Array } | Refusal;

/**
 * Appends sections to an EFI zboot image and keeps every header field true.
 *
 * The result is the same as that of appending the sections one after the other, each in a call of its own. If any of
 * them is refused, all are. The image and the contents are only read; `bytes` is a buffer of its own.
 *
 * @param image the whole file; any alignment in memory
 * @returns the new file, or a refusal; never throws for anything in the image or in the requests
 */
export function appendSections(
  image: Uint8Array,
  requests: readonly AppendRequest[],
  options: AppendOptions = {},
): AppendResult {
  const planned = requests.map((request) => ({ ...request, content: memoryAccess(request.content) }));
  const plan = planAppend(memoryAccess(image), planned, options);
  if (isRefusal(plan)) return plan;
  const contents = requests.map(({ content }) => content);
  return { kind: 'rewritten', bytes: applyPlan(image, contents, plan) };
}
