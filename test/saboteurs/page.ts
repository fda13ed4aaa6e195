import { RULES, levelOf, nameOfRule } from '../../properties/index.ts';
import type { Rule, RuleId } from '../../properties/index.ts';
import { table } from '../support/markdown.ts';
import type { Saboteur } from './saboteur.ts';
import { SEQUENCE_SABOTEURS } from './sequences.ts';
import type { SequenceSaboteur } from './sequences.ts';

/** How the matrix marks a rule that catches, by the rule's level. */
const MARKS = { error: 'E', warning: 'W', info: '', off: '' } as const;

/** The rules that can fail a campaign or warn in one: level error or warning in profile `zboot`, in catalogue order. */
export const JUDGING_RULES: readonly Rule[] = RULES.filter(({ id }) => MARKS[levelOf(id, 'zboot')] !== '');

/** The error-level append rules that none of these saboteurs breaks, in catalogue order. */
function uncaughtRules(saboteurs: readonly Saboteur[]): readonly RuleId[] {
  const caught = new Set(saboteurs.flatMap(({ caughtBy }) => caughtBy));
  return RULES.filter(({ id, scope }) => scope !== 'image' && levelOf(id, 'zboot') === 'error' && !caught.has(id)).map(
    ({ id }) => id,
  );
}

function list(saboteurs: readonly Saboteur[]): string {
  const rows = saboteurs.map(({ name, fault, caughtBy }, index) => {
    const errors = caughtBy.filter((id) => levelOf(id, 'zboot') === 'error').length;
    const counts = [`${errors} E`, `${caughtBy.length - errors} W`].filter((count) => !count.startsWith('0'));
    return [`S${index + 1}`, name, fault === null ? '' : `fault ${fault}`, counts.join(', ')];
  });
  return table([['No.', 'What it does wrong', 'Listed as', 'Rules that fail'], ...rows]);
}

function later(saboteurs: readonly SequenceSaboteur[]): string {
  const rows = saboteurs.map(({ name, appends, caughtBy }) => [name, String(appends), caughtBy]);
  return table([['What it does wrong', 'Appends', 'Among others caught by'], ...rows]);
}

function matrix(saboteurs: readonly Saboteur[]): string {
  const rules = JUDGING_RULES.filter(({ id }) => saboteurs.some(({ caughtBy }) => caughtBy.includes(id)));
  const rows = rules.map(({ id }) => [
    id,
    nameOfRule(id),
    ...saboteurs.map(({ caughtBy }) => (caughtBy.includes(id) ? MARKS[levelOf(id, 'zboot')] : '')),
  ]);
  return table([['Rule', 'Name', ...saboteurs.map((_, index) => `S${index + 1}`)], ...rows]);
}

/** The page about saboteurs as Markdown; it depends on nothing but the list and the catalogue. */
export function renderPage(saboteurs: readonly Saboteur[]): string {
  const uncaught = uncaughtRules(saboteurs);
  const rest =
    uncaught.length === 0
      ? 'None: every error-level append rule has caught somebody.'
      : uncaught.map((id) => `- ${id} ${nameOfRule(id)}`).join('\n');
  return `# Saboteurs

A saboteur is a rewriter that is wrong on purpose. Each one proves that rules can fail: it does one thing wrong, and the
tests demand that exactly the rules below fail, that the good rewriter fails none of them on the same images, and that
random images find every saboteur too. The code is in \`test/saboteurs/\`.

This page is generated. \`npm run docs\` rewrites it.

## What they do wrong

A fault number is the one under which the fault was first noted in a rewriter that people used.

${list(saboteurs)}

## Which rules catch them

Levels are those of profile \`zboot\`: E error, W warning.

${matrix(saboteurs)}

## What goes wrong later

These append one section as they should; the random cases of a default run show them by a sequence of appends, which shrinks to
the number below.

${later(SEQUENCE_SABOTEURS)}

## Error-level append rules that catch nobody yet

${rest}
`;
}
