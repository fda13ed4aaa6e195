/** Reads a page of HTML as strictly as its own writer has to write it, so that a test sees every element that a browser would. */

/** One element with its attributes, in the order of their start tags. */
export interface PageElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Names of the elements that it is in, the outermost first. */
  readonly within: readonly string[];
  /** The text directly after its start tag. */
  readonly text: string;
}

/** What is in a page, and what is wrong with how it is written. */
export interface ReadPage {
  readonly elements: readonly PageElement[];
  readonly faults: readonly string[];
}

const VOID = ['br', 'meta', 'col', 'hr', 'wbr'];
const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const START = /^<([a-zA-Z][a-zA-Z0-9]*)((?: [a-zA-Z:-]+(?:="[^"<>]*")?)*)(\/?)>/;
const ATTRIBUTE = / ([a-zA-Z:-]+)(?:="([^"<>]*)")?/g;

function decoded(text: string): string {
  return text.replace(/&([a-z]+);/g, (whole, name: string) => NAMED[name] ?? whole);
}

/** Reads a page; the content of `style` is taken as it is. */
export function readPage(page: string): ReadPage {
  const elements: PageElement[] = [];
  const faults: string[] = [];
  const open: string[] = [];
  if (!page.startsWith('<!DOCTYPE html>\n')) faults.push('no doctype');
  let rest = page.slice(page.indexOf('\n'));
  while (rest !== '') {
    const next = rest.indexOf('<');
    const text = next === -1 ? rest : rest.slice(0, next);
    const inStyle = open.at(-1) === 'style';
    if (!inStyle && /[>]|&(?!(?:lt|gt|amp|quot|apos);)/.test(text))
      faults.push(`bare character in ${text.slice(0, 40)}`);
    if (next === -1) break;
    rest = rest.slice(next);
    const end = /^<\/([a-zA-Z][a-zA-Z0-9]*)>/.exec(rest);
    const start = START.exec(rest);
    if (end !== null) {
      if (open.pop() !== end[1]) faults.push(`${end[0]} closes another element`);
      rest = rest.slice(end[0].length);
    } else if (start !== null) {
      const [whole, name = '', attributes = '', slash] = start;
      rest = rest.slice(whole.length);
      const pairs = [...attributes.matchAll(ATTRIBUTE)].map(
        ([, key = '', value = '']) => [key, decoded(value)] as const,
      );
      if (new Set(pairs.map(([key]) => key)).size < pairs.length) faults.push(`${whole} has an attribute twice`);
      const said = decoded(rest.slice(0, Math.max(0, rest.indexOf('<'))));
      elements.push({ name, attributes: Object.fromEntries(pairs), within: [...open], text: said });
      if (slash === '/' && !open.includes('svg')) faults.push(`${whole} closes itself`);
      if (slash !== '/' && !VOID.includes(name)) open.push(name);
    } else {
      faults.push(`no tag: ${rest.slice(0, 40)}`);
      break;
    }
  }
  if (open.length > 0) faults.push(`not closed: ${open.join(', ')}`);
  return { elements, faults };
}

/** Elements that a page of ours may have. */
const ELEMENTS = new Set(
  (
    'html head meta title style body a svg defs pattern rect path polygon text tspan header nav main section article footer ' +
    'br h1 h2 h3 h4 h5 p span b ul li dl dt dd div code pre mark figure figcaption details summary table caption thead tbody tr th td'
  ).split(' '),
);

/** Attributes that name another element of the page. */
const REFERENCES = ['aria-labelledby', 'aria-describedby'];

/** Everything that is wrong with a page of ours: how it is written, what it would load or run, and ids that fail. */
export function pageFaults(page: string): readonly string[] {
  const { elements, faults } = readPage(page);
  const ids = elements.flatMap(({ attributes: { id } }) => (id === undefined ? [] : [id]));
  const known = new Set(ids);
  const strange = elements.filter(({ name }) => !ELEMENTS.has(name)).map(({ name }) => `<${name}>`);
  const seen = new Set<string>();
  const twice = ids.filter((id) => seen.size === seen.add(id).size).map((id) => `id ${id} twice`);
  const targets = elements.flatMap(({ attributes }) => {
    const { href } = attributes;
    const named = REFERENCES.flatMap((key) => attributes[key]?.split(' ') ?? []);
    return [...(href === undefined ? [] : [href.startsWith('#') ? href.slice(1) : `foreign ${href}`]), ...named];
  });
  const active = elements.flatMap(({ name, attributes }) =>
    Object.keys(attributes)
      .filter((key) => /^on|^src|^style$|^action$|^xlink|^srcdoc$|^data$/.test(key))
      .map((key) => `${key} of <${name}>`),
  );
  const urls = [...page.matchAll(/url\(([^)]*)\)/g)]
    .map(([, url = '']) => url)
    .filter((url) => !url.startsWith('#fill-'));
  const style = page.slice(page.indexOf('<style>'), page.indexOf('</style>'));
  return [
    ...faults,
    ...strange,
    ...twice,
    ...targets.filter((target) => !known.has(target)).map((target) => `nothing is called ${target}`),
    ...active,
    ...(style.includes('@import') || urls.some((url) => style.includes(`url(${url})`))
      ? ['the style loads something']
      : []),
  ];
}
