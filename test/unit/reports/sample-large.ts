import type { CheckedFile, CheckedRule } from '../../../src/results/index.ts';
import { UNSOUND } from './sample-check.ts';

/** Images with so many findings in all: every rule fails once in each of them, and shows its bytes. */
export function manyFindings(count: number): readonly CheckedFile[] {
  const shown = UNSOUND.results.find(({ id }) => id === 'PE-SEC-014');
  if (shown === undefined) throw new Error('the sample lacks its rule');
  const perFile = 50;
  return Array.from({ length: Math.ceil(count / perFile) }, (_, file): CheckedFile => {
    const size = Math.min(perFile, count - file * perFile);
    const results = Array.from({ length: size }, (_, rule): CheckedRule => {
      return { ...shown, id: `PE-SEC-${String(rule + 100)}` };
    });
    return { ...UNSOUND, path: `images/${file}.efi`, results };
  });
}
