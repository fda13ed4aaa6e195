import type { Answer, AppendRequest } from '../../contract/index.ts';
import { openCallFolder } from '../call-folder.ts';
import type { CallFolder } from '../call-folder.ts';
import { usualOutputLimit } from '../output-limit.ts';
import { answerFrom, appendFrame, helloFrame } from './codec.ts';
import type { Limits } from './codec.ts';
import { HarnessProcess } from './process.ts';
import type { Fault } from './process.ts';

/** A harness that was lost so often says nothing more that is worth the time. */
const RESTARTS_MAX = 20;
/** Numbers of calls begin again after the last that a frame can carry. */
const ID_MAX = 0xffff_ffff;

/** What a pool runs. */
export interface PoolOptions {
  readonly argv: readonly string[];
  readonly limits: Limits;
  /** Processes at a time; calls beyond that wait. */
  readonly processes: number;
  readonly onLeftover: (path: string, reason: string) => void;
}

/** A process that has shaken hands, and the folder by which it is known. */
interface Member {
  readonly process: HarnessProcess;
  readonly folder: CallFolder;
}

/** The processes of one harness: started when they are needed, kept as long as they answer. */
export class HarnessPool {
  readonly #options: PoolOptions;
  readonly #idle: Member[] = [];
  readonly #members = new Set<Member>();
  readonly #waiting: (() => void)[] = [];
  #free: number;
  #tidied: Promise<void> | null = null;
  #lost = 0;
  #calls = 0;
  /** Why nothing can be asked any more, or `null`. */
  #over: string | null = null;
  #name: string | null = null;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#free = options.processes;
  }

  /** What the harness calls itself; the empty string before anything was asked. */
  get name(): string {
    return this.#name ?? '';
  }

  /**
   * Starts a first process, before anything is asked, so that the name is known.
   *
   * @returns why there is none, or `null`
   * @throws FileError when the machine cannot make what a process needs
   */
  async open(): Promise<Fault | null> {
    if (this.#name !== null) return this.#end();
    const member = await this.#start();
    if (!('process' in member)) return member;
    this.#idle.push(member);
    return null;
  }

  /**
   * Asks a process that is free, or a new one.
   *
   * @throws FileError when the machine cannot make what a process needs
   */
  async append(image: Uint8Array, request: AppendRequest): Promise<Answer> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      const member = this.#idle.pop() ?? (await this.#start());
      if (!('process' in member)) return member;
      const answer = await this.#ask(member, image, request);
      if (member.process.isSound) this.#idle.push(member);
      else await this.#lose(member, answer);
      return answer;
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }

  /**
   * Asks a process that was never asked before and is not asked again.
   *
   * @throws FileError when the machine cannot make what a process needs
   */
  async appendAfresh(image: Uint8Array, request: AppendRequest): Promise<Answer> {
    const member = await this.#start();
    if (!('process' in member)) return member;
    try {
      return await this.#ask(member, image, request);
    } finally {
      await this.#retire(member);
    }
  }

  /** Ends all processes at once; calls that are running come to nothing. */
  interrupt(): void {
    this.#over ??= 'the call was interrupted';
    for (const { process } of this.#members) process.fail(unavailable(this.#over));
  }

  /** Ends all processes, after they were told; no call may be running. */
  async close(): Promise<void> {
    this.#over ??= 'the harness was closed';
    this.#idle.length = 0;
    await Promise.all([...this.#members].map((member) => this.#retire(member)));
  }

  async #ask({ process }: Member, image: Uint8Array, request: AppendRequest): Promise<Answer> {
    const { limits } = this.#options;
    this.#calls = this.#calls === ID_MAX ? 1 : this.#calls + 1;
    const outputLimit = limits.outputLimit === 0 ? usualOutputLimit(image, request.content) : limits.outputLimit;
    const exchange = await process.exchange(
      appendFrame(this.#calls, image, request),
      { id: this.#calls, what: 'answer', outputLimit },
      limits.timeLimitMs,
    );
    return exchange.kind === 'fault' ? exchange.fault : answerFrom(exchange.frame.header, exchange.frame.part);
  }

  /** A process that has shaken hands, or why there is none. */
  async #start(): Promise<Member | Fault> {
    const over = this.#end();
    if (over !== null) return over;
    const { argv, limits } = this.#options;
    const folder = await openCallFolder();
    await (this.#tidied ??= folder.tidy());
    const process = await HarnessProcess.start(argv, folder.path);
    if (typeof process === 'string') {
      await this.#remove(folder);
      return unavailable((this.#over ??= process));
    }
    const member: Member = { process, folder };
    this.#members.add(member);
    // It may have become so meanwhile.
    const end = this.#end();
    if (end !== null) process.fail(end);
    const expected = { id: 0, what: 'handshake', outputLimit: 0 } as const;
    const exchange = await process.exchange(helloFrame(limits), expected, limits.timeLimitMs);
    if (exchange.kind === 'frame') {
      this.#name ??= exchange.frame.part.toString('utf8');
      return member;
    }
    await this.#lose(member, exchange.fault);
    if (this.#name !== null || exchange.fault.kind === 'unavailable') return exchange.fault;
    // What never shook hands is no harness, and nothing is known of the rewriter in it.
    this.#over ??= `the harness did not shake hands: ${exchange.fault.detail}`;
    return unavailable(this.#over);
  }

  /** What every call comes to once nothing can be asked any more. */
  #end(): Fault | null {
    return this.#over === null ? null : unavailable(this.#over);
  }

  async #lose(member: Member, answer: Answer): Promise<void> {
    await this.#retire(member);
    if (answer.kind === 'unavailable') return;
    this.#lost += 1;
    if (this.#lost <= RESTARTS_MAX) return;
    const last = 'detail' in answer ? `${answer.kind}, ${answer.detail}` : answer.kind;
    this.#over ??= `the harness was started again ${RESTARTS_MAX} times and is lost once more (${last})`;
  }

  async #retire(member: Member): Promise<void> {
    this.#members.delete(member);
    await member.process.end();
    await this.#remove(member.folder);
  }

  async #remove(folder: CallFolder): Promise<void> {
    const left = await folder.remove();
    if (left !== null) this.#options.onLeftover(left.place, left.reason);
  }
}

function unavailable(detail: string): Fault {
  return { kind: 'unavailable', detail };
}
