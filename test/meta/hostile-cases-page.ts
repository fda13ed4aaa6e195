import type { HostileCase, HostileGroup, HostileVariant, LoaderAnswer } from '../../generators/index.ts';
import { table } from '../support/markdown.ts';

const LOADER_WORDS: Readonly<Record<LoaderAnswer, string>> = {
  accepts: 'accepts',
  rejects: 'rejects',
  crashes: 'crashes',
  'not-run': '·',
  'not-applicable': '–',
};

const HEAD = ['Id', 'Image', 'About', 'Breaks too', 'EDK2', 'AUDK strict', 'AUDK', 'shim', 'Rewriter'];

function row({ title, loaders }: HostileCase, variant: HostileVariant): readonly string[] {
  const { edk2, audkStrict, audkRelaxed, shim } = loaders;
  const others = variant.violates.filter((id) => !variant.main.includes(id));
  const kind = variant.kind === 'output' ? ' (an output)' : '';
  return [
    variant.id,
    `${title}: ${variant.title}${kind}`,
    variant.main.join(', '),
    others.join(', '),
    ...[edk2, audkStrict, audkRelaxed, shim].map((answer) => LOADER_WORDS[answer]),
    variant.rewriter.replaceAll('-', ' '),
  ];
}

function reasons({ id, why, loaders, variants }: HostileCase): string {
  const notes = variants.flatMap(({ id: variant, note }) => {
    if (note === undefined) return [];
    return [variants.length === 1 ? note : `${variant}: ${note}`];
  });
  return [`- ${id}: ${why}`, ...(loaders.note === undefined ? [] : [loaders.note]), ...notes].join(' ');
}

function chapter({ title, cases }: HostileGroup): string {
  const rows = cases.flatMap((each) => each.variants.map((variant) => row(each, variant)));
  return `## ${title}\n\n${table([HEAD, ...rows])}\n\n${cases.map(reasons).join('\n')}\n`;
}

/** The page about hostile cases as Markdown; it depends on nothing but the data. */
export function renderPage(groups: readonly HostileGroup[]): string {
  const cases = groups.flatMap((group) => group.cases);
  const images = cases.flatMap(({ variants }) => variants).length;
  return `# Hostile cases

${cases.length} ways to be wrong, or nearly wrong, that loaders, tools and rewriters are known to fall for, as ${images} images. The data is in
\`generators/hostile/cases/\`; \`hostileCaseImage\` of \`zbootkit/generators\` makes the bytes, and
\`test/laws/hostile-cases.test.ts\` holds reader, rules and rewriter to it.

This page is generated. \`npm run docs\` rewrites it.

- _About_ names the rules that the case is about, _Breaks too_ what else follows from it in any profile. What the valid
  image breaks that the case was made from is left out, and of an image that is valid but for its plan what the plainest
  image breaks. A file that cannot be read breaks the one rule that says why. Rules on appends name what an output would
  break.
- The answers of loaders were found by running their unchanged sources in user space with a sanitizer, strict and relaxed
  being the two layout policies of AUDK: · was not run, – says nothing about loaders.
- A rewriter is to refuse and leave nothing, to inherit, which is to append correctly and leave what was wrong as it was,
  or to accept, because nothing is wrong that an append depends on. Of an output it is handed the image from which the bad
  one was made.

${groups.map(chapter).join('\n')}`;
}
