/** An argument as a POSIX shell reads it back, quoted only when it has to be. */
export function shellQuote(argument: string): string {
  // In two steps, for a pattern that repeats alternatives runs out of stack in a long argument.
  const plain = argument.replace(/\{\w+\}/g, 'x');
  if (/^[\w@%+=:,./-]+$/.test(plain)) return argument;
  return `'${argument.replaceAll("'", "'\\''")}'`;
}

/** A command line that can be pasted. */
export function commandLine(argv: readonly string[]): string {
  return argv.map(shellQuote).join(' ');
}
