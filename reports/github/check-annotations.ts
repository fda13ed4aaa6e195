import { counted } from '../../src/page/index.ts';
import type { AnnotationKind } from '../../src/page/index.ts';
import type { Findings } from '../model/document.ts';
import { effectsIn, followsIn, judgedFiles } from '../model/judged.ts';
import type { JudgedFile } from '../model/judged.ts';
import { statusOfVerdict } from '../model/status.ts';
import { checkedResult } from '../model/suites.ts';
import { checkCounts } from '../model/check-counts.ts';
import { totalFacts, verdictPiece } from '../words/check-facts.ts';
import { KIND_OF_STATUS, annotationOf } from './rule-annotation.ts';
import type { Pending } from './rule-annotation.ts';
import { effectTexts } from '../words/effects.ts';

/** What of a check is told: what came of all images, what could not be judged, and of each image what is wrong with it. */
export function checkAnnotations(findings: Findings): readonly Pending[] {
  const { rows, unjudged } = findings;
  const files = judgedFiles(rows);
  const message = files.length === 0 ? 'no image was judged' : totalFacts(files, unjudged);
  const kind = kindOfCheck(findings);
  return [
    { kind, make: () => ({ kind, title: `check: ${counted(files.length, 'image')}`, message }) },
    ...unjudged.map(({ path, reason }): Pending => {
      const lost = { kind: 'error', title: `${path}: not judged`, message: reason } as const;
      return { kind: 'error', make: () => lost };
    }),
    ...files.flatMap(ofFile),
  ];
}

/** An error where the step fails whatever it asked for; a warning where it may. */
function kindOfCheck({ rows, unjudged }: Findings): AnnotationKind {
  const styles = rows.map((row) => verdictPiece(row).style);
  const open = rows.map(checkCounts).some(({ held, unverified, broken }) => held === 0 || unverified + broken > 0);
  if (rows.length === 0 || unjudged.length > 0 || open || styles.includes('failure')) return 'error';
  return styles.includes('warning') ? 'warning' : 'notice';
}

/** A rule once, however many profiles say the same. */
function ofFile(file: JudgedFile): readonly Pending[] {
  const [row] = file.rows;
  const follows = followsIn(file);
  return [
    ...causeOf(file),
    ...file.results.flatMap((judged): readonly Pending[] => {
      const { rule } = judged;
      const kind = KIND_OF_STATUS[statusOfVerdict(rule.verdict, rule.level)];
      if (kind === undefined || follows.has(rule.id)) return [];
      const effects = effectTexts(effectsIn(judged));
      return [{ kind, make: () => annotationOf(kind, checkedResult(rule, row), effects, row.path) }];
    }),
  ];
}

/** What is wrong with a file as a whole, once for all the rules that fail for it. */
function causeOf(file: JudgedFile): readonly Pending[] {
  const [{ path, cause }] = file.rows;
  const follows = followsIn(file);
  if (cause === null || follows.size === 0) return [];
  const isGrave = file.results.some(({ rule: { id, level } }) => level === 'error' && follows.has(id));
  const kind = isGrave ? 'error' : 'warning';
  const message = `${cause.sentence} Rules that it breaks: ${counted(follows.size, 'rule')}.`;
  return [{ kind, make: () => ({ kind, title: path, message }) }];
}
