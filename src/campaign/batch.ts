import { caseOf } from '../../generators/index.ts';
import type { Rule } from '../../properties/index.ts';
import type { Rewriter } from '../contract/index.ts';
import type { Reading } from '../reader/index.ts';
import type { Evidence } from './evidence.ts';
import { CampaignError, examine } from './examine.ts';
import { observe } from './observe.ts';
import type { Appointment } from './schedule.ts';
import { TallySum } from './tally.ts';
import type { Tally } from './tally.ts';

/**
 * Cases that go to another thread together: enough that messages cost little, and few enough that nobody waits for long. It
 * divides the number of cases after which a subject is given up, so that a batch never runs past it.
 */
const BATCH_SIZE = 5;

/** What was seen in some cases: those before a failure, where there was one. */
export interface Seen {
  readonly tally: Tally;
  /** What ended it early, such as SubjectUnavailable or CampaignError; `null` when all were examined. */
  readonly failure: Error | null;
}

/**
 * Examines cases somewhere else than in the thread of the campaign. Nothing that it answers may depend on which of its places
 * a batch went to, or on when.
 */
export interface Pool {
  /** Batches that it examines at a time. */
  readonly width: number;
  /** Rejects with SubjectUnavailable where it was told to end, and with CampaignError where it broke. */
  examine(batch: readonly Appointment[]): Promise<Seen>;
}

/** What a case needs beside its address. */
export interface Bench {
  readonly subject: Rewriter;
  readonly rules: readonly Rule[];
  readonly seed: number;
  /** Keeps some of what is seen, where there is one. */
  readonly evidence?: Evidence | null;
}

/**
 * The appointments in batches and in their order. The largest images go by themselves: the cases behind one would wait for it
 * while other threads have nothing to do.
 */
export function* batchesOf(
  schedule: Iterable<Appointment>,
  size: 'single' | 'small',
): Generator<readonly Appointment[]> {
  const limit = size === 'single' ? 1 : BATCH_SIZE;
  let batch: Appointment[] = [];
  for (const appointment of schedule) {
    const isAlone = appointment.address.set === 'extremes';
    if (isAlone && batch.length > 0) {
      yield batch;
      batch = [];
    }
    batch.push(appointment);
    if (!isAlone && batch.length < limit) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Examines a batch in this thread, case after case. It never rejects: what was seen before a failure was seen. */
export async function seenIn(batch: readonly Appointment[], bench: Bench): Promise<Seen> {
  const sum = new TallySum();
  const [first] = batch;
  try {
    // What most batches of this thread are needs no copy.
    if (first !== undefined && batch.length === 1) return { tally: await observed(first, bench), failure: null };
    for (const appointment of batch) sum.add(await observed(appointment, bench));
  } catch (cause) {
    return { tally: sum.tally(), failure: cause instanceof Error ? cause : new Error(String(cause)) };
  }
  return { tally: sum.tally(), failure: null };
}

async function observed(
  { address, repetition }: Appointment,
  { subject, rules, seed, evidence }: Bench,
): Promise<Tally> {
  const examined = caseOf(seed, address);
  const examination = await examine(examined, subject, rules, repetition);
  if (address.set !== 'hostile') requireReadable(examination.call.before);
  evidence?.note({ address, examined, examination });
  return observe(address, examined, examination, rules);
}

/** An image that our own generator made and our own reader cannot read says nothing about any subject. */
function requireReadable(before: Reading): void {
  if (before.ok) return;
  const { path, code } = before.fault;
  throw new CampaignError(`a generated image cannot be read: ${path} (${code})`);
}
