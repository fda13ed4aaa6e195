import { mistakesBehind } from '../../words/mistakes.ts';
import { effectWords } from '../../../src/results/index.ts';
import type { CaseRow, Defect, RuleRow } from '../../../src/results/index.ts';
import { NOTHING, counted, grouped, joined, tag } from '../../../src/page/index.ts';
import type { Html } from '../../../src/page/index.ts';
import type { RuleResult } from '../../model/suites.ts';
import { hasBlock } from '../../model/rows.ts';
import { caseText, concerned, frequency } from '../../words/rule.ts';
import { isFailed } from '../../model/rows.ts';
import { briefEvidence, evidence } from '../evidence.ts';
import { stemOfRule } from '../ids.ts';
import type { Ids } from '../ids.ts';
import { layoutFigure } from '../layout/figure.ts';
import type { Section } from '../page.ts';
import { code, command, folding, told } from '../pieces.ts';
import { affected, ruleHeading, ruleHtml } from '../rule.ts';
import type { RuleBlock } from '../rule.ts';
import type { CampaignParts } from './parts.ts';
import { effectTexts } from '../../words/effects.ts';

/** Defects of which the drawing is shown without being asked for. */
const DRAWN = 5;

/** Rules whose checker broke, which says nothing of the subject. */
export function brokenSection({ report }: CampaignParts): Section | null {
  const broken = report.rules.filter(({ errored }) => errored > 0);
  if (broken.length === 0) return null;
  const items = broken.map(({ id, name, errorMessage, errored }) =>
    tag(
      'li',
      {},
      code(id),
      ` ${told(name)}: the checker failed in ${counted(errored, 'case')}: ${told(errorMessage ?? 'no message')}`,
    ),
  );
  return {
    id: 'broken',
    title: 'Checkers that broke',
    count: grouped(broken.length),
    content: tag('ul', { class: 'gaps' }, ...items),
  };
}

/** The mistakes of the subject, each with the rule that says most of it. */
export function defectsSection(parts: CampaignParts): Section | null {
  const { defects } = parts.report;
  if (defects.length === 0) return null;
  return {
    id: 'defects',
    title: 'Defects',
    count: grouped(defects.length),
    content: joined(
      tag('p', { class: 'lead' }, `${mistakesBehind(defects)}.`),
      ...defects.map((defect, index) => defectHtml(defect, index, parts)),
    ),
  };
}

function defectHtml(defect: Defect, index: number, parts: CampaignParts): Html {
  const { ids } = parts;
  const id = ids(`defect-${index + 1}`);
  const root = ruleOf(defect.rule, parts);
  const number = tag('span', { class: 'ordinal' }, `${index + 1}.`);
  const title = tag('h3', { id: `${id}-title` }, number, ' ', told(defect.sentence));
  return joined(
    tag(
      'article',
      { class: 'defect', id, 'aria-labelledby': `${id}-title` },
      title,
      ...(root === null ? [tag('p', {}, code(defect.rule))] : rootContent(defect, root, index, parts)),
      followersHtml(defect, parts),
    ),
    { markup: '\n' },
  );
}

/** What the root rule of a defect says: the bytes, who is affected, how to see it again, and where everything is. */
function rootContent(defect: Defect, { row, block }: Told, index: number, parts: CampaignParts): readonly Html[] {
  const { report, budget, ids } = parts;
  const stored = report.cases.find(({ id }) => id === defect.caseId);
  // A rule that several mistakes break has the bytes of one of their cases.
  const isOwn = row.failure?.caseId === defect.caseId;
  const named = code(isOwn ? caseText(row.failure, stored) : `cases/${defect.caseId}`);
  const elsewhere = isOwn || row.failure === null ? NOTHING : elsewhereNote(row.failure.caseId);
  const concerns = affected({ ...block, more: [['Smallest case', named], ...moreOf(row, stored)] });
  const forms = [
    (): Html => joined(elsewhere, evidence(block, ids), concerns, drawing(stored, index, ids)),
    (): Html => joined(elsewhere, briefEvidence(block), concerns),
  ];
  const anchor = ids(stemOfRule(block.id));
  ids.rules.add(anchor);
  return [
    tag('p', { class: 'root', id: anchor }, ruleHeading(block)),
    tag('p', {}, told(block.title)),
    budget.fit(forms, block.findings.length) ?? NOTHING,
  ];
}

function elsewhereNote(caseId: string): Html {
  return tag(
    'p',
    { class: 'quiet' },
    'The rule has another defect too; these findings are those of ',
    code(`cases/${caseId}`),
    '.',
  );
}

function drawing(stored: CaseRow | undefined, index: number, ids: Ids): Html {
  if (stored === undefined) return NOTHING;
  const figure = layoutFigure(stored.layouts, { before: 'in.efi', after: 'out.efi' }, ids('drawing'));
  if (figure === NOTHING) return NOTHING;
  return folding(index < DRAWN ? 'open' : 'closed', tag('h4', {}, 'Layout of the smallest case'), figure);
}

function followersHtml({ followers }: Defect, parts: CampaignParts): Html {
  if (followers.length === 0) return NOTHING;
  const blocks = followers.flatMap((id) => {
    const block = ruleOf(id, parts)?.block;
    if (block === undefined) return [tag('p', {}, code(id))];
    return [ruleHtml({ ...block, heading: 'h5' }, 'closed', parts)];
  });
  const rest = `${counted(followers.length, 'rule')} that follow${followers.length === 1 ? 's' : ''} from it`;
  return folding('closed', tag('h4', {}, rest), ...blocks);
}

/** Rules that failed and are part of no defect that was found. */
export function looseSection(parts: CampaignParts): Section | null {
  const { report } = parts;
  const roots = new Set(report.defects.map(({ rule }) => rule));
  const loose = report.rules.filter((rule) => isFailed(rule) && hasBlock(rule, report.defects) && !roots.has(rule.id));
  if (loose.length === 0) return null;
  const blocks = loose.flatMap(({ id }, index) => {
    const block = ruleOf(id, parts)?.block;
    if (block === undefined) return [];
    const state = index < DRAWN ? 'open' : 'closed';
    return [ruleHtml(block, state, parts)];
  });
  return {
    id: 'failed',
    title: 'Rules that failed by themselves',
    count: grouped(loose.length),
    content: joined(...blocks),
  };
}

interface Told {
  readonly row: RuleRow;
  readonly block: RuleBlock;
}

function ruleOf(id: string, { report, results }: CampaignParts): Told | null {
  const row = report.rules.find((rule) => rule.id === id);
  const result = results.find((each) => each.id === id);
  return row === undefined || result === undefined ? null : { row, block: blockOf(row, result) };
}

function blockOf(row: RuleRow, result: RuleResult): RuleBlock {
  const { effect } = row;
  const kinds = effect === null ? null : effectWords(effect);
  return {
    ...result,
    heading: 'h3',
    beside: `${row.level}${concerned({ ...row, kinds })}`,
    effects: effect === null ? [] : effectTexts([effect]),
    more: moreOf(row, result.stored ?? undefined),
  };
}

/** How often a rule failed, and how to see it again in a stored case. */
function moreOf(row: RuleRow, stored: CaseRow | undefined): RuleBlock['more'] {
  const mutations = stored?.mutations ?? [];
  return [
    ['Failed in', row.failure === null ? NOTHING : told(frequency(row, row.failure))],
    ['Image', mutations.length === 0 ? NOTHING : told(`broken on purpose: ${mutations.join('; ')}`)],
    ['Replay', stored === undefined ? NOTHING : command(stored.replay)],
  ];
}
