import { escaped, pixels } from './markup.ts';

/** Markup of a page. Only {@link tag}, {@link joined} and {@link drawn} make it, so that no text becomes markup by mistake. */
export interface Html {
  readonly markup: string;
}

/** What may stand in an element: text, which is escaped, or markup. */
export type Content = string | Html;

/** Values of attributes: text is escaped, `true` is an attribute without a value, and `undefined` is no attribute. */
export type Attributes = Readonly<Record<string, string | number | true | undefined>>;

/** Elements that have no content and no end tag. [HTML, Void elements] */
const VOID: readonly string[] = ['br', 'meta', 'col', 'hr', 'wbr'];

/** One element of HTML. */
export function tag(name: string, attributes: Attributes, ...content: readonly Content[]): Html {
  const written = Object.entries(attributes).map(([key, value]) => {
    if (value === undefined) return '';
    if (value === true) return ` ${key}`;
    return ` ${key}="${typeof value === 'number' ? pixels(value) : escaped(value)}"`;
  });
  const head = `<${name}${written.join('')}>`;
  return { markup: VOID.includes(name) ? head : `${head}${joined(...content).markup}</${name}>` };
}

/** Contents after each other. */
export function joined(...content: readonly Content[]): Html {
  return { markup: content.map((each) => (typeof each === 'string' ? escaped(each) : each.markup)).join('') };
}

/** Contents with something between them. */
export function separated(content: readonly Content[], between: Content): Html {
  return joined(...content.flatMap((each, index) => (index === 0 ? [each] : [between, each])));
}

/** Elements that `element` made, such as those of a drawing, as content of a page. */
export function drawn(elements: readonly string[]): Html {
  return { markup: elements.join('') };
}

/** Nothing. */
export const NOTHING: Html = { markup: '' };
