import { renderCoverage } from '../../../reports/index.ts';
import { targetOf } from '../../files/index.ts';
import { produce, recipeOf } from '../../fixtures/make/index.ts';
import type { Produced } from '../../fixtures/make/index.ts';
import { printable } from '../../page/index.ts';
import { EXIT } from '../exit.ts';
import type { ExitCode } from '../exit.ts';
import { colourOf } from '../io.ts';
import type { Io } from '../io.ts';
import { refuseStandardInput, refuseStandardOutput } from '../standard-streams.ts';
import { suggestion } from '../suggest.ts';
import { checkFolder } from './generate/check-folder.ts';
import { requestOf } from './generate/options.ts';
import type { GenerateOptions } from './generate/options.ts';
import { Interrupted, pulseOn } from './generate/pulse.ts';
import type { ShownPulse } from './generate/pulse.ts';

/** Names in a remark before the rest is only counted. */
const NAMED_MAX = 5;

/** Writes a collection of generated images and its manifest, or checks one that was written. */
export async function generate(out: string, options: GenerateOptions, io: Io): Promise<ExitCode> {
  const pulse = pulseOn(io, options.quiet === true ? 'silent' : 'shown');
  try {
    if (options.check !== undefined) {
      refuseStandardInput(options.check, 'manifest');
      return await checkFolder(options.check, options, io, pulse);
    }
    await write(out, options, io, pulse);
    return EXIT.conformant;
  } catch (cause) {
    if (!(cause instanceof Interrupted)) throw cause;
    pulse.stop();
    io.err(`zbootkit: interrupted; ${options.check === undefined ? 'nothing was written' : 'not all was checked'}.\n`);
    return EXIT.interrupted;
  } finally {
    pulse.stop();
  }
}

async function write(out: string, options: GenerateOptions, io: Io, pulse: ShownPulse): Promise<void> {
  refuseStandardOutput(out, options.tar === true ? 'archive' : 'folder');
  const target = targetOf(out, options);
  const request = await requestOf(options);
  const recipe = await recipeOf(request, pulse, suggestion);
  const { coverage, counts, besides } = await produce(recipe, target, request, pulse);
  pulse.stop();
  if (options.quiet === true) return;
  io.out(renderCoverage(coverage, { width: io.columns, colour: colourOf(io, options), counted: 'image' }));
  const shown = printable(out);
  io.err(`${shown}: ${inWords(counts)} and manifest.json written.\n`);
  if (besides.length > 0)
    io.err(`${shown}: left alone, because they are not part of this collection: ${listed(besides)}.\n`);
}

function inWords({ images, contents, outputs }: Produced['counts']): string {
  const parts = [counted(images, 'image')];
  if (contents > 0) parts.push(counted(contents, 'content'), counted(outputs, 'expected output'));
  return parts.join(', ');
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, NAMED_MAX).map((name) => printable(JSON.stringify(name)));
  return [...shown, ...(names.length > NAMED_MAX ? [`${names.length - NAMED_MAX} more`] : [])].join(', ');
}
