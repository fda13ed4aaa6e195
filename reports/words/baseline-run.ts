import { counted, oneLine } from '../../src/page/index.ts';
import type { BaselineRun, Report } from '../../src/results/index.ts';

/** Longest profile and version that is told; ours are far shorter. */
const NAME_MAX = 40;

/** The run that a baseline was written from; its profile and its version only where they are not those of this report. */
export function wordsOfRun(run: BaselineRun, report: Pick<Report, 'run' | 'tool'>): string {
  const { seed, profile, version, cases } = run;
  const { grid, extremes, random, foreign, hostile } = cases;
  const sets = [
    ...(random > 0 ? [counted(random, 'random case')] : []),
    ...(grid > 0 ? ['the grid'] : []),
    ...(extremes > 0 ? ['the extremes'] : []),
    ...(foreign > 0 ? [counted(foreign, 'foreign image')] : []),
    ...(hostile > 0 ? [counted(hostile, 'hostile image')] : []),
  ];
  const facts = [
    `seed ${seed}`,
    ...(profile === report.run.profile ? [] : [`profile ${oneLine(profile, NAME_MAX)}`]),
    ...(sets.length > 1 ? [`${sets.slice(0, -1).join(', ')} and ${sets.at(-1) ?? ''}`] : sets),
    ...(version === report.tool.version ? [] : [`by zbootkit ${oneLine(version, NAME_MAX)}`]),
  ];
  return facts.join(', ');
}
