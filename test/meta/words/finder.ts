import type { Phrase } from './phrases.ts';
import type { VisibleText } from './texts.ts';

/** A sentence that somebody will stumble over. */
export interface Stumble {
  readonly path: string;
  readonly line: number;
  /** What was found, with what is wanted and the text around it. */
  readonly said: string;
}

/** How much of a text is quoted to each side of what was found. */
const AROUND = 40;

/** Every phrase of the list in some texts, in the order of the texts. */
export function stumblesIn(texts: readonly VisibleText[], phrases: readonly Phrase[]): readonly Stumble[] {
  return texts.flatMap(({ path, line, text }) =>
    phrases.flatMap(({ found, wanted }) => {
      const match = found.exec(text);
      if (match === null) return [];
      const around = text.slice(Math.max(0, match.index - AROUND), match.index + match[0].length + AROUND);
      return [{ path, line, said: `"${match[0]}" instead of ${wanted}: ${around.replaceAll('\n', ' ').trim()}` }];
    }),
  );
}
