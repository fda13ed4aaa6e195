import { renderAnnotations } from './github/annotations.ts';
import { renderSummary } from './github/summary.ts';
import { renderJson } from './json/report-json.ts';
import { renderHtml } from './html/html.ts';
import { renderFindingsJson } from './json/check-json.ts';
import { renderIntoto } from './intoto/intoto.ts';
import { renderJunit } from './junit/junit.ts';
import { renderKtap } from './ktap/ktap.ts';
import { renderMarkdown } from './markdown/markdown.ts';
import type { Findings, ReportDocument } from './model/document.ts';
import { renderSarif } from './sarif/sarif.ts';
import { renderFindings } from './text/check-text.ts';
import { renderText } from './text/report-text.ts';
import { toText } from '../src/page/index.ts';

/** One form of a report. */
interface Form {
  /** How the name of a file in this form usually ends, without the leading dot. */
  readonly extension: string;
  /** A pure function, so that the same document always gives the same bytes. */
  readonly render: (document: ReportDocument) => string;
}

/** Columns of text that is written to a file, where nobody says how wide a page is. */
const FILE_WIDTH = 100;

/** What check says, with the files that could not be judged, which a terminal is told of on standard error. */
function checkText({ rows, unjudged }: Findings): string {
  const others = unjudged.map(({ path, reason }) => `${path}: not judged: ${reason}`);
  const options = { width: FILE_WIDTH, colour: 'none', verbosity: 'verbose', verdicts: 'whole' } as const;
  return `${renderFindings(rows, options, unjudged)}${toText(
    others.map((line) => [line]),
    'none',
  )}`;
}

/** Every form that a report can be given out in, by the name that `--format` and `--report` take. */
const FORMS = {
  text: {
    extension: 'txt',
    render: (document) =>
      document.kind === 'campaign'
        ? renderText(document.report, { width: FILE_WIDTH, colour: 'none', verbosity: 'verbose', verdict: 'whole' })
        : checkText(document.findings),
  },
  json: {
    extension: 'json',
    render: (document) =>
      document.kind === 'campaign'
        ? renderJson(document.report)
        : renderFindingsJson(document.findings.rows, document.findings.unjudged, document.findings.tool),
  },
  html: { extension: 'html', render: renderHtml },
  markdown: { extension: 'md', render: renderMarkdown },
  junit: { extension: 'xml', render: renderJunit },
  ktap: { extension: 'ktap', render: renderKtap },
  sarif: { extension: 'sarif', render: renderSarif },
  github: { extension: 'github.md', render: (document) => renderSummary(document) },
  annotations: { extension: 'annotations.txt', render: renderAnnotations },
  intoto: { extension: 'intoto.json', render: renderIntoto },
} as const satisfies Readonly<Record<string, Form>>;

export type Format = keyof typeof FORMS;

/** The names of all forms. */
export const FORMATS = Object.keys(FORMS) as readonly Format[];

/**
 * A report in one of its forms. The same document gives the same bytes, whenever and wherever it is rendered.
 *
 * @throws ReportError where the report lacks what the form cannot do without
 */
export function renderAs(document: ReportDocument, format: Format): string {
  return FORMS[format].render(document);
}

/** How the name of a file in a form usually ends, without the leading dot. */
export function extensionOf(format: Format): string {
  return FORMS[format].extension;
}
