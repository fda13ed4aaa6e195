import type { Answer, AppendRequest } from '../../contract/index.ts';
import { openCallFolder } from '../call-folder.ts';
import type { CallFolder } from '../call-folder.ts';
import { usualOutputLimit } from '../output-limit.ts';
import { answerFrom, appendFrame, helloFrame } from './codec.ts';
import type { Limits } from './codec.ts';
import { HarnessProcess } from './process.ts';
import type { Fault } from './process.ts';

/** Numbers of calls begin again after the last that a frame can carry. */
const ID_MAX = 0xffff_ffff;

/** What a pool runs. */
export interface PoolOptions {
  readonly argv: readonly string[];
  readonly limits: Limits;
  /** Processes at a time; calls beyond that wait. */
  readonly processes: number;
  readonly onLeftover: (path: string, reason: string) => void;
  /** Told what a process did when nothing was asked of it, the first time. */
  readonly onNote: (note: string) => void;
}

/** A process that has shaken hands, and the folder by which it is known. */
interface Member {
  readonly process: HarnessProcess;
  readonly folder: CallFolder;
}

/**
 * The processes of one harness: started when they are needed, kept as long as they answer. What hangs is started again as often
 * as what crashes: a count of processes that hung would end one run of all cases and none of its shards. A subject that never
 * answers in time is for the campaign to give up.
 */
export class HarnessPool {
  readonly #options: PoolOptions;
  readonly #idle: Member[] = [];
  readonly #members = new Set<Member>();
  readonly #waiting: (() => void)[] = [];
  #free: number;
  #tidied: Promise<void> | null = null;
  #hasBeenNoted = false;
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
    return this.#inTurn(async () => {
      const member = (await this.#idleMember()) ?? (await this.#start());
      if (!('process' in member)) return member;
      const answer = await this.#ask(member, image, request);
      if (member.process.isSound) this.#idle.push(member);
      else await this.#retire(member);
      return answer;
    });
  }

  /**
   * Asks a process that was never asked before and is not asked again.
   *
   * @throws FileError when the machine cannot make what a process needs
   */
  async appendAfresh(image: Uint8Array, request: AppendRequest): Promise<Answer> {
    return this.#inTurn(async () => {
      // No more processes at a time than there may be, whoever has served before.
      const spare = this.#members.size < this.#options.processes ? undefined : this.#idle.pop();
      if (spare !== undefined) await this.#retire(spare);
      const member = await this.#start();
      if (!('process' in member)) return member;
      try {
        return await this.#ask(member, image, request);
      } finally {
        await this.#retire(member);
      }
    });
  }

  /** Waits until there may be one more process at work. */
  async #inTurn(work: () => Promise<Answer>): Promise<Answer> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }

  /** A process that waits for a call. One that did something meanwhile is replaced, and the call that comes is not blamed. */
  async #idleMember(): Promise<Member | null> {
    for (let member = this.#idle.pop(); member !== undefined; member = this.#idle.pop()) {
      const { fault } = member.process;
      if (fault === null) return member;
      await this.#retire(member);
      if (this.#hasBeenNoted || fault.kind === 'unavailable') continue;
      this.#hasBeenNoted = true;
      this.#options.onNote(`the harness acted unasked between two calls: ${fault.detail}`);
    }
    return null;
  }

  /** Ends all processes at once; calls that are running come to nothing. */
  interrupt(): void {
    this.#over ??= 'the call was cut short';
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
    await this.#retire(member);
    if (this.#name !== null || exchange.fault.kind === 'unavailable') return exchange.fault;
    // What never shook hands is no harness, and nothing is known of the rewriter in it.
    this.#over ??= `the handshake with the harness failed: ${exchange.fault.detail}`;
    return unavailable(this.#over);
  }

  /** What every call comes to once nothing can be asked any more. */
  #end(): Fault | null {
    return this.#over === null ? null : unavailable(this.#over);
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
