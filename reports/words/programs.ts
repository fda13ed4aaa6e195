/** A word that names a file or a function: it has a dot, a slash or an underscore in it, or humps. */
const PLACE = /[./_]|[a-z][A-Z]/;

/** What a program does that does not refuse: a verb, but for those that come down to refusing. */
const PUTS_UP = /^(?!refuses|wants|fails|allows|unless)[a-z]+s\b/;

/** The part of an entry before what the program does, and that. */
function parts(entry: string): readonly [program: string, does: string] {
  const end = entry.indexOf(': ');
  return end === -1 ? [entry, ''] : [entry.slice(0, end), entry.slice(end + 2)];
}

/** The program that an entry such as `EDK2 BasePeCoff.c:205: wants the exact size` is about, without file and function. */
export function programName(entry: string): string {
  const [first = '', ...more] = parts(entry)[0].split(' ');
  const place = more.findIndex((word) => PLACE.test(word));
  return [first, ...(place === -1 ? more : more.slice(0, place))].join(' ');
}

/** Whether the program of an entry refuses what breaks the rule, and does not merely warn of it or mishandle it. */
export function isRefusal(entry: string): boolean {
  return !PUTS_UP.test(parts(entry)[1]);
}

/** The programs of some entries, each once, in their order. */
export function programNames(entries: readonly string[]): readonly string[] {
  return [...new Set(entries.map(programName))];
}
