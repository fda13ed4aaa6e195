import { isUint8Array } from 'node:util/types';
import type { Answer, AppendRequest, Rewriter } from '../contract/index.ts';
import { usualOutputLimit } from './output-limit.ts';

/** How a function declines: a sentence for people on what it found and why it does not go on. */
export interface Refused {
  readonly refused: string;
}

/**
 * A rewriter that is a plain function. Bytes mean that it rewrote the image, `{ refused }` that it declined; whatever it
 * throws, or rejects with, counts as a crash. It must change neither the image nor the request's content.
 */
export type AppendFunction = (
  image: Uint8Array,
  request: AppendRequest,
) => Uint8Array | Refused | Promise<Uint8Array | Refused>;

/** The code of every refusal of a function, for it gives nothing but a sentence. */
const REFUSAL_CODE = 'refused';

/**
 * Makes a function look like a rewriter.
 *
 * @param id a stable name for reports
 * @param fixed the name and the flags that the function gives every new section because it cannot be told others
 */
export function functionSubject(id: string, append: AppendFunction, fixed: Partial<Rewriter['fixed']> = {}): Rewriter {
  return {
    id,
    version: '',
    command: null,
    fixed: { name: fixed.name ?? null, characteristics: fixed.characteristics ?? null },
    async append(image, request) {
      let result: unknown;
      try {
        result = await append(image, request);
      } catch (cause) {
        return { kind: 'crashed', detail: cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause) };
      }
      return answerFrom(result, usualOutputLimit(image, request.content));
    },
  };
}

/** The types promise one of two results, and a function that is not type-checked keeps no promise. */
function answerFrom(result: unknown, limit: number): Answer {
  if (isUint8Array(result) && result.length > limit) {
    const detail = `the function returned ${result.length} bytes, more than ${limit}`;
    return { kind: 'misbehaved', what: 'oversized-output', detail };
  }
  // A copy, for a function may hand out one buffer again and again, and its last call would rewrite all answers.
  if (isUint8Array(result)) return { kind: 'rewritten', bytes: new Uint8Array(result) };
  if (typeof result === 'object' && result !== null && 'refused' in result && typeof result.refused === 'string') {
    return { kind: 'refused', code: REFUSAL_CODE, detail: result.refused };
  }
  const detail = `the function returned ${nameOf(result)}, which is neither a Uint8Array nor { refused: 'why' }`;
  return { kind: 'misbehaved', what: 'no-output', detail };
}

function nameOf(result: unknown): string {
  if (result === undefined || result === null) return String(result);
  return `a value of type ${Object.prototype.toString.call(result).slice('[object '.length, -1)}`;
}
