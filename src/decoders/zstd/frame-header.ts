import { NotVerified, StreamError } from '../decoding.ts';
import type { Input } from '../input.ts';

/** RFC 8878 §3.1.1: Magic_Number. */
const MAGIC = 0xfd2fb528;
/** RFC 8878 §3.1.2: sixteen magic numbers, from this one, begin frames that are to be skipped. */
const SKIPPABLE = 0x184d2a50;
/** RFC 8878 §3.1.1.1.1.3: the sizes of Dictionary_ID in bytes, by the flag. */
const DICTIONARY_ID_SIZES = [0, 1, 2, 4] as const;
/** RFC 8878 §3.1.1.1.2: windows have a power of two from this one, and eighths of it on top. */
const WINDOW_LOG_MIN = 10;
/** The format has greater windows, but no decoder: ZSTD_WINDOWLOG_MAX of the reference implementation. */
const WINDOW_LOG_MAX = 31;

/** What a frame says of itself before its blocks. */
export interface FrameHeader {
  /** The greatest distance of a match, in bytes; 0 where there is no content. */
  readonly window: number;
  /** Length of the content in bytes, or null where the frame does not state it. */
  readonly contentSize: number | null;
  /** Whether a checksum of the content follows the last block. */
  readonly checksum: 'follows' | 'none';
}

/**
 * Reads the header of a frame: RFC 8878 §3.1.1.1.
 *
 * @param limit the most bytes that the content may have
 * @throws StreamError when no frame starts here, or none that can be decoded
 * @throws NotVerified when the header states more content than is allowed
 */
export function readFrameHeader(input: Input, limit: number): FrameHeader {
  checkMagic(input);
  const { at } = input;
  const descriptor = input.u8();
  if ((descriptor & 0x08) !== 0) throw new StreamError('has a reserved bit set in its frame header', at);
  const singleSegment = (descriptor & 0x20) !== 0;
  const window = singleSegment ? null : readWindow(input);
  checkDictionary(input, DICTIONARY_ID_SIZES[descriptor & 3] ?? 0);
  const contentSize = readContentSize(input, descriptor >>> 6, singleSegment ? 1 : 0);
  if (contentSize !== null && contentSize > limit) {
    throw new NotVerified('length', `states a content of ${contentSize} bytes, more than ${limit}`);
  }
  return {
    window: window ?? Number(contentSize ?? 0n),
    contentSize: contentSize === null ? null : Number(contentSize),
    checksum: (descriptor & 0x04) === 0 ? 'none' : 'follows',
  };
}

function checkMagic(input: Input): void {
  const { at } = input;
  const magic = input.uint(4);
  if (magic === MAGIC) return;
  const skippable = magic >= SKIPPABLE && magic < SKIPPABLE + 16;
  throw new StreamError(skippable ? 'starts with a skippable frame' : 'does not start with the magic number', at);
}

/** RFC 8878 §3.1.1.1.2: Window_Descriptor. */
function readWindow(input: Input): number {
  const { at } = input;
  const descriptor = input.u8();
  const log = WINDOW_LOG_MIN + (descriptor >>> 3);
  const window = 2 ** log + 2 ** (log - 3) * (descriptor & 7);
  if (log > WINDOW_LOG_MAX) throw new StreamError(`needs a window of ${window} bytes, more than any decoder has`, at);
  return window;
}

/** RFC 8878 §3.1.1.1.3: an identifier of zero is as none. */
function checkDictionary(input: Input, size: number): void {
  const { at } = input;
  if (size > 0 && input.uint(size) !== 0) throw new StreamError('needs a dictionary', at);
}

/** RFC 8878 §3.1.1.1.4: Frame_Content_Size. @param least bytes that the field takes when the flag is zero */
function readContentSize(input: Input, flag: number, least: number): bigint | null {
  if (flag === 0) return least === 0 ? null : BigInt(input.uint(least));
  if (flag === 1) return BigInt(input.uint(2) + 256);
  const low = BigInt(input.uint(4));
  return flag === 2 ? low : low + (BigInt(input.uint(4)) << 32n);
}
