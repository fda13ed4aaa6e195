/** What an append may do beyond the plain case. Everything is off unless asked for. */
export interface AppendOptions {
  /** Remove the signatures of a signed image, which any change breaks, instead of refusing it. */
  readonly stripSignature?: boolean;
  /** Take any PE image, not only EFI zboot images. */
  readonly anyPe?: boolean;
  /** Refuse an image with an overlay, which would move and which programs may look for at a fixed offset. */
  readonly keepOverlayOffset?: boolean;
}
