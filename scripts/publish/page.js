/**
 * The public table as pages: pure functions of what is published.
 *
 * @typedef {import('../../src/results/index.ts').Report} Report
 * @typedef {{
 *   readonly id: string,
 *   readonly name: string,
 *   readonly version: string,
 *   readonly obtained: string,
 *   readonly command: readonly string[] | null,
 *   readonly isHarness: boolean,
 *   readonly options: readonly string[],
 *   readonly notTried: readonly string[],
 *   readonly note: string,
 * }} Entry what `tools.json` says of a tool
 * @typedef {{
 *   readonly entry: Entry,
 *   readonly report: Report,
 *   readonly cases: readonly string[],
 *   readonly hasHtml: boolean,
 * }} Published a tool, its report, and the names of its published cases
 */

/** What stands in a cell, and what it means. */
const CELLS = {
  wrong: 'the tool gets it wrong, and a loader or a consumer minds; the link leads to a case that shows it',
  minor: 'the tool gets it wrong, and the rule is only a warning in this profile',
  within: 'the rule that shows it fails because of another mistake of this tool, the one with that number',
  right: 'tried, and right each time',
  'not shown': 'nothing that was tried could have shown it',
  'not tried': 'no case got that far, because of what was asked or because the tool refused',
};

const escaped = (text) => text.replace(/[\\`*_{}[\]<>|]/g, '\\$&');
const code = (text) => `\`${text.replaceAll('|', '\\|')}\``;
const count = (number) => number.toLocaleString('en-US');
const row = (cells) => `| ${cells.join(' | ')} |`;
const table = (head, rows) => [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

/** A case of the report that is published, and shows a defect. */
function casesOf({ report, cases }, defect) {
  const showing = report.cases.filter(({ id, rules }) => cases.includes(id) && rules.includes(defect.rule));
  return showing.find(({ id }) => id === defect.caseId) ?? showing[0] ?? null;
}

/** Whether a case is stored for an answer that is none: a crash, a call without end, a misbehaviour. */
export const isOfBadAnswer = ({ id }) => /-(?:crashed|timed-out|misbehaved(?:-[a-z]+)+)$/.test(id);

const levelOf = ({ rules }, id) => rules.find((each) => each.id === id)?.level ?? null;

/** Every defect of any tool, that of most tools first. */
function defectsOf(all) {
  const found = new Map();
  for (const { report } of all) {
    for (const { id, sentence, rule } of report.defects) {
      const known = found.get(id) ?? { id, sentence, rules: new Set(), tools: 0, errors: 0 };
      known.rules.add(rule);
      known.tools += 1;
      known.errors += levelOf(report, rule) === 'error' ? 1 : 0;
      found.set(id, known);
    }
  }
  return [...found.values()].sort((a, b) => b.errors - a.errors || b.tools - a.tools || (a.id < b.id ? -1 : 1));
}

/** Mistakes that are answers, by how many calls got them. */
const ANSWERS = {
  crashed: (report) => answered(report, 'crashed'),
  'timed-out': (report) => answered(report, 'timed-out'),
  refused: ({ refusals }) => refusals?.wrong ?? null,
};

/** What the answers of a tool say of a mistake that is one; `null` of any other. */
function answerCell({ entry, report, cases }, id) {
  const size = ANSWERS[id]?.(report) ?? null;
  if (size === null) return null;
  if (size === 0) return 'right';
  if (id === 'refused') return null;
  const shown = cases.find((each) => each.endsWith(`-${id}`));
  return shown === undefined ? '**wrong**, no case' : `[**wrong**](${entry.id}/cases/${shown})`;
}

/** The words of one cell. */
function cellOf(published, { id, rules }, all) {
  const { entry, report } = published;
  const own = report.defects.find((defect) => defect.id === id);
  if (own !== undefined) {
    const shown = casesOf(published, own);
    const word = levelOf(report, own.rule) === 'error' ? '**wrong**' : 'minor';
    return shown === null ? `${word}, no case` : `[${word}](${entry.id}/cases/${shown.id})`;
  }
  const ofAnswers = answerCell(published, id);
  if (ofAnswers !== null) return ofAnswers;
  const asked = report.rules.filter((each) => rules.has(each.id));
  const failed = asked.find((each) => each.failed > 0);
  if (failed !== undefined) {
    const home = report.defects.find(({ rule, followers }) => rule === failed.id || followers.includes(failed.id));
    return home === undefined ? 'within others' : `within ${all.findIndex((each) => each.id === home.id) + 1}`;
  }
  if (asked.length === rules.size && asked.every(({ passed }) => passed > 0)) return 'right';
  return asked.some(({ vacuous }) => vacuous > 0) ? 'not shown' : 'not tried';
}

const casesRun = ({ run }) =>
  [run, run.grid, run.extremes, run.foreign, run.hostile].reduce((sum, { executed }) => sum + executed, 0);
const casesPlanned = ({ run }) =>
  [run, run.grid, run.extremes, run.foreign, run.hostile].reduce((sum, { planned }) => sum + planned, 0);
const failedRules = ({ rules }, level) => rules.filter((each) => each.failed > 0 && each.level === level).length;
const rulesOf = ({ rules }, level) => rules.filter((each) => each.level === level).length;
const answered = ({ answers }, kind) =>
  answers.filter((each) => each.kind === kind).reduce((sum, each) => sum + each.count, 0);

/** Answers that are neither an output nor a refusal, in words. */
const othersOf = (report) =>
  ['crashed', 'timed-out', 'misbehaved']
    .filter((kind) => answered(report, kind) > 0)
    .map((kind) => `${kind} ${count(answered(report, kind))}`);

/** What was left out of a run, in words. */
function notTriedOf({ entry, report }) {
  const { run } = report;
  const named = { grid: run.grid, extremes: run.extremes, 'foreign cases': run.foreign, 'hostile cases': run.hostile };
  const left = Object.entries(named).flatMap(([name, { planned }]) => (planned === 0 ? [`the ${name}`] : []));
  const missed = casesPlanned(report) - casesRun(report);
  const cut = missed === 0 ? [] : [`${count(missed)} cases that were planned`];
  const rules = run.leftOut === 0 ? [] : [`${run.leftOut} rules (${run.excludedRules.map(code).join(', ')})`];
  return [...entry.notTried, ...left, ...cut, ...rules];
}

function toolPart(published) {
  const { entry, report, hasHtml } = published;
  const { command, isHarness } = entry;
  const call =
    command === null
      ? 'none: the rewriter of this project'
      : `${code(command.join(' '))}${isHarness ? ', as a harness' : ''}`;
  const options = entry.options.length === 0 ? [] : [`- asked with ${code(entry.options.join(' '))}`];
  const notTried = notTriedOf(published);
  const { run, refusals } = report;
  const sets = `${count(run.grid.executed)} of the grid, ${count(run.extremes.executed)} extremes, ${count(run.executed)} random of seed ${run.seed}, ${count(run.foreign.executed)} foreign, ${count(run.hostile.executed)} hostile`;
  const said =
    refusals === null
      ? ''
      : ` (${count(refusals.must)} had to be, ${count(refusals.may)} by policy, ${count(refusals.wrong)} wrongly)`;
  return [
    `### ${escaped(entry.name)} ${escaped(entry.version)}`,
    '',
    `- from ${escaped(entry.obtained)}`,
    `- called as ${call}`,
    ...options,
    `- cases: ${count(casesRun(report))}, which are ${sets}; profile ${run.profile}`,
    `- answers: ${count(answered(report, 'rewritten'))} outputs, ${count(answered(report, 'refused'))} refusals${said}${othersOf(
      report,
    )
      .map((each) => `, ${each}`)
      .join('')}`,
    `- not tried: ${notTried.length === 0 ? 'nothing of what a whole run asks' : notTried.join('; ')}`,
    ...(entry.note === '' ? [] : [`- ${entry.note}`]),
    `- whole report: [report.json](${entry.id}/report.json)${hasHtml ? `, [report.html](${entry.id}/report.html)` : ''}`,
    ...defectPart(published),
  ].join('\n');
}

/** What of a tool is wrong, with the lines that show it. */
function defectPart(published) {
  const { report } = published;
  if (report.defects.length === 0) return [];
  const answers = report.cases.filter((each) => isOfBadAnswer(each) && published.cases.includes(each.id));
  const shown = [
    ...report.defects.map((defect) => [defect.id, casesOf(published, defect)]),
    ...answers.map((each) => [`answers: ${each.id}`, each]),
  ];
  const lines = shown.map(([name, each]) => `# ${name}\n${each === null ? '# no case is kept of it' : each.replay}`);
  return [
    '',
    '<details><summary>Lines that show each mistake</summary>',
    '',
    '```sh',
    ...lines,
    '```',
    '',
    '</details>',
  ];
}

const outcomeText = ({ outcome }) => (outcome === 'nonconformant' ? '**nonconformant**' : outcome);

/** The tools, one a line: what became of each. */
function overview(all, link) {
  return table(
    ['tool', 'version', 'outcome', 'mistakes', 'rules failed as error', 'as warning', 'outputs', 'refused', 'neither'],
    all.map(({ entry, report }) => [
      link(entry),
      escaped(entry.version),
      outcomeText(report),
      report.defects.length === 0 ? 'none' : String(report.defects.length),
      `${failedRules(report, 'error')} of ${rulesOf(report, 'error')}`,
      `${failedRules(report, 'warning')} of ${rulesOf(report, 'warning')}`,
      `${count(answered(report, 'rewritten'))} of ${count(casesRun(report))}`,
      count(answered(report, 'refused')),
      othersOf(report).join(', ') || 'none',
    ]),
  );
}

/** `reports/published/README.md`. */
export function publishedPage(/** @type {readonly Published[]} */ all) {
  const defects = defectsOf(all);
  const matrix = table(
    ['', 'mistake', ...all.map(({ entry }) => entry.id)],
    defects.map((defect, at) => [String(at + 1), code(defect.id), ...all.map((each) => cellOf(each, defect, defects))]),
  );
  const { tool, environment } = all[0].report;
  return `# Who breaks what

<!-- Written by npm run publish-reports from what lies in the folders beside it. -->

Each tool was asked to append a section to the same generated images, or to as many of them as its row says, and its outputs were judged by the same rules
(zbootkit ${tool.version}, Node ${environment.node}). One mistake breaks up to some thirty rules; the rows below are mistakes, by the name that
reports give them. [upstream.md](upstream.md) says of each what it does to whom, what would mend it, and where it is policy.

${overview(all, ({ id, name }) => `[${escaped(name)}](#${anchorOf(name, all.find(({ entry }) => entry.id === id).entry.version)})`)}

## Tools and mistakes

${matrix}

${Object.entries(CELLS)
  .map(([word, meaning]) => `- _${word}_: ${meaning}`)
  .join('\n')}

What would mend each:

${defects.map(({ id, sentence }, at) => `${at + 1}. ${code(id)}: ${escaped(sentence)}`).join('\n')}

## How each was called

Every case of the table is a folder that \`replay\` runs, from the root of a clone in which \`npm ci && npm run emit\` was called and
with the tool on the PATH: the lines are below. A tool answers by its version: another one may have mended it.

${all.map(toolPart).join('\n\n')}

## Make it again

\`\`\`sh
npm run publish-reports                    # all tools, an hour on two cores
npm run publish-reports -- objcopy-2.40    # one of them; the others stay as they are
\`\`\`

Debian's packages are unpacked into \`ZBOOTKIT_PUBLISH_TOOLS\`, by default a folder of the cache, and nothing is installed. The
builder of the kexec list is GPL and not part of this project: \`ZBOOTKIT_KEXEC_BUILDER\` names a script that, called with a folder,
leaves the program \`zib\` and its source there. A tool that cannot be had is named, and its row stays as it was. One seed gives
one table, but for the times, for what GNU objcopy writes of the time into its outputs, and for calls that come near the minute
after which they are ended.
`;
}

/** What GitHub makes of a heading. */
function anchorOf(name, version) {
  return `${name} ${version}`
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}

/** The short table of the readme. */
export function summaryTable(/** @type {readonly Published[]} */ all) {
  return overview(all, ({ name }) => escaped(name));
}
