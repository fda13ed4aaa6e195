import { RULES } from '../../properties/index.ts';
import type { RuleId } from '../../properties/index.ts';
import { SABOTEURS } from '../saboteurs/index.ts';
import { APPEND_VIOLATIONS } from '../vectors/append-violations.ts';
import { CALLS } from '../vectors/call-violations.ts';
import { HUGE_VIOLATIONS } from '../vectors/image-file-huge.ts';
import { IMAGE_FAULTS, IMAGE_VIOLATIONS } from '../vectors/image-violations.ts';

const VECTORS: readonly { readonly rule: RuleId; readonly name: string }[] = [
  ...IMAGE_FAULTS,
  ...IMAGE_VIOLATIONS,
  ...HUGE_VIOLATIONS,
  ...APPEND_VIOLATIONS,
  ...CALLS.filter(({ at }) => at !== null),
];

/** A text as TypeScript has it, in single quotes where it holds none. */
function quoted(text: string): string {
  return text.includes("'") ? JSON.stringify(text) : `'${text.replaceAll('\\', '\\\\')}'`;
}

const listed = (names: readonly string[]): string => `[${names.map(quoted).join(', ')}]`;

/** The source of the constant that tells the product what proves each rule, one line for each. */
export function renderProofs(): string {
  const lines = RULES.flatMap(({ id }) => {
    const saboteurs = SABOTEURS.filter(({ caughtBy }) => caughtBy.includes(id)).map(({ name }) => name);
    const vectors = VECTORS.filter(({ rule }) => rule === id).map(({ name }) => name);
    if (saboteurs.length + vectors.length === 0) return [];
    return [`  '${id}': { saboteurs: ${listed(saboteurs)}, vectors: ${listed(vectors)} },`];
  });
  return `import type { RuleId } from '../../properties/index.ts';
import type { Proof } from './proof.ts';

/**
 * What proves each rule; a rule without proof is left out. Generated from the saboteurs and the vectors of the tests:
 * \`UPDATE_DOCS=1 npx vitest run test/meta/proofs.test.ts\` writes it anew.
 */
// prettier-ignore
export const PROOFS: Readonly<Partial<Record<RuleId, Proof>>> = {
${lines.join('\n')}
};
`;
}
