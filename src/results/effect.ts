/** What may happen to an image that breaks a rule: in the words of a heading, and what that means. */
export const EFFECT_KINDS = {
  refused: { words: 'refused', meaning: 'a program does not load, start or unpack the image' },
  crashes: { words: 'crashes', meaning: 'a program crashes, overwrites memory or reads out of bounds' },
  'refused-under-secure-boot': {
    words: 'refused under Secure Boot',
    meaning: 'a program that verifies signatures refuses the image; without Secure Boot nothing happens',
  },
  misread: {
    words: 'misread',
    meaning: 'a program accepts the image but loads, hashes or reads something other than intended',
  },
  'breaks-builds': {
    words: 'breaks builds',
    meaning: 'the build that calls the rewriter goes wrong, whatever happens to the image',
  },
  untidy: { words: 'untidy', meaning: 'no program is affected' },
} as const;

export type EffectKind = keyof typeof EFFECT_KINDS;

/** What happens to an image that breaks a rule, and in which program. */
export interface Effect {
  readonly kind: EffectKind;
  /** The program with its version, such as `EDK2 2022.11`. */
  readonly by: string;
  /** What it does, as the words that follow its name: `loads it, and the last section wins`. */
  readonly what: string;
}

/** The kind of an effect in words: `refused under Secure Boot`. */
export function effectWords({ kind }: Effect): string {
  return EFFECT_KINDS[kind].words;
}

/** Effects as sentences, each once: `EDK2 2022.11 loads it, and the last section wins.` */
export function effectSentences(effects: readonly Effect[]): readonly string[] {
  return [...new Set(effects.map(({ by, what }) => `${by} ${what}.`))];
}
