/** An argument as a POSIX shell reads it back, quoted only when it has to be. */
export function shellQuote(argument: string): string {
  if (/^(?:[\w@%+=:,./-]|\{\w+\})+$/.test(argument)) return argument;
  return `'${argument.replaceAll("'", "'\\''")}'`;
}

/** A command line that can be pasted. */
export function commandLine(argv: readonly string[]): string {
  return argv.map(shellQuote).join(' ');
}
