import { NOTHING, joined, tag } from '../../src/page/index.ts';
import type { Content, Html } from '../../src/page/index.ts';
import type { RuleResult } from '../model/suites.ts';
import { STATUSES } from '../model/status.ts';
import { AFFECTED_LENGTH_MAX } from '../words/effects.ts';
import type { Budget } from './budget.ts';
import { briefEvidence, evidence } from './evidence.ts';
import { stemOfRule } from './ids.ts';
import type { Ids } from './ids.ts';
import { badge, code, facts, told } from './pieces.ts';

/** A rule that failed, as a part of a page that folds. */
export interface RuleBlock extends Pick<
  RuleResult,
  'id' | 'name' | 'title' | 'status' | 'findings' | 'excerpts' | 'files' | 'severity' | 'rejectedBy' | 'references'
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

/**
 * The block as full as there is room for: with everything, which is what the rule says, what was found, the bytes, and who is
 * affected; or with one sentence; or nothing, which the budget counts.
 */
export function ruleHtml(
  block: RuleBlock,
  state: 'open' | 'closed',
  { ids, budget }: { readonly ids: Ids; readonly budget: Budget },
): Html {
  const id = ids(stemOfRule(block.id));
  const forms = [(): Html => fullRule(block, id, state, ids), (): Html => briefRule(block, id)];
  const html = budget.fit(forms, block.findings.length);
  if (html === null) return NOTHING;
  ids.rules.add(id);
  return html;
}

function fullRule(block: RuleBlock, id: string, state: 'open' | 'closed', ids: Ids): Html {
  return joined(
    tag(
      'details',
      { class: `rule ${STATUSES[block.status].tone}`, id, open: state === 'open' ? true : undefined },
      tag('summary', {}, tag(block.heading, {}, ruleHeading(block))),
      tag('div', { class: 'body' }, tag('p', {}, told(block.title)), evidence(block, ids), affected(block)),
    ),
    { markup: '\n' },
  );
}

function briefRule(block: RuleBlock, id: string): Html {
  return joined(tag('div', { class: 'brief', id }, ruleHeading(block), ' ', briefEvidence(block)), { markup: '\n' });
}

/** Who is affected and how, where the rule is written, and what else there is to say. */
export function affected({ effects, severity, rejectedBy, references, more }: Omit<RuleBlock, 'status'>): Html {
  return facts([
    ['Effect', effects.length === 0 ? NOTHING : told(effects.join(' '), AFFECTED_LENGTH_MAX)],
    [
      severity === 'rejected' ? 'Enforced by' : 'Affects',
      rejectedBy.length === 0 ? NOTHING : told(rejectedBy.join('; '), AFFECTED_LENGTH_MAX),
    ],
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

/**
 * Rules in rows: what came of them, and why.
 *
 * @param shown rules that the page shows by themselves, to which a row leads
 */
export function ruleTable(
  caption: Content,
  rows: readonly { readonly id: string; readonly name: string; readonly level: string; readonly said: Content }[],
  captionId: string,
  shown: ReadonlySet<string> = new Set(),
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
          tag(
            'th',
            { scope: 'row' },
            shown.has(id) ? tag('a', { href: `#${id}` }, code(id)) : code(id),
            ' ',
            told(name),
          ),
          tag('td', {}, level),
          tag('td', {}, said),
        ),
      ),
    ),
  );
}
