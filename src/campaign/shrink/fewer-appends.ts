import type { RequestPlan } from '../../../generators/index.ts';
import { DULL_PLAN } from '../../../generators/index.ts';

/** What one case asks to append, one after the other. */
export type Requests = readonly [RequestPlan, ...RequestPlan[]];

/** Whether a rule still fails on a sequence. */
export type StillFails = (requests: Requests) => Promise<boolean>;

/**
 * The shortest sequence on which a rule still fails, and of several the one that comes first. Each append may be left out,
 * the first as well as one in the middle. A sequence has four at most, so all fourteen ways are tried.
 */
export async function withFewer(requests: Requests, stillFails: StillFails): Promise<Requests> {
  for (const shorter of shorterThan(requests)) if (await stillFails(shorter)) return shorter;
  return requests;
}

/** Every way to leave appends out, the shortest sequences first. */
export function shorterThan(requests: Requests): readonly Requests[] {
  const ways = Array.from({ length: 2 ** requests.length - 1 }, (_, way) => way);
  return ways
    .flatMap((way): readonly Requests[] => {
      const [first, ...rest] = requests.filter((_, position) => Math.floor(way / 2 ** position) % 2 === 1);
      return first === undefined ? [] : [[first, ...rest]];
    })
    .sort((a, b) => a.length - b.length);
}

/** Makes one request after the other duller: what it brings, its flags, and how long it is. Names stay, for they differ. */
export async function withDuller(requests: Requests, stillFails: StillFails): Promise<Requests> {
  let kept = requests;
  for (const position of requests.keys()) {
    for (const change of CHANGES) {
      const [first, ...rest] = kept.map((request, at) => (at === position ? change(request) : request));
      if (first === undefined || isEqual(kept[position], [first, ...rest][position])) continue;
      if (await stillFails([first, ...rest])) kept = [first, ...rest];
    }
  }
  return kept;
}

const { characteristics, content, blocks, extra } = DULL_PLAN.request;

/** The dullest first; where a length matters it is that of whole blocks, or the blocks alone. */
const CHANGES: readonly ((request: RequestPlan) => RequestPlan)[] = [
  (request) => ({ ...request, characteristics }),
  (request) => ({ ...request, content }),
  (request) => ({ ...request, blocks, extra }),
  (request) => ({ ...request, blocks: Math.min(1, request.blocks) }),
  (request) => (request.blocks > 0 ? { ...request, extra: Math.min(extra, request.extra) } : request),
];

function isEqual(one: RequestPlan | undefined, other: RequestPlan | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
