import { element, escaped } from '../markup.ts';

/** Text at a place; `look` is the class that styles it. */
export function textAt({ x, y }: { readonly x: number; readonly y: number }, look: string, text: string): string {
  return element('text', { x, y, class: look }, [escaped(text)]);
}
