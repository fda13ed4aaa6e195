import { CampaignError, SubjectUnavailable } from '../campaign/index.ts';
import type { Appointment, Seen, Tally } from '../campaign/index.ts';
import type { RuleSelection } from '../judging/index.ts';
import type { SubjectSpec } from '../subjects/index.ts';

/** What a thread is told when it starts: in words, for functions do not cross over. */
export interface Assignment extends RuleSelection {
  readonly spec: SubjectSpec;
  /** The version of the builtin rewriter. */
  readonly version: string;
  readonly seed: number;
}

/** What a thread is asked. */
export type Question = readonly Appointment[];

/** Why a thread did not come to the end of its batch. The classes of errors do not cross over; their names do. */
interface Failure {
  readonly kind: 'unavailable' | 'campaign' | 'fault';
  readonly error: Error;
}

/** What a thread says to one question. */
export interface Reply {
  readonly tally: Tally;
  readonly failure: Failure | null;
}

/** What was seen, as it goes to another thread. */
export function toReply({ tally, failure }: Seen): Reply {
  if (failure === null) return { tally, failure };
  const kind =
    failure instanceof SubjectUnavailable ? 'unavailable' : failure instanceof CampaignError ? 'campaign' : 'fault';
  return { tally, failure: { kind, error: failure } };
}

/** What was seen, from another thread. */
export function fromReply({ tally, failure }: Reply): Seen {
  if (failure === null) return { tally, failure };
  const { kind, error } = failure;
  if (kind === 'unavailable') return { tally, failure: new SubjectUnavailable(error.message) };
  if (kind === 'campaign') return { tally, failure: new CampaignError(error.message) };
  // A fault of ours shows its inside, wherever that is.
  return { tally, failure: error };
}
