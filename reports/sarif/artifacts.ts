import type { CaseRow, CheckedFile, FileRole, Layout } from '../../src/results/index.ts';
import type { ReportDocument } from '../model/document.ts';
import type { RuleResult } from '../model/suites.ts';
import { uriOf } from './text.ts';

/** A file that results are about. */
interface Artifact {
  readonly uri: string;
  readonly length: number | null;
  readonly sha256: string | null;
  readonly layout: Layout | null;
}

/** What the folder of a campaign's report is called, which files of its cases are relative to. */
export const REPORT_FOLDER = 'REPORT_FOLDER';

/** The file that stands for a campaign where no case does. */
const REPORT_FILE = 'report.json';

/** The files of a document. */
export class Artifacts {
  readonly #base: string | null;
  readonly #found: Artifact[] = [];
  readonly #indexes = new Map<string, number>();

  constructor({ kind }: Pick<ReportDocument, 'kind'>) {
    this.#base = kind === 'campaign' ? REPORT_FOLDER : null;
  }

  /** The file that a result is about first: the output that breaks a rule, the image, or else the report. */
  main(rule: RuleResult, row: CheckedFile | null): ArtifactPlace {
    if (row !== null) return this.#place(row.path, row.sha256, row.layouts.after);
    return this.of(rule.findings[0]?.at[0].file ?? 'after', rule, null);
  }

  /** The file of a role, as a finding of a rule names it. */
  of(role: FileRole, { files, stored }: RuleResult, row: CheckedFile | null): ArtifactPlace {
    const called = files[role];
    if (row === null) {
      if (stored === null) return this.#place(REPORT_FILE, null, null);
      return this.#place(`cases/${stored.id}/${called}`, null, layoutOf(called, stored));
    }
    if (called === row.path) return this.#place(called, row.sha256, row.layouts.after);
    return this.#place(called, null, role === 'before' ? row.layouts.before : null);
  }

  #place(path: string, sha256: string | null, layout: Layout | null): ArtifactPlace {
    const uri = uriOf(path);
    let index = this.#indexes.get(uri);
    if (index === undefined) {
      index = this.#found.length;
      this.#indexes.set(uri, index);
      this.#found.push({ uri, length: layout?.fileSize ?? null, sha256, layout });
    }
    return { location: this.#locationOf(uri, index), layout };
  }

  #locationOf(uri: string, index: number): object {
    return { uri, ...(this.#base === null ? {} : { uriBaseId: this.#base }), index };
  }

  /** All that were placed, in that order. */
  all(): readonly object[] {
    return this.#found.map(({ uri, length, sha256 }, index) => ({
      location: this.#locationOf(uri, index),
      ...(length === null ? {} : { length }),
      roles: ['analysisTarget'],
      ...(sha256 === null ? {} : { hashes: { 'sha-256': sha256 } }),
    }));
  }
}

/** How a result refers to a file, and where everything is in it. */
export interface ArtifactPlace {
  readonly location: object;
  readonly layout: Layout | null;
}

/** The layout of one of the files of a stored case, of which it has those of the first append. */
function layoutOf(called: string, { layouts }: CaseRow): Layout | null {
  if (called === 'in.efi') return layouts.before;
  return called === 'out.efi' ? layouts.after : null;
}
