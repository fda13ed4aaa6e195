/** What loading an image came to, as the application tells it. */
export type Loaded =
  | { readonly kind: 'refused'; readonly status: bigint }
  | {
      readonly kind: 'loaded';
      readonly status: bigint;
      /** What unloading it came to. */
      readonly unloaded: bigint;
      readonly base: bigint;
      readonly size: number;
      /** CRC-32 over all ranges that were asked for. */
      readonly crc: number;
    };

/** What a firmware did with one image. */
export type Answer =
  | Loaded
  /** The machine stopped while it had this image, even when it was the first after a start. */
  | { readonly kind: 'crashed'; readonly how: string }
  /** The machine had stopped too often. */
  | { readonly kind: 'unasked' };
