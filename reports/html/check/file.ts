import type { CheckedFile } from '../../../src/results/index.ts';
import { NOTHING, counted, grouped, joined, tag } from '../../../src/page/index.ts';
import type { Content, Html } from '../../../src/page/index.ts';
import { effectsIn, followsIn, kindText, levelText } from '../../model/judged.ts';
import type { JudgedFile, JudgedRule } from '../../model/judged.ts';
import { STATUSES, statusOfVerdict } from '../../model/status.ts';
import type { Status } from '../../model/status.ts';
import { caveatOf, countFacts, verdictPiece } from '../../words/check-facts.ts';
import { namesOf } from '../../words/append-place.ts';
import { concerned } from '../../words/rule.ts';
import type { Budget } from '../budget.ts';
import { MEANINGS } from '../meanings.ts';
import type { Ids } from '../ids.ts';
import { layoutFigure } from '../layout/figure.ts';
import type { Section } from '../page.ts';
import { badge, code, facts, folding, listed, told } from '../pieces.ts';
import { ruleHtml, ruleTable } from '../rule.ts';
import type { RuleBlock } from '../rule.ts';
import { effectTexts } from '../../words/effects.ts';

/** What the parts of a check's page share. */
export interface CheckParts {
  readonly ids: Ids;
  readonly budget: Budget;
}

/** Failed rules of one file that are shown without being asked for. */
const OPEN = 12;

/** The parts of the page of one image. */
export function fileSections(file: JudgedFile, parts: CheckParts): readonly (Section | null)[] {
  const [row] = file.rows;
  const failed = failures(file, ['error', 'warning']);
  const remarks = failures(file, ['info']);
  const layout = layoutOf(row, parts);
  return [
    { id: 'file', title: 'The file', content: identity(row) },
    layout === NOTHING ? null : { id: 'layout', title: 'Layout', content: layout },
    {
      id: 'findings',
      title: 'Findings',
      count: grouped(failed.length),
      content: joined(
        cause(file),
        failed.length === 0
          ? tag('p', {}, 'No rule of level error or warning is broken.')
          : ruleBlocks(failed, file, parts, 'open'),
      ),
    },
    remarks.length === 0
      ? null
      : {
          id: 'remarks',
          title: 'Remarks',
          count: grouped(remarks.length),
          content: ruleBlocks(remarks, file, parts, 'closed'),
        },
    { id: 'not-verified', title: 'What was not verified', content: notVerified(file, parts) },
    {
      id: 'held',
      title: 'What holds',
      count: grouped(ofStatus(file, 'held').length),
      content: heldContent(file, parts),
    },
  ];
}

/**
 * The same of one image among others.
 *
 * @param state whether its findings are shown without being asked for
 */
export function fileBody(file: JudgedFile, state: 'open' | 'closed', parts: CheckParts): Html {
  const lines = file.rows.map((each) =>
    tag(
      'li',
      {},
      tag('b', {}, verdictPiece(each).text),
      ` in profile ${told(each.profile)}: ${countFacts(each).join(', ')}.`,
    ),
  );
  const failed = failures(file, ['error', 'warning', 'info']);
  const found =
    failed.length === 0
      ? NOTHING
      : folding(state, `Findings of ${counted(failed.length, 'rule')}`, ruleBlocks(failed, file, parts, 'closed'));
  return joined(tag('ul', { class: 'plain' }, ...lines), cause(file), found, background(file, state, parts));
}

/** What else is known of an image among a few others; of one among many only which it is. */
function background(file: JudgedFile, state: 'open' | 'closed', parts: CheckParts): Html {
  const [row] = file.rows;
  const rest = (): Html =>
    joined(
      folding('closed', 'Layout and digest', identity(row), layoutOf(row, parts)),
      folding('closed', 'What was not verified, and what holds', notVerified(file, parts), group('held', file, parts)),
    );
  const forms = [...(state === 'open' ? [rest] : []), (): Html => folding('closed', 'Digest', identity(row))];
  return parts.budget.fit(forms, 0) ?? NOTHING;
}

function heldContent(file: JudgedFile, parts: CheckParts): Html {
  const held = group('held', file, parts);
  return held === NOTHING ? tag('p', {}, 'No rule was seen to hold.') : held;
}

function identity(row: CheckedFile): Html {
  const size = row.layouts.after?.fileSize ?? null;
  const role = { before: 'Made from', after: 'Output', content: 'Content', image: 'Image' } as const;
  return facts([
    ['Path', code(row.path)],
    ['SHA-256', row.sha256 === null ? 'not taken' : tag('code', { class: 'digest' }, told(row.sha256))],
    ['Size', size === null ? NOTHING : counted(size, 'byte')],
    ...row.files.map(({ file, path }) => [role[file], code(path)] as const),
    ['Also', caveatOf(row)],
  ]);
}

function layoutOf(row: CheckedFile, { ids }: CheckParts): Html {
  const names = namesOf(row);
  return layoutFigure(row.layouts, { before: names.before, after: row.path }, ids('drawing'));
}

/** What is wrong with the file as a whole, and what follows from it. */
function cause(file: JudgedFile): Html {
  const [{ cause: said }] = file.rows;
  if (said === null) return NOTHING;
  const follows = [...followsIn(file)];
  const grave = file.results.some(({ rule: { id, level } }) => level === 'error' && follows.includes(id));
  const rest: readonly Content[] =
    follows.length === 0 ? [] : [' What follows from it: ', listed(follows.map(code)), '.'];
  return tag(
    'p',
    { class: `cause ${grave ? 'bad' : 'open'}` },
    tag('b', {}, grave ? 'Cause: ' : 'Note: '),
    told(said.sentence),
    ...rest,
  );
}

function failures({ results }: JudgedFile, levels: readonly string[]): readonly JudgedRule[] {
  return levels.flatMap((level) => results.filter(({ rule }) => rule.level === level && rule.verdict.kind === 'fail'));
}

function ruleBlocks(
  failed: readonly JudgedRule[],
  file: JudgedFile,
  parts: CheckParts,
  state: 'open' | 'closed',
): Html {
  const follows = followsIn(file);
  const blocks = failed.map((judged, index) => {
    const block = blockOf(judged, file);
    const shown = state === 'open' && index < OPEN && !follows.has(judged.rule.id) ? 'open' : 'closed';
    return ruleHtml(block, shown, parts);
  });
  return joined(...blocks);
}

function blockOf(judged: JudgedRule, file: JudgedFile): RuleBlock {
  const { rule } = judged;
  const { verdict } = rule;
  return {
    ...rule,
    heading: 'h3',
    status: statusOfVerdict(verdict, rule.level),
    findings: verdict.kind === 'fail' ? verdict.findings : [],
    files: namesOf(file.rows[0]),
    beside: `${levelText(judged, file)}${concerned({ ...rule, kinds: kindText(judged, file) })}`,
    effects: effectTexts(effectsIn(judged)),
    more: [],
  };
}

function ofStatus({ results }: JudgedFile, status: Status): readonly JudgedRule[] {
  return results.filter(({ rule }) => statusOfVerdict(rule.verdict, rule.level) === status);
}

/** Rules of which nobody knows whether they hold, whose checker broke, or that nothing in the image could have broken. */
function notVerified(file: JudgedFile, parts: CheckParts): Html {
  const groups = (['broken', 'excused', 'not-verified', 'vacuous', 'not-applicable'] as const).map((status) =>
    group(status, file, parts),
  );
  const shown = groups.filter((each) => each !== NOTHING);
  const none = tag('p', {}, 'Every rule of the profile applies, and was put to the test.');
  return shown.length === 0 ? none : joined(...shown);
}

function group(status: Status, file: JudgedFile, { ids }: CheckParts): Html {
  const members = ofStatus(file, status);
  if (members.length === 0) return NOTHING;
  const rows = members.map(({ rule: { id, name, level, title, verdict } }) => {
    const said = verdict.kind === 'error' ? verdict.message : 'reason' in verdict ? verdict.reason : title;
    return { id, name, level, said: told(said) };
  });
  const caption = `Rules with the status ${STATUSES[status].word}`;
  const grave = ['broken', 'excused', 'not-verified'].includes(status);
  return folding(
    grave ? 'open' : 'closed',
    tag('h3', {}, badge(status), ` ${counted(members.length, 'rule')}`),
    tag('p', { class: 'quiet' }, MEANINGS[status]),
    ruleTable(caption, rows, ids(`rules-${status}`)),
  );
}
