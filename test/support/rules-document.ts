import { DISAGREEMENTS, PROFILES, RULES, disagreementsOf, levelOf, nameOfRule } from '../../properties/index.ts';
import type { Disagreement, Rule, RuleId } from '../../properties/index.ts';
import { SEVERITIES, effectTexts } from '../../src/explanation/explain-text.ts';
import { EFFECT_KINDS } from '../../src/results/index.ts';
import { item, linkTo, plain, table } from './markdown.ts';
import { RULE_GROUPS } from './rule-groups.ts';
import type { RuleGroup } from './rule-groups.ts';
import { SEEN_VERSIONS } from './seen-versions.ts';
import { ruleDocument } from '../../src/explanation/index.ts';

const LETTERS = { error: 'E', warning: 'W', info: 'i', off: '' } as const;
const LEVELS_IN_WORDS = { error: 'error', warning: 'warning', info: 'remark' } as const;
const DISPUTES = 'Where the sources disagree';
const VERSIONS = 'Versions';

const headingOfRule = (id: RuleId): string => `${id} ${nameOfRule(id)}`;
const headingOfDispute = ({ id, topic }: Disagreement): string => `${id} ${topic}`;

/** A rule's id, as a link to its section. */
const linkToRule = (id: RuleId): string => linkTo(headingOfRule(id), id);

function overview({ rules }: RuleGroup): string {
  const rows = rules.map(({ id, name, title }) => [
    linkToRule(id),
    name,
    plain(title),
    ...PROFILES.map(({ name }) => LETTERS[levelOf(id, name)]),
  ]);
  return table([['Rule', 'Name', 'Holds when', ...PROFILES.map(({ name }) => name)], ...rows]);
}

/** The levels of a rule in words, such as "error in spec, shim; warning in edk2". */
function levels(id: RuleId): string {
  const parts = (['error', 'warning', 'info'] as const).flatMap((level) => {
    const names = PROFILES.filter(({ name }) => levelOf(id, name) === level).map(({ name }) => name);
    if (names.length === 0) return [];
    return [`${LEVELS_IN_WORDS[level]} in ${names.length === PROFILES.length ? 'every profile' : names.join(', ')}`];
  });
  return parts.join('; ');
}

/** A program with its file and function set as code, and what stands behind them in brackets. */
function enforcer(text: string): string {
  const [, program = text, place, more = ''] =
    /^(.*?) ((?:\S+\.(?:c|go|py|S)\b|\w+_\w+).*?)( \(.*\))?$/.exec(text) ?? [];
  return place === undefined ? plain(program) : `${plain(program)} \`${place}\`${plain(more)}`;
}

/** Who simply refuses, together; then each of those of whom more is known. */
function enforcers(entries: readonly string[]): readonly string[] {
  const simple = entries.filter((entry) => !entry.includes(': '));
  const told = entries.filter((entry) => entry.includes(': '));
  const sentences = told.map((entry) => {
    const end = entry.indexOf(': ');
    return `${enforcer(entry.slice(0, end))}: ${plain(entry.slice(end + 2))}`;
  });
  return [...(simple.length === 0 ? [] : [simple.map(enforcer).join('; ')]), ...sentences];
}

/** What single profiles want beyond a rule. */
function demandsOf(rule: Rule): readonly string[] {
  return PROFILES.flatMap(({ name }) => {
    const demand = rule.scope === 'image' ? rule.demands?.[name] : undefined;
    return demand === undefined ? [] : [`${name}: ${plain(demand.title)}`];
  });
}

/** What single profiles take although it breaks a rule. */
function allowancesOf(rule: Rule): readonly string[] {
  return ruleDocument(rule).allowances.map(({ profile, title }) => `${profile}: ${plain(title)}`);
}

function sectionOf(rule: Rule): string {
  const { id, title, rationale, severity, enforcedBy = [], brokenBy, knownViolations = [], undecided } = rule;
  const references = rule.references.map((each) => `[${plain(each.title)}](${each.url}), ${plain(each.section)}`);
  const disputes = disagreementsOf(id).map((each) => `${linkTo(headingOfDispute(each), each.id)} ${each.topic}`);
  const items = [
    `- **Severity:** ${severity}; ${levels(id)}`,
    ...item('Effects', effectTexts(ruleDocument(rule).effects).map(plain)),
    ...item('Beyond it', demandsOf(rule)),
    ...item('Allowed', allowancesOf(rule)),
    ...item('Enforced by or affecting', enforcers(enforcedBy)),
    ...item('Broken by', [plain(brokenBy.join('; '))]),
    ...item('Known violations', knownViolations.map(plain)),
    ...item('In appends', ruleDocument(rule).inAppends.map(plain)),
    ...item('Undecided', undecided === undefined ? [] : [plain(undecided)]),
    ...item('Sources disagree', disputes.length === 0 ? [] : [disputes.join('; ')]),
    ...item('Written in', [references.join('; ')]),
  ];
  return [`### ${headingOfRule(id)}`, `**${plain(title)}** ${plain(rationale)}`, items.join('\n')].join('\n\n');
}

function group(each: RuleGroup): string {
  return [`## ${each.title}`, each.about, overview(each), ...each.rules.map(sectionOf)].join('\n\n');
}

function dispute(each: Disagreement): string {
  const positions = each.positions.map(({ who, says }) => `- **${plain(who)}:** ${plain(says)}`);
  const ours = `**zbootkit:** ${plain(each.ours)} Rules: ${each.rules.map(linkToRule).join(', ')}.`;
  return [`### ${headingOfDispute(each)}`, positions.join('\n'), ours].join('\n\n');
}

function contents(): string {
  const groups = RULE_GROUPS.map(({ title, rules }) => `- ${linkTo(title, title)} (${rules.length})`);
  return [
    ...groups,
    `- ${linkTo(DISPUTES, DISPUTES)} (${DISAGREEMENTS.length})`,
    `- ${linkTo(VERSIONS, VERSIONS)}`,
  ].join('\n');
}

function introduction(): string {
  return `# Rules

zbootkit judges by ${RULES.length} rules. A rule is a sentence that holds or does not; its id and its meaning never
change. How bad a violation is depends on the profile.

This page is generated. \`npm run docs\` rewrites it. \`npx zbootkit
rules\` prints the same list.

${contents()}

## How to read this page

A profile is the standpoint from which images are judged. In the tables E stands for an error, W for a warning, i for a remark; an empty cell means that
the profile does not judge the rule.

${table([['Profile', 'Stands for'], ...PROFILES.map(({ name, meaning }) => [name, plain(meaning)])])}

Severity is the worst that a violation leads to, whatever the profile:

${Object.entries(SEVERITIES)
  .map(([name, meaning]) => `- **${name}:** ${meaning}`)
  .join('\n')}

_Effects_ say what happens to an image that breaks the rule, by profile, and in which version of which program:

${Object.values(EFFECT_KINDS)
  .map(({ words, meaning }) => `- **${words}:** ${meaning}`)
  .join('\n')}

A rule is of level error in edk2, shim or zboot for one of these and never for what is untidy. For the other profiles, effects
are given where they are known.

_Enforced by or affecting_ names programs by file and function, or by line where that tells more, and what they do about a
violation when it is not simply a refusal. EDK2, AUDK, shim and the tools that sign were run on images that break the rules;
what is said of Windows, GRUB, U-Boot and systemd was read. ${linkTo(VERSIONS, VERSIONS)} says which of each. The kexec
list's builder is the one that [the page about faults](faults.md) is about.`;
}

/** The page about rules as Markdown, before it is formatted; it depends on nothing but the catalogue. */
export function renderRules(): string {
  return [
    introduction(),
    ...RULE_GROUPS.map(group),
    `## ${DISPUTES}`,
    'Loaders, tools and documents answer some questions differently. Each rule that takes a side links here.',
    ...DISAGREEMENTS.map(dispute),
    `## ${VERSIONS}`,
    'Line numbers and behaviour are those of these versions.',
    table([['Program or document', 'Version'], ...SEEN_VERSIONS.map((row) => row.map(plain))]),
  ].join('\n\n');
}
