import { NOTHING, joined, tag } from '../../src/page/index.ts';
import type { Content, Html } from '../../src/page/index.ts';
import type { RuleResult } from '../model/suites.ts';
import { STATUSES } from '../model/status.ts';
import { briefEvidence, evidence } from './evidence.ts';
import { stemOfRule } from './ids.ts';
import type { Ids } from './ids.ts';
import { badge, code, facts, told } from './pieces.ts';

/** A rule that failed, as a part of a page that folds. */
export interface RuleBlock extends Pick<
  RuleResult,
  'id' | 'name' | 'title' | 'status' | 'findings' | 'excerpts' | 'files' | 'rejectedBy' | 'references'
> {
  /** The element of its heading, one below that of the part that it is in. */
  readonly heading: 'h3' | 'h5';
  /** The level in words, and what kind of thing happens. */
  readonly beside: string;
  /** What programs do with what breaks the rule, as sentences. */
  readonly effects: readonly string[];
  /** Names and what they stand for, after the bytes. */
  readonly more: readonly (readonly [name: string, content: Content])[];
}

/** The block with everything: what the rule says, what was found, the bytes, and who is affected. */
export function fullRule(block: RuleBlock, state: 'open' | 'closed', ids: Ids): Html {
  return folded(block, state, ids, tag('p', {}, told(block.title)), evidence(block, ids), affected(block));
}

/** The block without bytes: what was found, in a sentence. */
export function briefRule(block: RuleBlock, ids: Ids): Html {
  const content = [ruleHeading(block), ' ', briefEvidence(block)];
  return joined(tag('div', { class: 'brief', id: ids(stemOfRule(block.id)) }, ...content), { markup: '\n' });
}

/** Who is affected and how, where the rule is written, and what else there is to say. */
export function affected({ effects, rejectedBy, references, more }: Omit<RuleBlock, 'status'>): Html {
  return facts([
    ['Affected', effects.length === 0 ? NOTHING : told(effects.join(' '))],
    ['Enforced by, or affects', rejectedBy.length === 0 ? NOTHING : told(rejectedBy.join('; '))],
    ...more,
    ['See', references.length === 0 ? NOTHING : tag('span', { class: 'quiet' }, told(references.join('; ')))],
  ]);
}

/** The id, the name and the level of a rule, as the heading of its block. */
export function ruleHeading({ id, name, status, beside }: RuleBlock): Html {
  return joined(
    badge(status),
    ' ',
    tag('span', { class: 'rule-id' }, told(id)),
    ' ',
    tag('span', { class: 'rule-name' }, told(name)),
    ' ',
    tag('span', { class: 'beside' }, told(beside)),
  );
}

function folded(block: RuleBlock, state: 'open' | 'closed', ids: Ids, ...content: readonly Content[]): Html {
  const heading = tag('summary', {}, tag(block.heading, {}, ruleHeading(block)));
  return joined(
    tag(
      'details',
      {
        class: `rule ${STATUSES[block.status].tone}`,
        id: ids(stemOfRule(block.id)),
        open: state === 'open' ? true : undefined,
      },
      heading,
      tag('div', { class: 'body' }, ...content),
    ),
    { markup: '\n' },
  );
}

/** Rules in rows: what came of them, and why; for those of which there is nothing to show. */
export function ruleTable(
  caption: Content,
  rows: readonly { readonly id: string; readonly name: string; readonly level: string; readonly said: Content }[],
  captionId: string,
): Html {
  return tag(
    'table',
    { class: 'rules' },
    tag('caption', { id: captionId }, caption),
    tag('thead', {}, tag('tr', {}, ...['Rule', 'Level', 'Result'].map((text) => tag('th', { scope: 'col' }, text)))),
    tag(
      'tbody',
      {},
      ...rows.map(({ id, name, level, said }) =>
        tag(
          'tr',
          {},
          tag('th', { scope: 'row' }, code(id), ' ', told(name)),
          tag('td', {}, level),
          tag('td', {}, said),
        ),
      ),
    ),
  );
}
