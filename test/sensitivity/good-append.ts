import type { CampaignCase } from '../../generators/index.ts';
import type { AppendRequest } from '../../src/contract/index.ts';
import { readImage, relocationBlocks } from '../../src/reader/index.ts';
import type { Image, RelocationBlock, Section } from '../../src/reader/index.ts';
import { appendSections } from '../../src/rewriter/index.ts';
import type { Asked } from './fault.ts';

/** A right append and what faults ask about it. */
export interface GoodAppend {
  readonly input: Uint8Array;
  readonly before: Image;
  readonly output: Uint8Array;
  readonly after: Image;
  readonly request: AppendRequest;
  /** The new section as the output has it. */
  readonly added: Section;
  /** By how much the data moved in the file. */
  readonly dataShift: number;
  /** By how much SizeOfHeaders grew. */
  readonly headerShift: number;
  /** The relocation blocks of the output, read once. */
  readonly relocations: readonly RelocationBlock[];
}

/** More relocation blocks than a generated image has. */
const BLOCKS_MAX = 4096;

/** What is no zboot image is taken where it is a PE image, for rewriters that take any are asked to be right about those. */
function answerTo(input: Uint8Array, request: AppendRequest): ReturnType<typeof appendSections> {
  const answer = appendSections(input, [request], { stripSignature: true });
  if (answer.kind === 'rewritten' || answer.code !== 'not-zboot') return answer;
  const general = appendSections(input, [request], { stripSignature: true, anyPe: true });
  return general.kind === 'rewritten' ? general : answer;
}

/**
 * A case and the right answer to it, which is that of the project's own rewriter. A signature is removed: an image that
 * keeps one would be accused whatever else it does.
 */
export function ask({ image: input, request, features }: CampaignCase): Asked {
  const before = readImage(input);
  const answer = answerTo(input, request);
  const known = { input, before, request, features: new Set(features) };
  if (answer.kind === 'refused') return { ...known, good: null, refusal: answer.code };
  const after = readImage(answer.bytes);
  const added = before.ok && after.ok ? after.image.sections[before.image.sections.length] : undefined;
  if (!before.ok || !after.ok || added === undefined) {
    throw new Error('the right output cannot be read, or has no new section: a fault of the rewriter or the reader');
  }
  const good = goodAppend({
    input,
    before: before.image,
    output: answer.bytes,
    after: after.image,
    request,
    added,
  });
  return { ...known, good, refusal: null };
}

function goodAppend(parts: Omit<GoodAppend, 'dataShift' | 'headerShift' | 'relocations'>): GoodAppend {
  const { before, after } = parts;
  const first = before.sections.find(({ rawData }) => rawData.length > 0);
  const moved = first === undefined ? undefined : after.sections[first.index];
  const relocations: RelocationBlock[] = [];
  for (const block of relocationBlocks(after)) {
    if (relocations.push(block) >= BLOCKS_MAX) break;
  }
  return {
    ...parts,
    dataShift: first === undefined || moved === undefined ? 0 : moved.rawData.offset - first.rawData.offset,
    headerShift: after.optionalHeader.sizeOfHeaders.value - before.optionalHeader.sizeOfHeaders.value,
    relocations,
  };
}

/** The next multiple of an alignment from a number on; the number itself where there is no alignment. */
export function roundUp(value: number, alignment: number): number {
  return alignment === 0 ? value : Math.ceil(value / alignment) * alignment;
}

/** The last multiple of an alignment up to a number; the number itself where there is no alignment. */
export function roundDown(value: number, alignment: number): number {
  return alignment === 0 ? value : Math.floor(value / alignment) * alignment;
}
