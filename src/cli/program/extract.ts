import type { Command } from 'commander';
import type { ExtractOptions } from '../commands/extract.ts';
import { notes } from '../help.ts';
import type { Io } from '../io.ts';
import type { Settle } from './shared.ts';

const EXTRACT_EXAMPLES = `
Examples:
  zbootkit extract vmlinuz.efi Image
  zbootkit extract vmlinuz.efi - | file -
  zbootkit extract vmlinuz.efi - --raw | xz -dc > Image

Exit status: 0 done, 1 the image is wrong, 2 usage, a file that cannot be
read or written or is not an image, or an unsupported compression.
`;

/** `extract`: the kernel inside. */
export function addExtract(program: Command, io: Io, settle: Settle): void {
  program
    .command('extract')
    .summary('extract the kernel from a zboot image')
    .description(
      'Writes the payload of a zboot image, decompressed, whatever its type. Its checksum, if it has one, and the length ' +
        'that the image states for it are verified; when anything is wrong, nothing is written.',
    )
    .argument('<image>', 'the zboot image, "-" for standard input (only read)')
    .argument('<output>', 'where to write the kernel, "-" for standard output')
    .option('--raw', 'write the payload as stored, whatever its type')
    .option('--json', 'print what was done as JSON')
    .option('--quiet', 'say nothing on success')
    .addHelpText('after', notes(io, EXTRACT_EXAMPLES))
    .action(async (image: string, output: string, options: ExtractOptions) => {
      const { extract } = await import('../commands/extract.ts');
      settle(await extract(image, output, options, io));
    });
}
