import type { CampaignCase, CaseAddress } from '../../generators/index.ts';
import { levelOf } from '../../properties/index.ts';
import type { ProfileName, Rule } from '../../properties/index.ts';
import type { Answer } from '../contract/index.ts';
import type { Examination } from './examine.ts';
import { compareAddresses } from './schedule.ts';
import { keyOfTally } from './tally.ts';

/** What a subject may be seen to do and no rewriter does, as tallies name it; any other answer is for the rules alone. */
const BAD_KINDS = ['crashed', 'timed-out', 'misbehaved'];

/** Bytes of a case with all that was made of it. Those of extremes are larger and no easier to look at, and hundreds are kept at worst. */
const BYTES_MAX = 2 ** 20;

/** A case as it was seen in the sweep. */
export interface Witnessed {
  readonly address: CaseAddress;
  readonly examined: CampaignCase;
  readonly examination: Examination;
}

/** The code of a refusal or the kind of misbehaviour, else the empty string. */
export function codeOfAnswer(answer: Answer): string {
  return answer.kind === 'refused' ? answer.code : answer.kind === 'misbehaved' ? answer.what : '';
}

/** What tells one kind of answer from another, as in tallies. */
export function keyOfAnswer(answer: Answer): string {
  return keyOfTally({ kind: answer.kind, code: codeOfAnswer(answer) });
}

/** Whether an answer of a kind wants a case that shows it. */
export function isBadKind(kind: string): boolean {
  return BAD_KINDS.includes(kind);
}

/** Bytes that are kept with a case: its image, what was appended, every output, and what lay in the place of one before. */
function bytesIn({ examined, examination: { call, stages } }: Witnessed): number {
  // Appends of a sequence are judged one by one and all together, and kept once.
  const kept = new Set<ArrayBufferLike>([examined.image.buffer]);
  for (const { steps } of [call, ...stages.map((stage) => stage.call)]) {
    for (const { answer, requests, setting } of steps) {
      if (answer.kind === 'rewritten') kept.add(answer.bytes.buffer);
      for (const { content } of requests) kept.add(content.buffer);
      if (setting.previousOutput !== null) kept.add(setting.previousOutput.buffer);
    }
  }
  return [...kept].reduce((sum, { byteLength }) => sum + byteLength, 0);
}

/**
 * The first case of each failing rule and of each bad answer that breaks one, as they were seen: a subject that is gone, or that answers
 * otherwise the next time, cannot be made to show them again.
 */
export class Evidence {
  readonly #rules: readonly Rule[];
  readonly #profile: ProfileName;
  readonly #first = new Map<string, Witnessed>();

  constructor(rules: readonly Rule[], profile: ProfileName) {
    this.#rules = rules;
    this.#profile = profile;
  }

  /** Takes a look at a case; the order in which cases come makes no difference. */
  note(witnessed: Witnessed): void {
    const { examination } = witnessed;
    const [{ answer }] = examination.call.steps;
    if (bytesIn(witnessed) > BYTES_MAX) return;
    const broken = this.#rules.filter(({ id }, position) => {
      return examination.verdicts[position]?.kind === 'fail' && levelOf(id, this.#profile) !== 'info';
    });
    for (const { id } of broken) this.#keep(id, witnessed);
    // An answer that no rule of the run minds is in the report's counts, and a case of it would show nothing.
    if (isBadKind(answer.kind) && broken.length > 0) this.#keep(keyOfAnswer(answer), witnessed);
  }

  /** The first case that broke a rule, by its id, or that had a bad answer, by its key; `null` where none was seen. */
  of(key: string): Witnessed | null {
    return this.#first.get(key) ?? null;
  }

  #keep(key: string, witnessed: Witnessed): void {
    const known = this.#first.get(key);
    if (known === undefined || compareAddresses(witnessed.address, known.address) < 0) this.#first.set(key, witnessed);
  }
}
