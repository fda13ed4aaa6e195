import { printable } from './printable.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text as the content of an element or of an attribute; what XML forbids or a reader acts on becomes a visible escape. */
export function escaped(text: string): string {
  return printable(text)
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replace(/[<>&"']/g, (character) => ENTITIES[character] ?? '');
}

/** A length or a coordinate with at most one decimal, the same on every machine. */
export function pixels(value: number): string {
  return value.toFixed(1).replace(/\.0$/, '');
}

/** One element; attributes come in the order given, and numbers with at most one decimal. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  content: readonly string[] = [],
): string {
  const written = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${typeof value === 'number' ? pixels(value) : escaped(value)}"`,
  );
  const head = `<${name}${written.join('')}`;
  return content.length === 0 ? `${head}/>` : `${head}>${content.join('')}</${name}>`;
}
