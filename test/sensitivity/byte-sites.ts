/** The classes of bytes of an output at which mistakes are made. */
import { lengthSpan, payloadSpan } from '../../src/reader/index.ts';
import type { Region, Section } from '../../src/reader/index.ts';
import { contains, endOf } from '../../src/results/index.ts';
import type { Span } from '../../src/results/index.ts';
import type { ByteSite } from './byte-operators.ts';
import { fieldIn } from './field-sites.ts';
import type { FieldSite } from './field-sites.ts';
import type { GoodAppend } from './good-append.ts';

type Find = ByteSite['find'];

/** Bytes of the head of a relocation block. [PE format, Base Relocation Block] */
const BLOCK_HEAD = 8;
/** Bytes of the name of a section. [PE format, Section Table (Section Headers)] */
const NAME = 8;

function between(start: number, end: number): Span | null {
  return end > start ? { offset: start, length: end - start } : null;
}

/** The sections of the output that the input has too. */
function oldSections({ before, after }: GoodAppend): readonly Section[] {
  return after.sections.slice(0, before.sections.length);
}

/** The old section that holds the payload. */
function payloadHolder(good: GoodAppend): Section | undefined {
  const payload = payloadSpan(good.after);
  return oldSections(good).find(({ rawData }) => contains(rawData, payload));
}

/** The payload and the length behind it. */
function packed({ after }: GoodAppend): Span {
  const [payload, length] = [payloadSpan(after), lengthSpan(after)];
  return { offset: payload.offset, length: Math.max(endOf(payload), endOf(length)) - payload.offset };
}

function region(pick: 'first' | 'last', test: (region: Region) => boolean): Find {
  return ({ after }) => {
    const { regions } = after.regionMap;
    return (pick === 'first' ? regions.find(test) : regions.findLast(test)) ?? null;
  };
}

function padding({ rawData, virtualSize }: Section): Span | null {
  const size = virtualSize.value;
  return size === 0 ? null : between(rawData.offset + size, endOf(rawData));
}

function oldPadding(pick: 'first' | 'last'): Find {
  return (good) => {
    const runs = oldSections(good).flatMap((section) => padding(section) ?? []);
    return (pick === 'first' ? runs[0] : runs.at(-1)) ?? null;
  };
}

function nameTail(pick: (good: GoodAppend) => Section | undefined): Find {
  return (good) => {
    const name = pick(good)?.name;
    return name === undefined ? null : between(name.offset + name.value.length + 1, name.offset + NAME);
  };
}

function footer({ after }: GoodAppend): Span | null {
  const length = lengthSpan(after);
  return length.offset >= endOf(payloadSpan(after)) ? length : null;
}

const anything = { moves: 'sometimes', holds: 'anything', found: 'somewhere', size: 'long' } as const;
const everywhere = { ...anything, found: 'everywhere' } as const;
const inHeaders = { ...anything, moves: 'never', size: 'short' } as const;

const content: Find = ({ added, request }) => ({
  offset: added.rawData.offset,
  length: Math.min(added.rawData.length, request.content.length),
});

/** Every class of bytes. */
export const BYTE_SITES: readonly ByteSite[] = [
  {
    name: 'PE signature',
    ...inHeaders,
    holds: 'constant',
    found: 'everywhere',
    find: ({ after }) => after.peSignature,
  },
  { name: 'DOS stub', ...inHeaders, find: region('first', ({ kind }) => kind === 'dos-stub') },
  { name: 'header slack', ...inHeaders, find: region('first', ({ kind }) => kind === 'header-slack') },
  {
    name: 'debug data after the section table',
    ...anything,
    size: 'short',
    find: region('first', ({ kind }) => kind === 'claimed-slack'),
  },
  { name: 'payload', ...everywhere, find: ({ after }) => payloadSpan(after) },
  { name: 'length after the payload', ...anything, size: 'short', find: footer },
  {
    name: 'data before the payload',
    ...anything,
    find: (good) => {
      const holder = payloadHolder(good);
      return holder === undefined ? null : between(holder.rawData.offset, packed(good).offset);
    },
  },
  {
    name: 'data after the payload',
    ...anything,
    find: (good) => {
      const holder = payloadHolder(good);
      return holder === undefined ? null : between(endOf(packed(good)), endOf(holder.rawData));
    },
  },
  {
    name: 'data of the first section without the payload',
    ...anything,
    find: (good) => {
      const holder = payloadHolder(good);
      const other = oldSections(good).find(({ index, rawData }) => rawData.length > 0 && index !== holder?.index);
      return other?.rawData ?? null;
    },
  },
  {
    name: 'data of the last section with data',
    ...anything,
    find: (good) => oldSections(good).findLast(({ rawData }) => rawData.length > 0)?.rawData ?? null,
  },
  { name: 'first bytes after a VirtualSize', ...anything, size: 'pages', find: oldPadding('first') },
  { name: 'last bytes after a VirtualSize', ...anything, size: 'pages', find: oldPadding('last') },
  { name: 'first gap', ...anything, size: 'pages', find: region('first', ({ kind }) => kind === 'gap') },
  { name: 'last gap', ...anything, size: 'pages', find: region('last', ({ kind }) => kind === 'gap') },
  { name: 'overlay', ...anything, find: region('first', ({ kind }) => kind === 'overlay') },
  { name: 'symbol table', ...anything, size: 'pages', find: region('first', ({ owner }) => owner === 'symbolTable') },
  { name: 'string table', ...anything, size: 'pages', find: region('first', ({ owner }) => owner === 'stringTable') },
  { name: 'first debug data', ...anything, size: 'short', find: ({ after }) => after.debugEntries[0]?.data ?? null },
  { name: 'last debug data', ...anything, size: 'short', find: ({ after }) => after.debugEntries.at(-1)?.data ?? null },
  ...(['first', 'last'] as const).map((pick) => ({
    name: `relocations of the ${pick} block`,
    ...anything,
    size: 'pages' as const,
    find: ({ relocations }: GoodAppend) => {
      const block = pick === 'first' ? relocations[0] : relocations.at(-1);
      return block === undefined ? null : between(block.span.offset + BLOCK_HEAD, endOf(block.span));
    },
  })),
  { name: 'tail of the first name', ...inHeaders, find: nameTail(({ after }) => after.sections[0]) },
  { name: 'tail of the last name', ...inHeaders, find: nameTail((good) => oldSections(good).at(-1)) },
  { name: 'tail of the new name', ...inHeaders, holds: 'constant', find: nameTail(({ added }) => added) },
  { name: 'content', ...everywhere, find: content },
  {
    name: 'padding of the content',
    ...anything,
    size: 'pages',
    holds: 'constant',
    find: ({ added, request }) => between(added.rawData.offset + request.content.length, endOf(added.rawData)),
  },
];

/** The bytes of a field that holds text. */
export function textSite({ name, field, found, structures }: FieldSite): ByteSite {
  return {
    name,
    moves: 'never',
    holds: 'anything',
    found,
    size: 'short',
    find: (good) => fieldIn(structures(good)?.now ?? null, field),
  };
}
