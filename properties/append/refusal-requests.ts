import type { AppendRequest } from '../../src/contract/index.ts';
import type { Image } from '../../src/reader/index.ts';
import { U32_LIMIT } from '../bytes/arithmetic.ts';
import { place } from '../findings.ts';
import { repeatedNames } from '../image/repeated-names.ts';
import type { AppendRequests } from '../rule.ts';
import { contentPlace } from './reason.ts';
import type { ReasonToDecline, ReasonToRefuse } from './reason.ts';

/** The flags of data that is read and nothing else: CNT_INITIALIZED_DATA and MEM_READ. [PE format, Section Flags] */
const PLAIN_FLAGS = 0x40000040;
/** MEM_DISCARDABLE, which the kernel gives its own .sbat. */
const HARMLESS_FLAGS = 0x02000000;

/** Requests that cannot be met: by themselves, by the names of the image, or beside each other. */
export function* badRequests(before: Image, requests: AppendRequests): Generator<ReasonToRefuse> {
  const { sections } = before;
  const repeated = repeatedNames(
    [...sections, ...requests].map(({ name }) => (typeof name === 'string' ? name : name.value)),
  );
  for (const [rank, request] of requests.entries()) {
    const { name, content } = request;
    const at = contentPlace(rank, content);
    yield* badRequest(request, at, requests.length === 1 ? 'the content' : `the content of ${JSON.stringify(name)}`);
    const earlier = repeated.get(sections.length + rank);
    if (earlier === undefined) continue;
    const twin = sections[earlier];
    yield twin === undefined
      ? { because: `two of the new sections are named ${JSON.stringify(name)}`, at }
      : { because: `section ${twin.index} is already named ${JSON.stringify(name)}`, at: place(twin.name, 'before') };
  }
}

function* badRequest(
  { name, content, characteristics }: AppendRequest,
  at: ReasonToRefuse['at'],
  what: string,
): Generator<ReasonToRefuse> {
  if (!/^[\x21-\x7e]{1,8}$/.test(name) || /[/$]/.test(name)) {
    yield { because: `the name ${JSON.stringify(name)} is not 1 to 8 printable characters without / and $`, at };
  }
  if (name === '.reloc') yield { because: 'loaders treat a section named .reloc specially', at };
  if (content.length === 0) yield { because: `${what} is empty`, at };
  if (!Number.isInteger(characteristics) || characteristics < 0 || characteristics >= U32_LIMIT) {
    yield { because: `the flags ${characteristics} are not a 32-bit value`, at };
  }
}

/**
 * Requests that can be met and that a rewriter may decline. The flags of a request are its own: to set exactly those is
 * right whatever they say, to decline all but those of plain data is right too, and to set others is wrong in any case.
 */
export function* riskyRequests(requests: AppendRequests): Generator<ReasonToDecline> {
  for (const [rank, { content, characteristics }] of requests.entries()) {
    if ((characteristics & ~HARMLESS_FLAGS) === PLAIN_FLAGS) continue;
    yield {
      because: 'the flags are not those of read-only data',
      policy: 'flags other than those of read-only data',
      at: contentPlace(rank, content),
    };
  }
}
