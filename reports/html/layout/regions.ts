import { endOf } from '../../../src/results/index.ts';
import type { Layout, LayoutKind, LayoutRegion, Layouts, Span } from '../../../src/results/index.ts';
import type { Look } from '../../../src/page/drawing/index.ts';
import { cutText, printable } from '../../../src/page/index.ts';

/** Regions that are drawn and listed at most; a document of this program has no more. */
export const REGIONS_MAX = 64;

/** What a kind of region is called, and how it looks. */
const KINDS: Readonly<Record<LayoutKind, { readonly words: string; readonly look: Look }>> = {
  'dos-header': { words: 'DOS header', look: 'header' },
  'dos-stub': { words: 'DOS stub', look: 'stub' },
  'pe-headers': { words: 'PE headers', look: 'header' },
  'section-table': { words: 'section table', look: 'header' },
  'header-slack': { words: 'header slack', look: 'slack' },
  'claimed-slack': { words: 'slack in use', look: 'claimed' },
  'section-data': { words: 'section', look: 'data' },
  gap: { words: 'gap', look: 'gap' },
  overlay: { words: 'overlay', look: 'overlay' },
  'symbol-table': { words: 'symbol table', look: 'symbols' },
  'certificate-table': { words: 'certificates', look: 'certificates' },
  omitted: { words: 'not listed', look: 'omitted' },
};

/** The look of a region. */
export function lookOf({ kind }: LayoutRegion): Look {
  return KINDS[kind].look;
}

/** The longest name of a region that a drawing has room for, in characters. */
const NAME_MAX = 13;

/** A region in a few words: the name of a section, or what the region is. */
export function nameOf({ kind, name, owner }: LayoutRegion): string {
  if (kind !== 'section-data') return KINDS[kind].words;
  const said = printable(name).trim();
  return said === '' ? printable(owner) : said;
}

/** The same where there is little room. */
export function shortName(region: LayoutRegion): string {
  return cutText(nameOf(region), NAME_MAX);
}

/** The regions of a layout that lie in the file, in its order, and what of the payload does. */
export function regionsIn({ regions, fileSize }: Layout): readonly LayoutRegion[] {
  return regions
    .slice(0, REGIONS_MAX)
    .filter((region) => region.length > 0 && region.offset >= 0 && endOf(region) <= fileSize);
}

/** Where the payload is, if any of it is in the file. */
export function payloadIn({ payload, fileSize }: Layout): Span | null {
  return payload === null || payload.length <= 0 || payload.offset < 0 || endOf(payload) > fileSize ? null : payload;
}

/** The same region in both files of an append; one of both is `null` for what is new and what is gone. */
export interface RegionPair {
  readonly before: LayoutRegion | null;
  readonly after: LayoutRegion | null;
}

/** Regions of both files: sections of one name are one, whatever their number, and else those of one kind and owner. In the order of the file after, with what is gone in its place. */
export function pairsOf({ before, after }: Layouts): readonly RegionPair[] {
  const [old, now] = [before, after].map((layout) => (layout === null ? [] : regionsIn(layout)));
  if (old === undefined || now === undefined) return [];
  const found = partnersOf(old, now);
  const matched = new Set(found.values());
  const pairs: RegionPair[] = now.map((region) => ({ before: found.get(region) ?? null, after: region }));
  for (const [index, region] of old.entries()) {
    if (matched.has(region)) continue;
    const previous = old[index - 1];
    const place = pairs.findIndex((pair) => previous !== undefined && pair.before === previous);
    pairs.splice(place + 1, 0, { before: region, after: null });
  }
  return pairs;
}

/** What regions of both files agree in that are one; the surest first. A tool may sort sections, and may rename them. */
const SIGNS: readonly ((region: LayoutRegion) => string)[] = [
  ({ kind, owner, name }) => (kind === 'section-data' ? JSON.stringify([owner, name]) : ''),
  ({ kind, name }) => (kind === 'section-data' ? JSON.stringify([name]) : ''),
  ({ kind, owner }) => (kind === 'omitted' ? '' : JSON.stringify([kind, owner])),
];

/** Every region of the file before that the one after has, by what it is there. Gaps are many, and no two of them are one. */
function partnersOf(
  old: readonly LayoutRegion[],
  now: readonly LayoutRegion[],
): ReadonlyMap<LayoutRegion, LayoutRegion> {
  const found = new Map<LayoutRegion, LayoutRegion>();
  const taken = new Set<LayoutRegion>();
  for (const sign of SIGNS) {
    const [left, free] = [old.filter((region) => !taken.has(region)), now.filter((region) => !found.has(region))];
    const [alone, partners] = [onceBy(sign, left), onceBy(sign, free)];
    for (const [key, region] of alone) {
      const partner = partners.get(key);
      if (partner === undefined) continue;
      found.set(partner, region);
      taken.add(region);
    }
  }
  return found;
}

/** The regions that alone have their sign; an empty one is none. */
function onceBy(
  sign: (region: LayoutRegion) => string,
  regions: readonly LayoutRegion[],
): ReadonlyMap<string, LayoutRegion> {
  const all = new Map<string, readonly LayoutRegion[]>();
  for (const region of regions) all.set(sign(region), [...(all.get(sign(region)) ?? []), region]);
  const once = [...all].flatMap(([key, [region, ...others]]) =>
    key !== '' && region !== undefined && others.length === 0 ? [[key, region] as const] : [],
  );
  return new Map(once);
}
