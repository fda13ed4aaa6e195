import type { CheckedFile } from '../../src/results/index.ts';
import { counted, oneLine, printable } from '../../src/page/index.ts';
import type { Findings } from '../model/document.ts';
import { effectsIn, followsIn, judgedFiles, kindText, levelText } from '../model/judged.ts';
import type { JudgedFile, JudgedRule } from '../model/judged.ts';
import { STATUSES, statusOfVerdict } from '../model/status.ts';
import { namesOf } from '../words/append-place.ts';
import { totalFacts } from '../words/check-facts.ts';
import { verdictOfFile } from '../lines/check.ts';
import { concerned } from '../words/rule.ts';
import { blocksOf } from './block.ts';
import type { Block } from './block.ts';
import { affected, evidenceOf } from './evidence.ts';
import { code, folded, list, prose, sentences, table } from './markup.ts';

const REASON_LENGTH_MAX = 300;
const LISTED_MAX = 100;

/** What check said: of all images together, then of each in turn. */
export function checkBlocks({ rows, unjudged, tool }: Findings): readonly Block[] {
  const files = judgedFiles(rows);
  const others = unjudged.map(({ path, reason }) => `${prose(path)}: ${prose(reason)}`);
  const title =
    files.length === 0 ? 'No image was judged' : `${counted(files.length, 'image')}: ${totalFacts(files, unjudged)}`;
  return [
    ...blocksOf('the verdict', [`# ${prose(title)}`, prose(`Judged by ${tool.name} ${tool.version}`.trim())]),
    ...blocksOf('the other verdicts', listsOf(rows.map(verdict))),
    ...blocksOf('what was not judged', others.length === 0 ? [] : ['## Not judged', list(others)]),
    ...files.flatMap(fileBlocks),
  ];
}

/** Items as lists that are not too long to be left out one by one. */
function listsOf(items: readonly string[]): readonly string[] {
  const count = Math.ceil(items.length / LISTED_MAX);
  return Array.from({ length: count }, (_, index) => list(items.slice(index * LISTED_MAX, (index + 1) * LISTED_MAX)));
}

function verdict(row: CheckedFile): string {
  const path = oneLine(printable(row.path), Infinity);
  const said = sentences(verdictOfFile(row)).join(' ');
  return `**${prose(path)}**${prose(said.startsWith(path) ? said.slice(path.length) : said)}`;
}

function fileBlocks(file: JudgedFile): readonly Block[] {
  const { results, rows } = file;
  const follows = followsIn(file);
  const failed = (['error', 'warning', 'info'] as const).flatMap((level) =>
    results.filter(({ rule }) => rule.level === level && rule.verdict.kind === 'fail'),
  );
  const grave = failed.filter(({ rule }) => rule.level !== 'info' && !follows.has(rule.id));
  const after = failed.filter(({ rule }) => rule.level !== 'info' && follows.has(rule.id));
  const remarks = failed.filter(({ rule }) => rule.level === 'info');
  const told = [
    ...cause(file),
    ...grave.map((judged) => ruleText(judged, file)),
    foldedRules(
      `${counted(after.length, 'rule')} that ${after.length === 1 ? 'fails' : 'fail'} for this reason`,
      after,
      file,
    ),
    ...broken(file),
    foldedRules(counted(remarks.length, 'remark'), remarks, file),
    idle(file),
  ];
  return blocksOf('images', [
    [`## ${prose(rows[0].path)}`, identity(rows[0]), ...told].filter((text) => text !== '').join('\n\n'),
  ]);
}

/** Which file it is, for paths come to hold other ones. */
function identity({ sha256, layouts }: CheckedFile): string {
  const size = layouts.after?.fileSize ?? null;
  return list([
    `**SHA-256:** ${sha256 === null ? 'not taken' : code(sha256)}`,
    ...(size === null ? [] : [`**Size:** ${counted(size, 'byte')}`]),
  ]);
}

/** What is wrong with the file as a whole, before all that follows from it. */
function cause(file: JudgedFile): readonly string[] {
  const [{ cause: of }] = file.rows;
  return of === null ? [] : [`**${prose(of.sentence)}**${followsIn(file).size === 0 ? ' It breaks no rule.' : ''}`];
}

function ruleText(judged: JudgedRule, file: JudgedFile): string {
  const { rule } = judged;
  const { id, name, title, verdict: of, excerpts, rejectedBy } = rule;
  const kinds = kindText(judged, file);
  const parts = [
    `**${prose(id)}** ${prose(name)} · ${prose(`${levelText(judged, file)}${concerned({ ...rule, kinds })}`)}`,
    prose(title),
    affected(effectsIn(judged), rejectedBy),
    ...evidenceOf({ findings: of.kind === 'fail' ? of.findings : [], excerpts }, namesOf(file.rows[0])),
  ];
  return parts.filter((text) => text !== '').join('\n\n');
}

function foldedRules(summary: string, rules: readonly JudgedRule[], file: JudgedFile): string {
  return rules.length === 0
    ? ''
    : folded(
        summary,
        rules.map((judged) => ruleText(judged, file)),
      );
}

function broken({ results }: JudgedFile): readonly string[] {
  const items = results.flatMap(({ rule: { id, name, verdict: of } }) =>
    of.kind === 'error' ? [`**${prose(id)}** ${prose(name)}: the checker itself failed: ${prose(of.message)}`] : [],
  );
  return items.length === 0 ? [] : [list(items)];
}

/** Rules that say nothing of the image: by no means passes. */
function idle({ results }: JudgedFile): string {
  const rows = results.flatMap(({ rule: { id, name, level, verdict: of } }) => {
    if (of.kind !== 'vacuous' && of.kind !== 'skip') return [];
    const { mark, word } = STATUSES[statusOfVerdict(of, level)];
    return [[`${mark} ${word}`, prose(id), prose(name), prose(of.reason, REASON_LENGTH_MAX)]];
  });
  if (rows.length === 0) return '';
  const summary = `${counted(rows.length, 'rule')} that ${rows.length === 1 ? 'says' : 'say'} nothing of the image`;
  return folded(summary, [table(['Came to', 'Rule', 'Name', 'Why'], rows)]);
}
