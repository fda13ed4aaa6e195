export interface Layer {
  readonly imports: readonly string[];
  readonly types?: readonly string[];
  readonly packages: readonly string[];
}
export declare const LAYERS: Readonly<Record<string, Layer>>;
export declare function layerOf(path: string): string | undefined;
