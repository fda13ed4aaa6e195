import { PAGE_WIDTH_USUAL, flow, toText } from '../page/index.ts';
import type { Colour, Line } from '../page/index.ts';
import { effectSentences, effectWords } from '../results/index.ts';
import type { Explanation } from './explanation.ts';

/** How an explanation is laid out: without a word on it, on 80 columns and without colours. */
export interface ExplainLayout {
  /** Columns of the page; fewer than 40 count as 40, and more than 100 as 100, which eyes still follow. */
  readonly width: number;
  readonly colour: Colour;
}

/** A label and what it says; items stand one below the other, and notes further in below theirs. */
interface Part {
  readonly label: string;
  readonly items: readonly { readonly text: string; readonly notes?: readonly string[] }[];
}

const WIDTH_MIN = 40;
const WIDTH_MAX = 100;
/** The longest label and two spaces. */
const LABEL_COLUMNS = 13;
/** A page that has room for labels beside what they say. */
const BESIDE_MIN = 60;
const INDENT = 2;
/** Proofs of one kind at most; the JSON form has them all. */
const PROOF_COUNT_MAX = 8;

/** What each severity means, in words. */
export const SEVERITIES = {
  rejected: 'a loader or verifier refuses the image',
  mishandled: 'the image is accepted, but some program loads, hashes or copies it wrongly',
  disputed: 'tools complain or disagree',
  untidy: 'harmless, but untidy',
} as const;

const JUDGED = {
  image: 'an image by itself',
  append: 'what an append changed and what it kept',
  call: 'how a rewriter behaved, whether or not it rewrote the image',
} as const;

const LEVELS = [
  ['error', 'error in'],
  ['warning', 'warning in'],
  ['info', 'remark in'],
  ['off', 'not judged in'],
] as const;

/** All that is known of some rules, for people. */
export function renderExplanations(
  explanations: readonly Explanation[],
  { width = PAGE_WIDTH_USUAL, colour = 'none' }: Partial<ExplainLayout> = {},
): string {
  const columns = Math.min(Math.max(width, WIDTH_MIN), WIDTH_MAX);
  const blocks = explanations.map((each) => explanationLines(each, columns));
  return toText(
    blocks.flatMap((lines, index) => (index === 0 ? lines : [[], [], ...lines])),
    colour,
  );
}

function explanationLines(explanation: Explanation, width: number): readonly Line[] {
  const { id, name, title } = explanation;
  const prose = { width, first: 0, rest: 0 };
  return [
    ...flow([{ text: id, style: 'strong' }, '  ', { text: name, style: 'strong' }], prose),
    ...flow([title], prose),
    [],
    ...partsOf(explanation).flatMap((part) => partLines(part, width)),
  ];
}

function partsOf(explanation: Explanation): readonly Part[] {
  const { rationale, severity, scope, enforcedBy, brokenBy, knownViolations, inAppends, undecided, references } =
    explanation;
  const demands = explanation.demands.map(({ profile, title }) => `${profile}: ${title}`);
  const allowances = explanation.allowances.map(({ profile, title }) => `${profile}: ${title}`);
  return [
    lines('Why', [rationale]),
    lines('Levels', [levelText(explanation.levels)]),
    lines('Beyond it', demands),
    lines('Allowed', allowances),
    lines('Effects', effectTexts(explanation.effects)),
    lines('Severity', [`${severity}: ${SEVERITIES[severity]}`]),
    lines('Judges', [JUDGED[scope]]),
    lines(severity === 'rejected' ? 'Enforced by' : 'Affects', enforcedBy),
    lines('Broken by', brokenBy),
    lines('Known', knownViolations),
    lines('In appends', inAppends),
    lines('Undecided', undecided === null ? [] : [undecided]),
    ...explanation.disagreements.map((each) => ({
      label: 'Disputed',
      items: [
        {
          text: `${each.id} ${each.topic}`,
          notes: [...each.positions.map(({ who, says }) => `${who}: ${says}`), `zbootkit: ${each.ours}`],
        },
      ],
    })),
    { label: 'Written in', items: references.map(({ text, url }) => ({ text, notes: [url] })) },
    ...proofParts(explanation.proofs),
  ].filter(({ items }) => items.length > 0);
}

const lines = (label: string, texts: readonly string[]): Part => ({ label, items: texts.map((text) => ({ text })) });

function levelText(levels: Explanation['levels']): string {
  const profiles = Object.keys(levels);
  const parts = LEVELS.flatMap(([level, words]) => {
    const names = profiles.filter((profile) => levels[profile] === level);
    if (names.length === 0) return [];
    return [`${words} ${names.length === profiles.length ? 'every profile' : names.join(', ')}`];
  });
  return parts.join(' · ');
}

/** What happens, once for all profiles in which it does: `misread in edk2, zboot: EDK2 2022.11 loads it, and …` */
export function effectTexts(effects: Explanation['effects']): readonly string[] {
  const told = new Map<string, { readonly words: string; readonly profiles: readonly string[] }>();
  for (const [profile, effect] of Object.entries(effects)) {
    if (effect === null) continue;
    const [words, sentences] = [effectWords(effect), effectSentences([effect]).join(' ')];
    const known = told.get(sentences) ?? { words, profiles: [] };
    told.set(sentences, { words, profiles: [...known.profiles, profile] });
  }
  const count = Object.keys(effects).length;
  return [...told].map(([sentences, { words, profiles }]) => {
    const where = profiles.length === count ? 'every profile' : profiles.join(', ');
    return `${words} in ${where}: ${sentences}`;
  });
}

/** What proves that the rule can fail, each kind with its own label. */
function proofParts({ saboteurs, vectors, hostileCases }: Explanation['proofs']): readonly Part[] {
  const cases = hostileCases.map(({ id, title }) => `${id} ${title}`);
  return [
    lines('Saboteurs', shortened(saboteurs.map((name) => `a rewriter that ${name}`))),
    lines('Vectors', shortened(vectors)),
    lines('Hostile', shortened(cases)),
  ];
}

function shortened(names: readonly string[]): readonly string[] {
  const more = names.length - PROOF_COUNT_MAX;
  if (more <= 0) return names;
  return [...names.slice(0, PROOF_COUNT_MAX), `and ${more} more, which --json lists`];
}

/** A label beside what it says, or above it on a narrow page. */
function partLines({ label, items }: Part, width: number): readonly Line[] {
  const beside = width >= BESIDE_MIN;
  const indent = beside ? LABEL_COLUMNS : INDENT;
  const body = items.flatMap(({ text, notes = [] }) => [
    ...flow([text], { width, first: indent, rest: indent + INDENT }),
    ...notes.flatMap((note) => flow([note], { width, first: indent + INDENT, rest: indent + 2 * INDENT })),
  ]);
  const head: Line = [{ text: label, style: 'dim' }];
  const [first, ...rest] = body;
  if (!beside || first === undefined || label.length + 2 > LABEL_COLUMNS) return [head, ...body];
  const [, ...words] = first;
  return [[...head, ' '.repeat(LABEL_COLUMNS - label.length), ...words], ...rest];
}
