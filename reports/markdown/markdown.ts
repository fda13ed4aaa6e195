import type { ReportDocument } from '../model/document.ts';
import { pageOf } from './block.ts';
import type { Block } from './block.ts';
import { campaignBlocks } from './campaign.ts';
import { checkBlocks } from './check.ts';

/** A report as GitHub's Markdown, for an issue, a mail or a page: the verdict first, and what is long folded. */
export function renderMarkdown(document: ReportDocument): string {
  return pageOf(markdownBlocks(document));
}

/** The same in pieces that stand by themselves, what matters most first. */
export function markdownBlocks(document: ReportDocument): readonly Block[] {
  return document.kind === 'campaign' ? campaignBlocks(document.report) : checkBlocks(document.findings);
}
