import { writeCaseFolder } from '../../src/campaign/index.ts';
import { campaignOf } from './campaign.ts';
import { subjectThat } from './cases.ts';
import { shellCommand } from './commands.ts';

/** A command that copies its input, which breaks the rule of {@link storedCase}. */
export const COPY = shellCommand('cp "$1" "$2"');

/**
 * Stores the case that a command breaks which copies its input, without the time that calling it would take.
 *
 * @param out the report folder
 * @returns the case folder
 */
export async function storedCase(out: string): Promise<string> {
  const copying = subjectThat((image) => ({ kind: 'rewritten', bytes: image.slice() }), COPY);
  const { cases } = await campaignOf(copying, { runs: 1, rules: ['PR-COF-001'] });
  for (const stored of cases) await writeCaseFolder(`${out}/cases`, stored);
  return `${out}/cases/1-0-PR-COF-001`;
}
