import type { Answer, AppendRequest } from '../../contract/index.ts';

/** The version of the protocol; docs/harness.md says all of it. */
export const PROTOCOL_VERSION = 1;

/** Six numbers of 32 bits, little-endian: id, kind, value, and the lengths of three parts. */
export const HEADER_SIZE = 24;

/** What a frame is. */
const KIND = { hello: 1, ready: 2, append: 3, rewritten: 4, refused: 5 } as const;

/** The most bytes of what a harness calls itself, and of why it refuses. */
const NAME_MAX = 256;
const REASON_MAX = 65_536;
/** The code of every refusal of a harness, for it gives nothing but a sentence. */
const REFUSAL_CODE = 'refused';

const text = new TextEncoder();

/** The header of a frame. */
interface Header {
  readonly id: number;
  readonly kind: number;
  readonly value: number;
  readonly lengths: readonly [number, number, number];
}

/** What a harness is told before all else. */
export interface Limits {
  readonly timeLimitMs: number;
  /** Bytes of an output at most; 0 stands for four times image and content together, and 8 MiB. */
  readonly outputLimit: number;
  /** Bytes of data memory in units of 1 MiB; 0 where nothing bounds it. */
  readonly memoryMebibytes: number;
}

/** What has to come next from a harness. */
export interface Expected {
  readonly id: number;
  readonly what: 'handshake' | 'answer';
  /** Bytes of an output at most. */
  readonly outputLimit: number;
}

/** A frame that was expected, or what is wrong with what came instead of it. */
export type Judged =
  | { readonly kind: 'fits'; readonly length: number }
  | { readonly kind: 'garbage' | 'oversized'; readonly detail: string };

/** The frame that begins the conversation. */
export function helloFrame({ timeLimitMs, outputLimit, memoryMebibytes }: Limits): readonly Uint8Array[] {
  const limits = Buffer.alloc(12);
  [timeLimitMs, outputLimit, memoryMebibytes].forEach((limit, at) => {
    limits.writeUInt32LE(Math.min(limit, 0xffff_ffff), at * 4);
  });
  return frame({ id: 0, kind: KIND.hello, value: PROTOCOL_VERSION }, [limits, NOTHING, NOTHING]);
}

/** The frame that asks for an append. */
export function appendFrame(id: number, image: Uint8Array, request: AppendRequest): readonly Uint8Array[] {
  const parts = [image, text.encode(request.name), request.content] as const;
  return frame({ id, kind: KIND.append, value: request.characteristics }, parts);
}

const NOTHING = new Uint8Array(0);

function frame(
  { id, kind, value }: Pick<Header, 'id' | 'kind' | 'value'>,
  parts: readonly [Uint8Array, Uint8Array, Uint8Array],
): readonly Uint8Array[] {
  const header = Buffer.alloc(HEADER_SIZE);
  [id, kind, value, ...parts.map(({ length }) => length)].forEach((number, at) => header.writeUInt32LE(number, at * 4));
  return [header, ...parts.filter(({ length }) => length > 0)];
}

/** Whether a header is that of the frame that has to come, looked at before memory is taken for the rest. */
export function judgeHeader(bytes: Buffer, expected: Expected): Judged {
  const header = readHeader(bytes);
  const { id, kind, value, lengths } = header;
  const [length, ...others] = lengths;
  const garbage = (what: string): Judged => ({ kind: 'garbage', detail: `${what}, in ${shown(bytes)}` });
  const kinds: readonly number[] = expected.what === 'handshake' ? [KIND.ready] : [KIND.rewritten, KIND.refused];
  if (!kinds.includes(kind)) return garbage(`a frame of kind ${kind} where ${kinds.join(' or ')} was expected`);
  if (id !== expected.id) return garbage(`a frame with id ${id} where ${expected.id} was expected`);
  const wanted = kind === KIND.ready ? PROTOCOL_VERSION : 0;
  if (value !== wanted) return garbage(`value ${value} where ${wanted} was expected`);
  if (others.some((other) => other !== 0)) return garbage('parts that an answer does not have');
  if (kind === KIND.rewritten && length > expected.outputLimit) {
    return { kind: 'oversized', detail: `an output of ${length} bytes, more than ${expected.outputLimit}` };
  }
  const textMax = kind === KIND.ready ? NAME_MAX : REASON_MAX;
  if (kind !== KIND.rewritten && length > textMax) return garbage(`a text of ${length} bytes, more than ${textMax}`);
  return { kind: 'fits', length };
}

/** What a frame that fits answers. */
export function answerFrom(header: Buffer, part: Buffer): Answer {
  if (readHeader(header).kind === KIND.rewritten) return { kind: 'rewritten', bytes: part };
  return { kind: 'refused', code: REFUSAL_CODE, detail: part.toString('utf8') };
}

function readHeader(bytes: Buffer): Header {
  const at = (position: number): number => bytes.readUInt32LE(position * 4);
  return { id: at(0), kind: at(1), value: at(2), lengths: [at(3), at(4), at(5)] };
}

/** So many characters at the start are no accident. */
const TEXT_LEAST = 4;

/** The first bytes of what came, for people: as text as far as that is what they are. */
export function shown(bytes: Buffer): string {
  const head = bytes.subarray(0, HEADER_SIZE);
  const end = head.findIndex((byte) => byte !== 0x0a && (byte < 0x20 || byte >= 0x7f));
  const text = head.subarray(0, end === -1 ? head.length : end);
  if (text.length < Math.min(TEXT_LEAST, head.length)) return head.toString('hex');
  return `${JSON.stringify(text.toString('latin1'))}${end === -1 ? '' : ' and other bytes'}`;
}
