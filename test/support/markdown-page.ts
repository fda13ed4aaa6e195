import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';

/** A page of Markdown as GitHub shows it; HTML is let through, as it is there. */
export function markdownHtml(page: string): string {
  return micromark(page, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] });
}

/** The elements of a page in their order, without what they say; of a link where it leads to. */
export function markdownStructure(page: string): readonly string[] {
  return markdownHtml(page).match(/<\/?[a-z][^>]*>|<!--.*?-->/gi) ?? [];
}
