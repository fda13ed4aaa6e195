/** Holds what a firmware did with an image against what it has to do with a valid one. */
import { crc32 } from 'node:zlib';
import { memorySource, readImage } from '../../../src/reader/index.ts';
import type { Image } from '../../../src/reader/index.ts';
import type { Answer } from './answer.ts';
import { exceptionFor } from './exceptions.ts';
import type { Firmware } from './firmware.ts';
import type { Question } from './pack.ts';
import { statusName } from './status.ts';

/**
 * What an answer comes to.
 *
 * - `loaded`: the memory holds what it has to.
 * - `excepted`: refused as was to be expected, or too large for its memory to be compared.
 * - `refused`, `crashed`: although it is valid.
 * - `differs`: loaded, but its memory or its size is not what it has to be.
 * - `unasked`: the machine had stopped too often.
 */
export const OUTCOMES = ['loaded', 'excepted', 'refused', 'crashed', 'differs', 'unasked'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** An outcome, and in words what was wrong or why it is excepted; no words for what was loaded. */
export interface Judgement {
  readonly outcome: Outcome;
  readonly detail: string;
}

/** Outcomes that a valid image may have. */
export function isAsExpected({ outcome }: Judgement): boolean {
  return outcome === 'loaded' || outcome === 'excepted';
}

/** An image as it is put to a firmware. */
export interface Prepared {
  readonly question: Question;
  /** The reader's view of its bytes; `null` when they cannot be read. */
  readonly image: Image | null;
  /** Whether it was made for another machine and now names that of the firmware. */
  readonly restamped: boolean;
  /** Whether it may be too large to be loaded here. Then it is asked for no memory. */
  readonly isLarge: boolean;
}

/**
 * Gives an image the firmware's machine, without which it would be refused unread, and asks for all of its memory that is
 * ever written.
 */
export function prepare({ machine, guest, loader }: Firmware, bytes: Uint8Array): Prepared {
  const reading = readImage(memorySource(bytes));
  if (!reading.ok) return { question: { bytes, ranges: [] }, image: null, restamped: false, isLarge: false };
  const { image } = reading;
  const { value, offset } = image.coffHeader.machine;
  const restamped = value !== machine;
  const stamped = restamped ? withMachine(bytes, offset, machine) : bytes;
  const isLarge = loader.size(image, stamped) > guest.room;
  const ranges = isLarge ? [] : loader.memory(image, stamped, 0n).ranges;
  return { question: { bytes: stamped, ranges }, image, restamped, isLarge };
}

/** CheckSum stays as it is: EDK2 does not look at it. */
function withMachine(bytes: Uint8Array, offset: number, machine: number): Uint8Array {
  const stamped = new Uint8Array(bytes);
  new DataView(stamped.buffer).setUint16(offset, machine, true);
  return stamped;
}

/** What an answer comes to. @param features labels of the image, by which it may be excepted */
export function judge(firmware: Firmware, prepared: Prepared, features: readonly string[], answer: Answer): Judgement {
  if (answer.kind === 'unasked') return { outcome: 'unasked', detail: 'the machine had stopped too often' };
  if (answer.kind === 'crashed') return { outcome: 'crashed', detail: answer.how };
  if (answer.kind === 'refused') return judgeRefusal(firmware, prepared, features, statusName(answer.status));
  const differences = differencesOf(firmware, prepared, answer);
  if (differences.length > 0) return { outcome: 'differs', detail: differences.join(', ') };
  return prepared.isLarge
    ? { outcome: 'excepted', detail: 'loaded, and too large for its memory to be compared' }
    : { outcome: 'loaded', detail: '' };
}

function judgeRefusal(
  firmware: Firmware,
  { isLarge }: Prepared,
  features: readonly string[],
  status: string,
): Judgement {
  if (isLarge && status === 'OUT_OF_RESOURCES') return { outcome: 'excepted', detail: 'too large for this machine' };
  const because = exceptionFor(firmware, features, status);
  return because === null
    ? { outcome: 'refused', detail: status }
    : { outcome: 'excepted', detail: `${status}: ${because}` };
}

function differencesOf(
  { loader }: Firmware,
  { image, question, isLarge }: Prepared,
  answer: Answer & { readonly kind: 'loaded' },
): readonly string[] {
  if (image === null) return ['it is loaded although the reader cannot read it'];
  const size = loader.size(image, question.bytes);
  const crc = isLarge ? answer.crc : crc32(loader.memory(image, question.bytes, answer.base).bytes);
  return [
    ...(answer.status === 0n ? [] : [`it is loaded with ${statusName(answer.status)}`]),
    ...(answer.size === size ? [] : [`it takes ${answer.size} bytes of memory, not ${size}`]),
    ...(answer.crc === crc ? [] : [`its memory has the CRC ${hex(answer.crc)}, not ${hex(crc)}`]),
    ...(answer.unloaded === 0n ? [] : [`unloading it ends with ${statusName(answer.unloaded)}`]),
  ];
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}
