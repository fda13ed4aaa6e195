import { Option } from 'commander';
import type { Command } from 'commander';
import type { InspectOptions } from '../commands/inspect.ts';
import { UsageError } from '../exit.ts';
import { notes } from '../help.ts';
import type { Io } from '../io.ts';
import { STANDARD_STREAM } from '../standard-streams.ts';
import type { Settle } from './shared.ts';

const INSPECT_EXAMPLES = `
Examples:
  zbootkit inspect vmlinuz.efi
  zbootkit inspect vmlinuz.efi --regions
  zbootkit inspect vmlinuz.efi --json | jq .payload
  zbootkit inspect vmlinuz.efi --svg=layout.svg

Exit status: 0 done, 2 usage, a file that cannot be read or written, or a
file whose PE headers cannot be read. Whether the image is sound is for check
to say, so status 1 is never given.
`;

/** `inspect`: what an image says of itself. */
export function addInspect(program: Command, io: Io, settle: Settle): void {
  const command = program
    .command('inspect')
    .summary('show the layout and the headers of an image')
    .usage('[options] <image>')
    .description(
      'Shows what every byte of a PE image is used for, every header field with its offset and meaning, and what is ' +
        'inconsistent. Only headers are read, whatever the length of the file.',
    )
    .argument('[image]', 'the image, "-" for standard input (only read)')
    .addOption(new Option('--regions', 'print the regions of the file').conflicts(['json', 'svg']))
    .addOption(new Option('--headers', 'print the headers and the data directories').conflicts(['json', 'svg']))
    .addOption(new Option('--sections', 'print the sections').conflicts(['json', 'svg']))
    .addOption(
      new Option('--tables', 'print debug entries, certificates and the symbol table').conflicts(['json', 'svg']),
    )
    .option('--json', 'print everything as JSON')
    .addOption(
      new Option(
        '--svg [file]',
        'draw file and memory side by side, to a file ending in .svg or else to standard output',
      ).conflicts('json'),
    )
    .option('--no-color', 'no colours')
    .addHelpText(
      'after',
      notes(io, `\nWithout --regions, --headers, --sections or --tables all four are printed.\n${INSPECT_EXAMPLES}`),
    );
  command.action(async (image: string | undefined, options: InspectOptions) => {
    const call = inspectCall(image, options.svg);
    if (call.image === undefined) return command.error("error: missing required argument 'image'");
    const { inspect } = await import('../commands/inspect.ts');
    settle(await inspect(call.image, { ...options, ...(call.svg === undefined ? {} : { svg: call.svg }) }, io));
  });
}

interface InspectCall {
  readonly image: string | undefined;
  readonly svg: InspectOptions['svg'];
}

/**
 * The image and the drawing that are meant: in `--svg vmlinuz.efi` the option takes the image for its file. Nothing but
 * a name in .svg is ever taken for a drawing, so that no image is written over by mistake.
 */
function inspectCall(image: string | undefined, svg: InspectOptions['svg']): InspectCall {
  if (svg === STANDARD_STREAM && image !== undefined) return { image, svg: true };
  if (typeof svg !== 'string' || svg.toLowerCase().endsWith('.svg')) return { image, svg };
  if (image === undefined) return { image: svg, svg: true };
  throw new UsageError(`--svg: ${svg}: a drawing's name must end in .svg; write, for example, --svg=layout.svg.`);
}
