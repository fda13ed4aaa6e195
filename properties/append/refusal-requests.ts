import type { AppendRequest } from '../../src/contract/index.ts';
import type { Image } from '../../src/reader/index.ts';
import { U32_LIMIT } from '../arithmetic.ts';
import { place } from '../findings.ts';
import type { AppendRequests } from '../rule.ts';
import { contentPlace } from './reason.ts';
import type { ReasonToRefuse } from './reason.ts';

/** MEM_EXECUTE and MEM_WRITE. [PE format, Section Flags] */
const WRITE_OR_EXECUTE = 0xa0000000;

/** Requests that cannot be met: by themselves, by the names of the image, or beside each other. */
export function* badRequests(before: Image, requests: AppendRequests): Generator<ReasonToRefuse> {
  for (const [rank, request] of requests.entries()) {
    const { name, content } = request;
    const at = contentPlace(rank, content);
    yield* badRequest(request, at, requests.length === 1 ? 'the content' : `the content of ${JSON.stringify(name)}`);
    const twin = before.sections.find((section) => section.name.value === name);
    if (twin !== undefined) {
      const because = `section ${twin.index} is named ${JSON.stringify(name)} already`;
      yield { because, at: place(twin.name, 'before') };
    }
    if (requests.slice(0, rank).some((earlier) => earlier.name === name)) {
      yield { because: `two of the new sections are named ${JSON.stringify(name)}`, at };
    }
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
  if (name === '.reloc') yield { because: 'loaders give a section named .reloc a meaning of its own', at };
  if (content.length === 0) yield { because: `${what} is empty`, at };
  if (!Number.isInteger(characteristics) || characteristics < 0 || characteristics >= U32_LIMIT) {
    yield { because: `the flags ${characteristics} are no 32-bit value`, at };
  }
}

/** Requests that can be met and are refused by a rewriter that adds nothing but data. */
export function* riskyRequests(requests: AppendRequests): Generator<ReasonToRefuse> {
  for (const [rank, { content, characteristics }] of requests.entries()) {
    if ((characteristics & WRITE_OR_EXECUTE) === 0) continue;
    yield { because: 'the section would be writable or executable', at: contentPlace(rank, content) };
  }
}
