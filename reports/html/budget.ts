import type { Html } from '../../src/page/index.ts';

/** How long a page may become, so that a browser shows it and a bug tracker takes it. */
export interface Budget {
  /**
   * The fullest of some forms of one thing that there is room for; `null` where there is room for none, which is counted.
   *
   * @param forms the fullest first; each is made only when those before it were too long
   * @param size how many findings it has
   */
  fit(forms: readonly (() => Html)[], size: number): Html | null;
  /** Findings of which less than everything is shown, and those of which nothing is. */
  cut(): { readonly shortened: number; readonly missing: number };
}

/** Characters of markup: those of the fullest form of each thing, and those of any form. */
const FULL = 1_100_000;
const ANY = 2_700_000;

/**
 * A page that is still empty.
 *
 * @param reserved characters of markup for what is there in any case, beyond a few headings
 */
export function makeBudget(reserved = 0): Budget {
  /** Forms, by their place among those of a thing, of which one had no room any more. */
  const closed = new Set<number>();
  let used = 0;
  let shortened = 0;
  let missing = 0;
  return {
    fit(forms, size) {
      for (const [index, form] of forms.entries()) {
        const limit = (index === 0 ? FULL : ANY) - reserved;
        if (closed.has(index)) continue;
        const html = form();
        if (used + html.markup.length > limit) {
          closed.add(index);
          continue;
        }
        used += html.markup.length;
        if (index > 0) shortened += size;
        return html;
      }
      missing += size;
      return null;
    },
    cut: () => ({ shortened, missing }),
  };
}
