/** A piece of a page that stands by itself, so that a page can end after any of them. */
export interface Block {
  /** What is told of a page from which it was left out: `defects`, `the coverage`. */
  readonly part: string;
  /** Markdown in which everything that it opens is closed. */
  readonly text: string;
}

/** Pieces of one part of a page; empty ones leave no trace. */
export function blocksOf(part: string, texts: readonly string[]): readonly Block[] {
  return texts.filter((text) => text !== '').map((text) => ({ part, text }));
}

/** Blocks as a page. */
export function pageOf(blocks: readonly Block[]): string {
  return `${blocks.map(({ text }) => text).join('\n\n')}\n`;
}
