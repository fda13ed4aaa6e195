import type { Misbehaviour } from '../../contract/index.ts';
import { HEADER_SIZE, judgeHeader, shown } from './codec.ts';
import type { Expected } from './codec.ts';

/** A frame that came, which is one that was expected. */
export interface Frame {
  readonly header: Buffer;
  readonly part: Buffer;
}

/** What has come so far. */
export type State =
  | { readonly kind: 'more' }
  | { readonly kind: 'frame'; readonly frame: Frame }
  | { readonly kind: 'wrong'; readonly what: Misbehaviour; readonly detail: string };

/** Puts one frame together, of pieces as they come, and keeps nothing of what is none. */
export class Incoming {
  readonly #expected: Expected;
  #chunks: Buffer[] = [];
  #length = 0;
  /** Bytes of the whole frame, once its header is there and right. */
  #wanted: number | null = null;

  constructor(expected: Expected) {
    this.#expected = expected;
  }

  /** Takes the next bytes. */
  add(chunk: Buffer): State {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    if (this.#length < (this.#wanted ?? HEADER_SIZE)) return { kind: 'more' };
    const bytes = this.#joined();
    if (this.#wanted === null) {
      const judged = judgeHeader(bytes, this.#expected);
      if (judged.kind !== 'fits') {
        return {
          kind: 'wrong',
          what: judged.kind === 'oversized' ? 'oversized-output' : 'garbage',
          detail: judged.detail,
        };
      }
      this.#wanted = HEADER_SIZE + judged.length;
    }
    const extra = bytes.length - this.#wanted;
    if (extra < 0) return { kind: 'more' };
    if (extra > 0) return { kind: 'wrong', what: 'garbage', detail: `${extra} bytes more than one frame` };
    return { kind: 'frame', frame: { header: bytes.subarray(0, HEADER_SIZE), part: bytes.subarray(HEADER_SIZE) } };
  }

  /** What of a frame is there, in words; `null` when nothing is. */
  partInWords(): string | null {
    if (this.#length === 0) return null;
    const wanted = this.#wanted ?? HEADER_SIZE;
    return `${this.#length} of ${wanted} bytes of an answer, which begin with ${shown(this.#joined())}`;
  }

  #joined(): Buffer {
    const [first, ...rest] = this.#chunks;
    const bytes = first !== undefined && rest.length === 0 ? first : Buffer.concat(this.#chunks, this.#length);
    this.#chunks = [bytes];
    return bytes;
  }
}
