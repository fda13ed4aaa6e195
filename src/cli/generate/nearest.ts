/** Share of a word's letters that may be wrong in what is taken for a slip. */
const SLIP_SHARE = 0.4;

/** The candidate that a misspelt word most likely stands for, or `undefined` when none is near. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Math.floor(word.length * SLIP_SHARE) + 1;
  for (const candidate of candidates) {
    // As many letters have to be put in or taken out at least; comparing a long word with each candidate takes seconds.
    if (Math.abs(word.length - candidate.length) >= least) continue;
    const distance = editDistance(word, candidate);
    if (distance >= least) continue;
    best = candidate;
    least = distance;
  }
  return best;
}

/** How many letters have to be put in, taken out or replaced to make one word of the other (Levenshtein). */
function editDistance(first: string, second: string): number {
  let row = Array.from({ length: second.length + 1 }, (_, index) => index);
  for (let index = 0; index < first.length; index += 1) {
    const next = [index + 1];
    for (let column = 0; column < second.length; column += 1) {
      const replaced = (row[column] ?? 0) + (first.charAt(index) === second.charAt(column) ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[second.length] ?? 0;
}
