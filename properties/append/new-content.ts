import { hex } from '../../src/results/index.ts';
import type { Finding } from '../../src/results/index.ts';
import { bytesOf, firstDifference, firstNonZero } from '../bytes/bytes.ts';
import { place, wrong } from '../findings.ts';
import type { Append } from '../rule.ts';
import type { NewSection } from '../kept-sections.ts';

/** The first byte of a new section that is not that of its content, or not zero after it; `null` when all are right. */
export function wrongContent({ section, request, earlier }: NewSection, { after }: Append): Finding | null {
  const { content } = request;
  const stored = bytesOf(after, section.rawData);
  const index = firstDifference(stored.subarray(0, content.length), content);
  // Where there are several, the name tells which; the content's place names the first one's file.
  const which = earlier.length === 0 ? 'the new section' : `the new section ${JSON.stringify(request.name)}`;
  if (index !== -1) {
    const expected =
      earlier.length === 0
        ? ({ kind: 'same-bytes', as: { file: 'content', offset: index, length: 1 } } as const)
        : ({ kind: 'form', name: `byte ${hex(index)} of its content` } as const);
    const at = place({ offset: section.rawData.offset + index, length: 1 }, 'after');
    return wrong(
      `data of ${which}`,
      expected,
      index < stored.length ? 'a different byte' : `${stored.length} bytes`,
      at,
    );
  }
  const stale = firstNonZero(stored.subarray(content.length));
  if (stale === -1) return null;
  const at = place({ offset: section.rawData.offset + content.length + stale, length: 1 }, 'after');
  return wrong(`padding of ${which}`, { kind: 'zero-bytes' }, stored[content.length + stale] ?? 0, at);
}
