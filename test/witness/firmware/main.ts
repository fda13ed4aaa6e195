import { FIRMWARE, missingFor } from './firmware.ts';
import type { Firmware } from './firmware.ts';
import { witness } from './run.ts';
import { WHOLE_GRID, subjectsOf } from './subjects.ts';
import type { Subject } from './subjects.ts';

/** What `npm run witness:firmware` is asked for. */
export interface Wanted {
  readonly seeds: readonly number[];
  /** Random cases of each seed. */
  readonly runs: number;
  readonly grid: 'whole' | 'none';
  /** Names of firmware; all when there are none. */
  readonly firmware: readonly string[];
}

/** The firmware that `firmware` may name. */
export const NAMES: readonly string[] = FIRMWARE.map(({ name }) => name);

/** Cases of each kind of kernel for each seed. */
const KERNELS = 20;
/** Faults that are shown in full. */
const SHOWN = 50;

async function* subjectsFor({ seeds, runs, grid }: Wanted): AsyncGenerator<Subject, void> {
  yield* subjectsOf({ seed: 1, runs: 0, kernels: 0, grid: grid === 'whole' ? WHOLE_GRID : 0 });
  for (const seed of seeds) yield* subjectsOf({ seed, runs, kernels: KERNELS, grid: 0 });
}

/**
 * Puts generated images, and what is appended to them, to all firmware that is here, and prints what became of them.
 *
 * @returns the exit status: 1 when an image is not as it has to be, 3 when nothing could be asked
 */
export async function main(wanted: Wanted, print: (line: string) => void): Promise<number> {
  const chosen = FIRMWARE.filter(({ name }) => wanted.firmware.length === 0 || wanted.firmware.includes(name));
  const present: Firmware[] = [];
  for (const firmware of chosen) {
    const missing = missingFor(firmware);
    if (missing.length === 0) present.push(firmware);
    else print(`${firmware.name} cannot be asked: ${missing.join(', ')} is absent; see CONTRIBUTING.md.`);
  }
  if (present.length === 0) return 3;
  const seconds = (): number => performance.now() / 1000;
  const { tally, unrepeated, boots } = await witness(present, subjectsFor(wanted), seconds, (name, images, took) => {
    print(`${name}: ${images} images in ${took.toFixed(1)} s`);
  });
  const faults = tally.faults();
  const shown = faults.length > SHOWN ? [...faults.slice(0, SHOWN), `and ${faults.length - SHOWN} more`] : faults;
  const stops = unrepeated.map((text) => `It stopped, but not when it was started again with this image: ${text}`);
  const isRight = faults.length === 0 && stops.length === 0;
  const verdict = isRight
    ? `All images are loaded as they have to be (${boots} boots).`
    : `${faults.length} answers are not what they have to be (${boots} boots).`;
  for (const line of ['', ...tally.table(), '', ...tally.exceptions(), ...shown, ...stops, verdict]) print(line);
  return isRight ? 0 : 1;
}
