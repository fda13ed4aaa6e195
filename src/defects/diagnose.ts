import type { Rule } from '../../properties/index.ts';
import { partsOf } from '../results/index.ts';
import type { Defect, Level, Severity } from '../results/index.ts';
import { wrongAnswer } from './answers.ts';
import type { WrongAnswer } from './answers.ts';
import { hangSubsets } from './leftovers.ts';
import type { Leftover } from './leftovers.ts';
import type { Mending } from './mending.ts';
import { Trials } from './trials.ts';
import type { DefectCase } from './trials.ts';

/** A rule that failed in a campaign, and the stored case that shows it. */
export interface BrokenBy {
  readonly rule: Rule;
  readonly level: Level;
  /** How many cases it failed in. */
  readonly failed: number;
  readonly caseId: string;
}

/** The mistakes behind broken rules, and whether all of those were looked into. */
export interface Diagnosis {
  readonly defects: readonly Defect[];
  /** `cut` where time was up before every rule was: a mistake that is not among the defects may still be there. */
  readonly extent: 'whole' | 'cut';
}

/** Cases in which each rule is looked at: its own, and the first others that break it. */
const CASES_OF_RULE = 3;

/** A rule and what is known of it. */
interface Diagnosed {
  readonly broken: BrokenBy;
  /** What mends it by itself, in as many of its cases as anything does. */
  readonly alone: readonly Mending[];
  readonly together: readonly Mending[];
  /** What of `alone` changes the very bytes at which the rule points. */
  readonly pointedAt: readonly Mending[];
  readonly answer: WrongAnswer | null;
  /** `cut` where there was no time to look for anything. */
  readonly search: 'done' | 'cut';
  /** The stored cases that break it. */
  readonly cases: ReadonlySet<string>;
}

/** Rules of one defect, before one of them is its root. */
interface Group {
  readonly id: string | null;
  readonly sentence: string | null;
  readonly rules: BrokenBy[];
}

const UNMENDED = 'No known repair fixes this';
const CUT = 'Time ran out before a repair was found';

/** What repairs make of cases, which several searches share. */
export type KnownTrials = Map<DefectCase, Trials>;

/**
 * Finds the mistakes behind the rules that a subject breaks: repairs what it wrote in one respect after the other, judges
 * again, and puts rules together that hold after the same repair.
 *
 * @param rules those that failed, in the order of the catalogue
 * @param isOver asked before each rule, which can take seconds where images are large; `true` looks into no further one
 * @returns the worst defect first; every rule that has a stored case is in exactly one of them
 */
export async function diagnose(
  cases: readonly DefectCase[],
  rules: readonly BrokenBy[],
  isOver: () => Promise<boolean> = () => Promise.resolve(false),
  known: KnownTrials = new Map(),
): Promise<Diagnosis> {
  const diagnosed = await examineRules(cases, rules, isOver, known);
  const single = coverBySingles(diagnosed.filter(({ alone }) => alone.length > 0));
  const groups = new Map<string, Group>(single.map((group) => [group.id ?? '', group]));
  for (const { broken, together, answer } of diagnosed.filter(({ alone }) => alone.length === 0)) {
    if (together.length > 0) addJoint(groups, broken, together, single);
    else if (answer !== null) addTo(groups, answer.id, answer.sentence, broken);
  }
  const leftovers = diagnosed.filter(
    ({ alone, together, answer }) => alone.length + together.length === 0 && answer === null,
  );
  const isCut = new Set(leftovers.filter(({ search }) => search === 'cut').map(({ broken }) => broken));
  const defects = [...groups.values(), ...groupLeftovers(leftovers)]
    .map((group) => ({ group, root: rootOf(group, diagnosed) }))
    .sort((a, b) => byWeight(a.root, b.root))
    .map(({ group, root }) => ({
      id: group.id ?? root.rule.id,
      sentence: group.sentence ?? `${isCut.has(root) ? CUT : UNMENDED}: ${root.rule.title}`,
      rule: root.rule.id,
      caseId: root.caseId,
      followers: [...new Set(rules.filter((each) => group.rules.includes(each)).map(({ rule }) => rule.id))].filter(
        (id) => id !== root.rule.id,
      ),
    }));
  return { defects, extent: diagnosed.some(({ search }) => search === 'cut') ? 'cut' : 'whole' };
}

/**
 * Whether mistakes that were found say why a rule fails in a case: what mends them makes it hold. A rule that nothing mends
 * is explained by one of its own that nothing mends either.
 */
export function isExplained(rule: Rule, each: DefectCase, found: readonly Defect[], known: KnownTrials): boolean {
  const parts = new Set(found.flatMap(partsOf));
  const { alone, together } = trialsOf(each, known).cure(rule);
  if (alone.length > 0) return alone.some(({ id }) => parts.has(id));
  if (together.length > 0) return together.every(({ id }) => parts.has(id));
  const answer = wrongAnswer(each.call);
  if (answer !== null) return parts.has(answer.id);
  const own = found.filter((defect) => defect.rule === rule.id || defect.followers.includes(rule.id));
  return own.some(({ id, rule: root }) => id === root);
}

async function examineRules(
  cases: readonly DefectCase[],
  rules: readonly BrokenBy[],
  isOver: () => Promise<boolean>,
  trials: KnownTrials,
): Promise<readonly Diagnosed[]> {
  const diagnosed: Diagnosed[] = [];
  for (const broken of rules) {
    const breaking = cases.filter(({ failing }) => failing.includes(broken.rule.id));
    const own = breaking.find(({ id }) => id === broken.caseId);
    if (own === undefined) continue;
    const found = (await isOver()) ? NOTHING : curesOf(broken.rule, own, breaking, trials);
    const known = { broken, answer: wrongAnswer(own.call), cases: new Set(breaking.map(({ id }) => id)) };
    diagnosed.push({ ...known, ...found });
  }
  return diagnosed;
}

type Cures = Pick<Diagnosed, 'alone' | 'together' | 'pointedAt' | 'search'>;

const NOTHING: Cures = { alone: [], together: [], pointedAt: [], search: 'cut' };

/** What mends a rule in its own case and most of the others that are looked at. */
function curesOf(rule: Rule, own: DefectCase, breaking: readonly DefectCase[], known: KnownTrials): Cures {
  const others = breaking.filter((each) => each !== own).slice(0, CASES_OF_RULE - 1);
  const first = trialsOf(own, known).cure(rule);
  const cures = others.map((each) => trialsOf(each, known).cure(rule));
  const votes = (mending: Mending): number => cures.filter(({ alone }) => alone.includes(mending)).length;
  // A repair of one fact says more than laying out anew, which mends whatever comes of where data lies.
  const facts = first.alone.filter(({ reach }) => reach !== 'layout');
  const candidates = facts.length > 0 ? facts : first.alone;
  const most = Math.max(0, ...candidates.map(votes));
  return {
    alone: candidates.filter((mending) => votes(mending) === most),
    together: first.together,
    pointedAt: trialsOf(own, known).pointedAt(rule, candidates),
    search: 'done',
  };
}

function trialsOf(each: DefectCase, known: KnownTrials): Trials {
  const trials = known.get(each) ?? new Trials(each);
  known.set(each, trials);
  return trials;
}

/** Takes the repair that mends most of the rules, then that which mends most of the others, and so on. */
function coverBySingles(diagnosed: readonly Diagnosed[]): readonly Group[] {
  const groups: Group[] = [];
  let left = diagnosed;
  while (left.length > 0) {
    const counts = new Map<Mending, number>();
    for (const { alone } of left) for (const mending of alone) counts.set(mending, (counts.get(mending) ?? 0) + 1);
    const [best] = [...counts].sort(([, a], [, b]) => b - a);
    if (best === undefined) break;
    const [{ id, sentence }] = best;
    const mended = left.filter(({ alone }) => alone.includes(best[0]));
    groups.push({ id, sentence, rules: mended.map(({ broken }) => broken) });
    left = left.filter((each) => !mended.includes(each));
  }
  return groups;
}

/**
 * A rule that needs several repairs is broken by what of them mends no rule by itself: nobody would hear of that otherwise. Where
 * each mends some, it goes to that which mends most.
 */
function addJoint(
  groups: Map<string, Group>,
  broken: BrokenBy,
  together: readonly Mending[],
  single: readonly Group[],
): void {
  const hidden = together.filter((mending) => !single.some(({ id }) => id === mending.id));
  const [home] = single
    .filter(({ id }) => together.some((mending) => mending.id === id))
    .sort((a, b) => b.rules.length - a.rules.length);
  if (hidden.length === 0 && home !== undefined) {
    home.rules.push(broken);
    return;
  }
  const names = hidden.map((mending) => mending.id);
  // Where each of them is told already, alone or with others, one more list of them says nothing new.
  const told = [...groups].filter(([id]) => id.split('+').some((name) => names.includes(name)));
  const toldNames = new Set(told.flatMap(([id]) => id.split('+')));
  const [largest] = told.sort(([, a], [, b]) => b.rules.length - a.rules.length);
  if (largest !== undefined && names.every((name) => toldNames.has(name))) {
    largest[1].rules.push(broken);
    return;
  }
  const id = names.join('+');
  addTo(groups, id, hidden.map(({ sentence }) => sentence).join(' '), broken);
}

function addTo(groups: Map<string, Group>, id: string, sentence: string, broken: BrokenBy): void {
  const group = groups.get(id) ?? { id, sentence, rules: [] };
  group.rules.push(broken);
  groups.set(id, group);
}

function groupLeftovers(leftovers: readonly Diagnosed[]): readonly Group[] {
  const sets: readonly Leftover<BrokenBy>[] = leftovers.map(({ broken, cases }) => ({ item: broken, cases }));
  return hangSubsets(sets).map((rules) => ({ id: null, sentence: null, rules: [...rules] }));
}

const LEVELS: readonly Level[] = ['error', 'warning', 'info', 'off'];
const SEVERITIES: readonly Severity[] = ['rejected', 'mishandled', 'disputed', 'untidy'];

/** Errors first, then what fails most often, then what does most harm. */
function byWeight(a: BrokenBy, b: BrokenBy): number {
  return (
    LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) ||
    b.failed - a.failed ||
    SEVERITIES.indexOf(a.rule.severity) - SEVERITIES.indexOf(b.rule.severity)
  );
}

/** Rules that compare what other rules say: true of any mistake, and so the last to tell one from another. */
const isSummary = ({ rule }: BrokenBy): boolean => rule.id.startsWith('PR-META-');

/** Rules that compare an output with its input say what became of it, and not only what it is. */
const isOnAppend = ({ rule }: BrokenBy): boolean => rule.scope === 'append';

/** The rule that points at what would be mended, rather than at what came of it. */
function rootOf({ id, rules }: Group, diagnosed: readonly Diagnosed[]): BrokenBy {
  const pointing = new Set(
    diagnosed.filter(({ pointedAt }) => pointedAt.some((mending) => mending.id === id)).map(({ broken }) => broken),
  );
  const [root] = [...rules].sort(
    (a, b) =>
      LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) ||
      Number(isSummary(a)) - Number(isSummary(b)) ||
      Number(pointing.has(b)) - Number(pointing.has(a)) ||
      Number(isOnAppend(b)) - Number(isOnAppend(a)) ||
      byWeight(a, b),
  );
  if (root === undefined) throw new RangeError('a defect without a rule');
  return root;
}
