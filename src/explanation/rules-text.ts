import { PROFILES, RULES, levelOf } from '../../properties/index.ts';
import type { ProfileName, Rule, RuleId } from '../../properties/index.ts';
import { flow, toText } from '../page/index.ts';
import type { Colour, Line } from '../page/index.ts';

/** How a list of rules is laid out: without a word on it, one line a rule and without colours. */
export interface RulesLayout {
  /** Columns of the page; `Infinity` gives every rule one line. */
  readonly width: number;
  readonly colour: Colour;
  /** The one profile whose levels are shown; all when it is left out. */
  readonly profile?: ProfileName;
}

const MARKS = { error: 'E', warning: 'W', info: 'i', off: '-' } as const;
/** `PR-META-001`, the longest id, and the spaces behind it. */
const ID_COLUMNS = 12;
const GAP = '  ';
/** A title that would have less room stands below its rule. */
const TITLE_MIN = 30;
const TITLE_INDENT = 4;

/** A table of rules: id, name, level in each profile and title, and last how many there are. */
export function renderRules(
  rules: readonly Rule[],
  { width = Infinity, colour = 'none', profile }: Partial<RulesLayout> = {},
): string {
  const names = Math.max(...rules.map(({ name }) => name.length));
  const rows = rules.map(({ id, name, title }) => ({ id, name, title, levels: levelCell(id, profile) }));
  const levels = Math.max(...rows.map((row) => row.levels.length));
  const front = ID_COLUMNS + names + 2 * GAP.length + levels;
  const below = width - front < TITLE_MIN;
  const lines = rows.flatMap(({ id, title, ...row }): readonly Line[] => {
    const cells: Line = [
      { text: id, style: 'strong' },
      ' '.repeat(ID_COLUMNS - id.length),
      row.name.padEnd(names),
      GAP,
      row.levels.padEnd(levels),
      GAP,
    ];
    if (below) return [...narrow(cells, width), ...flow([title], { width, first: TITLE_INDENT, rest: TITLE_INDENT })];
    const [first = [], ...rest] = flow([title], { width: width - front, first: 0, rest: 0 });
    return [[...cells, ...first], ...rest.map((line) => [' '.repeat(front), ...line])];
  });
  const prose = { width, first: 0, rest: 0 };
  return toText([...flow([legend(profile)], prose), [], ...lines, [], ...flow([count(rules.length)], prose)], colour);
}

/** The row itself where it fits, else as many lines as it takes. */
function narrow(cells: Line, width: number): readonly Line[] {
  return flow(cells, { width, first: 0, rest: TITLE_INDENT });
}

function levelCell(id: RuleId, profile: ProfileName | undefined): string {
  if (profile !== undefined) return levelOf(id, profile);
  return PROFILES.map(({ name }) => MARKS[levelOf(id, name)]).join(' ');
}

function legend(profile: ProfileName | undefined): string {
  if (profile !== undefined) return `Levels in profile ${profile}.`;
  return `Levels: E error, W warning, i info, - off, in the profiles ${PROFILES.map(({ name }) => name).join(', ')}.`;
}

function count(listed: number): string {
  const [rules, are] = listed === 1 ? ['rule', 'is'] : ['rules', 'are'];
  return `${listed} ${rules} of ${RULES.length} ${are} listed. zbootkit explain <rule> tells all about one.`;
}
