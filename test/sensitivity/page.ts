/** docs/sensitivity.md: what never changes by itself, and the tables of the last run. */
import { plain, table } from '../support/markdown.ts';
import { DECIDING_RULES } from './judge.ts';
import { EQUIVALENTS } from './equivalents.ts';
import { headline } from './text.ts';
import { lateLines, missedLines, siteTable } from './tables.ts';
import { LATE } from './summary.ts';
import type { Summary } from './summary.ts';

/** Between these the page says what was measured. */
const [START, END] = ['<!-- measured -->', '<!-- end of what was measured -->'];

/** The part of a page that was measured; empty for a page without. */
export function measuredIn(page: string): string {
  const [start, end] = [page.indexOf(START), page.indexOf(END)];
  return start < 0 || end < start ? '' : page.slice(start + START.length, end).trim();
}

function lines(title: string, all: readonly string[]): readonly string[] {
  return [`### ${title}`, '', ...(all.length === 0 ? ['None.'] : all.map((line) => `- ${plain(line)}`)), ''];
}

/** What the page says of one run. */
export function measuredPart(summary: Summary): string {
  const catchers = [...summary.catches].toSorted(([, one], [, other]) => other - one);
  const silent = DECIDING_RULES.filter(({ id }) => !summary.catches.has(id)).map(({ id }) => id);
  return [
    `Seeds ${summary.seeds.join(', ')}, ${summary.cases} cases each. ${headline(summary)}.`,
    '',
    table(siteTable(summary, 'structure')),
    '',
    ...lines('Shown and not caught', missedLines(summary, 'unseen')),
    ...lines('Never shown', missedLines(summary, 'hidden')),
    ...lines(`Caught by no random case before number ${LATE}, for some seed`, lateLines(summary)),
    '### Rules that saw a fault first, for the first seed',
    '',
    catchers.map(([id, count]) => `${id} ${count}`).join(', ') + '.',
    '',
    `${silent.length} rules of level error saw none first.`,
  ].join('\n');
}

function equivalents(): string {
  const rows = EQUIVALENTS.map(({ site, operators, triggers, because }) => [
    plain(site),
    operators === 'all' ? 'all' : plain(operators.join(', ')),
    triggers === undefined ? 'any' : plain(triggers.join(', ')),
    plain(because),
  ]);
  return table([['Site', 'Operators', 'Triggers', 'Why it makes no difference'], ...rows]);
}

/** The whole page. */
export function renderPage(measured: string): string {
  return `# Sensitivity

How much would \`verify\` notice? Some 4,000 wrong rewriters are made out of the right one, each with one fault, and put to
the cases that \`verify\` asks by default. A fault is caught when a rule of level error fails in profile \`zboot\`.

\`\`\`sh
npm run sensitivity                             # seeds 1, 2 and 3 with 3,000 runs and the grid, 5 to 20 s each
npm run sensitivity -- --seeds 7 --runs 500     # other cases
npm run sensitivity -- --docs                   # writes the tables below
\`\`\`

It ends with status 1 when a fault is missed that must be caught. The code is in \`test/sensitivity/\`, and a sample of it
is a test.

## What a fault is

A fault is a **site**, an **operator** and a **trigger**.

- Sites are every field of every structure that the reader knows, by name: of the zboot, COFF and optional headers, of each
  data directory, of the first, a middle and the last old section and the new one, of the first and last debug entry and
  relocation block. The compiler wants a kind for each field of a layout (\`kinds.ts\`), so none can be forgotten. The heads
  of certificates are not sites, because no right output has any: a signature that is kept does not match, and is a fault here.
  Further sites are classes of bytes (payload, gaps, padding, overlay, tables, names, content, …), columns of the section
  table and of the debug directory, the file as a whole, and the answer.
- Operators say what is there instead: nothing, what was there before, one unit more or less, fewer bits, another rounding,
  another shift, something swapped or twice, only a part of it. Which of them a field gets follows from its kind: a flag has
  no unit, and a count is not rounded.
- Triggers say when. Every operator at every site is tried in every case (\`always\`): cuts, roundings and shifts contain their own
  trigger, because they show where a value is large, uneven or moved. What shows nearly always is tried with the
  other triggers too: each label of the generator, sizes and counts above bounds, and borders between them. Not in every
  combination: each trigger gets equally many faults, spread over all sites, and begins one further than the trigger before.
- Beside that, a fault refuses what can be done, under every trigger; others append, or answer with the input or the content
  alone, where one has to refuse, for every code of refusal.

Nothing here knows the rules, and neither the rules nor the generator know the faults.

## How it is tried

Case by case: the right output is made and read once, and damaged by each fault that is not yet caught. Signatures are
removed, because there must be an output. Where the right output has a CheckSum it is recomputed after the fault, so that
PR-OPT-008 sees nothing by itself. An output that is the right one is not judged. Rules of level error are asked until one
fails; one that cannot judge, or that fails on the right output too, catches nothing and is named. Every rule is asked about
one call alone: faults that only show when a call is made twice are left out.

A fault that no output shows is **missed**: a suite that never asks is as blind as one that does not look; the list says
_never shown_. One that is shown and not caught is a gap in the rules. To save time it is judged in its first 48 cases and
then in one of 16. **Equivalent** are the rows of the list below and nothing else.

Every fault must be caught, for every seed, except those whose trigger holds in less than 1 % of the cases.

## Equivalents

${equivalents()}

A row of which a fault is caught is wrong, and ends the run with status 1.

## The last run

In each cell: caught, \`=\` equivalent, \`-\` missed.

${START}

${measured}

${END}
`;
}
