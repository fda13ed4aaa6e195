import type { ReportDocument } from '../model/document.ts';
import { campaignPage } from './run/campaign-page.ts';
import { checkPage } from './check/check-page.ts';

/** A report as one file of HTML that fetches nothing and needs no script. The same document gives the same bytes. */
export function renderHtml(document: ReportDocument): string {
  return document.kind === 'campaign' ? campaignPage(document.report) : checkPage(document.findings);
}
