import { PROFILES, ROSTER, levelOf, nameOfRule, ruleOf } from '../../properties/index.ts';
import type { ProfileName, RuleId } from '../../properties/index.ts';
import { flow, toText } from '../page/index.ts';
import type { Colour, Line } from '../page/index.ts';

/** How a list of rules is laid out. */
export interface RulesLayout {
  /** Columns of the page; `Infinity` gives every rule one line. */
  readonly width: number;
  readonly colour: Colour;
  /** The one profile whose levels are shown; all when it is left out. */
  readonly profile?: ProfileName;
}

const MARKS = { error: 'E', warning: 'W', info: 'i', off: '-' } as const;
/** `PE-META-001`, the longest id, and the spaces behind it. */
const ID_COLUMNS = 12;
const GAP = '  ';
/** A title that would have less room stands below its rule. */
const TITLE_MIN = 30;
const TITLE_INDENT = 4;

/** A table of rules: id, name, level in each profile and title, and last how many there are. */
export function renderRules(ids: readonly RuleId[], { width, colour, profile }: RulesLayout): string {
  const names = Math.max(...ids.map((id) => nameOfRule(id).length));
  const rows = ids.map((id) => ({ id, name: nameOfRule(id), levels: levelCell(id, profile) }));
  const levels = Math.max(...rows.map((row) => row.levels.length));
  const front = ID_COLUMNS + names + 2 * GAP.length + levels;
  const below = width - front < TITLE_MIN;
  const lines = rows.flatMap(({ id, ...row }): readonly Line[] => {
    const cells: Line = [
      { text: id, style: 'strong' },
      ' '.repeat(ID_COLUMNS - id.length),
      row.name.padEnd(names),
      GAP,
      row.levels.padEnd(levels),
      GAP,
    ];
    const title = ruleOf(id)?.title ?? '(to come)';
    if (below) return [...narrow(cells, width), ...flow([title], { width, first: TITLE_INDENT, rest: TITLE_INDENT })];
    const [first = [], ...rest] = flow([title], { width: width - front, first: 0, rest: 0 });
    return [[...cells, ...first], ...rest.map((line) => [' '.repeat(front), ...line])];
  });
  const prose = { width, first: 0, rest: 0 };
  return toText([...flow([legend(profile)], prose), [], ...lines, [], ...flow([count(ids)], prose)], colour);
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

function count(ids: readonly RuleId[]): string {
  const built = ids.filter((id) => ruleOf(id) !== undefined).length;
  const planned = ids.length - built;
  if (ids.length === ROSTER.length) {
    return `${built} of ${ROSTER.length} rules are built, ${planned} are still to come.`;
  }
  const [rules, are] = ids.length === 1 ? ['rule', 'is'] : ['rules', 'are'];
  const toCome = planned === 0 ? '' : `, ${planned} of them still to come`;
  return `${ids.length} ${rules} of ${ROSTER.length} ${are} listed${toCome}. zbootkit explain <rule> says all of one.`;
}
