/** Whether every element is closed in its turn and no bare special character is left. */
export function isWellFormed(markup: string): boolean {
  const open: string[] = [];
  for (const [, close, name = '', rest = ''] of markup.matchAll(/<(\/?)([a-z]+)((?:[^<>"]|"[^"<>]*")*)>/gi)) {
    if (close === '/') {
      if (open.pop() !== name) return false;
    } else if (!rest.endsWith('/')) open.push(name);
  }
  const text = markup.replace(/<(?:[^<>"]|"[^"<>]*")*>/g, '');
  return open.length === 0 && !/[<>]|&(?!(lt|gt|amp|quot|apos);)/.test(text);
}
