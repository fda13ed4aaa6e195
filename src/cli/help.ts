import { Help } from 'commander';
import type { HelpConfiguration } from 'commander';
import { PAGE_WIDTH_MIN, PAGE_WIDTH_USUAL, flow, toText, wrap } from '../page/index.ts';
import type { Io } from './io.ts';

/** A description is hard to read in a column of less beside its option, and goes below it then. */
const DESCRIPTION_MIN = 40;
/** Columns before an option and behind it. */
const GAP = 2;
/** How far below its option a description is indented. */
const BELOW = 6;
const USAGE_INDENT = '  ';

/** Columns of a page of help; fewer than 40 count as 40, as in all that is printed. */
export function helpWidth({ columns }: Io): number {
  return Math.max(columns, PAGE_WIDTH_MIN);
}

/** How the parser of arguments lays out help: as it does by itself, but for pages on which its columns have no room. */
export const HELP_LAYOUT: HelpConfiguration = {
  // By itself it lists the arguments as they are parsed, which is not always how they are meant. All commands have options.
  subcommandTerm: (command) => `${command.name()} ${command.usage().replace(/^\[options\] ?/, '')}`.trimEnd(),
  formatHelp(command, helper) {
    const text = Help.prototype.formatHelp.call(helper, command, helper);
    const [usage = '', ...rest] = text.split('\n');
    const measure = { width: helper.helpWidth ?? PAGE_WIDTH_USUAL, first: 0, rest: USAGE_INDENT.length };
    return `${toText(flow([usage], measure), 'none')}${rest.join('\n')}`;
  },
  formatItem(term, termWidth, description, helper) {
    const width = helper.helpWidth ?? PAGE_WIDTH_USUAL;
    if (description === '' || width - termWidth - 2 * GAP >= DESCRIPTION_MIN) {
      return Help.prototype.formatItem.call(helper, term, termWidth, description, helper);
    }
    const lines = wrap(description, width - BELOW).map((line) => `${' '.repeat(BELOW)}${line}`);
    return [`${' '.repeat(GAP)}${term}`, ...lines].join('\n');
  },
};

/** Examples and what else there is to say below the options, as it fits the page. */
export function notes(io: Io, text: string): () => string {
  return () => fitted(text, helpWidth(io));
}

/** A text whose paragraphs fit the page. What is indented are commands, which are whole or not to be copied. */
function fitted(text: string, width: number): string {
  return text
    .split('\n\n')
    .map((block) => {
      const lines = block.split('\n');
      if (/^ /m.test(block) || lines.every((line) => line.length <= width)) return block;
      // A block may start or end the text with an empty line.
      const [start, end] = [/^\n*/, /\n*$/].map((edge) => edge.exec(block)?.[0] ?? '');
      return `${start ?? ''}${wrap(block.trim().replaceAll('\n', ' '), width).join('\n')}${end ?? ''}`;
    })
    .join('\n\n');
}
