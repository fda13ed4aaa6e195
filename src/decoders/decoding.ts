/** Where the content goes. A chunk is lent for the time of the call: what is to be kept has to be copied. */
export interface Sink {
  write(chunk: Uint8Array): void;
}

/** What became of a compressed stream. All lengths and offsets are in bytes, offsets from the start of the stream. */
export type Decoding = Decoded | Broken | Unverified;

/** The stream is whole and its checksums are right. */
export interface Decoded {
  readonly kind: 'decoded';
  /** Of the content. */
  readonly length: number;
  /** Where the first stream (gzip member, frame) ends; what follows belongs to nothing. */
  readonly consumed: number;
  /**
   * What a decoder has to know beyond the plainest form of the format, each once; absent where that is nothing. Only xz
   * has such things, by its own names: a check that is not CRC32, such as `CRC64`, and what stands before LZMA2 in a
   * block, such as `arm64`, `delta+x86` or `arm with a start`.
   */
  readonly beyond?: readonly [string, ...string[]];
}

/** No decoder can make the content of it. */
export interface Broken {
  readonly kind: 'broken';
  /** What is wrong, as a sentence about the stream without its subject: `is cut short`. */
  readonly reason: string;
  /** Where it was noticed. */
  readonly offset: number;
  /** Of the content that came before. */
  readonly length: number;
}

/** Nothing is known of the stream. */
export interface Unverified {
  readonly kind: 'unverified';
  /** `length`: the content is longer than was allowed. `form`: the stream needs something that is not here. */
  readonly why: 'length' | 'form';
  /** As for a broken stream. */
  readonly reason: string;
}

/** Ends decoding: the stream is not what its format allows. Never leaves this layer. */
export class StreamError extends Error {
  override readonly name = 'StreamError';
  readonly reason: string;
  readonly offset: number;

  constructor(reason: string, offset: number) {
    super(reason);
    this.reason = reason;
    this.offset = offset;
  }
}

/** Ends decoding: it would take more than is allowed, or something that is not here. Never leaves this layer. */
export class NotVerified extends Error {
  override readonly name = 'NotVerified';
  readonly why: Unverified['why'];
  readonly reason: string;

  constructor(why: Unverified['why'], reason: string) {
    super(reason);
    this.why = why;
    this.reason = reason;
  }
}
