import { UsageError } from '../exit.ts';
import { toolCommand } from './tools.ts';
import type { ToolName } from './tools.ts';

/**
 * The command that is to be judged: what stands after `--`, or what the name of a tool stands for.
 *
 * @returns none for the builtin rewriter
 * @throws UsageError when both are given
 */
export function commandOf(given: readonly string[], tool: ToolName | undefined): readonly string[] {
  if (tool === undefined) return given;
  if (given.length === 0) return toolCommand(tool);
  throw new UsageError('--tool and a command after -- cannot be combined; drop one of them.');
}
