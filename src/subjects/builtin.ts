import type { Rewriter } from '../contract/index.ts';
import { appendSections } from '../rewriter/index.ts';

/**
 * Our own rewriter as a subject. It gets no privilege: it sees the bytes and the request, as a command does.
 *
 * @param version what reports say of its version; nothing unless given
 */
export function builtinSubject(version = ''): Rewriter {
  return {
    id: 'builtin',
    version,
    command: null,
    fixed: { name: null, characteristics: null },
    append: (image, request) => appendSections(image, [request]),
  };
}
