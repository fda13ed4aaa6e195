import { PROFILES, ROSTER, formatReference, levelOf, ruleOf } from '../../../properties/index.ts';
import type { RuleId } from '../../../properties/index.ts';
import { EXIT } from '../exit.ts';
import type { ExitCode } from '../exit.ts';
import type { Io } from '../io.ts';

/** Lists the whole catalogue: what is built, what is still to come, and each rule's level in every profile. */
export function rules(options: { readonly json?: true }, io: Io): ExitCode {
  io.out(options.json === true ? asJson() : asTable());
  return EXIT.conformant;
}

function levels(id: RuleId): Record<string, string> {
  return Object.fromEntries(PROFILES.map(({ name }) => [name, levelOf(id, name)]));
}

function counts(): { built: number; planned: number; total: number } {
  const built = ROSTER.filter(([id]) => ruleOf(id) !== undefined).length;
  return { built, planned: ROSTER.length - built, total: ROSTER.length };
}

function asJson(): string {
  const list = ROSTER.map(([id, name]) => {
    const rule = ruleOf(id);
    if (rule === undefined) return { id, name, state: 'planned', levels: levels(id) };
    const { scope, title, rationale, references, enforcedBy } = rule;
    return {
      id,
      name,
      state: 'built',
      scope,
      title,
      rationale,
      levels: levels(id),
      references: references.map((reference) => ({ text: formatReference(reference), url: reference.url })),
      enforcedBy: enforcedBy ?? [],
    };
  });
  return `${JSON.stringify({ ...counts(), rules: list }, null, 2)}\n`;
}

function asTable(): string {
  const mark: Readonly<Record<string, string>> = { error: 'E', warning: 'W', info: 'i', off: '-' };
  const width = Math.max(...ROSTER.map(([, name]) => name.length));
  const lines = ROSTER.map(([id, name]) => {
    const letters = PROFILES.map((profile) => mark[levelOf(id, profile.name)] ?? '-').join(' ');
    const state = ruleOf(id)?.title ?? '(to come)';
    return `${id.padEnd(11)} ${name.padEnd(width)}  ${letters}  ${state}`;
  });
  const { built, planned, total } = counts();
  return [
    `Levels: E error, W warning, i info, - off, in the profiles ${PROFILES.map(({ name }) => name).join(', ')}.`,
    '',
    ...lines,
    '',
    `${built} of ${total} rules are built, ${planned} are still to come.`,
    '',
  ].join('\n');
}
