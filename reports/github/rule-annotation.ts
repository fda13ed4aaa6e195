import { counted } from '../../src/page/index.ts';
import type { Annotation, AnnotationKind } from '../../src/page/index.ts';
import { HAPPENS, STATUSES } from '../model/status.ts';
import type { Status } from '../model/status.ts';
import type { RuleResult } from '../model/suites.ts';
import { phrase } from '../words/phrase.ts';
import { ended } from '../words/sentence.ts';

/** An annotation that is made only where there is room for it: of thousands ten are shown. */
export interface Pending {
  readonly kind: AnnotationKind;
  readonly make: () => Annotation;
}

/** What each status is told as; nothing is said of what holds, was not tried in this image, or is remarked. */
export const KIND_OF_STATUS: Readonly<Partial<Record<Status, AnnotationKind>>> = {
  failed: 'error',
  broken: 'error',
  warned: 'warning',
  'not-verified': 'warning',
  excused: 'warning',
  known: 'notice',
};

/**
 * What is said of one rule.
 *
 * @param effects what happens where it fails, in sentences
 * @param path the image; `null` in a campaign
 */
export function annotationOf(
  kind: AnnotationKind,
  rule: RuleResult,
  effects: readonly string[],
  path: string | null,
): Annotation {
  const { id, name, status, findings, reason, defect, stored } = rule;
  const [first] = findings;
  const others = defect === null ? 0 : defect.followers.length;
  const parts = [
    // What the kind says already needs no word.
    ...(['failed', 'warned'].includes(status) ? [] : [`${STATUSES[status].word}:`]),
    ...(defect === null ? [] : [defect.sentence]),
    first === undefined ? ended(reason) : phrase(first),
    ...(HAPPENS.includes(status) ? effects : []),
    ...(others === 0 || defect?.rule !== id ? [] : [`It breaks ${counted(others, 'other rule')} too.`]),
    ...(stored === null ? [] : [`Stored as cases/${stored.id}.`]),
  ];
  const whose = path === null ? '' : `${path}: `;
  return { kind, title: `${whose}${id} ${name}`, message: parts.filter((part) => part !== '').join(' ') };
}
